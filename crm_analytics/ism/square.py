"""Text to a square of cells: which factor is judged against which, nothing understood yet.

The text is as saved from or copied out of a spreadsheet. The header calls its columns by the ids or
the names of the rows, in any order. Before them stand an id and a name, or a name alone.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_analytics.errors import Problem, UnusableMatrix, refuse
from crm_analytics.ism.judgements import Factor, guarded

FACTORS = 500  # a matrix of more judgements than 124,750 nobody has made
LONGEST = 4 * FACTORS * FACTORS + 1_000_000  # characters
NAME = 300  # characters of a factor's name

_MARKS = ("\t", ";", "|", ",")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
FEWEST = 2
_IDS = frozenset({"id", "no", "no.", "nr", "nr.", "#", "number", "code", "s.no", "sl. no."})


@dataclass(frozen=True, slots=True)
class TextLine:
    """A row that holds something. number: as a spreadsheet counts, from 1."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells say something."""
        return sum(map(bool, self.cells))


def lines(text: str, where: str) -> list[TextLine]:
    """The rows that hold something; refused when the text cannot be one table."""
    if len(text) > LONGEST:
        what = f"has {len(text):,} characters; at most {LONGEST:,} can be read."
        raise UnusableMatrix(Problem(where, what, "Remove everything but the matrix."))
    clean = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    found = [*_parted(clean, where)]
    refuse(UnusableMatrix, _crowded(found, where))
    return found


def _parted(text: str, where: str) -> Iterator[TextLine]:
    rows = text.split("\n")
    held = [row for row in rows if row.strip()]
    mark = max(_MARKS, key=lambda mark: sum(mark in row for row in held))
    reader = csv.reader((row + "\n" for row in rows), delimiter=mark, skipinitialspace=True)
    first = 1
    try:
        for row in reader:
            cells = tuple(" ".join(cell.split()) for cell in row)
            if any(cells):
                yield TextLine(first, cells)
            first = reader.line_num + 1
    except csv.Error:  # one cell is longer than any may be
        what = "opens a quotation mark that is never closed."
        problem = Problem(f"{where}, row {first}", what, "Close it or remove it.")
        raise UnusableMatrix(problem) from None


def _crowded(found: list[TextLine], where: str) -> Iterator[Problem]:
    width = max((len(line.cells) for line in found), default=0)
    for count, most, unit in ((len(found), FACTORS + 50, "rows"), (width, FACTORS + 50, "columns")):
        if count > most:
            what = f"has {count:,} {unit}; at most {FACTORS} factors can be read."
            yield Problem(where, what, "Remove everything but the matrix.")


@dataclass(frozen=True, slots=True)
class Square:
    """The cells of a matrix, row by row in the order of the factors.

    where: how a problem names the matrix; "" when there is only one. rows: the row of each factor
    in its sheet.
    """

    where: str
    factors: tuple[Factor, ...]
    rows: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]

    def place(self, i: int, j: int) -> str:
        """A cell in a problem."""
        row = f"row {self.rows[i]} ({self.factors[i].name})"
        return _within(self.where, f"{row}, column {self.factors[j].id}")


@dataclass(frozen=True, slots=True)
class _FactorTable:
    """Header and rows, equally long; the first `named` columns hold the factors."""

    header: tuple[str, ...]
    rows: tuple[TextLine, ...]
    named: int

    @property
    def factors(self) -> tuple[Factor, ...]:
        return tuple(Factor(r.cells[0], r.cells[self.named - 1] or r.cells[0]) for r in self.rows)

    @property
    def known(self) -> dict[str, int]:
        """The position of a factor by its id and by its name."""
        names = {factor.name.casefold(): i for i, factor in enumerate(self.factors)}
        return names | {factor.id.casefold(): i for i, factor in enumerate(self.factors)}


def square(text: str, where: str = "") -> Square:
    """The matrix of a text; refused when rows and columns are not the same factors."""
    whole = where or "The matrix"
    table = _table(lines(text, whole), whole)
    refuse(UnusableMatrix, [*_unnamed(table, where), *_repeated(table, whole)])
    columns = _columns(table)
    refuse(UnusableMatrix, _uneven(table, columns, where))
    place = {factor: column for column, factor in columns.items()}
    order = [place.get(i) for i in range(len(table.rows))]
    return Square(
        where,
        table.factors,
        tuple(line.number for line in table.rows),
        tuple(
            tuple("" if column is None else line.cells[column] for column in order)
            for line in table.rows
        ),
    )


