"""Scores: a dimension's is the mean of its items, a construct's the mean of its dimensions'.

Rule `complete`: every part is there. Rule `half`: at least half of the parts are; the mean is of
those that are there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import lcm

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analysis.moments import UNWEIGHTED
from crm_analytics.survey.instrument import Construct, Dimension, MissingRule
from crm_analytics.survey.responses import LAST_MISSING, Answers
from crm_analytics.survey.view import View

LARGEST_GRAIN = 100_000  # ranks are looked up in a table of this times the scale's length


@dataclass(frozen=True, eq=False, slots=True)
class Scores:
    """values: shape (people, scores), NaN where the missing rule gives no score.

    grain: score × grain is a whole number, so that equal scores are known to be equal whatever
        way they were added up; 0 where answers have fractions or the number would be too large.
    fewest: people that a number made of these scores must stand for, by the privacy rule.
    alone: constructs of one dimension, whose score is that dimension's, by name.
    weights: case weight of each person, above 0; empty where everyone counts once.
    """

    names: tuple[str, ...]
    values: NDArray[np.float64]
    grain: tuple[int, ...]
    fewest: int = 1
    alone: Mapping[str, str] = field(default_factory=dict)
    weights: NDArray[np.float64] = field(default_factory=lambda: UNWEIGHTED)

    @classmethod
    def of(cls, view: View) -> "Scores":
        """Dimensions in questionnaire order, then constructs of two dimensions or more."""
        dimensions, constructs = view.instrument.dimensions, summarised(view.instrument.constructs)
        values = np.empty((view.people, len(dimensions) + len(constructs)), order="F")
        for place, dimension in enumerate(dimensions):
            values[:, place] = _dimension(view, dimension)
        names = [d.name for d in dimensions]
        for place, construct in enumerate(constructs, start=len(dimensions)):
            parts = [names.index(d.name) for d in construct.dimensions]
            given = values[:, parts]
            values[:, place] = _mean(given, ~np.isnan(given), view.instrument.missing)
        grain = _grains(view) if view.answers.dtype == np.int8 else [0] * values.shape[1]
        alone = {
            c.name: c.dimensions[0].name for c in view.instrument.constructs if c not in constructs
        }
        every = (*names, *(c.name for c in constructs))
        fewest = view.instrument.minimum_group
        return cls(every, values, tuple(grain), fewest, alone, view.weights)

    def column(self, name: str) -> NDArray[np.float64]:
        """One score of everyone, shape (people,)."""
        return self.values[:, self.names.index(self.alone.get(name, name))]

    def among(self, chosen: NDArray[np.bool_]) -> "Scores":
        """The same scores of fewer people."""
        weights = self.weights[chosen] if self.weights.size else self.weights
        return replace(self, values=self.values[chosen], weights=weights)

    def select(self, names: Sequence[str]) -> "Scores":
        """The same people, fewer scores."""
        places = [self.names.index(name) for name in names]
        grain = tuple(self.grain[place] for place in places)
        return replace(self, names=tuple(names), values=self.values[:, places], grain=grain)

    def ranked(self) -> NDArray[np.int32 | np.float64]:
        """Complete scores as numbers of the same order: whole ones where the grain allows."""
        if 0 in self.grain:
            return self.values
        whole = np.empty(self.values.shape, np.int32, order="F")
        for place, grain in enumerate(self.grain):
            whole[:, place] = np.rint(self.values[:, place] * grain)
        return whole


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
    return [g if g <= LARGEST_GRAIN else 0 for g in grains]


def _divisors(parts: int, rule: MissingRule) -> int:
    return parts if rule == "complete" else lcm(*range((parts + 1) // 2, parts + 1))


def _dimension(view: View, dimension: Dimension) -> NDArray[np.float64]:
    parts, rule = view.answers[:, view.places(dimension.columns)], view.instrument.missing
    there = parts > LAST_MISSING if parts.dtype == np.int8 else ~np.isnan(parts)
    return _mean(parts, there, rule)


def _mean(parts: Answers, there: NDArray[np.bool_], rule: MissingRule) -> NDArray[np.float64]:
    k = parts.shape[1]
    whole = parts.dtype == np.int8
    if there.all():
        everyone: NDArray[np.float64] = parts.sum(axis=1, dtype=np.int32 if whole else None) / k
        return everyone
    total = np.where(there, parts, 0).sum(axis=1, dtype=np.int32 if whole else None)
    answered = there.sum(axis=1)
    enough = answered == k if rule == "complete" else 2 * answered >= k
    score: NDArray[np.float64] = np.divide(
        total, answered, out=np.full(len(total), np.nan), where=enough & (answered > 0)
    )
    return score
