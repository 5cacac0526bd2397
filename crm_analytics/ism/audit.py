"""Does a published level table follow from its SSIM?

The sets are compared with the matrix, initial or final, with or without the factor itself, that
they agree with most; then with one another; then every level with the rule that gives levels.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.closure import closure
from crm_analytics.ism.partition import partition
from crm_analytics.ism.reading.levels import COMMON, INPUT, OUTPUT, SETS, PrintedLevels
from crm_analytics.ism.relations import Arrow, Flags, Relations, positions

INITIAL, FINAL = "initial", "final"
Sets = Mapping[str, tuple[frozenset[int], ...]]


@dataclass(frozen=True, slots=True)
class WrongSet:
    """A printed set that is not the matrix's: kind is one of `SETS`."""

    factor: int
    kind: str
    printed: tuple[int, ...]
    follows: tuple[int, ...]

    @property
    def extra(self) -> tuple[int, ...]:
        """What should not be in it."""
        return tuple(sorted({*self.printed} - {*self.follows}))

    @property
    def missing(self) -> tuple[int, ...]:
        """What should be in it."""
        return tuple(sorted({*self.follows} - {*self.printed}))


@dataclass(frozen=True, slots=True)
class OneSided:
    """A printed arrow that stands in only one of the two sets it belongs to.

    kind: the set of `SETS` that has it: the output set of its tail or the input set of its head.
    """

    arrow: Arrow
    kind: str


@dataclass(frozen=True, slots=True)
class WrongLevel:
    """A printed level that the rule does not give.

    beyond: what the factor still leads to, among those that remain, without being led to by it; a
    factor is at the top when there is nothing. Empty when it was at the top earlier, at `earlier`.
    """

    factor: int
    printed: int
    beyond: tuple[int, ...]
    earlier: int


@dataclass(frozen=True, eq=False, slots=True)
class Audit:
    """What follows and what does not.

    matrix: the matrix whose sets are printed, `INITIAL` or `FINAL`. own: whether they hold the
    factor itself. agreeing: how many sets of each kind are right. sets: those that are not.
    one_sided: arrows in one set and not in its counterpart. common: common sets that are not what
    the two printed sets beside them have in common. levels: levels that the rule does not give on
    that matrix. follows: shape (n,), the levels of the closure.
    """

    matrix: str
    own: bool
    agreeing: Mapping[str, int]
    sets: tuple[WrongSet, ...]
    one_sided: tuple[OneSided, ...]
    common: tuple[WrongSet, ...]
    levels: tuple[WrongLevel, ...]
    follows: NDArray[np.int64]


def audit(relations: Relations, printed: PrintedLevels) -> Audit:
    """Compare a printed table with the relations it says it is made from."""
    final = closure(relations.leads)
    choices = {INITIAL: relations.initial, FINAL: final}
    matrix, own = _nearest(choices, printed)
    wrong = tuple(_wrong_sets(_sets(choices[matrix], own), printed.sets))
    agreeing = {kind: len(printed.level) - sum(w.kind == kind for w in wrong) for kind in SETS}
    return Audit(
        matrix,
        own,
        agreeing,
        wrong,
        tuple(_one_sided(printed.sets)),
        tuple(_wrong_common(printed.sets)),
        tuple(_wrong_levels(choices[matrix], printed.level)),
        partition(final).level,
    )


def _nearest(choices: Mapping[str, Flags], printed: PrintedLevels) -> tuple[str, bool]:
    """Which matrix was printed, and whether a factor is in its own sets."""

    def agreeing(choice: tuple[str, bool]) -> int:
        sets = _sets(choices[choice[0]], choice[1])
        return -sum(1 for _ in _wrong_sets(sets, printed.sets))

    return max(product(choices, (False, True)), key=agreeing)


def _sets(reach: Flags, own: bool) -> Sets:
    itself = np.eye(len(reach), dtype=bool)
    reach = reach | itself if own else reach & ~itself
    each = {OUTPUT: reach, INPUT: reach.T, COMMON: reach & reach.T}
    return {kind: tuple(frozenset(positions(row)) for row in m) for kind, m in each.items()}


def _wrong_sets(follows: Sets, printed: Sets) -> Iterator[WrongSet]:
    for kind in SETS:
        for i, (own, right) in enumerate(zip(printed[kind], follows[kind], strict=True)):
            if own != right:
                yield WrongSet(i, kind, tuple(sorted(own)), tuple(sorted(right)))


def _one_sided(printed: Sets) -> Iterator[OneSided]:
    """J stands in the output set of i just when i stands in the input set of j."""
    n = len(printed[OUTPUT])
    for i, j in product(range(n), repeat=2):
        ahead, back = j in printed[OUTPUT][i], i in printed[INPUT][j]
        if ahead != back:
            yield OneSided((i, j), OUTPUT if ahead else INPUT)


def _wrong_common(printed: Sets) -> Iterator[WrongSet]:
    rows = zip(*(printed[kind] for kind in SETS), strict=True)
    for i, (output, input, common) in enumerate(rows):
        if common != output & input:
            both = tuple(sorted(output & input))
            yield WrongSet(i, COMMON, tuple(sorted(common)), both)


def _wrong_levels(reach: Flags, printed: Sequence[int]) -> Iterator[WrongLevel]:
    """Level by level as printed: who was not at the top of what remained, and who already was."""
    level = np.array(printed)
    blocking = reach & ~reach.T
    first = {i: stage for stage, i in _tops(blocking, level)}
    for stage in np.unique(level):
        remaining = level >= stage
        for i in positions(level == stage):
            beyond = positions(blocking[i] & remaining)
            earlier = first.get(i, int(stage))
            if beyond or earlier < stage:
                yield WrongLevel(i, int(stage), beyond, earlier if not beyond else 0)


def _tops(blocking: Flags, level: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Every stage at which a factor is at the top of what remains, the earliest last."""
    for stage in np.unique(level)[::-1]:
        remaining = level >= stage
        top = remaining & ~(blocking & remaining).any(axis=1)
        yield from ((int(stage), i) for i in positions(top))
