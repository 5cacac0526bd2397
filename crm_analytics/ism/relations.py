"""Which factor leads to which, as judged: the letters of an SSIM and the matrix they stand for.

For two factors i before j: V says that i leads to j, A that j leads to i, X both, O neither
(Warfield 1974). The letters and the matrix of direct relations say the same, so only the matrix is
kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Arrow = tuple[int, int]

V, A, X, O = LETTERS = ("V", "A", "X", "O")  # noqa: E741 - the letters everyone writes
MIRROR = {V: A, A: V, X: X, O: O}


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor; the id is what the columns of a matrix are called by, often a number."""

    id: str
    name: str

    def __str__(self) -> str:
        return self.name if self.id == self.name else f"{self.id} {self.name}"


@dataclass(frozen=True, eq=False, slots=True)
class Relations:
    """Who leads to whom directly.

    leads: shape (n, n), True where the row's factor leads to the column's; the diagonal is False.
    """

    factors: tuple[Factor, ...]
    leads: Flags

    @property
    def initial(self) -> Flags:
        """The initial reachability matrix: a factor reaches itself."""
        return self.leads | np.eye(len(self.factors), dtype=bool)

    @property
    def arrows(self) -> tuple[Arrow, ...]:
        """Every direct relation, in the order of the rows."""
        return arrows(self.leads)

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs have each letter."""
        ahead, back = (m[np.triu_indices(len(m), 1)] for m in (self.leads, self.leads.T))
        kinds = {V: ahead & ~back, A: back & ~ahead, X: ahead & back, O: ~ahead & ~back}
        return {letter: int(pairs.sum()) for letter, pairs in kinds.items()}

    def letter(self, i: int, j: int) -> str:
        """The letter in row i and column j."""
        return letter(bool(self.leads[i, j]), bool(self.leads[j, i]))

    def with_letters(self, letters: Iterable[tuple[int, int, str]]) -> "Relations":
        """The same with other judgements of some pairs, each a row, a column and its letter."""
        leads = self.leads.copy()
        for i, j, said in letters:
            leads[i, j], leads[j, i] = said in (V, X), said in (A, X)
        return replace(self, leads=leads)

    def without(self, dropped: Iterable[Arrow]) -> "Relations":
        """The same without some arrows."""
        leads = self.leads.copy()
        for i, j in dropped:
            leads[i, j] = False
        return replace(self, leads=leads)


def arrows(leads: Flags) -> tuple[Arrow, ...]:
    """The pairs that are True, in the order of the rows."""
    return tuple((int(i), int(j)) for i, j in np.argwhere(leads))


def positions(chosen: Flags) -> tuple[int, ...]:
    """The factors that are True."""
    return tuple(map(int, np.flatnonzero(chosen)))


def letter(ahead: bool, back: bool) -> str:
    """The letter of a pair by its two arrows."""
    return {(True, False): V, (False, True): A, (True, True): X, (False, False): O}[ahead, back]


def numbered(names: Sequence[str]) -> tuple[Factor, ...]:
    """Factors whose ids count from 1."""
    return tuple(Factor(str(number), name) for number, name in enumerate(names, 1))