def _within(where: str, place: str) -> str:
    """A place in one of several sheets, or in the only one."""
    return f"{where}, {place}" if where else place[0].upper() + place[1:]


def is_table(text: str, where: str) -> bool:
    """Whether a sheet holds a table, and not a title or remarks."""
    found = lines(text, where)
    return len(found) > 1 and max(line.filled for line in found) > 1


def _table(found: Sequence[TextLine], where: str) -> _FactorTable:
    first = next((i for i, line in enumerate(found) if line.filled > 1), len(found))
    kept = found[first:]  # what stands alone in its row above is a title
    if len(kept) < FEWEST + 1:
        what = f"has fewer than {FEWEST} factors."
        remedy = "Give a header row and one row a factor, as in the sample."
        raise UnusableMatrix(Problem(where, what, remedy))
    width = max(len(line.cells) for line in kept)
    wide = [TextLine(line.number, _padded(line.cells, width)) for line in kept]
    tables = [_FactorTable(wide[0].cells, tuple(wide[1:]), named) for named in (2, 1)]
    usual = 2 if wide[0].cells[0].casefold() in _IDS else 1
    return max(tables, key=lambda table: (_fits(table), table.named == usual))


def _padded(cells: Sequence[str], width: int) -> tuple[str, ...]:
    plain = (cell[1:] if cell[:1] == "'" and guarded(cell[1:]) else cell for cell in cells)
    return (*plain, *[""] * (width - len(cells)))


def _fits(table: _FactorTable) -> int:
    """How many columns are called by a factor, less those that are not."""
    known = table.known
    called = [name.casefold() in known for name in table.header[table.named :]]
    return 2 * sum(called) - len(called)


def _unnamed(table: _FactorTable, where: str) -> Iterator[Problem]:
    for line, factor in zip(table.rows, table.factors, strict=True):
        place = _within(where, f"row {line.number}")
        if not factor.name or not factor.id:
            yield Problem(place, "names no factor.", "Give its id and its name.")
        elif len(factor.name) > NAME:
            what = f"has a name of {len(factor.name):,} characters."
            remedy = f"Shorten it to at most {NAME}."
            yield Problem(place, what, remedy)


def _repeated(table: _FactorTable, where: str) -> Iterator[Problem]:
    ids = ("id", [factor.id for factor in table.factors])
    names = ("factor", [factor.name for factor in table.factors])
    headers = ("column", [name for name in table.header[table.named :] if name])
    for kind, found in (ids, names, headers) if table.named == 2 else (names, headers):
        rows = [table.rows[i].number for i in range(len(table.rows))]
        for name, times in Counter(map(str.casefold, found)).items():
            same = [i for i, one in enumerate(found) if one.casefold() == name]
            if times > 1 and name:
                *most, last = (str(rows[i]) for i in same) if kind != "column" else ("", "")
                place = f", in rows {', '.join(most)} and {last}" if last else ""
                often = "twice" if times == 2 else f"{times} times"
                what = f"has the {kind} '{found[same[0]]}' {often}{place}."
                yield Problem(where, what, "Give each its own.")


def _columns(table: _FactorTable) -> dict[int, int]:
    """The factor of each column that is called by one."""
    known = table.known
    named = enumerate(table.header[table.named :], table.named)
    return {c: known[name.casefold()] for c, name in named if name.casefold() in known}


def _uneven(table: _FactorTable, columns: dict[int, int], where: str) -> Iterator[Problem]:
    """What keeps rows and columns from being the same factors.

    Of an SSIM the column of the first factor holds nothing, and may not be there.
    """
    held = [
        column
        for column, name in enumerate(table.header)
        if column >= table.named and (name or any(line.cells[column] for line in table.rows))
    ]
    missing = [factor for i, factor in enumerate(table.factors) if i not in columns.values()]
    spare = [c for c in held if c not in columns]
    if missing == [table.factors[0]] and not spare:
        return
    if missing or spare:
        what = f"is not square: it has {len(table.rows)} rows and {len(held)} columns of factors."
        if len(held) == len(table.rows):
            what = "has other factors in its columns than in its rows."
        remedy = "Give every factor one row and one column of the same name."
        yield Problem(where or "The matrix", what, remedy)
    for factor in missing:
        place = _within(where, f"factor '{factor}'")
        yield Problem(place, "has no column.", f"Add a column '{factor.id}'.")
    for c in spare:
        name = f"'{table.header[c]}'" if table.header[c] else f"{c + 1}, which has no name,"
        what = "is none of the factors of the rows."
        yield Problem(_within(where, f"column {name}"), what, "Rename or remove it.")
