"""Who has every score of a model? Those people are its cases, and nobody else is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moments import BLOCK, Moments
from crm_analytics.statistics.scores import Scores


@dataclass(frozen=True, eq=False, slots=True)
class Cases:
    """scores: every score of everyone, the outcome last. moments: of the scores, weighted."""

    scores: Scores
    moments: Moments

    @classmethod
    def of(cls, names: Sequence[str], scores: Scores, drivers: int) -> "Cases":
        """The people who have all of these scores.

        Raises NotEnoughData for fewer than a model of so many drivers, or the privacy rule, needs.
        """
        chosen = scores.select(names)
        there = chosen.complete()
        kept = chosen if there is None else chosen.among(there)
        fewest = max(drivers + 2, scores.fewest)
        if len(kept.numbers) < fewest:
            raise NotEnoughData(
                f"Fewer than {fewest} people have every score, so a model of {drivers} drivers "
                "cannot be estimated."
            )
        return cls(kept, kept.moments())

    @classmethod
    def measured(
        cls, names: Sequence[str], rows: NDArray[np.float64], weights: NDArray[np.float64]
    ) -> "Cases":
        """Cases of rows that are complete already, shape (people, k)."""
        scores = Scores(tuple(names), rows, (0,) * len(names), weights=weights)
        return cls(scores, scores.moments())

    @property
    def names(self) -> tuple[str, ...]:
        """The drivers, then the outcome."""
        return self.scores.names

    @property
    def people(self) -> int:
        """How many cases there are."""
        return len(self.scores.numbers)

    @property
    def weights(self) -> NDArray[np.float64]:
        """Case weight of each person, above 0; empty where everyone counts once."""
        return self.scores.weights

    @property
    def rows(self) -> NDArray[np.float64]:
        """Every score of everyone, shape (people, k)."""
        return self.scores.values

    def blocks(self) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """The rows, so many at a time as stay in the processor's cache, and their places."""
        numbers, whole = self.scores.numbers, self.scores.whole
        parts = np.array(self.scores.grain, float) if whole else 1.0
        for start in range(0, self.people, BLOCK):
            places = slice(start, start + BLOCK)
            rows = np.asarray(numbers[places] / parts, np.float64)
            yield places, rows

    def select(self, names: Sequence[str]) -> "Cases":
        """The same people, fewer scores."""
        if tuple(names) == self.names:
            return self
        return Cases(self.scores.select(names), self.moments.select(names))
