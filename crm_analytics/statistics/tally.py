"""How often each value was given: to an item, or as a score.

Scores whose grain is known are counted as whole numbers, so equal scores are one value whatever way
they were added up.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.moments import UNWEIGHTED
from crm_analytics.statistics.scores import Scores

TIE = 1e-12  # relative; numbers with fractions that are this close are one value
NO_SCORE = "no score"
MOST_POINTS = 101  # a slider from 0 to 100

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gap:
    """People who gave no value, for one reason; weight is the sum of their case weights."""

    reason: str
    people: int
    weight: float


@dataclass(frozen=True, eq=False, slots=True)
class Tally:
    """The distinct values of an item or a score, rising, and who gave them.

    people, weight, squares: shape (values,), count, Σw and Σw² of those who gave each value; where
        everyone counts once all three are the count.
    gaps: people without a value, by reason.
    grain: value × grain is a whole number; 0 where that is not known.
    """

    name: str
    values: Floats
    people: NDArray[np.int64]
    weight: Floats
    squares: Floats
    gaps: tuple[Gap, ...] = ()
    grain: int = 0
    weighted: bool = False

    @property
    def n(self) -> int:
        """People with a value."""
        return int(self.people.sum())

    @property
    def missing(self) -> int:
        """People without one."""
        return sum(gap.people for gap in self.gaps)

    @property
    def effective(self) -> float:
        """People that would say as much if all weighed the same: (Σw)²/Σw² (Kish 1965)."""
        return float(self.weight.sum() ** 2 / self.squares.sum()) if self.n else 0.0

    @property
    def everyone(self) -> float:
        """Sum of the weights of the people with and without a value."""
        return float(self.weight.sum()) + sum(gap.weight for gap in self.gaps)


def of_score(scores: Scores, name: str) -> Tally:
    """How often each value of a score occurs; who has none by the missing rule is a gap."""
    grain = scores.grain[scores.names.index(scores.alone.get(name, name))]
    return of_values(name, scores.column(name), scores.weights, grain, NO_SCORE)


def of_values(
    name: str, values: Floats, weights: Floats = UNWEIGHTED, grain: int = 0, reason: str = "skipped"
) -> Tally:
    """How often each of any numbers occurs; NaN is a gap. weights: above 0, or empty.

    >>> tally = of_values("q1", np.array([1.0, 3, 3, np.nan]))
    >>> print(tally.values, tally.people, tally.missing)
    [1. 3.] [1 2] 1
    """
    there = ~np.isnan(values)
    gaps: tuple[Gap, ...] = ()
    known, weighing = values, weights
    if not there.all():
        lost = int((~there).sum())
        gaps = (Gap(reason, lost, float(weights[~there].sum()) if weights.size else lost),)
        known, weighing = values[there], weights[there] if weights.size else weights
    distinct, codes = _grains(known, grain) if grain else _ties(known)
    found = totals(codes, len(distinct), weighing)
    return of_totals(name, distinct, found, gaps, grain, bool(weights.size))


def _grains(values: Floats, grain: int) -> tuple[Floats, NDArray[np.int64]]:
    """Every whole number of grains from the lowest to the highest, and the place of each value."""
    whole = np.rint(values * grain).astype(np.int64)
    low, high = (int(whole.min()), int(whole.max())) if whole.size else (0, -1)
    return np.arange(low, high + 1) / grain, whole - low


def _ties(values: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """The distinct values, those that differ only by rounding taken for one."""
    distinct, places = np.unique(values, return_inverse=True)
    near = np.diff(distinct) <= TIE * np.abs(distinct[1:])
    group = np.concatenate([[0], np.cumsum(~near)]).astype(np.int64)[: len(distinct)]
    return distinct[np.concatenate([[True], ~near])[: len(distinct)]], group[places]


def totals(codes: NDArray[np.integer], size: int, weights: Floats) -> Floats:
    """Count, Σw and Σw² of each code, shape (3, size)."""
    people = np.bincount(codes, minlength=size).astype(np.float64)
    if not weights.size:
        return np.stack([people] * 3)
    return np.stack([people, *(np.bincount(codes, w, size) for w in (weights, weights**2))])


def of_totals(  # noqa: PLR0913 - the fields of a tally
    name: str, values: Floats, counted: Floats, gaps: tuple[Gap, ...], grain: int, weighted: bool
) -> Tally:
    """The values that occur, from how often each was given: as `totals` counts them."""
    occurs = counted[0] > 0
    people, weight, squares = counted[:, occurs]
    return Tally(
        name, values[occurs], people.astype(np.int64), weight, squares, gaps, grain, weighted
    )


def on_scale(tally: Tally, low: float, high: float) -> Tally | None:
    """The same people over all whole numbers from low to high.

    `people` of a point that nobody chose is 0. None where answers lie between the points, or where
    points are many.
    """
    points = np.arange(int(low), int(high) + 1, dtype=np.float64)
    whole = float(low).is_integer() and float(high).is_integer()
    if not whole or len(points) > MOST_POINTS or not np.isin(tally.values, points).all():
        return None
    places = np.searchsorted(points, tally.values)
    people, weight, squares = np.zeros((3, len(points)))
    people[places], weight[places], squares[places] = tally.people, tally.weight, tally.squares
    return Tally(
        tally.name,
        points,
        people.astype(np.int64),
        weight,
        squares,
        tally.gaps,
        tally.grain,
        tally.weighted,
    )
