"""What correlations, their flags and tests, and reliability coefficients say about one another."""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import combinations
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.paper.models import p_of_t
from crm_analytics.paper.number import (
    EVERYTHING,
    Bounds,
    at_least,
    at_most,
    exactly,
    monotone,
    root,
    size,
    square,
)
from crm_analytics.paper.relation import ColumnRelation, Known, Relation, fixed, ordered
from crm_analytics.paper.table import PrintedCell, PrintedRow, PrintedTable

Square = Mapping[tuple[int, int], PrintedCell]
Pair = tuple[PrintedCell, PrintedCell]

LEVELS = (0.05, 0.01, 0.001, 0.0001)  # one asterisk, two, three, four
FEW = 3  # pairs; fewer that differ are mistakes
MOST = 30  # variables; in a larger square the pair that is wrong is not looked for
_WHY = (
    "Correlations of the same people have no negative eigenvalue; with the others as printed, r "
    "can only lie here."
)


def critical(n: float, significance: float) -> float:
    """The smallest |r| that is significant, two-tailed."""
    t = -float(special.stdtrit(n - 2, significance / 2))
    return t / sqrt(n - 2 + t**2)


def _t(r: Bounds, n: Bounds) -> Bounds:
    if n.low <= 2 or max(-r.low, r.high) >= 1:
        return EVERYTHING
    return monotone(lambda r, n: r * sqrt((n - 2) / (1 - r * r)), r, n)


def _p(r: Bounds, n: Bounds) -> Bounds:
    """From t = r √((n − 2) / (1 − r²)) with n − 2 df."""
    if n.low <= 2 or n.low != n.high:
        return EVERYTHING
    near = size(r)
    inside = Bounds(min(near.low, 1 - 1e-12), min(near.high, 1 - 1e-12))
    found = p_of_t(_t(inside, n), n - 2)
    return found if near.high < 1 else Bounds(0.0, found.high)


T_OF_R = ColumnRelation("t is r √((n − 2) / (1 − r²))", t=_t)
P_OF_R = ColumnRelation("p follows from r and n", p=_p)
CRITICAL = ColumnRelation(
    "the critical r follows from n",
    r_critical=lambda n: exactly(critical(n.low, 0.05)) if n.low > 2 else EVERYTHING,
)


def pearson(rows: Sequence[PrintedRow], stars: bool) -> list[Relation]:
    """What holds for Pearson's r only: p, t and flags at n.

    stars: whether flags are printed at all.
    """
    most = max((r["flag"].interval.high for r in rows if "flag" in r), default=0.0)
    found: list[Relation] = []
    for row in rows:
        if "r" not in row or {"r2_adjusted", "df1", "f", "spearman_brown"} & set(row.cells):
            continue
        if "n" in row and stars and "flag" in row:
            level = row["significance"].interval.middle if "significance" in row else LEVELS[0]
            levels = LEVELS[: int(most)] if most > 1 else (level,)
            found.append(flag(row["flag"], row["r"], row["n"], levels))
        if "t" in row:
            found += T_OF_R.on(row)
        elif "f" not in row:
            found += P_OF_R.on(row)
    return found


def flag(stars: PrintedCell, r: PrintedCell, n: PrintedCell, levels: Sequence[float]) -> Relation:
    """How many asterisks |r| has at n: one for each level of significance that p is below."""

    def solve(cell: PrintedCell, known: Mapping[PrintedCell, Bounds]) -> Bounds | None:
        if cell is not stars or r not in known or n.interval.low <= 2:
            return None
        p = _p(known[r], n.interval)
        least, most = (
            float(sum(end < level * (1 + 1e-9) for level in levels)) for end in (p.high, p.low)
        )
        return Bounds(least, most)

    sign = "−" if r.interval.high < 0 else ""
    edges = []
    for level in levels[:2]:
        smallest = critical(n.interval.low, level) if n.interval.low > 2 else 1.0
        written = f"{smallest:.3f}".replace("0.", ".")
        edges.append(f"{level * 100:g} % from {sign}{written} on")
    said = f"at n = {n.interval.low:g} r is significant at {', at '.join(edges)}"
    return Relation("flags follow from r and n", (stars, r), solve, f"{said}.")


