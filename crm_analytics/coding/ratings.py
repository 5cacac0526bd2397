"""Codings as distinct patterns: every unit is one value a coder, and alike units are counted.

A value is the set of codes that a coder gave a unit, with one code a unit that code. All
coefficients are functions of how often each pattern occurs, and so are their resamples.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from crm_analytics.coding.codings import Codings
from crm_analytics.coding.overlap import Parts, parts

NO_CODE = "(no code)"


class Gaps(Enum):
    """What an empty cell means."""

    MISSING = "not coded: left out"
    DECISION = "a decision that no code applies"
    DECISION_IF_CODED = "a decision that no code applies, where anybody gave the unit a code"


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
        return parts(self.sets)

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
    return _patterns(marks[:, :, order], tuple(codes[place] for place in order), unused)


def _patterns(marks: NDArray[np.bool_], codes: tuple[str, ...], unused: tuple[str, ...]) -> Ratings:
    units, coders, k = marks.shape
    flat = marks.reshape(units * coders, k)
    packed, places = np.unique(np.packbits(flat, axis=1), axis=0, return_inverse=True)
    sets = np.unpackbits(packed, axis=1, count=k).astype(bool)
    held = sets.any(axis=1)
    renumbered = np.where(held, np.cumsum(held) - 1, -1)
    values = renumbered[places].reshape(units, coders)
    distinct, times = np.unique(values, axis=0, return_counts=True)
    wide = np.pad(sets[held], ((0, 0), (0, len(unused))))
    return Ratings(distinct, times, wide, (*codes, *unused))
