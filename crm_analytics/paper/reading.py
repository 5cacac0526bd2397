"""Text as it was pasted or saved, to printed tables whose columns are recognised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crm_analytics.errors import Problem, UnusableTable, refuse
from crm_analytics.paper import lines, matrix, names, stated
from crm_analytics.paper.interval import Bounds
from crm_analytics.paper.lines import WHERE, PastedLine
from crm_analytics.paper.number import Printed, decimal_mark, exact, number
from crm_analytics.paper.stated import Stated
from crm_analytics.paper.table import Cell, PrintedTable, Row

_SHARES = ("cv", "relative_importance", "percent", "valid_percent", "cumulative_percent")
_PERCENTILES = frozenset({"5", "10", "20", "25", "30", "40", "50", "60", "70", "75", "80", "90"})


@dataclass(frozen=True, slots=True)
class _Raw:
    """Header and rows of cells as printed, equally long."""

    header: tuple[str, ...]
    grid: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, block: Sequence[PastedLine]) -> "_Raw":
        width = len(block[0].cells)
        refuse(UnusableTable, _ragged(block, width))
        wide = [line.cells + ("",) * (width - len(line.cells)) for line in block]
        return cls(wide[0], tuple(wide[1:]))

    @property
    def turned(self) -> "_Raw":
        """Rows as columns."""
        whole = tuple(zip(self.header, *self.grid, strict=True))
        return _Raw(whole[0], whole[1:])


def read(text: str) -> tuple[PrintedTable, ...]:
    """The tables of a text; what is stated above the first holds for all.

    Raises UnusableTable when there is none, or none of its columns is known.
    """
    parts = [_body(block) for block in lines.blocks(text)]
    last = max((place for place, (body, _) in enumerate(parts) if body), default=-1)
    around: dict[str, tuple[str, Printed]] = {}
    for _, said in parts[last + 1 :]:  # a note at the end
        around |= said
    found: list[PrintedTable] = []
    for body, said in parts[: last + 1]:
        if body:
            found.append(_table(_Raw.of(body), around | said))
        else:
            around |= said
    if not found and around:
        found.append(_listed(around))
    refuse(UnusableTable, _unknown(found))
    return tuple(found)


def _body(
    block: Sequence[PastedLine],
) -> tuple[Sequence[PastedLine], dict[str, tuple[str, Printed]]]:
    """The table of a block without the lines around it, and what those state."""
    first, last = 0, len(block)
    said: dict[str, tuple[str, Printed]] = {}
    while first < last and (len(block[first].filled) == 1 or stated.statement(block[first])):
        said |= stated.statement(block[first]) or stated.mentions(block[first])
        first += 1
    while last > first + 2 and len(block[last - 1].filled) == 1 and block[last - 1].cells[0]:
        if not (note := stated.statement(block[last - 1]) or stated.mentions(block[last - 1])):
            break
        said |= note
        last -= 1
    return block[first:last], said


def _listed(around: Stated) -> PrintedTable:
    """Names and numbers, one a line, are a table of one row."""
    header = ("", *(name for name, _ in around.values()))
    return _table(
        _Raw(header, (("these numbers", *(said.text for _, said in around.values())),)), {}
    )


def _table(raw: _Raw, said: Stated) -> PrintedTable:
    if square := matrix.square(raw.header, [row[0] for row in raw.grid]):
        keys = ["" if p in square else key for p, key in enumerate(_keys(raw.header))]
    else:
        raw = raw.turned if _lies(raw) else raw
        keys = _keys(raw.header)
    mark = decimal_mark([cell for row in raw.grid for cell in row[1:]])
    first = names.settled(keys)
    keys = [key if key not in first[:p] else "" for p, key in enumerate(first)]
    around = {
        key: Cell(
            "", name, key, _fitting(key, printed), _fitting(key, printed).interval, given=True
        )
        for key, (name, printed) in said.items()
    }
    rows = _rows(raw, keys, mark)
    table = PrintedTable(raw.header, raw.grid, tuple(keys), rows, around | _level(raw.header))
    if not square:
        return table
    return replace(table, matrix=matrix.cells(raw.header, raw.grid, square, mark))


def _keys(header: Sequence[str]) -> list[str]:
    """The key of every column; a bare 25 is a percentile only beside another."""
    bare = [p for p, name in enumerate(header) if names.normal(name) in _PERCENTILES]
    keys = [names.key(name) for name in header]
    for place in bare if len(bare) > 1 else ():
        keys[place] = f"p{int(names.normal(header[place]))}"
    return ["" if p == 0 and key not in names.WORDS else key for p, key in enumerate(keys)]


def _lies(raw: _Raw) -> bool:
    """Whether the names of the columns stand in the first column instead."""
    upright = sum(bool(key) and key not in names.WORDS for key in _keys(raw.header))
    lying = sum(bool(names.key(row[0])) for row in raw.grid)
    return lying > 1 and not upright


def _rows(raw: _Raw, keys: Sequence[str], mark: str) -> tuple[Row, ...]:
    labels = _labels(raw, mark)
    units = {key: _unit(raw, place, mark) for place, key in enumerate(keys) if key in _SHARES}
    found = []
    for label, cells in zip(labels, raw.grid, strict=True):
        words = {key: cell for key, cell in zip(keys, cells, strict=True) if key in names.WORDS}
        read = {
            key: _cell(label, header, key, printed, units.get(key, 1.0))
            for key, header, cell in zip(keys, raw.header, cells, strict=True)
            if key and key not in names.WORDS and (printed := _printed(key, cell, mark))
        }
        found.append(Row(label, _flagged(read), words | {"": cells[0]}))
    return tuple(found)


def _printed(key: str, cell: str, mark: str) -> Printed | None:
    if key == "flag":
        stars = cell.count("*")
        return Printed(cell, Bounds(stars, stars)) if not cell.strip("* -–—") else None
    printed = number(cell, mark)
    return _fitting(key, printed) if printed else None


def _fitting(key: str, printed: Printed) -> Printed:
    """A count is the number itself, not every number that rounds to it."""
    return exact(printed) if key in names.EXACT else printed


def _cell(row: str, header: str, key: str, printed: Printed, unit: float) -> Cell:
    return Cell(row, header, key, printed, printed.interval * unit, unit)


def _flagged(cells: dict[str, Cell]) -> dict[str, Cell]:
    """Asterisks behind a correlation are a column of their own."""
    number = cells.get("r")
    if number is not None and "flag" not in cells:
        stars = number.printed.stars
        flag = Printed(number.printed.text, Bounds(stars, stars))
        cells["flag"] = Cell(number.row, number.column, "flag", flag, flag.interval)
    return cells


def _unit(raw: _Raw, place: int, mark: str) -> float:
    """A hundred where a share is printed for a percentage."""
    cells = [row[place] for row in raw.grid]
    numbers = [printed.interval.middle for cell in cells if (printed := number(cell, mark))]
    shares = numbers and max(numbers) <= 1 and "%" not in "".join([raw.header[place], *cells])
    return 100.0 if shares and any("." in cell or "," in cell for cell in cells) else 1.0


def _labels(raw: _Raw, mark: str) -> list[str]:
    """The first cell of each row; with the next words where that does not tell rows apart."""
    numeric = [
        any(number(row[place], mark) for row in raw.grid) for place in range(len(raw.header))
    ]
    words = numeric.index(True, 1) if True in numeric[1:] else len(raw.header)
    for wide in range(1, words + 1):
        labels = [" – ".join(filter(None, row[:wide])) for row in _carried(raw.grid, wide)]
        if len(set(labels)) == len(labels):
            return labels
    return [row[0] for row in raw.grid]


def _carried(grid: Sequence[Sequence[str]], wide: int) -> Iterator[list[str]]:
    """Rows whose first cell is that of the row above where it is empty and others follow."""
    first = ""
    for row in grid:
        first = row[0] or (first if wide > 1 and row[1] else "")
        yield [first, *row[1:]]


def _level(header: Sequence[str]) -> dict[str, Cell]:
    """The level of confidence that a header names."""
    for name in header:
        if (per_cent := names.level(name)) is not None:
            said = Printed(f"{per_cent:g}", Bounds(per_cent, per_cent))
            return {"level": Cell("", "level", "level", said, said.interval, given=True)}
    return {}


def _ragged(block: Sequence[PastedLine], width: int) -> Iterator[Problem]:
    for line in block[1:]:
        if len(line.cells) > width:
            yield Problem(
                f"Line {line.number}",
                f"has {len(line.cells)} cells under {width} headers.",
                "Give every column a header, or quote numbers with a decimal comma.",
            )
    if len(block) == 1:
        what = "is a header with no row below it."
        yield Problem(f"Line {block[0].number}", what, "Give one row a line of the table.")


def _unknown(found: Sequence[PrintedTable]) -> Iterator[Problem]:
    if not any(table.cells for table in found):
        yield Problem(
            WHERE,
            "has no column of numbers whose name is known.",
            "Name the columns as a paper does, for example n, mean, SD, SE, CV %, R², F, t, p.",
        )
