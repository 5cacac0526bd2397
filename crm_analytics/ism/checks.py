"""What is true of every ISM, tested on this one."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.closure import closure
from crm_analytics.ism.components import Blocks
from crm_analytics.ism.relations import Flags, Relations


@dataclass(frozen=True, slots=True)
class Check:
    """One rule and whether it holds."""

    rule: str
    holds: bool


def checks(
    relations: Relations, final: Flags, blocks: Blocks, level: NDArray[np.int64]
) -> tuple[Check, ...]:
    """Every rule; one that fails is a mistake of this program."""
    return tuple(
        Check(rule, bool(holds)) for rule, holds in _rules(relations, final, blocks, level)
    )


def _rules(
    relations: Relations, final: Flags, blocks: Blocks, level: NDArray[np.int64]
) -> Iterator[tuple[str, bool | np.bool_]]:
    of_block = level[[members[0] for members in blocks.members]]
    higher = of_block[:, None] > of_block
    yield "every factor reaches itself", final.diagonal().all()
    yield "no direct relation is lost", (final >= relations.initial).all()
    yield "closing the matrix again adds nothing", (closure(final) == final).all()
    yield "factors that lead to one another share a level", (level == of_block[blocks.of]).all()
    yield (
        "no block leads to another of its level, or to a deeper one",
        (higher | ~blocks.reach).all(),
    )
    yield (
        "the levels are as many as the longest chain of blocks",
        level.max(initial=0) == blocks.chain.max(initial=0),
    )
    above = blocks.reach & (of_block[:, None] == of_block + 1)
    yield (
        "every block below the top leads to one a level above",
        above.any(axis=1)[of_block > 1].all(),
    )
