"""How often each answer is given, and each value of a score in each group.

Tests between groups need no more: a million people cost one count, the tests nothing. Bytes with
few values are compared, which is faster than sorting them; scores that are whole numbers over a
common denominator are counted as whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.moments import UNWEIGHTED
from crm_analytics.statistics.scores import Scores

BLOCK = 2**18  # answers; what is compared and counted stays in the cache
MANY = 16  # more values than this are counted in one sweep


def answered(column: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Every whole number from the smallest to the largest answer, and how often it occurs.

    column: shape (people,); codes of missing answers are counted like others.
    """
    low, high = (int(column.min()), int(column.max())) if column.size else (0, -1)
    values = np.arange(low, high + 1).astype(np.int8)  # bytes are compared with bytes
    if len(values) > MANY:
        return values, np.bincount(column.view(np.uint8), minlength=256)[values.view(np.uint8)]
    counts, equal = np.zeros(len(values), np.int64), np.empty(BLOCK, bool)
    for start in range(0, len(column), BLOCK):
        part = column[start : start + BLOCK]
        for place, value in enumerate(values):
            counts[place] += np.count_nonzero(np.equal(part, value, out=equal[: len(part)]))
    return values, counts


TIE = 1e-14  # of the largest value: numbers nearer to each other differ only by rounding

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class CodedScore:
    """A score as places in its values. places: shape (people,), len(values) for no score.

    weights: as in `Scores`.
    """

    values: Numbers
    places: NDArray[np.intp]
    weights: Numbers

    @classmethod
    def of(cls, scores: Scores, name: str) -> "CodedScore":
        """One score of everyone; whole numbers by counting them."""
        place = scores.place(name)
        numbers, grain = scores.numbers[:, place], scores.grain[place]
        if not scores.whole:
            return cls.of_values(numbers.astype(float, copy=False), scores.weights)
        none = -(2 ** (8 * numbers.itemsize - 1))  # the smallest whole number of its type
        there = numbers > none
        everyone = bool(there.all())
        whole = (numbers if everyone else numbers[there]).astype(np.intp)
        first = int(whole.min(initial=np.iinfo(np.intp).max))
        whole -= first
        found = np.bincount(whole) > 0
        places, values = (np.cumsum(found) - 1)[whole], (np.flatnonzero(found) + first) / grain
        return cls(
            values, places if everyone else _spread(places, there, len(values)), scores.weights
        )

    @classmethod
    def of_values(cls, column: Numbers, weights: Numbers = UNWEIGHTED) -> "CodedScore":
        """One number a person, NaN for none, by sorting; equal but for rounding is one value."""
        there = ~np.isnan(column)
        everyone = bool(there.all())
        distinct, inverse = np.unique(column if everyone else column[there], return_inverse=True)
        apart = np.diff(distinct) > TIE * np.abs(distinct).max(initial=0)
        first = np.concatenate([[True], apart])[: len(distinct)]
        values, places = distinct[first], (np.cumsum(first) - 1)[inverse]
        return cls(values, places if everyone else _spread(places, there, len(values)), weights)


def _spread(places: NDArray[np.intp], there: NDArray[np.bool_], none: int) -> NDArray[np.intp]:
    """The places of the people who are there, `none` for the others."""
    everyone = np.full(len(there), none, np.intp)
    everyone[there] = places
    return everyone


@dataclass(frozen=True, eq=False, slots=True)
class Counts:
    """A score in groups.

    values: shape (v,), ascending; those that occur, in scale points.
    people: shape (groups, v), how many have each value.
    weight, squares: the same for Σw and Σw² of their case weights; empty when unweighted.
    """

    names: tuple[str, ...]
    values: Numbers
    people: NDArray[np.int64]
    weight: Numbers
    squares: Numbers

    @classmethod
    def of(cls, names: Sequence[str], groups: NDArray[np.integer], coded: CodedScore) -> "Counts":
        """The groups' counts. groups: place in `names` of each person's group, below 0 for none."""
        shape = len(names) + 1, len(coded.values) + 1
        cells = (groups + 1).astype(np.intp)
        cells *= shape[1]
        cells += coded.places

        def total(weights: Numbers) -> Numbers:
            counted: Numbers = np.bincount(cells, weights, shape[0] * shape[1]).astype(float)
            return counted.reshape(shape)[1:, :-1]

        people = np.bincount(cells, None, shape[0] * shape[1]).reshape(shape)[1:, :-1]
        w = coded.weights
        weight, squares = (total(w), total(w * w)) if w.size else (UNWEIGHTED, UNWEIGHTED)
        return cls(tuple(names), coded.values, people.astype(np.int64), weight, squares)

    @classmethod
    def between(cls, groups: Sequence[tuple[str, Numbers]]) -> "Counts":
        """The counts of values known group by group, everyone counted once.

        >>> Counts.between([("a", np.array([1.0, 2, 2])), ("b", np.array([2.0, 3]))]).people
        array([[1, 2, 0],
               [0, 1, 1]])
        """
        column = np.concatenate([values for _, values in groups])
        codes = np.repeat(np.arange(len(groups)), [len(values) for _, values in groups])
        return cls.of([name for name, _ in groups], codes, CodedScore.of_values(column))

    @property
    def weighted(self) -> bool:
        """Whether people count differently."""
        return bool(self.weight.size)

    @property
    def n(self) -> NDArray[np.int64]:
        """People of each group who have the score."""
        people: NDArray[np.int64] = self.people.sum(axis=1)
        return people

    @property
    def constant(self) -> NDArray[np.bool_]:
        """Groups in which everyone has the same score; decided on counts, so exactly."""
        same: NDArray[np.bool_] = np.count_nonzero(self.people, axis=1) < 2
        return same

    def only(self, places: Sequence[int]) -> "Counts":
        """Fewer groups."""
        kept = list(places)
        names = tuple(self.names[place] for place in kept)
        if not self.weighted:
            return replace(self, names=names, people=self.people[kept])
        return Counts(names, self.values, self.people[kept], self.weight[kept], self.squares[kept])
