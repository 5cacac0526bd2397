"""Codings as distinct patterns: every unit is one value a coder, and units of one kind are counted.

A value is the set of codes that a coder gave a unit, with one code a unit that code. All
coefficients are functions of how often each pattern occurs, and so are their resamples.

How similar sets are on average is found without setting every set against every other: thousands of
them have few parts in common, as coders give few codes. How similar two are depends on how many
codes s they share, and on their sizes. By Newton's forward differences f(s) = Σ Δᵏf(0) · C(s, k),
where C(s, k) counts the parts of k codes that both hold. So the sum over all pairs of sets is one
over parts: how often sets of one size hold a part, times how often sets of the other size do. A
part that only one set holds concerns only that set with itself.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding.codings import Codings
from crm_analytics.statistics.resampling import LARGEST

if TYPE_CHECKING:
    from scipy.sparse import csr_array

NO_CODE = "(no code)"
MOST_PARTS = 2**18
DEARER = 20  # a part costs what so many cells of a table of all sets against all cost

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
# how similar two sets are, from the number of codes in both, in the one and in the other
Similarity = Callable[[Numbers, Numbers, Numbers], Numbers]


class Gaps(Enum):
    """What an empty cell means."""

    MISSING = "left_out"
    DECISION = "decision"
    DECISION_IF_CODED = "decision_if_coded"

    @property
    def words(self) -> str:
        """What empty cells are, in a sentence."""
        return {
            "left_out": "left out",
            "decision": "a decision that no code applies",
            "decision_if_coded": "a decision that no code applies, where anybody coded the unit",
        }[self.value]


@dataclass(frozen=True, eq=False, slots=True)
class Parts:
    """The parts of sets of codes: each with one code or more of some set.

    size: codes of each set, shape (sets,).
    alone: parts of 0, 1, 2, … codes that only this set holds, shape (sets, most codes + 1).
    held: which sets hold a part that others hold too, shape (sets, columns); a column is a part and
        a size of sets. codes, of_size: of a column, those of the part and those of the sets.
    same: places of every two columns of one part.
    """

    size: Places
    alone: Numbers
    held: "csr_array"
    codes: Places
    of_size: Places
    same: tuple[Places, Places]


# no slots: the parts of the sets are kept in the instance
@dataclass(frozen=True, eq=False)
class Ratings:
    """How often coders used which values together.

    values: shape (patterns, coders), places in `sets`; −1 where the coder gave none.
    times: shape (patterns,), how many units are like this.
    sets: shape (values, codes), the codes of every value.
    codes: names; names that nobody used may be among them.
    """

    values: NDArray[np.int64]
    times: NDArray[np.int64]
    sets: NDArray[np.bool_]
    codes: tuple[str, ...]

    @property
    def units(self) -> int:
        """Units that at least one coder gave a value."""
        return int(self.times.sum())

    @property
    def pairable(self) -> int:
        """Units that at least two coders gave a value: only these tell of agreement."""
        return int(self.times[self.coded > 1].sum())

    @property
    def coders(self) -> int:
        """Number of coders."""
        return int(self.values.shape[1])

    @property
    def coded(self) -> NDArray[np.int64]:
        """How many coders gave a value, shape (patterns,)."""
        found: NDArray[np.int64] = (self.values >= 0).sum(axis=1)
        return found

    @property
    def complete(self) -> bool:
        """Whether every coder gave every unit a value."""
        return bool((self.values >= 0).all())

    @property
    def single(self) -> bool:
        """Whether every value is one code."""
        return bool((self.sets.sum(axis=1) == 1).all())

    @cached_property
    def parts(self) -> Parts | None:
        """The parts of the values, made once; None where the values are better compared."""
        return parts_of(self.sets)

    def names(self) -> list[str]:
        """Every value in words: its codes."""
        return ["; ".join(self.codes[place] for place in np.flatnonzero(s)) for s in self.sets]


def ratings(codings: Codings, gaps: Gaps = Gaps.MISSING, others: Collection[str] = ()) -> Ratings:
    """The patterns of codings. others: codes that could have been given, though nobody did."""
    marks, codes = codings.marks, codings.codes
    if gaps is not Gaps.DECISION:
        marks = marks[marks.any(axis=(1, 2))]
    if gaps is not Gaps.MISSING:
        marks = np.concatenate([marks, ~marks.any(axis=2, keepdims=True)], axis=2)
        codes = (*codes, NO_CODE)
    unused = tuple(code for code in dict.fromkeys(others) if code not in codes)
    # by name, so that the same units in another order are drawn anew in the same way
    order = sorted(range(len(codes)), key=codes.__getitem__)
    units, coders, k = marks.shape
    flat = marks[:, :, order].reshape(units * coders, k)
    packed, places = np.unique(np.packbits(flat, axis=1), axis=0, return_inverse=True)
    sets = np.unpackbits(packed, axis=1, count=k).astype(bool)
    held = sets.any(axis=1)
    renumbered = np.where(held, np.cumsum(held) - 1, -1)
    values = renumbered[places].reshape(units, coders)
    distinct, times = np.unique(values, axis=0, return_counts=True)
    wide = np.pad(sets[held], ((0, 0), (0, len(unused))))
    return Ratings(distinct, times, wide, (*(codes[place] for place in order), *unused))


def parts_of(sets: NDArray[np.bool_]) -> Parts | None:
    """The parts of sets, shape (sets, codes); None where a table of all against all is quicker."""
    from scipy.sparse import csr_array

    size = sets.sum(axis=1)
    if np.exp2(size).sum() >= min(MOST_PARTS, len(sets) ** 2 / DEARER):
        return None
    rows, part, codes = _every_part(sets)
    shared = np.bincount(part)[part] > 1
    alone = np.zeros((len(sets), int(size.max()) + 1))
    np.add.at(alone, (rows[~shared], codes[~shared]), 1)
    rows, part, codes = rows[shared], part[shared], codes[shared]
    column, first, places = np.unique(
        part * (size.max() + 1) + size[rows], return_index=True, return_inverse=True
    )
    held = csr_array((np.ones(len(rows)), (rows, places)), shape=(len(sets), len(column)))
    own = part[first]
    begin, end = np.searchsorted(own, own), np.searchsorted(own, own, side="right")
    one = np.repeat(np.arange(len(own)), end - begin)
    other = np.concatenate([np.arange(a, b) for a, b in zip(begin, end, strict=True)] or [one])
    return Parts(size, alone, held, codes[first], size[rows[first]], (one, other))


def _every_part(sets: NDArray[np.bool_]) -> tuple[Places, Places, Places]:
    """Set by set its parts: the set's place, the part's number, how many codes it has."""
    known: dict[tuple[int, ...], int] = {}
    found = [
        (row, known.setdefault(part, len(known)), k)
        for row, own in enumerate(sets)
        for k in range(1, int(own.sum()) + 1)
        for part in combinations(np.flatnonzero(own).tolist(), k)
    ]
    rows, part, codes = np.array(found, np.intp).T
    return rows, part, codes


def total_similarity(found: Parts, used: Numbers, similarity: Similarity) -> Numbers:
    """Sum over all pairs of sets, each with itself too, of how similar they are; shape (draws,).

    used: how often each set occurs, shape (draws, sets).
    """
    from scipy.sparse import csr_array

    steps = _differences(found.alone.shape[1], similarity)
    one, other = found.same
    weight = steps[found.codes[one], found.of_size[one], found.of_size[other]]
    between = csr_array((weight, (one, other)), shape=(len(found.codes), len(found.codes)))
    itself = (found.alone * steps[:, found.size, found.size].T).sum(axis=1)
    total = used**2 @ itself
    step = max(1, LARGEST // (1 + len(found.codes)))
    for some in (slice(first, first + step) for first in range(0, len(used), step)):
        held = np.asarray(used[some] @ found.held)
        total[some] += np.einsum("dc,dc->d", np.asarray(held @ between), held)
    return np.asarray(total)


def _differences(many: int, similarity: Similarity) -> Numbers:
    """Δᵏf(0) by k and the sizes of two sets; of no matter where k is larger than one of them."""
    one, other = np.meshgrid(np.arange(many, dtype=float), np.arange(many, dtype=float))
    one, other = np.maximum(one, 1), np.maximum(other, 1)
    similar = [similarity(np.minimum(s, np.minimum(one, other)), one, other) for s in range(many)]
    return np.array([
        sum((-1) ** (k - s) * comb(k, s) * similar[s] for s in range(k + 1)) for k in range(many)
    ])  # fmt: skip


def jaccard_similarity(shared: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """The share of the codes of two sets that are in both."""
    return shared / (one + other - shared)


def masi_similarity(shared: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """Jaccard's with partial overlaps counted less."""
    within = np.where(shared == np.minimum(one, other), 2 / 3, np.where(shared > 0, 1 / 3, 0.0))
    return jaccard_similarity(shared, one, other) * np.where(
        shared == one + other - shared, 1.0, within
    )
