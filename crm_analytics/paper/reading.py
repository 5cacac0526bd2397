"""Text as it was pasted or saved, to printed tables whose columns are recognised."""

from collections.abc import Iterator, Sequence

from crm_analytics.errors import Problem, UnusableTable, refuse
from crm_analytics.paper import names
from crm_analytics.paper.lines import WHERE, Line, Stated, blocks, filled, mentions, statement
from crm_analytics.paper.number import Bounds, PrintedNumber, decimal_mark, exact, number
from crm_analytics.paper.table import (
    PrintedCell,
    PrintedRow,
    PrintedTable,
    correlation_square,
    square_cells,
)

_SHARES = ("cv", "relative_importance", "percent", "valid_percent", "cumulative_percent")
_PERCENTILES = frozenset({"5", "10", "20", "25", "30", "40", "50", "60", "70", "75", "80", "90"})

Grid = Sequence[Sequence[str]]  # rows of cells as printed, equally long


def read(text: str) -> tuple[PrintedTable, ...]:
    """The tables of a text; what is stated above the first holds for all.

    Raises UnusableTable when there is none, or none of its columns is known.
    """
    parts = [_body(block) for block in blocks(text)]
    last = max((place for place, (body, _) in enumerate(parts) if body), default=-1)
    around: Stated = {}
    for _, said in parts[last + 1 :]:  # a note at the end
        around |= said
    found: list[PrintedTable] = []
    for body, said in parts[: last + 1]:
        if body:
            found.append(_table(_rectangle(body), around | said))
        else:
            around |= said
    if not found and around:  # names and numbers, one a line, are a table of one row
        header = ("", *(name for name, _ in around.values()))
        row = ("these numbers", *(printed.text for _, printed in around.values()))
        found.append(_table([header, row], {}))
    refuse(UnusableTable, _unknown(found))
    return tuple(found)


def _body(block: Sequence[Line]) -> tuple[Sequence[Line], Stated]:
    """The table of a block without the lines around it, and what those state."""
    cells = [cells for _, cells in block]
    first, last = 0, len(block)
    said: Stated = {}
    while first < last and (len(filled(cells[first])) == 1 or statement(cells[first])):
        said |= statement(cells[first]) or mentions(cells[first])
        first += 1
    while last > first + 2 and len(filled(cells[last - 1])) == 1 and cells[last - 1][0]:
        if not (note := statement(cells[last - 1]) or mentions(cells[last - 1])):
            break
        said |= note
        last -= 1
    return block[first:last], said


def _rectangle(block: Sequence[Line]) -> Grid:
    """Header and rows, all as wide as the header; refused where a row is wider."""
    width = len(block[0][1])
    refuse(UnusableTable, _ragged(block, width))
    return [(*cells, *[""] * (width - len(cells))) for _, cells in block]


def _table(grid: Grid, said: Stated) -> PrintedTable:
    square = correlation_square(grid[0], [row[0] for row in grid[1:]])
    if not square and _lies(grid):
        grid = [*zip(*grid, strict=True)]
    header, *body = grid
    keys = ["" if place in square else key for place, key in enumerate(_keys(header))]
    mark = decimal_mark([cell for row in body for cell in row[1:]])
    meant = names.settled(keys)
    keys = [key if key not in meant[:place] else "" for place, key in enumerate(meant)]
    around = {}
    for key, (name, printed) in said.items():
        own = _fitting(key, printed)
        around[key] = PrintedCell("", name, key, own, own.interval, given=True)
    return PrintedTable(
        header=tuple(header),
        grid=tuple(map(tuple, body)),
        keys=tuple(keys),
        rows=_rows(header, body, keys, mark),
        around=around | _level(header),
        matrix=square_cells(header, body, square, mark) if square else {},
    )


def _keys(header: Sequence[str]) -> list[str]:
    """The key of every column; a bare 25 is a percentile only beside another."""
    bare = [p for p, name in enumerate(header) if names.normal(name) in _PERCENTILES]
    keys = [names.key(name) for name in header]
    for place in bare if len(bare) > 1 else ():
        keys[place] = f"p{int(names.normal(header[place]))}"
    return ["" if p == 0 and key not in names.WORDS else key for p, key in enumerate(keys)]


