"""A sheet that describes the columns of another: texts of questions, labels of codes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.files.names import clean

Rows = Sequence[Sequence[str]]

VARIABLE = re.compile(r"(variable|column|field|item|question|var)s?[ _]?(name|id|code)?|name|code")
TEXT = re.compile(
    r"((variable|item|question)[ _])?(label|text|wording|description|question|statement)s?|meaning"
)
VALUES = re.compile(
    r"value[ _]labels?|values|codes|coding|scale|answers?|(answer|response)[ _](options|categories)"
    r"|categories|levels|value"
)
VALUE_LABEL = re.compile(r"value[ _]label|label|(answer|response)[ _](label|text)|meaning")
# "1 = Never; 5 = Always", one or several in a cell
PAIR = re.compile(r"(-?\d+(?:\.\d+)?)\s*[=:.)–-]\s*([^;|\n]+?)\s*(?=$|[;|\n]|,\s*-?\d+\s*[=:.)–-])")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
DEEPEST = 10  # rows in which the header of such a sheet is looked for
FITTING = 0.5  # share of the columns that are described


def described(file: SurveyFile, sheet: str, rows: Rows) -> SurveyFile | None:
    """The file with what a sheet says about its columns; None when it is no code book of it."""
    for number, header in enumerate(rows[:DEEPEST]):
        places = _places(header)
        if places:
            texts, labels = _read(rows[number + 1 :], places, set(file.columns))
            if len({*texts, *labels}) < FITTING * len(file.columns):
                return None
            return _with(file, sheet, texts, labels)
    return None


def _places(header: Sequence[str]) -> dict[str, int] | None:
    """Where the variable stands, and its text or its values."""
    plain = [" ".join(cell.casefold().split()) for cell in header]
    places: dict[str, int] = {}
    for role, pattern in (("variable", VARIABLE), ("values", VALUES), ("text", TEXT)):
        free = [p for p, cell in enumerate(plain) if p not in places.values()]
        if fits := [p for p in free if plain[p] and pattern.fullmatch(plain[p])]:
            places[role] = fits[0]
    labels = [p for p, cell in enumerate(plain) if VALUE_LABEL.fullmatch(cell)]
    if labels and "values" in places:
        places["label"] = labels[-1]
    return places if "variable" in places and len(places) > 1 else None


def _read(
    rows: Rows, places: Mapping[str, int], columns: set[str]
) -> tuple[dict[str, str], dict[str, dict[float, str]]]:
    """A row a variable with all its values, or a row a value, the variable in the first of them."""
    texts: dict[str, str] = {}
    labels: dict[str, dict[float, str]] = {}
    variable = ""
    for row in rows:
        cells = {role: row[place] if place < len(row) else "" for role, place in places.items()}
        variable = clean(cells["variable"]) or variable
        if variable not in columns:
            continue
        values, label, text = (cells.get(role, "") for role in ("values", "label", "text"))
        if NUMBER.fullmatch(values) and label:
            labels.setdefault(variable, {})[float(values)] = clean(label)
            text = "" if places.get("text") == places.get("label") else text
        elif pairs := PAIR.findall(values):
            labels[variable] = {float(code): clean(words) for code, words in pairs}
        if text and cells["variable"]:
            texts[variable] = clean(text)
    return texts, labels


def _with(
    file: SurveyFile, sheet: str, texts: Mapping[str, str], labels: Mapping[str, dict[float, str]]
) -> SurveyFile:
    """Labels count for columns of numbers; words stay as they are."""
    coded = {
        column: known
        for column, known in labels.items()
        if not pa.types.is_string(file.table[column].type)
    }
    said = f"'{clean(sheet)}': {len(texts):,} texts, labels of {len(coded):,} columns"
    layout = file.layout and replace(file.layout, texts=f"sheet '{clean(sheet)}'")
    return replace(
        file,
        texts={**file.texts, **texts},
        value_labels={**file.value_labels, **coded},
        notes=(*file.notes, Note("Code book", said)),
        layout=layout,
    )
