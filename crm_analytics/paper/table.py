"""A printed table as it was recognised: its cells, and what the lines around it say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crm_analytics.paper.interval import Bounds, exactly
from crm_analytics.paper.names import COUNTS
from crm_analytics.paper.number import Printed, number


@dataclass(frozen=True, eq=False, slots=True)
class Cell:
    """One printed number; two cells are never equal, even when they say the same.

    row, column: as printed. key: what the column was recognised as.
    interval: in the unit of the relations.
    unit: how many of those units one printed unit is: 100 for a share printed for a percentage.
    given: stated beside the table or derived from it; it is believed.
    """

    row: str
    column: str
    key: str
    printed: Printed
    interval: Bounds
    unit: float = 1.0
    given: bool = False

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are possible."""
        return self.key in COUNTS

    @property
    def said(self) -> str:
        """The number in a sentence, for example "s is .702"."""
        return f"{self.column} is {self.printed.text.strip() or 'not flagged'}"

    def like(self, value: float) -> str:
        """Another value as this one is printed."""
        return self.printed.like(value / self.unit)


def given(key: str, column: str, interval: Bounds) -> Cell:
    """A number that stands in no cell of the table."""
    known = interval.low == interval.high
    text = f"{interval.low:g}" if known else f"{interval.low:g} to {interval.high:g}"
    return Cell("", column, key, Printed(text, interval), interval, given=True)


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """A line of a table.

    cells: by what their column was recognised as.
    texts: words of the recognised columns of words, for example "outcome"; "" is the first cell.
    """

    label: str
    cells: Mapping[str, Cell]
    texts: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Cell:
        return self.cells[key]

    def __contains__(self, key: str) -> bool:
        return key in self.cells

    def get(self, key: str) -> Cell | None:
        """The cell of a column, when the row has a number there."""
        return self.cells.get(key)

    def beside(self, *believed: Cell) -> "Row":
        """The row with more numbers, where it has none of its own."""
        return Row(self.label, {cell.key: cell for cell in believed} | dict(self.cells), self.texts)


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
    rows: tuple[Row, ...]
    around: Mapping[str, Cell]
    matrix: Mapping[tuple[int, int], Cell] = field(default_factory=dict)

    @property
    def cells(self) -> list[Cell]:
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


def blocks(rows: Sequence[Row], key: str) -> list[list[Row]]:
    """Neighbouring rows with the same word in a column; one block where there is no such column."""
    found: list[list[Row]] = []
    for row in rows:
        if found and found[-1][0].texts.get(key) == row.texts.get(key):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def whole_number(value: float) -> Bounds:
    """A count that is known."""
    return exactly(float(round(value)))
