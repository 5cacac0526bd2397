"""Other ways to levels, side by side and each called what it is.

Only the closure gives the levels of an ISM. The others show where levels come from that a program
or a paper prints, and how far the relations are from having some.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.closure import closure, compose, steps
from crm_analytics.ism.panel import Panel, at_least
from crm_analytics.ism.partition import Levels, partition
from crm_analytics.ism.relations import Flags, Relations

LONGEST = 6  # arrows of a path
MANY = 150  # factors; above, paths are not found anew for every level
THETAS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, eq=False, slots=True)
class Alternative(Levels):
    """Levels by some rule.

    name: what it is. caveat: what is wrong with taking it for an ISM; "" when nothing is.
    """

    name: str
    caveat: str


def alternatives(relations: Relations) -> tuple[Alternative, ...]:
    """The closure first, then the rules that are not one."""
    leads = relations.leads
    return (
        _closed("All paths, as an ISM asks", "", leads),
        Alternative(
            partition(relations.initial).level,
            "Direct relations only",
            "What leads somewhere through another factor is not counted, so levels may stall.",
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
    return Alternative(partition(closure(leads)).level, name, caveat)


def _walks(leads: Flags) -> Iterator[Alternative]:
    """Paths of two, three, … arrows, until they are all paths or longer than anyone compares."""
    final = closure(leads)
    for most in range(2, LONGEST + 1):
        reach = steps(leads, most)
        if (reach == final).all():
            return
        yield Alternative(
            partition(reach).level,
            f"Paths of at most {most} arrows",
            "Longer paths are not counted, so it is not yet transitive.",
        )


def _anew(initial: Flags) -> Iterator[Alternative]:
    if len(initial) <= MANY:
        yield Alternative(
            _shrinking(initial),
            "Paths of two arrows, found anew among the factors that remain",
            "An artefact: what led through a factor taken away before is forgotten.",
        )


def _shrinking(initial: Flags) -> NDArray[np.int64]:
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