def _lies(grid: Grid) -> bool:
    """Whether the names of the columns stand in the first column instead."""
    header, *body = grid
    upright = sum(bool(key) and key not in names.WORDS for key in _keys(header))
    lying = sum(bool(names.key(row[0])) for row in body)
    return lying > 1 and not upright


def _rows(
    header: Sequence[str], body: Grid, keys: Sequence[str], mark: str
) -> tuple[PrintedRow, ...]:
    columns = [*enumerate(keys)]
    units = {key: _unit(header, body, place, mark) for place, key in columns if key in _SHARES}
    found = []
    for label, cells in zip(_labels(header, body, mark), body, strict=True):
        words = {key: cells[place] for place, key in columns if key in names.WORDS}
        read = {}
        for place, key in columns:
            if key and key not in names.WORDS and (own := _printed(key, cells[place], mark)):
                unit = units.get(key, 1.0)
                read[key] = PrintedCell(label, header[place], key, own, own.interval * unit, unit)
        if "r" in read:  # asterisks behind a correlation are a column of their own
            read.setdefault("flag", read["r"].flag)
        found.append(PrintedRow(label, read, words | {"": cells[0]}))
    return tuple(found)


def _printed(key: str, cell: str, mark: str) -> PrintedNumber | None:
    if key == "flag":
        stars = cell.count("*")
        return PrintedNumber(cell, Bounds(stars, stars)) if not cell.strip("* -–—") else None
    printed = number(cell, mark)
    return _fitting(key, printed) if printed else None


def _fitting(key: str, printed: PrintedNumber) -> PrintedNumber:
    """A count is the number itself, not every number that rounds to it."""
    return exact(printed) if key in names.EXACT else printed


def _unit(header: Sequence[str], body: Grid, place: int, mark: str) -> float:
    """A hundred where a share is printed for a percentage."""
    cells = [row[place] for row in body]
    numbers = [printed.interval.middle for cell in cells if (printed := number(cell, mark))]
    shares = numbers and max(numbers) <= 1 and "%" not in "".join([header[place], *cells])
    return 100.0 if shares and any("." in cell or "," in cell for cell in cells) else 1.0


def _labels(header: Sequence[str], body: Grid, mark: str) -> list[str]:
    """The first cell of each row; with the next words where that does not tell rows apart."""
    numeric = [any(number(row[place], mark) for row in body) for place in range(len(header))]
    words = numeric.index(True, 1) if True in numeric[1:] else len(header)
    for wide in range(1, words + 1):
        labels = [" – ".join(filter(None, row[:wide])) for row in _carried(body, wide)]
        if len(set(labels)) == len(labels):
            return labels
    return [row[0] for row in body]


def _carried(body: Grid, wide: int) -> Iterator[list[str]]:
    """Rows whose first cell is that of the row above where it is empty and others follow."""
    first = ""
    for row in body:
        first = row[0] or (first if wide > 1 and row[1] else "")
        yield [first, *row[1:]]


def _level(header: Sequence[str]) -> dict[str, PrintedCell]:
    """The level of confidence that a header names."""
    for name in header:
        if (per_cent := names.level(name)) is not None:
            said = PrintedNumber(f"{per_cent:g}", Bounds(per_cent, per_cent))
            return {"level": PrintedCell("", "level", "level", said, said.interval, given=True)}
    return {}


def _ragged(block: Sequence[Line], width: int) -> Iterator[Problem]:
    for place, cells in block[1:]:
        if len(cells) > width:
            yield Problem(
                f"Line {place}",
                f"has {len(cells)} cells under {width} headers.",
                "Give every column a header, or quote numbers with a decimal comma.",
            )
    if len(block) == 1:
        what = "is a header with no row below it."
        yield Problem(f"Line {block[0][0]}", what, "Give one row a line of the table.")


def _unknown(found: Sequence[PrintedTable]) -> Iterator[Problem]:
    if not any(table.cells for table in found):
        yield Problem(
            WHERE,
            "has no column of numbers whose name is known.",
            "Name the columns as a paper does, for example n, mean, SD, SE, CV %, R², F, t, p.",
        )
