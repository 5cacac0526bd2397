"""Several experts to one set of relations, by a rule that is said."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.agreement import Cell, agreement
from crm_analytics.ism.panel import FAINT, FuzzyPanel, Panel, at_least
from crm_analytics.ism.relations import Flags, Relations

Tie = Literal["fewer", "more"]

HALF = 0.5
STRENGTH = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Aggregate:
    """The relations of a panel and the rule that made them.

    ties: the cells that the rule alone did not settle. conflict: shape (n, n), the share of experts
    who do not give a pair its most frequent letter.
    """

    relations: Relations
    rule: str
    ties: tuple[Cell, ...]
    conflict: NDArray[np.float64]


def as_judged(panel: Panel) -> Aggregate:
    """What the first expert says, for a panel of one."""
    return Aggregate(panel.of(0), "as judged", (), np.zeros(panel.leads.shape[1:]))


def by_mode(panel: Panel, tie: Tie = "fewer") -> Aggregate:
    """The letter that most experts gave.

    tie: of letters equally frequent, "fewer" keeps the arrows that all of them have, "more" those
    that any of them has. Fewer arrows make fewer circles.
    """
    cells = agreement(panel).cells
    leads = np.zeros(panel.leads.shape[1:], dtype=bool)
    both = all if tie == "fewer" else any
    for cell in cells:
        leads[cell.row, cell.column] = both(letter in "VX" for letter in cell.modes)
        leads[cell.column, cell.row] = both(letter in "AX" for letter in cell.modes)
    ties = tuple(cell for cell in cells if len(cell.modes) > 1)
    rule = f"most frequent letter; of letters equally frequent the {tie} arrows"
    return Aggregate(Relations(panel.factors, leads), rule, ties, _conflict(panel))


def by_vote(panel: Panel, theta: float = HALF) -> Aggregate:
    """Each arrow on its own: it counts when at least the share `theta` of the experts sees it.

    ties: pairs of which an arrow is seen by exactly that share.
    """
    shares = panel.leads.mean(axis=0)
    exactly = np.isclose(shares, theta, rtol=0, atol=1e-9)
    ties = [cell for cell in agreement(panel).cells if _on(exactly, cell)]
    rule = f"arrows that at least {theta:.0%} of the experts see"
    leads = at_least(shares, max(theta, FAINT))
    return Aggregate(Relations(panel.factors, leads), rule, tuple(ties), _conflict(panel))


def unanimous(panel: Panel) -> Aggregate:
    """The arrows that every expert sees; where they differ, `conflict` says how much."""
    leads: Flags = np.all(panel.leads, axis=0)
    rule = "arrows that every expert sees"
    return Aggregate(Relations(panel.factors, leads), rule, (), _conflict(panel))


def by_strength(panel: FuzzyPanel, least: float = STRENGTH) -> Aggregate:
    """The arrows whose mean strength over the experts reaches a bound.

    conflict: half the range of the experts' strengths.
    """
    rule = f"arrows of a mean strength of at least {least:g}"
    spread = np.ptp(panel.strength, axis=0) / 2
    return Aggregate(panel.mean.cut(least), rule, (), spread)


def _on(exactly: Flags, cell: Cell) -> bool:
    return bool(exactly[cell.row, cell.column] or exactly[cell.column, cell.row])


def _conflict(panel: Panel) -> NDArray[np.float64]:
    found = np.zeros(panel.leads.shape[1:])
    for cell in agreement(panel).cells:
        found[cell.row, cell.column] = found[cell.column, cell.row] = 1 - cell.modal_share
    return found
