"""Factors that lead to one another in a circle, the blocks they make, and what is left to draw.

Factors of one strong component reach the same and are reached by the same, so they share a level.
The blocks have no circle among them; of their arrows only those are drawn that no longer way
implies (Aho, Garey & Ullman 1972, SIAM Journal on Computing 1, 131-137).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.closure import compose
from crm_analytics.ism.relations import Arrow, Flags, Relations, arrows, positions


@dataclass(frozen=True, eq=False, slots=True)
class Blocks:
    """The strong components and what leads from one to another.

    of: shape (n,), the block of each factor; blocks count in the order of their first factor.
    members: the factors of each block.
    reach: shape (blocks, blocks), who reaches whom over any number of arrows, not itself.
    arrows: those between blocks that no longer way implies.
    inside: the direct arrows between two factors of the same block.
    """

    of: NDArray[np.int64]
    members: tuple[tuple[int, ...], ...]
    reach: Flags
    arrows: tuple[Arrow, ...]
    inside: tuple[Arrow, ...]

    @property
    def circles(self) -> tuple[tuple[int, ...], ...]:
        """The blocks of more than one factor."""
        return tuple(block for block in self.members if len(block) > 1)

    @property
    def chain(self) -> NDArray[np.int64]:
        """How many blocks the longest way from each block upwards passes, itself included."""
        length = np.ones(len(self.members), dtype=np.int64)
        for block in np.argsort(self.reach.sum(axis=1), kind="stable"):  # those above come first
            above = length[self.reach[block]]
            length[block] = 1 + above.max(initial=0)
        return length


def blocks(relations: Relations, final: Flags) -> Blocks:
    """The blocks of the factors by their final reachability matrix."""
    first = (final & final.T).argmax(axis=1)  # the first factor that each shares a circle with
    heads, of = np.unique(first, return_inverse=True)
    members = tuple(positions(of == one) for one in range(len(heads)))
    reach = final[np.ix_(heads, heads)] & ~np.eye(len(heads), dtype=bool)
    inside = relations.leads & (of[:, None] == of)
    return Blocks(of, members, reach, arrows(reduced(reach)), arrows(inside))


def reduced(reach: Flags) -> Flags:
    """Of who reaches whom without circles, the arrows that no longer way implies."""
    return reach & ~compose(reach, reach)


def behind(relations: Relations, found: Blocks, arrow: Arrow) -> tuple[Arrow, ...]:
    """The direct arrows between factors that an arrow between two blocks stands for."""
    tails, heads = (found.members[block] for block in arrow)
    return tuple((i, j) for i in tails for j in heads if relations.leads[i, j])
