"""Who has every score of a model? Those people are its cases, and nobody else is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analysis.moments import Moments, complete
from crm_analytics.analysis.scores import Scores
from crm_analytics.errors import NotEnoughData


@dataclass(frozen=True, eq=False, slots=True)
class Cases:
    """rows: shape (people, k), every score of everyone, the outcome last.

    weights: case weight of each person, above 0; empty where everyone counts once.
    moments: of the rows, weighted where there are weights.
    """

    names: tuple[str, ...]
    rows: NDArray[np.float64]
    weights: NDArray[np.float64]
    moments: Moments

    @classmethod
    def of(cls, names: Sequence[str], scores: Scores, drivers: int) -> "Cases":
        """The people who have all of these scores.

        Raises NotEnoughData for fewer than a model of so many drivers, or the privacy rule, needs.
        """
        values = np.empty((len(scores.values), len(names)), order="F")
        for place, name in enumerate(names):
            values[:, place] = scores.column(name)
        there = complete(values)
        rows = values if there is None else values[there]
        fewest = max(drivers + 2, scores.fewest)
        if len(rows) < fewest:
            raise NotEnoughData(
                f"Fewer than {fewest} people have every score, so a model of {drivers} drivers "
                "cannot be estimated."
            )
        weights = scores.weights
        if there is not None and weights.size:
            weights = weights[there]
        return cls.measured(names, rows, weights)

    @classmethod
    def measured(
        cls, names: Sequence[str], rows: NDArray[np.float64], weights: NDArray[np.float64]
    ) -> "Cases":
        """Cases of rows that are complete already."""
        return cls(tuple(names), rows, weights, Moments.of(names, rows, weights=weights))

    def select(self, names: Sequence[str]) -> "Cases":
        """The same people, fewer scores."""
        if tuple(names) == self.names:
            return self
        places = [self.names.index(name) for name in names]
        moments = self.moments.select(names)
        return Cases(tuple(names), self.rows[:, places], self.weights, moments)
