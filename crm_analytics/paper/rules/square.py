"""A square of correlations: its diagonal, its two halves, its flags, and whether it can exist."""

from collections.abc import Iterator, Mapping, Set
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from crm_analytics.paper.interval import Bounds, exactly
from crm_analytics.paper.relation import Known, Relation, fixed
from crm_analytics.paper.rules.correlation import LEVELS, flag, flag_cell
from crm_analytics.paper.table import Cell, PrintedTable

Square = Mapping[tuple[int, int], Cell]
FEW = 3  # pairs; fewer that differ are mistakes
MOST = 30  # variables; in a larger square the pair that is wrong is not looked for
WHY = (
    "Correlations of the same people have no negative eigenvalue; with the others as printed, r "
    "can only lie here."
)


def relations(table: PrintedTable) -> Iterator[Relation]:
    """The diagonal, the two halves and the flags."""
    square = correlations(table)
    pairs = {place: cell for place, cell in square.items() if place[0] != place[1]}
    diagonal = [cell for place, cell in square.items() if place[0] == place[1]]
    ones = [cell for cell in diagonal if cell.interval.meets(exactly(1.0))]
    if 2 * len(ones) > len(diagonal):  # else it holds α or √AVE
        for cell in diagonal:
            why = "A variable correlates 1 with itself."
            yield fixed("the diagonal is 1", cell, exactly(1.0), why)
    for (row, column), cell in pairs.items():
        if row > column and (column, row) in pairs:
            yield _same(cell, pairs[column, row])
    yield from _flags(table, pairs)


def correlations(table: PrintedTable) -> Square:
    """The cells of the square; below the diagonal only, where something else stands above it."""
    square = table.matrix
    both = [(c, square[j, i]) for (i, j), c in square.items() if i > j and (j, i) in square]
    differ = sum(not below.interval.meets(above.interval) for below, above in both)
    if differ < FEW or 2 * differ <= len(both):
        return square
    return {(i, j): cell for (i, j), cell in square.items() if i >= j}


def _same(below: Cell, above: Cell) -> Relation:
    def solve(cell: Cell, known: Known) -> Bounds | None:
        return known.get(above if cell is below else below)

    return Relation("both halves of the matrix are the same", (below, above), solve)


def _flags(table: PrintedTable, pairs: Square) -> Iterator[Relation]:
    n = table.around.get("n")
    most = max((cell.printed.stars for cell in pairs.values()), default=0)
    if n is not None and most:
        for cell in pairs.values():
            yield flag(flag_cell(cell), cell, n, LEVELS[:most])


def possible(table: PrintedTable, wrong: Set[Cell]) -> Iterator[Relation]:
    """Whether such correlations can be at all: no negative eigenvalue, rounding allowed for."""
    square = correlations(table)
    places = sorted({place for pair in square for place in pair})
    cells = _complete(square, places)
    if len(places) < 3 or not cells or wrong & set(cells.values()):
        return
    r = np.eye(len(places))
    slack = np.zeros_like(r)
    for (i, j), cell in cells.items():
        r[i, j] = r[j, i] = cell.interval.middle
        slack[i, j] = slack[j, i] = (cell.interval.high - cell.interval.low) / 2
    rule = "correlations have no negative eigenvalue"
    cell, allowed = next(iter(cells.values())), None
    # rounding moves no eigenvalue by more than the largest row sum of what was rounded (Weyl)
    if np.linalg.eigvalsh(r)[0] < -slack.sum(axis=1).max() - 1e-9:
        cell, allowed = _worst(r, slack, cells)
    yield fixed(rule, cell, allowed or cell.interval, WHY)


def _complete(square: Square, places: list[int]) -> dict[tuple[int, int], Cell]:
    """One cell for each pair of variables; nothing when a pair is not printed."""
    found = {}
    for (i, a), (j, b) in combinations(enumerate(places), 2):
        cell = square.get((b, a)) or square.get((a, b))
        if cell is None or abs(cell.interval.middle) > 1:
            return {}
        found[i, j] = cell
    return found


def _worst(
    r: NDArray[np.float64], slack: NDArray[np.float64], cells: Square
) -> tuple[Cell, Bounds]:
    """The pair that lies farthest outside of what the others leave it, of not too many."""
    outside = []
    for (i, j), cell in cells.items() if len(r) <= MOST else ():
        allowed = _left(r, i, j)
        if allowed is not None:
            value = cell.interval.middle
            beyond = max(allowed.low - value, value - allowed.high) - slack[i, j]
            outside.append((beyond, cell, allowed))
    if not outside:
        return next(iter(cells.values())), Bounds(-1.0, 1.0)
    _, cell, allowed = max(outside, key=lambda found: found[0])
    return cell, allowed


def _left(r: NDArray[np.float64], i: int, j: int) -> Bounds | None:
    """Where r of a pair can lie beside the rest; None when the rest itself cannot be."""
    rest = [k for k in range(len(r)) if k not in (i, j)]
    inner = r[np.ix_(rest, rest)]
    if np.linalg.eigvalsh(inner)[0] <= 1e-9:
        return None
    a, b = r[rest, i], r[rest, j]
    by_a = np.linalg.solve(inner, a)
    left = 1 - a @ by_a, 1 - b @ np.linalg.solve(inner, b)
    if min(left) <= 0:
        return None
    reach = float(np.sqrt(left[0] * left[1]))
    return Bounds(float(b @ by_a) - reach, float(b @ by_a) + reach)
