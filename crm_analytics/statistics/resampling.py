"""How far would a number move if other people of the same kind had answered? The bootstrap.

People are drawn anew with replacement (Efron 1979, Annals of Statistics 7, 1-26). How often each is
drawn, times everyone's products, gives the moments of many resamples in one multiplication. Above
`CELLS` people it is random groups of them that are drawn, so a million cost what thousands do: the
mean of groups spreads as the mean of people does.

Written out: scipy.stats.bootstrap would compute each statistic from everyone's answers anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moments import ROUNDING, UNWEIGHTED

CELLS = 2_048  # a standard error is then known to 1.6 %, as it is from 2,000 draws
BATCHES = 40  # how often a waiting person hears how far it is
LARGEST = 2**22  # numbers in one batch of counts or covariances: 32 MB

Tick = Callable[[float], None]
Ends = tuple[float, float] | tuple[None, None]  # of an interval, where there is one


@dataclass(frozen=True, slots=True)
class Draws:
    """How many resamples, and the seed that makes them the same ones every time."""

    count: int = 2_000
    seed: int = 1979


USUAL = Draws()


@dataclass(frozen=True, eq=False, slots=True)
class ResampledMoments:
    """Moments of a batch of resamples, the first axis.

    n: shape (draws,), how many people, the effective number (Σw)²/Σw² where they are weighted.
    mean: shape (draws, k).
    covariance: shape (draws, k, k), unbiased as `Moments.covariance`; exactly 0 beside a column
        that never varies in the resample.
    """

    n: NDArray[np.float64]
    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    @property
    def sd(self) -> NDArray[np.float64]:
        """Standard deviations, shape (draws, k)."""
        deviations: NDArray[np.float64] = np.sqrt(
            np.maximum(np.diagonal(self.covariance, axis1=1, axis2=2), 0)
        )
        return deviations

    @property
    def correlation(self) -> NDArray[np.float64]:
        """Pearson's r, shape (draws, k, k); all NaN in a resample where a column never varies."""
        sd = np.where(self.sd > 0, self.sd, np.nan)
        r: NDArray[np.float64] = self.covariance / sd[:, :, None] / sd[:, None, :]
        r[np.isnan(sd).any(axis=1)] = np.nan
        return r


Statistic = Callable[[ResampledMoments], NDArray[np.float64]]


def silent(share: float) -> None:
    """Nobody is waiting."""


def replicates(
    rows: NDArray[np.int8 | np.float64],
    statistic: Statistic,
    draws: Draws = USUAL,
    tick: Tick = silent,
    weights: NDArray[np.float64] = UNWEIGHTED,
) -> NDArray[np.float64]:
    """The statistic of every resample, shape (draws, …) as the statistic gives a batch of them.

    rows: shape (people, k), without missing values. statistic: from moments of any number of draws
    to an array with as many rows; NaN where a resample gives none. tick: told the share that is
    done, some 40 times; what it raises stops the work. weights: shape (people,), or empty.
    Raises NotEnoughData for one person or none.
    """
    if len(rows) < 2:
        raise NotEnoughData("Fewer than 2 people can be drawn anew, so there is no interval.")
    random = np.random.default_rng(draws.seed)
    centre: NDArray[np.float64] = rows.mean(axis=0)
    cells = _cells(rows, centre, weights, random)
    found: list[NDArray[np.float64]] = []
    done = 0
    # batches that fit the memory, and small enough to hear of them
    most = max(1, min(-(-draws.count // BATCHES), LARGEST // max(len(cells), rows.shape[1] ** 2)))
    while done < draws.count:
        size = min(most, draws.count - done)
        drawn = random.integers(0, len(cells), (size, len(cells)))
        drawn += len(cells) * np.arange(size)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=size * len(cells)).reshape(size, -1)
        found.append(statistic(_moments(counts.astype(np.float64) @ cells, centre)))
        done += size
        tick(done / draws.count)
    return np.concatenate(found)


def percentile_interval(
    values: NDArray[np.float64], level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high ends over the first axis, of the resamples that gave a number.

    NaN where fewer than half of them did: the statistic is then too fragile for an interval.

    >>> low, high = percentile_interval(np.arange(101.0), 0.9)
    >>> print(low.round(9), high)
    5.0 95.0
    """
    tail = (1 - level) / 2
    known = ~np.isnan(values)
    enough = 2 * known.sum(axis=0) >= len(values)
    filled = np.where(enough, values, 0.0)
    low, high = np.nanquantile(filled, [tail, 1 - tail], axis=0)
    return np.where(enough, low, np.nan), np.where(enough, high, np.nan)


def percentile_ends(values: NDArray[np.float64], level: float = 0.95) -> list[Ends]:
    """The same ends as pairs, one a statistic; None where there is no interval."""
    ends = np.column_stack(percentile_interval(values, level)).tolist()
    return [(None, None) if isnan(low) else (low, high) for low, high in ends]


def _cells(
    rows: NDArray[np.int8 | np.float64],
    centre: NDArray[np.float64],
    weights: NDArray[np.float64],
    random: np.random.Generator,
) -> NDArray[np.float64]:
    """Sums of w, w², w·z and w·zz′ of every cell, z about the centre; a person, or a group."""
    n, k = rows.shape
    upper = np.triu_indices(k)
    groups = min(n, CELLS)
    order = random.permutation(n) if groups < n else np.arange(n)
    starts = np.linspace(0, n, groups + 1).astype(np.int64)
    cells = np.empty((groups, 2 + k + len(upper[0])))
    step = max(1, LARGEST // (k * k * (n // groups + 1)))
    for first in range(0, groups, step):
        edges = starts[first : first + step + 1]
        people = order[edges[0] : edges[-1]]
        z = rows[people] - centre
        w = weights[people] if weights.size else np.ones(len(people))
        products = np.column_stack([w, w * w, w[:, None] * z])
        cells[first : first + step, : 2 + k] = np.add.reduceat(products, edges[:-1] - edges[0])
        for place, (a, b) in enumerate(zip(*upper, strict=True), start=2 + k):
            product = products[:, 2 + a] * z[:, b]
            cells[first : first + step, place] = np.add.reduceat(product, edges[:-1] - edges[0])
    return cells


def _moments(sums: NDArray[np.float64], centre: NDArray[np.float64]) -> ResampledMoments:
    k = len(centre)
    weight, squares = sums[:, 0], sums[:, 1]
    apart = sums[:, 2 : 2 + k] / weight[:, None]
    rows, columns = np.triu_indices(k)
    about = sums[:, 2 + k :] / weight[:, None]  # the centre of everyone
    upper = about - apart[:, rows] * apart[:, columns]
    own = rows == columns
    varies = upper[:, own] > ROUNDING * about[:, own]
    n = weight * weight / squares
    factor = np.divide(n, n - 1, out=np.zeros(len(n)), where=n > 1 + ROUNDING)
    upper *= np.where(varies[:, rows] & varies[:, columns], factor[:, None], 0)
    covariance = np.empty((len(sums), k, k))
    covariance[:, rows, columns] = upper
    covariance[:, columns, rows] = upper
    return ResampledMoments(n, centre + apart, covariance)
