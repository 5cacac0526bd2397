"""How often each value was given: to an item, or as a score.

Bytes are counted as they are; scores whose grain is known are counted as whole numbers, so equal
scores are one value whatever way they were added up.

Counts of every point of a scale, used by anyone or not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.moments import UNWEIGHTED
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.responses import CODES, FIRST_MISSING, SKIPPED, Answers
from crm_analytics.survey.scale import Scale
from crm_analytics.survey.view import View

TIE = 1e-12  # relative; numbers with fractions that are this close are one value
NO_SCORE = "no score"

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


def of_items(view: View, columns: Sequence[str]) -> Iterator[Tally]:
    """How often each answer was given to items, in the order of `columns`."""
    for column in columns:
        answers = view.answers[:, view.columns.index(column)]
        if answers.dtype == np.int8:
            yield _of_bytes(column, answers, view.weights, view.reasons)
        else:
            yield of_values(column, answers.astype(np.float64), view.weights)


def of_score(scores: Scores, name: str) -> Tally:
    """How often each value of a score occurs; who has none by the missing rule is a gap."""
    grain = scores.grain[scores.names.index(scores.alone.get(name, name))]
    return of_values(name, scores.column(name), scores.weights, grain, NO_SCORE)


def of_values(
    name: str, values: Floats, weights: Floats = UNWEIGHTED, grain: int = 0, reason: str = SKIPPED
) -> Tally:
    """How often each of any numbers occurs; NaN is a gap. weights: above 0, or empty."""
    there = ~np.isnan(values)
    gaps: tuple[Gap, ...] = ()
    known, weighing = values, weights
    if not there.all():
        lost = int((~there).sum())
        gaps = (Gap(reason, lost, float(weights[~there].sum()) if weights.size else lost),)
        known, weighing = values[there], weights[there] if weights.size else weights
    distinct, codes = _grains(known, grain) if grain else _ties(known)
    totals = _totals(codes, len(distinct), weighing)
    return _tally(name, distinct, totals, gaps, grain, bool(weights.size))


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


def _totals(codes: NDArray[np.integer], size: int, weights: Floats) -> Floats:
    """Count, Σw and Σw² of each code, shape (3, size)."""
    people = np.bincount(codes, minlength=size).astype(np.float64)
    if not weights.size:
        return np.stack([people] * 3)
    return np.stack([people, *(np.bincount(codes, w, size) for w in (weights, weights**2))])


def _of_bytes(name: str, answers: Answers, weights: Floats, reasons: Sequence[str]) -> Tally:
    """int8 and uint8 are the same bytes: −1 is counted as 255."""
    totals = _totals(np.ascontiguousarray(answers).view(np.uint8), 256, weights)
    of_reasons = totals[:, FIRST_MISSING % 256 :][:, : len(reasons)].T
    gaps = (
        Gap(reason, int(people), float(weight))
        for reason, (people, weight, _) in zip(reasons, of_reasons, strict=True)
        if people
    )
    values = np.array(CODES, np.float64)
    there = totals[:, np.array(CODES) % 256]
    return _tally(name, values, there, tuple(gaps), 1, bool(weights.size))


def _tally(  # noqa: PLR0913 - the fields of a tally
    name: str, values: Floats, totals: Floats, gaps: tuple[Gap, ...], grain: int, weighted: bool
) -> Tally:
    """Only the values that occur."""
    given = totals[0] > 0
    people, weight, squares = totals[:, given]
    return Tally(
        name, values[given], people.astype(np.int64), weight, squares, gaps, grain, weighted
    )


MOST_POINTS = 101  # a slider from 0 to 100


def on_scale(tally: Tally, scale: Scale) -> Tally | None:
    """The same people over all points; None where answers lie between points, or points are many.

    `people` of a point that nobody chose is 0.
    """
    points = np.array(scale.points, np.float64)
    whole = float(scale.low).is_integer() and float(scale.high).is_integer()
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
