"""Do experts agree, and by which rule do several become one set of relations?

Every cell above the diagonal is a unit that every expert codes V, A, X or O. Fleiss (1971,
Psychological Bulletin 76, 378-382) and Krippendorff (2004, nominal) take chance agreement from the
letters that all experts use together; α allows for the number of judgements being finite.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.judgements import (
    FAINT,
    LETTERS,
    DirectRelations,
    Flags,
    FuzzyPanel,
    Judgements,
    Panel,
    at_least,
)

Counts = NDArray[np.int64]
Tie = Literal["fewer", "more"]

VOTE, MODE, UNANIMOUS = "vote", "mode", "unanimous"  # how several experts become one
HALF = 0.5
STRENGTH = 0.5


@dataclass(frozen=True, slots=True)
class PairVotes:
    """One pair: how many experts gave each letter, in the order V, A, X, O."""

    row: int
    column: int
    counts: tuple[int, ...]

    @property
    def modal_share(self) -> float:
        """The share of the most frequent letter."""
        return max(self.counts) / sum(self.counts)

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
class ExpertAgreement:
    """How far experts agree on all cells together.

    percent: mean share of pairs of experts who gave the same letter, 0 to 1; None for one expert.
    fleiss, alpha: the same beyond chance; None, with the reason, where nothing is left to chance.
    """

    cells: tuple[PairVotes, ...]
    experts: int
    percent: float | None
    fleiss: float | None
    alpha: float | None
    reason: str

    @property
    def disputed(self) -> tuple[PairVotes, ...]:
        """The cells on which experts differ, the most disputed first."""
        found = [cell for cell in self.cells if cell.disputed]
        return tuple(sorted(found, key=lambda cell: cell.modal_share))


def agreement(panel: Panel) -> ExpertAgreement:
    """What the experts agree on."""
    rows, columns = np.triu_indices(len(panel.factors), 1)
    ahead, back = panel.leads[:, rows, columns], panel.leads[:, columns, rows]
    kinds = (ahead & ~back, back & ~ahead, ahead & back, ~ahead & ~back)  # V, A, X, O
    counts = np.stack([kind.sum(axis=0) for kind in kinds], axis=1)
    pairs = zip(rows.tolist(), columns.tolist(), map(tuple, counts.tolist()), strict=True)
    cells = tuple(PairVotes(*pair) for pair in pairs)
    if len(panel.experts) < 2:
        reason = "There is one expert; agreement needs two."
        return ExpertAgreement(cells, len(panel.experts), None, None, None, reason)
    percent, fleiss, alpha = coefficients(counts)
    reason = "" if fleiss is not None else "All experts give every pair the same letter."
    return ExpertAgreement(cells, len(panel.experts), percent, fleiss, alpha, reason)


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


@dataclass(frozen=True, eq=False, slots=True)
class Aggregate:
    """The relations of a panel and the rule that made them.

    ties: the cells that the rule alone did not settle. conflict: shape (n, n), the share of experts
    who do not give a pair its most frequent letter.
    """

    relations: DirectRelations
    rule: str
    ties: tuple[PairVotes, ...]
    conflict: NDArray[np.float64]


def aggregate(
    judgements: Judgements, rule: str = VOTE, share: float = HALF, strength: float = STRENGTH
) -> Aggregate:
    """The relations that count; one expert who gives letters is taken at their word.

    rule, share: of several experts, share for `VOTE` only. strength: of fuzzy judgements.
    """
    if isinstance(judgements, FuzzyPanel):
        return by_strength(judgements, strength)
    if len(judgements.experts) == 1:
        return Aggregate(judgements.of(0), "as judged", (), np.zeros(judgements.leads.shape[1:]))
    if rule == MODE:
        return by_mode(judgements)
    return unanimous(judgements) if rule == UNANIMOUS else by_vote(judgements, share)


def by_mode(panel: Panel, tie: Tie = "fewer") -> Aggregate:
    """The letter that most experts gave.

    tie: of letters equally frequent, "fewer" keeps the arrows that all of them have, "more" those
    that any of them has. Fewer arrows make fewer cycles.
    """
    cells = agreement(panel).cells
    leads = np.zeros(panel.leads.shape[1:], dtype=bool)
    both = all if tie == "fewer" else any
    for cell in cells:
        leads[cell.row, cell.column] = both(letter in "VX" for letter in cell.modes)
        leads[cell.column, cell.row] = both(letter in "AX" for letter in cell.modes)
    ties = tuple(cell for cell in cells if len(cell.modes) > 1)
    rule = f"most frequent letter; of letters equally frequent the {tie} arrows"
    return Aggregate(DirectRelations(panel.factors, leads), rule, ties, _conflict(panel))


def by_vote(panel: Panel, theta: float = HALF) -> Aggregate:
    """Each arrow on its own: it counts when at least the share `theta` of the experts sees it.

    ties: pairs of which an arrow is seen by exactly that share.
    """
    shares = panel.leads.mean(axis=0)
    exactly = np.isclose(shares, theta, rtol=0, atol=1e-9)
    ties = [
        cell
        for cell in agreement(panel).cells
        if exactly[cell.row, cell.column] or exactly[cell.column, cell.row]
    ]
    rule = f"arrows that at least {theta:.0%} of the experts see"
    leads = at_least(shares, max(theta, FAINT))
    return Aggregate(DirectRelations(panel.factors, leads), rule, tuple(ties), _conflict(panel))


def unanimous(panel: Panel) -> Aggregate:
    """The arrows that every expert sees; where they differ, `conflict` says how much."""
    leads: Flags = np.all(panel.leads, axis=0)
    rule = "arrows that every expert sees"
    return Aggregate(DirectRelations(panel.factors, leads), rule, (), _conflict(panel))


def by_strength(panel: FuzzyPanel, least: float = STRENGTH) -> Aggregate:
    """The arrows whose mean strength over the experts reaches a bound.

    conflict: half the range of the experts' strengths.
    """
    rule = f"arrows of a mean strength of at least {least:g}"
    leads = at_least(panel.mean, least) & (panel.mean > 0)
    spread = np.ptp(panel.strength, axis=0) / 2
    return Aggregate(DirectRelations(panel.factors, leads), rule, (), spread)


def _conflict(panel: Panel) -> NDArray[np.float64]:
    found = np.zeros(panel.leads.shape[1:])
    for cell in agreement(panel).cells:
        found[cell.row, cell.column] = found[cell.column, cell.row] = 1 - cell.modal_share
    return found
