"""How would two answers go together if the scale had no steps? The polychoric correlation.

Behind every answer stands a normal variable that thresholds cut into the points of the scale.
Two steps (Olsson 1979, Psychometrika 44, 443-460): thresholds from the margins of the pair's own
table, then the ρ that maximises Σ n·log π over its cells, π the normal probability of a cell.

Standard error: that of the two steps together (Jöreskog 1994, Psychometrika 59, 381-389). A person
in cell c moves ρ by (s_c − Σ_t J_t·a_t(c)) / I, where s = ∂log π/∂ρ, I = Σ π·s², t is a
threshold of either item, J_t = Σ π·s·∂log π/∂t, and a_t(c) is how far the person moves t: (1 if
below t, else 0, less the share below t) over the normal density at t. The variance is Σ π·(…)² / n.
Interval and two-tailed p are those of atanh ρ, whose standard error is se / (1 − ρ²).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.statistics.bivariate_normal import Cells, Numbers
from crm_analytics.statistics.correlation import square
from crm_analytics.statistics.kendall import concordance
from crm_analytics.statistics.pair_tables import PairTables

EDGE = 1 - 1e-5  # a maximum beyond it is reported here, and said to be at the edge
RARE = 1e-15  # a cell with less probability is lost in rounding
CLOSE = 1e-8  # of 1 − ρ²: the step after it would be its square
STEPS = 60


@dataclass(frozen=True, eq=False, slots=True)
class Polychorics:
    """Polychoric correlations of k items.

    r, se, p, low, high: shape (k, k), symmetric. r is 1 on the diagonal and NaN where an item never
        varies in the pair; se, p, low and high are NaN there, on the diagonal and at the edge.
    edge: shape (k, k), whether the likelihood still grows towards ±1: everyone who stands higher
        on one item stands no lower on the other (or no higher). r is then ±EDGE.
    n: shape (k, k), people behind each pair; on the diagonal the largest of the item's pairs.
    level: of the interval.
    """

    names: tuple[str, ...]
    n: NDArray[np.int64]
    level: float
    r: Numbers
    se: Numbers
    p: Numbers
    low: Numbers
    high: Numbers
    edge: NDArray[np.bool_]

    def select(self, names: Sequence[str]) -> "Polychorics":
        """The same people, fewer items."""
        keep = np.ix_(*[[self.names.index(name) for name in names]] * 2)
        grids = {g: getattr(self, g)[keep] for g in ("n", "r", "se", "p", "low", "high", "edge")}
        return replace(self, names=tuple(names), **grids)

    def at_edge(self) -> tuple[tuple[str, str], ...]:
        """Pairs of items whose correlation has no maximum short of ±1."""
        where = np.argwhere(np.triu(self.edge, 1))
        return tuple((self.names[a], self.names[b]) for a, b in where)


def polychorics(tables: PairTables, level: float = 0.95) -> Polychorics:
    """Every pair of items at once."""
    cells = Cells.of(tables.scaled)
    rho, edge = _maximum(cells)
    se = np.where(edge, np.nan, _standard_error(cells, rho))
    slope = (1 - rho) * (1 + rho)
    half = -float(special.ndtri((1 - level) / 2)) * se / slope
    z = np.arctanh(rho)
    with np.errstate(divide="ignore"):
        p = 2 * special.ndtr(-np.abs(z) * slope / se)
    low, high = np.tanh(z - half), np.tanh(z + half)
    se, p, low, high = (square(each, np.nan) for each in (se, p, low, high))
    n = square(tables.n, 0)
    np.fill_diagonal(n, n.max(axis=0))
    r = square(rho, 1.0)
    return Polychorics(tables.names, n, level, r, se, p, low, high, square(edge, False))


def smoothed(r: Numbers) -> tuple[Numbers, bool]:
    """The correlation matrix itself where it is one; else without its negative eigenvalues.

    As psych::cor.smooth does: eigenvalues that are not positive become 100 times the precision of a
    number, the others keep their sum, and the diagonal is made 1 again. The flag says whether that
    was needed. r: shape (k, k), without NaN.
    """
    k = len(r)
    values, vectors = np.linalg.eigh(r)
    smallest = np.finfo(float).eps
    if values.min() >= smallest:
        return r, False
    values = np.where(values < smallest, 100 * smallest, values)
    again = (vectors * (values * k / values.sum())) @ vectors.T
    size = np.sqrt(np.diag(again))
    whole = again / np.outer(size, size)
    np.fill_diagonal(whole, 1)
    return whole, True


def _maximum(cells: Cells) -> tuple[Numbers, NDArray[np.bool_]]:
    """ρ of each pair, and whether it is at the edge.

    No pair of people in opposite order means that a ρ of 1 fits the table exactly.
    """
    same, opposite = concordance(cells.counts)
    defined = same + opposite > 0
    edge = defined & ((same == 0) | (opposite == 0))
    rho = np.where(edge, np.where(same > 0, EDGE, -EDGE), np.nan)
    inside = defined & ~edge
    rho[inside] = _climb(cells.some(inside), _start(same, opposite)[inside])
    edge |= inside & (np.abs(rho) >= EDGE)
    return rho, edge


def _start(same: Numbers, opposite: Numbers) -> Numbers:
    """ρ from Goodman and Kruskal's γ as if it were Kendall's τ: sin(τ·π/2), a little less steep."""
    gamma = (same - opposite) / np.maximum(same + opposite, 1)
    start: Numbers = np.sin(0.8 * gamma * np.pi / 2)
    return start


def _climb(cells: Cells, rho: Numbers) -> Numbers:
    """Newton's steps; where one leaves what is known to hold the maximum, half the way."""
    low, high = np.full(len(rho), -EDGE), np.full(len(rho), EDGE)
    rho, moving = rho.copy(), np.arange(len(rho))
    for _ in range(STEPS):
        here = rho[moving]
        step, up = _step(cells.some(moving), here)
        low[moving] = np.where(up, here, low[moving])
        high[moving] = np.where(up, high[moving], here)
        ahead = here + step
        inside = (ahead > low[moving]) & (ahead < high[moving])
        close = CLOSE * (1 - here**2)
        still = ~(np.abs(step) <= close)  # what has arrived may step out by rounding
        rho[moving] = np.where(inside | ~still, ahead, (low[moving] + high[moving]) / 2)
        moving = moving[still & (high[moving] - low[moving] > close)]
        if not len(moving):
            break
    return rho


