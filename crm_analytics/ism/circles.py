"""Why factors share a level although nobody meant them to, and which judgements to look at again.

Levels are never forced: a circle is one level. What can be done is to review judgements, and these
are the ones whose change would open it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.closure import closure, levels
from crm_analytics.ism.components import Blocks
from crm_analytics.ism.feedback import feedback
from crm_analytics.ism.relations import Arrow, Relations, X, letter
from crm_analytics.ism.splitting import splits

MOST = 100  # changes that are tried one after another


@dataclass(frozen=True, slots=True)
class Judgement:
    """One pair to look at again.

    arrow: the direction that would have to go.
    letter, instead: of the pair, now and without the arrow, as the SSIM has it.
    weight: how many experts say the arrow; of fuzzy relations its strength in hundredths.
    loops: how many circles of two or three arrows it closes.
    certain: whether every smallest set of changes has it; False where that is not known.
    """

    arrow: Arrow
    letter: str
    instead: str
    weight: int
    loops: int
    certain: bool

    @property
    def mutual(self) -> bool:
        """Whether the two are said to lead to each other, which is a circle by itself."""
        return self.letter == X


@dataclass(frozen=True, slots=True)
class Split:
    """The fewest arrows without which a circle falls apart, and how many levels there are then."""

    arrows: tuple[Arrow, ...]
    levels: int


@dataclass(frozen=True, slots=True)
class Circle:
    """Factors that lead to one another.

    review: the fewest judgements whose change leaves no circle; those that fewest experts share
    first, then those that cannot be spared, then those that close most circles.
    unfolding: how many levels the whole has after 0, 1, 2, … of these changes, at most `MOST`.
    at_least: the weight every such set has at least; that of `review` when it is `exact`.
    mutual: the pairs that lead to each other.
    splits: the fewest arrows without which the circle falls into two, some of the ways.
    """

    members: tuple[int, ...]
    review: tuple[Judgement, ...]
    unfolding: tuple[int, ...]
    at_least: int
    exact: bool
    mutual: tuple[Arrow, ...]
    splits: tuple[Split, ...]


def circles(relations: Relations, blocks: Blocks, weights: NDArray[np.int64]) -> tuple[Circle, ...]:
    """Every block of several factors. weights: shape (n, n), how sure each arrow is, see above."""
    return tuple(_circle(relations, members, weights) for members in blocks.circles)


def _circle(relations: Relations, members: tuple[int, ...], sure: NDArray[np.int64]) -> Circle:
    own = np.ix_(members, members)
    leads = relations.leads[own]
    # an arrow that a rule draws without a single vote is still one
    weights = np.where(leads, np.maximum(sure[own], 1), 0)
    found = feedback(weights)
    loops, certain = _loops(leads), set(found.certain)
    review = [
        Judgement(
            arrow=(members[i], members[j]),
            letter=relations.letter(*sorted((members[i], members[j]))),
            instead=_instead(i, j, bool(leads[j, i])),
            weight=int(weights[i, j]),
            loops=int(loops[i, j]),
            certain=(i, j) in certain,
        )
        for i, j in found.dropped
    ]
    review.sort(key=lambda one: (one.weight, not one.certain, -one.loops, one.arrow))
    both = np.triu(leads & leads.T)
    return Circle(
        members,
        tuple(review),
        _unfolding(relations, [one.arrow for one in review]),
        found.bound,
        found.exact,
        tuple((members[i], members[j]) for i, j in np.argwhere(both)),
        tuple(_split(relations, members, cut) for cut in splits(weights)),
    )


def _loops(leads: NDArray[np.bool_]) -> NDArray[np.int64]:
    ones = leads.astype(np.float64)
    counted: NDArray[np.int64] = (ones.T + (ones @ ones).T).astype(np.int64)
    return counted


def _instead(tail: int, head: int, back: bool) -> str:
    """The letter of a pair without the arrow from tail to head, the row being the first of both."""
    return letter(back and head < tail, back and tail < head)


def _unfolding(relations: Relations, arrows: Sequence[Arrow]) -> tuple[int, ...]:
    leads, counts = relations.leads.copy(), []
    for arrow in (None, *arrows[:MOST]):
        if arrow is not None:
            leads[arrow] = False
        counts.append(int(levels(closure(leads)).max()))
    return tuple(counts)


def _split(relations: Relations, members: Sequence[int], cut: Sequence[Arrow]) -> Split:
    arrows = tuple((members[i], members[j]) for i, j in cut)
    return Split(arrows, int(levels(closure(relations.without(arrows).leads)).max()))
