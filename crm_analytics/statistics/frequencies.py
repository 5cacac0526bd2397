"""How often each value was given, to an item or as a score, with per cents and shares.

Scores whose grain is known are counted as whole numbers, so equal scores are one value whatever way
they were added up. The table is that of SPSS FREQUENCIES. Top and bottom two, and the net promoter
score, are shares of those who answered: Reichheld (2003), Harvard Business Review 81(12), 46-54.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics import Unavailable
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
    return replace(
        tally, values=points, people=people.astype(np.int64), weight=weight, squares=squares
    )


MOST_VALUES = 200  # a longer table tells less than a histogram
MANY = f"more than {MOST_VALUES} different answers are too many for a table of frequencies"


@dataclass(frozen=True, slots=True)
class Frequency:
    """One answer to an item, or one reason for giving none: then `value` is None.

    label: the scale's word, or the reason. n: people, however much each of them weighs;
        n_effective: of an answer that somebody gave.
    percent: of everyone asked; valid_percent, cumulative_percent: of those who answered, None for
        a reason. With case weights all three are weighted.
    """

    item: str
    value: float | None
    label: str
    n: int
    n_effective: float | None
    percent: float
    valid_percent: float | None = None
    cumulative_percent: float | None = None


def frequencies(
    tally: Tally, low: float, high: float, word: Callable[[float], str] = lambda value: ""
) -> tuple[Frequency, ...] | Unavailable:
    """Every point of the scale from low to high, used or not, with its word.

    Where answers lie between points, every answer.

    >>> for row in frequencies(of_values("q1", np.array([1.0, 3, 3, np.nan])), 1, 3):
    ...     print(row.label or row.value, row.n, row.percent)
    1.0 1 25.0
    2.0 0 0.0
    3.0 2 50.0
    skipped 1 25.0
    """
    points = on_scale(tally, low, high) or tally
    if len(points.values) > MOST_VALUES:
        return Unavailable(tally.name, MANY)
    return (*_of_answers(points, word), *_reasons(tally))


def _of_answers(points: Tally, word: Callable[[float], str]) -> Iterator[Frequency]:
    answered = points.weight.sum()
    so_far = np.cumsum(points.weight)
    for place, value in enumerate(points.values.tolist()):
        weight = points.weight[place]
        yield Frequency(
            points.name,
            value,
            word(value),
            int(points.people[place]),
            float(weight**2 / points.squares[place]) if weight else None,
            float(100 * weight / points.everyone),
            float(100 * weight / answered) if answered else None,
            float(100 * so_far[place] / answered) if answered else None,
        )


def _reasons(tally: Tally) -> Iterator[Frequency]:
    for gap in tally.gaps:
        share = 100 * gap.weight / tally.everyone
        yield Frequency(tally.name, None, gap.reason, gap.people, None, share)


FEWEST_POINTS = 4
NO_POINTS = "answers lie between the points of the scale, so there is no top and bottom two"
SHORT = f"on a scale of fewer than {FEWEST_POINTS} points the top and bottom two would meet"
BETWEEN_PROMOTERS = (0.0, 10.0)


@dataclass(frozen=True, eq=False, slots=True)
class Shares:
    """Per cent of the people who answered an item, by scale point and at both ends.

    of_points: shape (points,), from low to high, together 100.
    top2, bottom2: at the two highest, the two lowest points; net is their difference.
    nps: 9 and 10 minus 0 to 6, only on a scale from 0 to 10.
    """

    name: str
    n: int
    n_effective: float
    of_points: NDArray[np.float64]
    top2: float | None = None
    bottom2: float | None = None
    nps: float | None = None
    reason: str = ""

    @property
    def net(self) -> float | None:
        """Above zero when more people are at the top than at the bottom."""
        return None if self.top2 is None or self.bottom2 is None else self.top2 - self.bottom2


def shares(tally: Tally, low: float, high: float) -> Shares | Unavailable:
    """Shares of an item that somebody answered, on a scale from low to high."""
    points = on_scale(tally, low, high)
    if not tally.n:
        return Unavailable(tally.name, "nobody answered")
    if points is None:
        return Unavailable(tally.name, NO_POINTS)
    of_points = 100 * points.weight / points.weight.sum()
    found = Shares(tally.name, tally.n, tally.effective, of_points)
    if len(of_points) < FEWEST_POINTS:
        return replace(found, reason=SHORT)
    promoters = (low, high) == BETWEEN_PROMOTERS
    return replace(
        found,
        top2=float(of_points[-2:].sum()),
        bottom2=float(of_points[:2].sum()),
        nps=float(of_points[9:].sum() - of_points[:7].sum()) if promoters else None,
    )
