"""On what do the levels hang: on disputed judgements, on pairs judged X, or on another rule?

Only the closure gives the levels of an ISM. The alternatives show where levels come from that a
program or a paper prints, and how far the relations are from having some.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.judgements import DirectRelations, Flags, Panel, at_least
from crm_analytics.ism.levels import Levels, Partition, closure, levels

DRAWS, SEED = 1_000, 1974
LARGEST = 2**24  # cells in one batch of matrices
LONGEST = 6  # arrows of a path
MANY = 150  # factors; above, paths are not found anew for every level
THETAS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


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
    relations: DirectRelations, panel: Panel, draws: int = DRAWS, seed: int = SEED
) -> Robustness:
    """Each draw gives every disputed cell the letter of one expert, chosen at random.

    The cells on which all agree stay what they are in `relations`.
    """
    differ = (panel.leads != panel.leads[0]).any(axis=0)
    cells = np.nonzero(np.triu(differ | differ.T))
    count = len(cells[0])
    own = levels(closure(relations.leads))
    if not count:
        reason = "No cell is disputed, so nothing could change."
        ones = np.ones(len(panel.factors))
        return Robustness(ones, {int(own.max()): draws}, 0, draws, seed, reason)
    same = np.zeros(len(panel.factors))
    counts: dict[int, int] = {}
    random = np.random.default_rng(seed)
    for size in _sizes(draws, len(panel.factors)):
        found = levels(closure(_drawn(relations, panel, cells, size, random)))
        same += (found == own).sum(axis=0)
        _count(found, counts)
    return Robustness(same / draws, dict(sorted(counts.items())), count, draws, seed, "")


def one_way(relations: DirectRelations, draws: int = DRAWS, seed: int = SEED) -> dict[int, int]:
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


def _drawn(
    relations: DirectRelations,
    panel: Panel,
    cells: tuple[NDArray[np.int64], ...],
    size: int,
    random: np.random.Generator,
) -> Flags:
    """Matrices in which every disputed cell is as one expert sees it, shape (size, n, n)."""
    rows, columns = cells
    batch = np.repeat(relations.leads[None], size, axis=0)
    expert = random.integers(len(panel.experts), size=(size, len(rows)))
    batch[:, rows, columns] = panel.leads[expert, rows, columns]
    batch[:, columns, rows] = panel.leads[expert, columns, rows]
    return batch


@dataclass(frozen=True, eq=False, slots=True)
class Alternative:
    """Levels by some rule.

    name: what it is. caveat: what is wrong with taking it for an ISM; "" when nothing is.
    """

    name: str
    caveat: str
    partition: Partition


def alternatives(relations: DirectRelations) -> tuple[Alternative, ...]:
    """The closure first, then the rules that are not one."""
    leads = relations.leads
    return (
        _closed("All paths, as an ISM asks", "", leads),
        Alternative(
            "Direct relations only",
            "What leads somewhere through another factor is not counted, so levels may stall.",
            Partition.of(relations.initial),
        ),
        *_walks(leads),
        _closed(
            "All paths of one-way arrows, without the pairs that lead to each other",
            "The pairs judged X are left out.",
            leads & ~leads.T,
        ),
        *_anew(relations.initial),
    )


def by_votes(panel: Panel) -> tuple[Alternative, ...]:
    """The levels when an arrow needs the votes of a larger and larger share of the experts."""
    shares = panel.leads.mean(axis=0)
    return tuple(
        _closed(f"All paths of arrows that at least {theta:.0%} of the experts see", "", leads)
        for theta in THETAS
        for leads in [at_least(shares, theta)]
    )


def _closed(name: str, caveat: str, leads: Flags) -> Alternative:
    return Alternative(name, caveat, Partition.of(closure(leads)))


def _walks(leads: Flags) -> Iterator[Alternative]:
    """Paths of two, three, … arrows, until they are all paths or longer than anyone compares."""
    final = closure(leads)
    for most in range(2, LONGEST + 1):
        reach = steps(leads, most)
        if (reach == final).all():
            return
        yield Alternative(
            f"Paths of at most {most} arrows",
            "Longer paths are not counted, so it is not yet transitive.",
            Partition.of(reach),
        )


def _anew(initial: Flags) -> Iterator[Alternative]:
    if len(initial) <= MANY:
        yield Alternative(
            "Paths of two arrows, found anew among the factors that remain",
            "An artefact: what led through a factor taken away before is forgotten.",
            Partition(initial, _shrinking(initial)),
        )


def _shrinking(initial: Flags) -> Levels:
    """One pass of two-step transitivity, repeated on the initial matrix of what remains."""
    level = np.zeros(len(initial), dtype=np.int64)
    while (left := np.flatnonzero(level == 0)).size:
        own = initial[np.ix_(left, left)]
        reach = compose(own, own)
        chosen = ~(reach & ~reach.T).any(axis=1)
        if not chosen.any():
            break
        level[left[chosen]] = level.max() + 1
    return level


def steps(leads: Flags, most: int) -> Flags:
    """Who reaches whom over at most so many arrows."""
    one = leads | np.eye(len(leads), dtype=bool)
    reach = one
    for _ in range(most - 1):
        reach = compose(reach, one)
    return reach


def compose(first: Flags, second: Flags) -> Flags:
    """Who reaches whom by an arrow of the first and then one of the second."""
    # sums of ones are exact in single precision far beyond the number of factors
    both: Flags = first.astype(np.float32) @ second.astype(np.float32) > 0
    return both
