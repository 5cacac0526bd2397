"""A printed level table: the sets and the level of every factor, as a paper has them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm_analytics.errors import Problem, UnusableMatrix, refuse
from crm_analytics.ism.reading.lines import TextLine, lines
from crm_analytics.ism.relations import Factor

WHERE = "The level table"
OUTPUT, INPUT, COMMON = SETS = ("output", "input", "common")
_COLUMNS = {
    "id": {"id", "no", "number", "code"},
    "factor": {"factor", "factors", "name", "variable", "element", "barrier", "enabler"},
    OUTPUT: {"output", "output set", "reachability", "reachability set", "outputs"},
    INPUT: {"input", "input set", "antecedent", "antecedent set", "inputs"},
    COMMON: {"common", "common set", "intersection", "intersection set"},
    "level": {"level"},
}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True, slots=True)
class PrintedLevels:
    """What a paper prints, in the order of the factors.

    sets: the output, input and common set of each factor, as positions, by `SETS`.
    level: 1 is the top.
    """

    factors: tuple[Factor, ...]
    sets: Mapping[str, tuple[frozenset[int], ...]]
    level: tuple[int, ...]


def read_levels(text: str, factors: Sequence[Factor]) -> PrintedLevels:
    """The printed table of these factors; raises UnusableMatrix with everything that is wrong.

    Sets are ids with spaces, commas or semicolons between; levels are numbers, Roman ones too.
    """
    found = lines(text, WHERE)
    columns = _columns(found)
    refuse(UnusableMatrix, _missing_columns(columns))
    rows, known = found[1:], {factor.id.casefold(): i for i, factor in enumerate(factors)}
    known = {factor.name.casefold(): i for i, factor in enumerate(factors)} | known
    refuse(UnusableMatrix, [*_rows(rows, columns, factors, known), *_cells(rows, columns, known)])
    own = {_place(line, columns, known): line for line in rows}
    ordered = [own[i] for i in range(len(factors))]
    return PrintedLevels(
        tuple(factors),
        {
            kind: tuple(
                frozenset(known[name] for name in _names(line, columns[kind])) for line in ordered
            )
            for kind in SETS
        },
        tuple(_level(_cell(line, columns["level"])) or 0 for line in ordered),
    )


def _columns(found: Sequence[TextLine]) -> dict[str, int]:
    header = [re.sub(r"[\s_]+", " ", cell.casefold()) for cell in (found[0].cells if found else ())]
    return {
        key: place
        for key, names in _COLUMNS.items()
        for place, n in enumerate(header)
        if n in names
    }


def _missing_columns(columns: Mapping[str, int]) -> Iterator[Problem]:
    if not {"id", "factor"} & set(columns):
        yield Problem(WHERE, "has no column 'id' or 'factor'.", "Add one of them.")
    for key in (*SETS, "level"):
        if key not in columns:
            name = key if key == "level" else f"{key}_set"
            yield Problem(WHERE, f"has no column '{name}'.", "Add it, or name it so.")


def _rows(
    rows: Sequence[TextLine],
    columns: Mapping[str, int],
    factors: Sequence[Factor],
    known: Mapping[str, int],
) -> Iterator[Problem]:
    places = [_place(line, columns, known) for line in rows]
    for line, place in zip(rows, places, strict=True):
        if place is None:
            name = " ".join(_cell(line, columns[key]) for key in ("id", "factor") if key in columns)
            what = f"is about '{name.strip()}', which is no factor of the SSIM."
            yield Problem(f"Row {line.number}", what, "Name it as the SSIM does.")
    for i, factor in enumerate(factors):
        if places.count(i) != 1:
            what = f"has {places.count(i) or 'no'} row{'s' if places.count(i) else ''}."
            yield Problem(f"Factor '{factor}'", what, "Give it one row.")


def _cells(
    rows: Sequence[TextLine], columns: Mapping[str, int], known: Mapping[str, int]
) -> Iterator[Problem]:
    for line in rows:
        for kind in SETS:
            for name in _names(line, columns[kind]):
                if name not in known:
                    what = f"holds '{name}', which is no factor of the SSIM."
                    yield Problem(_where(line, f"{kind}_set"), what, "Write ids of factors.")
        if not _level(level := _cell(line, columns["level"])):
            what = f"holds '{level}'." if level else "is empty."
            yield Problem(_where(line, "level"), what, "Write a whole number, 1 for the top.")


def _where(line: TextLine, column: str) -> str:
    return f"Row {line.number}, column {column}"


def _place(line: TextLine, columns: Mapping[str, int], known: Mapping[str, int]) -> int | None:
    cells = (_cell(line, columns[key]).casefold() for key in ("id", "factor") if key in columns)
    return next((known[cell] for cell in cells if cell in known), None)


def _names(line: TextLine, column: int) -> list[str]:
    return [name.casefold() for name in re.split(r"[\s,;{}()]+", _cell(line, column)) if name]


def _cell(line: TextLine, column: int) -> str:
    return line.cells[column] if column < len(line.cells) else ""


def _level(cell: str) -> int | None:
    """The number of a level, 'IV' and 'Level 4' included; None for anything else."""
    text = cell.casefold().removeprefix("level").strip()
    if text.isascii() and text.isdigit():
        return int(text) or None
    if text and set(text) <= set(_ROMAN):
        ones = [_ROMAN[one] for one in text]
        pairs = zip(ones, [*ones[1:], 0], strict=True)
        return sum(-one if one < after else one for one, after in pairs)
    return None
