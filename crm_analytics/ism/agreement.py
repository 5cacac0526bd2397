"""Do the experts agree, cell by cell and over all cells?

Every cell above the diagonal is a unit that every expert codes V, A, X or O. Fleiss (1971,
Psychological Bulletin 76, 378-382) and Krippendorff (2004, nominal) take chance agreement from the
letters that all experts use together; α allows for the number of judgements being finite.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.panel import Panel
from crm_analytics.ism.relations import LETTERS

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair: how many experts gave each letter, in the order V, A, X, O."""

    row: int
    column: int
    counts: tuple[int, ...]

    @property
    def modal_share(self) -> float:
        """The share of the most frequent letter."""
        return max(self.counts) / sum(self.counts)

    @property
    def ahead(self) -> float:
        """The share of experts who see an arrow from the row's factor to the column's."""
        v, _, x, _ = self.counts
        return (v + x) / sum(self.counts)

    @property
    def back(self) -> float:
        """The share of experts who see an arrow from the column's factor to the row's."""
        _, a, x, _ = self.counts
        return (a + x) / sum(self.counts)

    @property
    def disputed(self) -> bool:
        """Whether not all experts gave the same letter."""
        return self.modal_share < 1

    @property
    def modes(self) -> tuple[str, ...]:
        """The letters that most experts gave; several when they tie."""
        most = max(self.counts)
        return tuple(x for x, n in zip(LETTERS, self.counts, strict=True) if n == most)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far experts agree on all cells together.

    percent: mean share of pairs of experts who gave the same letter, 0 to 1; None for one expert.
    fleiss, alpha: the same beyond chance; None, with the reason, where nothing is left to chance.
    """

    cells: tuple[Cell, ...]
    experts: int
    percent: float | None
    fleiss: float | None
    alpha: float | None
    reason: str

    @property
    def disputed(self) -> tuple[Cell, ...]:
        """The cells on which experts differ, the most disputed first."""
        found = [cell for cell in self.cells if cell.disputed]
        return tuple(sorted(found, key=lambda cell: cell.modal_share))


def agreement(panel: Panel) -> Agreement:
    """What the experts agree on."""
    counts = letter_counts(panel)
    rows, columns = np.triu_indices(len(panel.factors), 1)
    cells = tuple(
        Cell(int(i), int(j), tuple(map(int, one)))
        for i, j, one in zip(rows, columns, counts, strict=True)
    )
    if len(panel.experts) < 2:
        reason = "There is one expert; agreement needs two."
        return Agreement(cells, len(panel.experts), None, None, None, reason)
    percent, fleiss, alpha = coefficients(counts)
    reason = "" if fleiss is not None else "All experts give every pair the same letter."
    return Agreement(cells, len(panel.experts), percent, fleiss, alpha, reason)


def letter_counts(panel: Panel) -> Counts:
    """Shape (pairs, 4): how many experts gave V, A, X and O to each pair above the diagonal."""
    upper = np.triu_indices(len(panel.factors), 1)
    ahead = panel.leads[:, upper[0], upper[1]]
    back = panel.leads[:, upper[1], upper[0]]
    kinds = (ahead & ~back, back & ~ahead, ahead & back, ~ahead & ~back)
    return np.stack([kind.sum(axis=0) for kind in kinds], axis=1)


def coefficients(counts: Counts) -> tuple[float, float | None, float | None]:
    """Agreement, Fleiss' κ and Krippendorff's α of units coded by equally many coders.

    counts: shape (units, categories). κ and α are None when only one category is used.
    """
    m, total = int(counts[0].sum()), int(counts.sum())
    agreeing = int((counts * (counts - 1)).sum())
    percent = agreeing / (len(counts) * m * (m - 1))
    used = counts.sum(axis=0)
    chance = int((used**2).sum()) / total**2
    finite = int((used * (used - 1)).sum()) / (total * (total - 1))
    if used.max() == total:
        return percent, None, None
    return percent, (percent - chance) / (1 - chance), (percent - finite) / (1 - finite)
