"""Scores: a dimension's is the mean of its items, a construct's the mean of its dimensions'.

Rule `complete`: every part is there. Rule `half`: at least half of the parts are; the mean is of
those that are there. Means of whole answers are kept as whole numbers over a common denominator:
exact, known to be equal when they are equal, and a quarter of the size of floating point.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import lcm
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.moments import UNWEIGHTED, Moments
from crm_analytics.survey.instrument import Construct, MissingRule
from crm_analytics.survey.responses import LAST_MISSING, Answers
from crm_analytics.survey.view import View

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
    def of(cls, view: View) -> "Scores":
        """Dimensions in questionnaire order, then constructs of two dimensions or more."""
        instrument = view.instrument
        dimensions, constructs = instrument.dimensions, summarised(instrument.constructs)
        names = (*(d.name for d in dimensions), *(c.name for c in constructs))
        grain = _grains(view) if view.answers.dtype == np.int8 else [0] * len(names)
        numbers = np.empty((view.people, len(names)), _kind(view, grain), order="F")
        for place, columns in enumerate(_columns(view, numbers, constructs)):
            _mean(columns, instrument.missing, numbers[:, place], grain[place])
        alone = {c.name: c.dimensions[0].name for c in instrument.constructs if c not in constructs}
        return cls(names, numbers, tuple(grain), instrument.minimum_group, alone, view.weights)

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


def summarised(constructs: Sequence[Construct]) -> tuple[Construct, ...]:
    """Constructs with a score of their own, which is not the score of their only dimension."""
    return tuple(c for c in constructs if len(c.dimensions) > 1)


def _grains(view: View) -> list[int]:
    """Means of 3 to 5 answers are whole when multiplied by lcm(3, 4, 5), and so on upwards."""
    rule, dimensions = view.instrument.missing, view.instrument.dimensions
    grain = {d.name: _divisors(len(d.items), rule) for d in dimensions}
    grains = [grain[d.name] for d in dimensions]
    for construct in summarised(view.instrument.constructs):
        parts = lcm(*(grain[d.name] for d in construct.dimensions))
        grains.append(parts * _divisors(len(construct.dimensions), rule))
    return grains


def _divisors(parts: int, rule: MissingRule) -> int:
    return parts if rule == "complete" else lcm(*range((parts + 1) // 2, parts + 1))


def _kind(view: View, grain: list[int]) -> type[np.int8 | np.int16 | np.int32 | np.float64]:
    """The smallest type that holds every score; whole ones only where all are."""
    if max(grain) > LARGEST_GRAIN or 0 in grain:
        grain[:] = [0] * len(grain)
        return np.float64
    scales = [d.scale for d in view.instrument.dimensions]
    low = min(scale.low for scale in scales) * max(grain)
    high = max(scale.high for scale in scales) * max(grain)
    if low > LAST_MISSING and high <= np.iinfo(np.int8).max:
        return np.int8
    return np.int16 if max(-low, high) < np.iinfo(np.int16).max else np.int32


@dataclass(frozen=True, eq=False, slots=True)
class _Part:
    """What a mean is made of: numbers, who has one (True: everyone), and what makes them whole."""

    numbers: Answers | Numbers
    there: NDArray[np.bool_] | Literal[True]
    grain: int


def _columns(
    view: View, numbers: Numbers, constructs: Sequence[Construct]
) -> Iterator[list[_Part]]:
    """The parts of each score in turn; dimensions' scores are there when constructs come."""
    rule, names = view.instrument.missing, [d.name for d in view.instrument.dimensions]
    for dimension in view.instrument.dimensions:
        yield [_part(view.answers[:, place], 1) for place in view.places(dimension.columns)]
    for construct in constructs:
        whole = numbers.dtype != np.float64
        yield [
            _part(numbers[:, names.index(d.name)], _divisors(len(d.items), rule) if whole else 0)
            for d in construct.dimensions
        ]


def _part(numbers: Answers | Numbers, grain: int) -> _Part:
    there = _there(numbers)
    return _Part(numbers, True if there.all() else there, grain)


def _there(numbers: Answers | Numbers) -> NDArray[np.bool_]:
    """Who has a number; missing answers have many codes, missing scores one."""
    if numbers.dtype == np.float64:
        return np.logical_not(np.isnan(numbers))
    there: NDArray[np.bool_] = numbers > (
        LAST_MISSING if numbers.dtype == np.int8 else _none(numbers)
    )
    return there


def _none(numbers: Answers | Numbers) -> float:
    """What stands for "no score" among these numbers."""
    return np.nan if numbers.dtype == np.float64 else -(2.0 ** (8 * numbers.itemsize - 1))


def _mean(parts: Sequence[_Part], rule: MissingRule, out: Numbers, grain: int) -> None:
    """Write the mean of each person's parts, or that there is none."""
    common = lcm(*(part.grain for part in parts)) if grain else 1
    total = np.zeros(len(out), np.int32 if grain else np.float64)
    for part in parts:
        times = common // part.grain if grain else 1
        number = part.numbers if times == 1 else part.numbers * np.int32(times)
        np.add(total, number, out=total, where=part.there)
    answered = _answered(parts)
    if not grain:
        out[:] = total / np.maximum(answered, 1)
    elif grain == common * len(parts) and answered is len(parts):
        out[:] = total
    else:
        out[:] = total * (grain // common) // np.maximum(answered, 1)
    need = len(parts) if rule == "complete" else (len(parts) + 1) // 2
    if isinstance(answered, np.ndarray):
        out[answered < need] = _none(out)


def _answered(parts: Sequence[_Part]) -> NDArray[np.int16] | int:
    """How many parts each person has; one number when everyone has all."""
    if all(part.there is True for part in parts):
        return len(parts)
    answered = np.zeros(len(parts[0].numbers), np.int16)
    for part in parts:
        answered += part.there
    return answered