def _step(cells: Cells, rho: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Newton's step of each pair, and whether the likelihood grows with ρ.

    Where the likelihood bends upwards the information is the expected one (Fisher scoring). An
    answer in a cell that can no longer be computed lies beyond the maximum: no step, back to 0.
    """
    chance, slope = cells.probabilities(rho), cells.slopes(rho)
    counts, known = cells.counts, chance > RARE
    ratio = np.divide(slope, chance, out=np.zeros(chance.shape), where=known)
    bend = np.divide(cells.bends(rho), chance, out=np.zeros(chance.shape), where=known)
    score = (counts * ratio).sum(axis=(1, 2))
    observed = (counts * (ratio**2 - bend)).sum(axis=(1, 2))
    expected = counts.sum(axis=(1, 2)) * (slope * ratio).sum(axis=(1, 2))
    drowned = (~known & (counts > 0)).any(axis=(1, 2))
    step = score / np.where(observed > expected / 4, observed, expected)
    return np.where(drowned, np.nan, step), np.where(drowned, rho < 0, score > 0)


def _standard_error(cells: Cells, rho: Numbers) -> Numbers:
    """Of ρ, thresholds estimated from the same table."""
    defined = ~np.isnan(rho)
    part, r = cells.some(defined), rho[defined]
    chance = part.probabilities(r)
    slope = part.slopes(r)
    score = np.divide(slope, chance, out=np.zeros(chance.shape), where=chance > RARE)
    knowledge = (chance * score**2).sum(axis=(1, 2))
    flipped = Cells(part.counts.swapaxes(1, 2), part.columns, part.rows)
    moved = score + _threshold_moves(part, r, score)
    moved += _threshold_moves(flipped, r, score.swapaxes(1, 2)).swapaxes(1, 2)
    spread = (chance * moved**2).sum(axis=(1, 2))
    se = np.full(len(rho), np.nan)
    se[defined] = np.sqrt(spread / part.counts.sum(axis=(1, 2))) / knowledge
    return se


def _threshold_moves(cells: Cells, rho: Numbers, score: Numbers) -> Numbers:
    """−Σ_t J_t·a_t(c) over the thresholds of the rows: a number a row, shape (pairs, p, 1).

    ∂π/∂t of the row below t is φ(t) times the chance of its column given t; of the row above, less.
    """
    t = cells.rows[:, 1:-1]
    root = np.sqrt((1 - rho) * (1 + rho))[:, None, None]
    given = np.diff(
        special.ndtr((cells.columns[:, None, :] - rho[:, None, None] * t[:, :, None]) / root)
    )
    gain = (given * (score[:, :-1] - score[:, 1:])).sum(axis=2)  # J over the density at t
    below = special.ndtr(t)
    # a person in row i is below the thresholds from i on: sums of J over those, less its mean
    from_here = np.cumsum(gain[:, ::-1], axis=1)[:, ::-1]
    moves = np.pad(from_here, ((0, 0), (0, 1))) - (gain * below).sum(axis=1, keepdims=True)
    turned: Numbers = -moves[:, :, None]
    return turned
