"""How alike two sets of codes are on average, without setting every set against every other.

How alike they are depends on how many codes s they share, and on their sizes. By Newton's forward
differences f(s) = Σ Δᵏf(0) · C(s, k), where C(s, k) counts the parts of k codes that both hold. So
the sum over all pairs of sets is one over parts: how often sets of one size hold a part, times how
often sets of the other size do. Thousands of sets have few parts in common, as coders give few
codes; a part that only one set holds concerns only that set with itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.resampling import LARGEST

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_PARTS = 2**18
DEARER = 20  # a part costs what so many cells of a table of all sets against all cost

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Likeness = Callable[[Numbers, Numbers, Numbers], Numbers]  # of codes in both, in one, in the other


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


def parts(sets: NDArray[np.bool_]) -> Parts | None:
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


def likeness_of_all(found: Parts, used: Numbers, likeness: Likeness) -> Numbers:
    """Sum over all pairs of sets, each with itself too, of how alike they are; shape (draws,).

    used: how often each set occurs, shape (draws, sets).
    """
    from scipy.sparse import csr_array

    steps = _differences(found.alone.shape[1], likeness)
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


def _differences(many: int, likeness: Likeness) -> Numbers:
    """Δᵏf(0) by k and the sizes of two sets; of no matter where k is larger than one of them."""
    one, other = np.meshgrid(np.arange(many, dtype=float), np.arange(many, dtype=float))
    one, other = np.maximum(one, 1), np.maximum(other, 1)
    alike = [likeness(np.minimum(s, np.minimum(one, other)), one, other) for s in range(many)]
    return np.array([
        sum((-1) ** (k - s) * comb(k, s) * alike[s] for s in range(k + 1)) for k in range(many)
    ])  # fmt: skip


def jaccard(shared: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """The share of the codes of two sets that are in both."""
    return shared / (one + other - shared)


def masi(shared: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """Jaccard's with partial overlaps counted less."""
    within = np.where(shared == np.minimum(one, other), 2 / 3, np.where(shared > 0, 1 / 3, 0.0))
    return jaccard(shared, one, other) * np.where(shared == one + other - shared, 1.0, within)
