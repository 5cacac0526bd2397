"""Relations of different strength: a chain is as strong as its weakest arrow.

The max-min composition takes, of all ways, the one whose weakest arrow is strongest (Zadeh 1971,
Information Sciences 3, 177-200). Cutting its closure at some strength gives the closure of the
relations that are at least so strong, so every cut has levels.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.closure import levels
from crm_analytics.ism.micmac import Numbers, Settled, settle
from crm_analytics.ism.panel import FuzzyRelations, at_least


@dataclass(frozen=True, eq=False, slots=True)
class Cuts:
    """Levels at every strength where they could change, the strongest first.

    strengths: shape (cuts,). level: shape (cuts, n), 1 is the top.
    """

    strengths: Numbers
    level: NDArray[np.int64]


def closure(relations: FuzzyRelations) -> Numbers:
    """How strongly each factor leads to each other over the best way; the diagonal is 1."""
    reach = relations.strength.copy()
    np.fill_diagonal(reach, 1.0)
    for k in range(len(reach)):
        np.maximum(reach, np.minimum(reach[:, k, None], reach[k]), out=reach)
    return reach


def cuts(relations: FuzzyRelations, most: int = 50) -> Cuts:
    """Levels of the closure at each strength it has; evenly chosen ones when there are too many."""
    reach = closure(relations)
    ways = reach[~np.eye(len(reach), dtype=bool)]
    found = np.unique(np.round(ways[ways > 0], 12))[::-1]
    if len(found) > most:
        found = found[np.linspace(0, len(found) - 1, most).round().astype(int)]
    level = np.zeros((len(found), len(reach)), dtype=np.int64)
    for place, strength in enumerate(found):
        level[place] = levels(at_least(reach, float(strength)))
    return Cuts(found, level)


def micmac(relations: FuzzyRelations) -> Settled:
    """Fuzzy MICMAC: max-min powers of the direct strengths until both rank orders repeat."""
    one = relations.strength
    return settle(one, lambda now: compose(now, one), "chains")


def compose(first: Numbers, second: Numbers) -> Numbers:
    """The strongest way by an arrow of the first and then one of the second."""
    found = np.zeros_like(first)
    for k in range(len(first)):
        np.maximum(found, np.minimum(first[:, k, None], second[k]), out=found)
    return found
