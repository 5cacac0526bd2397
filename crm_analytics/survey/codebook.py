"""A code book: the questionnaire as a table that goes out to a spreadsheet and comes back.

One row a column of the survey file. What comes back may have its columns in any order, under other
usual names, and without those that nobody changed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from crm_analytics.errors import Problem, UnusableQuestionnaire, refuse
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import grid
from crm_analytics.survey.grid import FIELDS, ITEM, LEFT_OUT, ROLES, Row
from crm_analytics.survey.instrument import Instrument, Scale
from crm_analytics.survey.mistakes import checked

HEADER = ("column", "question", "dimension", "construct", "role", "reversed", "scale", "labels")
# what else a column of a code book is called
CALLED: Mapping[str, tuple[str, ...]] = {
    "column": ("variable", "name", "item", "id", "code"),
    "question": ("text", "label", "question text", "wording", "statement", "description"),
    "dimension": ("subscale", "factor", "scale name"),
    "construct": ("concept", "group"),
    "role": ("type", "kind", "use"),
    "reversed": ("reverse", "reverse scored", "reverse coded", "turned", "negative"),
    "scale": ("range", "ends", "points"),
    "labels": ("answers", "answer labels", "values", "value labels"),
}
BETWEEN = " / "  # labels, from the lowest point to the highest
YES, NO = ("yes", "y", "true", "1", "x", "r"), ("no", "n", "false", "0", "")


def written(instrument: Instrument, file: SurveyFile) -> list[tuple[str, ...]]:
    """The code book of a study, row by row, the header first."""
    labels = {d.name: BETWEEN.join(d.scale.labels) for d in instrument.dimensions}

    def cells(row: Row) -> tuple[str, ...]:
        said = (row.column, row.text, row.dimension, row.construct, row.role)
        return (*said, "yes" if row.reversed else "", row.scale, labels.get(row.dimension, ""))

    return [HEADER, *map(cells, grid.rows(instrument, file))]


def read(cells: Sequence[Sequence[str]], instrument: Instrument, file: SurveyFile) -> Instrument:
    """The questionnaire as a code book says it; what it does not speak of stays.

    cells: rows of a sheet, of any length, the header in the first that names a column.
    Raises UnusableQuestionnaire with every problem and the row it is in.
    """
    place, header = _header(cells)
    now = {row.column: row for row in grid.rows(instrument, file)}
    problems: list[Problem] = []
    labels: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for number, row in enumerate(cells[place + 1 :], start=place + 2):
        told = {name: row[at].strip() for name, at in header.items() if at < len(row)}
        column = told.pop("column", "")
        if not any([column, *told.values()]):
            continue
        problems += _wrong(number, column, told, now.keys(), seen)
        seen.add(column)
        if column in now:
            now[column] = _said(now[column], told)
            if said := told.get("labels"):
                labels[now[column].dimension] = tuple(p.strip() for p in said.split(BETWEEN))
    refuse(UnusableQuestionnaire, problems)
    return checked(_labelled(grid.instrument(tuple(now.values()), instrument), labels))


def _header(cells: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row of the header, and where each known column stands in it."""
    for place, row in enumerate(cells):
        words = [cell.strip().casefold().replace("_", " ") for cell in row]
        found = {
            name: words.index(word)
            for name, others in CALLED.items()
            for word in [next((w for w in (name, *others) if w in words), "")]
            if word
        }
        if "column" in found and len(found) > 1:
            return place, found
    what = "has no row that names its columns."
    raise UnusableQuestionnaire(
        Problem("The code book", what, f"Write in the first row: {', '.join(HEADER)}.")
    )


def _wrong(
    number: int, column: str, told: Mapping[str, str], known: Collection[str], seen: Collection[str]
) -> Iterator[Problem]:
    where = f"Row {number} of the code book"
    if column not in known:
        what = f"speaks of '{column}', which is no column of the survey file."
        yield Problem(where, what, "Correct the name, or take the row out.")
    if column in seen:
        yield Problem(where, f"speaks of '{column}' again.", "Keep one of the rows.")
    role = told.get("role", "")
    if role and role.casefold() not in ROLES:
        yield Problem(where, f"has the role '{role}'.", f"Use {', '.join(ROLES)}.")
    turned = told.get("reversed", "")
    if turned.casefold() not in YES + NO:
        yield Problem(where, f"has '{turned}' under reversed.", "Write yes, or leave it empty.")


def _said(row: Row, told: Mapping[str, str]) -> Row:
    """The row with what the code book says of it."""
    named = {"question": "text"} | {name: name for name in FIELDS}
    said: dict[str, object] = {named[k]: value for k, value in told.items() if k in named}
    if "reversed" in said:
        said["reversed"] = str(said["reversed"]).casefold() in YES
    if "role" in said:
        said["role"] = str(said["role"]).casefold()
    new = replace(row, **said)  # type: ignore[arg-type]
    if not new.role:
        new = replace(new, role=ITEM if new.dimension else LEFT_OUT)
    return new if new.measured else Row(new.column, new.text, role=new.role)


def _labelled(instrument: Instrument, labels: Mapping[str, tuple[str, ...]]) -> Instrument:
    """With the answer labels of each dimension's scale as the code book says them."""

    def scale(name: str, known: Scale) -> Scale:
        return replace(known, labels=labels[name]) if name in labels else known

    constructs = (
        replace(
            construct,
            dimensions=tuple(
                replace(d, scale=scale(d.name, d.scale)) for d in construct.dimensions
            ),
        )
        for construct in instrument.constructs
    )
    return replace(instrument, constructs=tuple(constructs))