def relations(row: PrintedRow) -> Iterator[Relation]:
    """All that hold for any coefficient."""
    yield from CRITICAL.on(row)
    if "r" in row and "b" not in row:
        yield from ordered("r lies inside its interval", row.get("low"), row["r"], row.get("high"))


def squares(table: PrintedTable) -> Iterator[Relation]:
    """The diagonal, the two halves and the flags."""
    square = _square(table)
    pairs = {place: cell for place, cell in square.items() if place[0] != place[1]}
    diagonal = [cell for place, cell in square.items() if place[0] == place[1]]
    ones = [cell for cell in diagonal if cell.interval.meets(exactly(1.0))]
    if 2 * len(ones) > len(diagonal):  # else it holds α or √AVE
        for cell in diagonal:
            why = "A variable correlates 1 with itself."
            yield fixed("the diagonal is 1", cell, exactly(1.0), why)
    for (row, column), cell in pairs.items():
        if row > column and (column, row) in pairs:
            twins = cell, pairs[column, row]

            def same(one: PrintedCell, known: Known, twins: Pair = twins) -> Bounds | None:
                return known.get(twins[1] if one is twins[0] else twins[0])

            yield Relation("both halves of the matrix are the same", twins, same)
    yield from _flags(table, pairs)


def _square(table: PrintedTable) -> Square:
    """The cells of the square; below the diagonal only, where something else stands above it."""
    square = table.matrix
    both = [(c, square[j, i]) for (i, j), c in square.items() if i > j and (j, i) in square]
    differ = sum(not below.interval.meets(above.interval) for below, above in both)
    if differ < FEW or 2 * differ <= len(both):
        return square
    return {(i, j): cell for (i, j), cell in square.items() if i >= j}


def _flags(table: PrintedTable, pairs: Square) -> Iterator[Relation]:
    n = table.around.get("n")
    most = max((cell.printed.stars for cell in pairs.values()), default=0)
    if n is not None and most:
        for cell in pairs.values():
            yield flag(cell.flag, cell, n, LEVELS[:most])


def eigenvalues(table: PrintedTable, wrong: Set[PrintedCell]) -> Iterator[Relation]:
    """Whether such correlations can be at all: no negative eigenvalue, rounding allowed for."""
    square = _square(table)
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
    yield fixed(rule, cell, allowed or cell.interval, _WHY)


def _complete(square: Square, places: list[int]) -> dict[tuple[int, int], PrintedCell]:
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
) -> tuple[PrintedCell, Bounds]:
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


def _horst(r: Bounds, items_a: Bounds, items_b: Bounds) -> Bounds:
    """Horst (1951): halves of unequal length."""
    a, b = items_a.middle, items_b.middle
    if r.low <= 0 or r.high >= 1 or min(a, b) < 1:
        return EVERYTHING
    pq = a * b / (a + b) ** 2
    return monotone(
        lambda r: (sqrt(r**4 + 4 * r**2 * (1 - r**2) * pq) - r**2) / (2 * (1 - r**2) * pq), r
    )


RELIABILITY = (
    ColumnRelation(
        "the index of reliability is √α",
        validity_coefficient=lambda alpha: root(alpha) if alpha.high >= 0 else EVERYTHING,
        alpha=lambda validity_coefficient: square(validity_coefficient),
    ),
    ColumnRelation(
        "Spearman–Brown is 2r / (1 + r)",
        spearman_brown=lambda r: 2 - 2 / (1 + r),
        r=lambda spearman_brown: 2 / (2 - spearman_brown) - 1,
    ),
    ColumnRelation(
        "Spearman–Brown for halves of unequal length is Horst's",
        spearman_brown_unequal=_horst,
    ),
    ColumnRelation(
        "Guttman's split-half coefficient is at most 2r / (1 + r)",
        guttman=lambda r: at_most((2 - 2 / (1 + r)).high) if r.low > 0 else EVERYTHING,
    ),
    ColumnRelation("λ₂ is at least α (Guttman 1945)", lambda2=lambda alpha: at_least(alpha.low)),
)


def reliability(row: PrintedRow) -> Iterator[Relation]:
    """What the reliability coefficients of a row say about one another."""
    for rule in RELIABILITY:
        yield from rule.on(row)
    if "alpha" in row:
        ends = row.get("alpha_low"), row["alpha"], row.get("alpha_high")
        yield from ordered("α lies inside its interval", *ends)
