"""A printed table as it was recognised: its cells, what the lines around it say, a square of r."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crm_analytics.paper import names
from crm_analytics.paper.number import Bounds, PrintedNumber, exactly, number

_NUMBERED = re.compile(r"\(?(\d{1,3})[.)\s]")


@dataclass(frozen=True, eq=False, slots=True)
class PrintedCell:
    """One printed number; two cells are never equal, even when they say the same.

    row, column: as printed. key: what the column was recognised as.
    interval: in the unit of the relations.
    unit: how many of those units one printed unit is: 100 for a share printed for a percentage.
    given: stated beside the table or derived from it; it is believed.
    """

    row: str
    column: str
    key: str
    printed: PrintedNumber
    interval: Bounds
    unit: float = 1.0
    given: bool = False

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are possible."""
        return self.key in names.COUNTS

    @property
    def said(self) -> str:
        """The number in a sentence, for example "s is .702"."""
        return f"{self.column} is {self.printed.text.strip() or 'not flagged'}"

    def like(self, value: float) -> str:
        """Another value as this one is printed."""
        return self.printed.like(value / self.unit)

    @property
    def flag(self) -> "PrintedCell":
        """The asterisks behind the number, as a number of their own."""
        stars = exactly(float(self.printed.stars))
        said = PrintedNumber(self.printed.text, stars)
        return PrintedCell(self.row, self.column, "flag", said, stars)


def given(key: str, column: str, interval: Bounds) -> PrintedCell:
    """A number that stands in no cell of the table."""
    known = interval.low == interval.high
    text = f"{interval.low:g}" if known else f"{interval.low:g} to {interval.high:g}"
    return PrintedCell("", column, key, PrintedNumber(text, interval), interval, given=True)


@dataclass(frozen=True, eq=False, slots=True)
class PrintedRow:
    """A line of a table.

    cells: by what their column was recognised as.
    texts: words of the recognised columns of words, for example "outcome"; "" is the first cell.
    """

    label: str
    cells: Mapping[str, PrintedCell]
    texts: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, key: str) -> PrintedCell:
        return self.cells[key]

    def __contains__(self, key: str) -> bool:
        return key in self.cells

    def get(self, key: str) -> PrintedCell | None:
        """The cell of a column, when the row has a number there."""
        return self.cells.get(key)

    def beside(self, *believed: PrintedCell) -> "PrintedRow":
        """The row with more numbers, where it has none of its own."""
        return PrintedRow(
            self.label, {cell.key: cell for cell in believed} | dict(self.cells), self.texts
        )


@dataclass(frozen=True, eq=False, slots=True)
class PrintedTable:
    """A table with what was recognised of it.

    header, grid: as printed. keys: what each column was recognised as, "" for nothing.
    around: numbers stated above or below the table, by key.
    matrix: row, column and cell of a square of correlations; empty for any other table.
    """

    header: tuple[str, ...]
    grid: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    around: Mapping[str, PrintedCell]
    matrix: Mapping[tuple[int, int], PrintedCell] = field(default_factory=dict)

    @property
    def cells(self) -> list[PrintedCell]:
        """Every number that stands in the table."""
        own = [cell for row in self.rows for cell in row.cells.values() if not cell.given]
        return [*own, *self.matrix.values()]

    def has(self, *keys: str) -> bool:
        """Whether all of these columns are there."""
        return set(keys) <= set(self.keys)

    @property
    def unrecognised(self) -> list[str]:
        """Headers of columns with numbers that play no part."""
        squared = {cell.column for cell in self.matrix.values()}
        return [
            header
            for place, (header, key) in enumerate(zip(self.header, self.keys, strict=True))
            if place and header and not key and header not in squared
            if any(number(row[place]) for row in self.grid)
        ]


def correlation_square(header: Sequence[str], labels: Sequence[str]) -> dict[int, int]:
    """The columns that are the rows again: column → the row of the same name, or of its number.

    Empty where the table is no square of correlations.
    """
    rows = {names.normal(label): row for row, label in reversed([*enumerate(labels)]) if label}
    numbers = {m[1]: row for row, label in enumerate(labels) if (m := _NUMBERED.match(label))}
    found: dict[int, int] = {}
    for place, name in enumerate(header[1:], 1):
        row = rows.get(names.normal(name), numbers.get(name.strip(" .()")))
        if row is not None and row not in found.values():
            found[place] = row
    few = len(found) < 2 or len(found) < len(labels) - 1
    return {} if few else found


def square_cells(
    header: Sequence[str], grid: Sequence[Sequence[str]], columns: Mapping[int, int], mark: str
) -> dict[tuple[int, int], PrintedCell]:
    """The printed correlations by row and column, both counted as rows.

    Empty when the numbers of the square are of another kind: whole, or most of them above one.
    """
    found = {
        (row, column): PrintedCell(line[0], header[place], "r", printed, printed.interval)
        for row, line in enumerate(grid)
        for place, column in columns.items()
        if (printed := number(line[place], mark))
    }
    within = [cell for cell in found.values() if cell.interval.meets(Bounds(-1.0, 1.0))]
    broken = any(
        cell.printed.decimals > 0 for (row, column), cell in found.items() if row != column
    )
    return found if broken and 2 * len(within) > len(found) else {}
