"""What several experts said about the same factors; one expert is a panel, too."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.relations import Factor, Flags, Relations

FAINT = 1e-6  # what is weaker is no relation, whatever the bound


@dataclass(frozen=True, eq=False, slots=True)
class Panel:
    """One SSIM, or one from each expert. leads: shape (experts, n, n), the diagonals False."""

    factors: tuple[Factor, ...]
    experts: tuple[str, ...]
    leads: Flags

    @property
    def votes(self) -> NDArray[np.int64]:
        """Shape (n, n), how many experts say that the row's factor leads to the column's."""
        counted: NDArray[np.int64] = self.leads.sum(axis=0)
        return counted

    def of(self, expert: int) -> Relations:
        """What one expert said."""
        return Relations(self.factors, self.leads[expert])


@dataclass(frozen=True, eq=False, slots=True)
class FuzzyRelations:
    """How strongly one factor leads to another.

    strength: shape (n, n), from 0 (not at all) to 1; the diagonal is 0.
    """

    factors: tuple[Factor, ...]
    strength: NDArray[np.float64]

    def cut(self, least: float) -> Relations:
        """The relations that are at least so strong; nothing of strength 0 is one."""
        return Relations(
            self.factors, np.logical_and(at_least(self.strength, least), self.strength > 0)
        )


@dataclass(frozen=True, eq=False, slots=True)
class FuzzyPanel:
    """One fuzzy matrix, or one from each expert.

    strength: shape (experts, n, n). words: whose meaning its words were given; "" without words.
    """

    factors: tuple[Factor, ...]
    experts: tuple[str, ...]
    strength: NDArray[np.float64]
    words: str = ""

    @property
    def mean(self) -> FuzzyRelations:
        """The mean of the experts; of triangular numbers it is the centre of their mean."""
        return FuzzyRelations(self.factors, self.strength.mean(axis=0))


def at_least(values: NDArray[np.float64], least: float) -> Flags:
    """Whether values reach a bound that is a sum or share of the same kind: .1 + .2 reaches .3."""
    reached: Flags = np.greater_equal(values, least - 1e-9)
    return reached
