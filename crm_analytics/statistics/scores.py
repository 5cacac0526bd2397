"""Scores: a dimension's is the mean of its items, a construct's the mean of its dimensions'.

Every part has to be there, or half of the parts; the mean is of those that are there. Means of
whole answers are kept as whole numbers over a common denominator: exact, known to be equal when
they are equal, and a quarter of the size of floating point.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import lcm

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.moments import LAST_MISSING, UNWEIGHTED, Answers, Moments

LARGEST_GRAIN = 100_000  # ranks are looked up in a table of this times the scale's length

Numbers = NDArray[np.int8 | np.int16 | np.int32 | np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Scores:
    """Scores of everyone, by name.

    numbers: shape (people, scores), column-major; whole numbers are score × grain, with the
        smallest number of their type where the missing rule gives no score; others are the scores
        themselves, with NaN.
    grain: score × grain is a whole number; 0 where answers have fractions or the number would be
        too large.
    fewest: people that a number made of these scores must stand for, by the privacy rule.
    alone: constructs of one dimension, whose score is that dimension's, by name.
    weights: case weight of each person, above 0; empty where everyone counts once.
    """

    names: tuple[str, ...]
    numbers: Numbers
    grain: tuple[int, ...]
    fewest: int = 1
    alone: Mapping[str, str] = field(default_factory=dict)
    weights: NDArray[np.float64] = field(default_factory=lambda: UNWEIGHTED)

    @classmethod
    def of(  # noqa: PLR0913 - what was answered, and what is made of it
        cls,
        answers: Answers,
        dimensions: Mapping[str, Sequence[int]],
        constructs: Mapping[str, Sequence[str]],
        *,
        ends: tuple[float, float],
        half: bool = False,
        fewest: int = 1,
        weights: NDArray[np.float64] = UNWEIGHTED,
    ) -> "Scores":
        """Dimensions in their order, then constructs of two dimensions or more.

        answers: shape (people, items), see `moments.Answers`. dimensions: name → columns of
        `answers`. constructs: name → its dimensions. ends: lowest and highest possible answer.
        half: whether half of the parts are enough for a score.

        >>> answers = np.array([[1, 2, 5], [4, 4, 3]], np.int8)
        >>> Scores.of(answers, {"a": [0, 1], "b": [2]}, {"both": ["a", "b"]}, ends=(1, 5)).values
        array([[1.5 , 5.  , 3.25],
               [4.  , 3.  , 3.5 ]])
        """
        several = {name: parts for name, parts in constructs.items() if len(parts) > 1}
        alone = {name: parts[0] for name, parts in constructs.items() if len(parts) == 1}
        names = (*dimensions, *several)
        grain = [_divisors(len(columns), half) for columns in dimensions.values()]
        places = [[names.index(part) for part in parts] for parts in several.values()]
        grain += [lcm(*(grain[p] for p in parts)) * _divisors(len(parts), half) for parts in places]
        if answers.dtype != np.int8 or max(grain) > LARGEST_GRAIN:
            grain = [0] * len(names)
        numbers = np.empty((len(answers), len(names)), _kind(max(grain), ends), order="F")
        for place, columns in enumerate(dimensions.values()):
            _mean([(answers[:, c], 1) for c in columns], half, numbers[:, place], grain[place])
        for place, parts in enumerate(places, start=len(dimensions)):
            _mean([(numbers[:, p], grain[p]) for p in parts], half, numbers[:, place], grain[place])
        return cls(names, numbers, tuple(grain), fewest, alone, weights)

    @property
    def whole(self) -> bool:
        """Whether scores are kept as whole numbers."""
        return self.numbers.dtype != np.float64

    @property
    def values(self) -> NDArray[np.float64]:
        """The scores, shape (people, scores), NaN where there is none."""
        if not self.whole:
            return self.numbers.astype(np.float64, copy=False)
        values = np.empty(self.numbers.shape, order="F")
        for place, name in enumerate(self.names):
            values[:, place] = self.column(name)
        return values

    def column(self, name: str) -> NDArray[np.float64]:
        """One score of everyone, shape (people,), NaN where there is none."""
        place = self.place(name)
        numbers = self.numbers[:, place]
        if not self.whole:
            return numbers.astype(np.float64, copy=False)
        values: NDArray[np.float64] = numbers / self.grain[place]
        there = _there(numbers)
        return values if there.all() else np.where(there, values, np.nan)

    def place(self, name: str) -> int:
        """Where a dimension's or construct's score stands."""
        return self.names.index(name if name in self.names else self.alone.get(name, name))

    def complete(self) -> NDArray[np.bool_] | None:
        """Who has every score; None when everyone has."""
        there = np.ones(len(self.numbers), bool)
        for column in self.numbers.T:
            there &= _there(column)
        return None if there.all() else there

    def moments(self, fewest: int = 2) -> Moments:
        """Moments of the people who have every score; raises as `Moments.of`."""
        there = self.complete()
        kept = self if there is None else self.among(there)
        if not self.whole:
            return Moments.of(self.names, kept.values, fewest, kept.weights)
        grain = np.array(self.grain, float)
        moments = Moments.of(self.names, kept.numbers, fewest, kept.weights)
        scatter = moments.scatter / np.outer(grain, grain)
        return replace(moments, mean=moments.mean / grain, scatter=scatter)

    def among(self, chosen: NDArray[np.bool_]) -> "Scores":
        """The same scores of fewer people."""
        weights = self.weights[chosen] if self.weights.size else self.weights
        return replace(self, numbers=np.asfortranarray(self.numbers[chosen]), weights=weights)

    def select(self, names: Sequence[str]) -> "Scores":
        """The same people, fewer scores; a construct asked for by name keeps that name."""
        places = [self.place(name) for name in names]
        grain = tuple(self.grain[place] for place in places)
        numbers = np.asfortranarray(self.numbers[:, places])
        alone = {c: d for c, d in self.alone.items() if c not in names and d in names}
        return replace(self, names=tuple(names), numbers=numbers, grain=grain, alone=alone)


def _divisors(parts: int, half: bool) -> int:
    """Means of 3 to 5 answers are whole when multiplied by lcm(3, 4, 5), and so on upwards."""
    return lcm(*range((parts + 1) // 2, parts + 1)) if half else parts


def _kind(
    grain: int, ends: tuple[float, float]
) -> type[np.int8 | np.int16 | np.int32 | np.float64]:
    """The smallest type that holds every score; whole ones only where all are."""
    if not grain:
        return np.float64
    low, high = ends[0] * grain, ends[1] * grain
    if low > LAST_MISSING and high <= np.iinfo(np.int8).max:
        return np.int8
    return np.int16 if max(-low, high) < np.iinfo(np.int16).max else np.int32


def _there(numbers: Answers | Numbers) -> NDArray[np.bool_]:
    """Who has a number; missing answers have many codes, missing scores one."""
    if numbers.dtype == np.float64:
        return np.logical_not(np.isnan(numbers))
    last = LAST_MISSING if numbers.dtype == np.int8 else _none(numbers)
    there: NDArray[np.bool_] = numbers > last
    return there


def _none(numbers: Answers | Numbers) -> float:
    """What stands for "no score" among these numbers."""
    return np.nan if numbers.dtype == np.float64 else -(2.0 ** (8 * numbers.itemsize - 1))


def _mean(
    parts: Sequence[tuple[Answers | Numbers, int]], half: bool, out: Numbers, grain: int
) -> None:
    """Write the mean of each person's parts, each with its grain, or that there is none."""
    common = lcm(*(own for _, own in parts)) if grain else 1
    total = np.zeros(len(out), np.int32 if grain else np.float64)
    lacking: NDArray[np.int16] | None = None  # how many parts each person has not
    for numbers, own in parts:
        there = _there(numbers)
        everyone = bool(there.all())
        times = common // own if grain else 1
        number = numbers if times == 1 else numbers * np.int32(times)
        np.add(total, number, out=total, where=True if everyone else there)
        if not everyone:
            lacking = np.zeros(len(out), np.int16) if lacking is None else lacking
            lacking += ~there
    answered = len(parts) if lacking is None else len(parts) - lacking
    if not grain:
        out[:] = total / np.maximum(answered, 1)
    elif grain == common * len(parts) and lacking is None:
        out[:] = total
    else:
        out[:] = total * (grain // common) // np.maximum(answered, 1)
    if lacking is not None:
        need = (len(parts) + 1) // 2 if half else len(parts)
        out[len(parts) - lacking < need] = _none(out)
