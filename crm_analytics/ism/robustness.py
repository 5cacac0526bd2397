"""Would the levels be the same if disputed judgements had gone another way?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.closure import closure, levels
from crm_analytics.ism.panel import Panel
from crm_analytics.ism.relations import Relations

DRAWS, SEED = 1_000, 1974
LARGEST = 2**24  # cells in one batch of matrices


@dataclass(frozen=True, eq=False, slots=True)
class Robustness:
    """How often each factor keeps its level.

    kept: shape (n,), shares of the draws. counts: how often there were so many levels.
    disputed: how many cells could change. reason: why nothing could; "" otherwise.
    """

    kept: NDArray[np.float64]
    counts: dict[int, int]
    disputed: int
    draws: int
    seed: int
    reason: str


def robustness(
    relations: Relations, panel: Panel, draws: int = DRAWS, seed: int = SEED
) -> Robustness:
    """Each draw gives every disputed cell the letter of one expert, chosen at random.

    The cells on which all agree stay what they are in `relations`.
    """
    cells = _disputed(panel)
    count = int(np.triu(cells).sum())
    own = levels(closure(relations.leads))
    if not count:
        reason = "No cell is disputed, so nothing could change."
        ones = np.ones(len(panel.factors))
        return Robustness(ones, {int(own.max()): draws}, 0, draws, seed, reason)
    same = np.zeros(len(panel.factors))
    counts: dict[int, int] = {}
    for batch in _drawn(relations, panel, draws, seed):
        found = levels(closure(batch))
        same += (found == own).sum(axis=0)
        _count(found, counts)
    return Robustness(same / draws, dict(sorted(counts.items())), count, draws, seed, "")


def one_way(relations: Relations, draws: int = DRAWS, seed: int = SEED) -> dict[int, int]:
    """How many draws have how many levels when each X is made V or A at random."""
    random = np.random.default_rng(seed)
    rows, columns = np.nonzero(np.triu(relations.leads & relations.leads.T))
    counts: dict[int, int] = {}
    for size in _sizes(draws, len(relations.factors)):
        batch = np.repeat(relations.leads[None], size, axis=0)
        ahead = random.integers(2, size=(size, len(rows))).astype(bool)
        batch[:, rows, columns], batch[:, columns, rows] = ahead, ~ahead
        _count(levels(closure(batch)), counts)
    return dict(sorted(counts.items()))


def _count(found: NDArray[np.int64], counts: dict[int, int]) -> None:
    for height, times in zip(*np.unique(found.max(axis=1), return_counts=True), strict=True):
        counts[int(height)] = counts.get(int(height), 0) + int(times)


def _sizes(draws: int, n: int) -> Iterator[int]:
    """How many matrices each batch has."""
    most = max(1, LARGEST // n**2)
    yield from (min(most, draws - first) for first in range(0, draws, most))


def _disputed(panel: Panel) -> NDArray[np.bool_]:
    """Shape (n, n), symmetric: the cells to which not all experts gave the same letter."""
    differ: NDArray[np.bool_] = (panel.leads != panel.leads[0]).any(axis=0)
    return differ | differ.T


def _drawn(
    relations: Relations, panel: Panel, draws: int, seed: int
) -> Iterator[NDArray[np.bool_]]:
    random = np.random.default_rng(seed)
    rows, columns = np.nonzero(np.triu(_disputed(panel)))
    for size in _sizes(draws, len(panel.factors)):
        batch = np.repeat(relations.leads[None], size, axis=0)
        expert = random.integers(len(panel.experts), size=(size, len(rows)))
        batch[:, rows, columns] = panel.leads[expert, rows, columns]
        batch[:, columns, rows] = panel.leads[expert, columns, rows]
        yield batch
