"""Which factor leads to which, as judged by one expert or by several.

For two factors i before j the letters of an SSIM say: V that i leads to j, A that j leads to i, X
both, O neither (Warfield 1974). The letters and the matrix of direct relations say the same, so
only the matrix is kept. An expert who gives strengths from 0 to 1 instead has a fuzzy matrix.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import StringIO

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Arrow = tuple[int, int]

V, A, X, O = LETTERS = ("V", "A", "X", "O")  # noqa: E741 - the letters everyone writes
MIRROR = {V: A, A: V, X: X, O: O}
FAINT = 1e-6  # what is weaker is no relation, whatever the bound
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor; the id is what the columns of a matrix are called by, often a number."""

    id: str
    name: str

    def __str__(self) -> str:
        return self.name if self.id == self.name else f"{self.id} {self.name}"


@dataclass(frozen=True, eq=False, slots=True)
class DirectRelations:
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

    def with_letters(self, letters: Iterable[tuple[int, int, str]]) -> "DirectRelations":
        """The same with other judgements of some pairs, each a row, a column and its letter."""
        leads = self.leads.copy()
        for i, j, said in letters:
            leads[i, j], leads[j, i] = said in (V, X), said in (A, X)
        return replace(self, leads=leads)

    def without(self, dropped: Iterable[Arrow]) -> "DirectRelations":
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


@dataclass(frozen=True, eq=False, slots=True)
class Panel:
    """One SSIM, or one from each expert. leads: shape (experts, n, n), the diagonals False."""

    factors: tuple[Factor, ...]
    experts: tuple[str, ...]
    leads: Flags

    @property
    def votes(self) -> NDArray[np.int64]:
        """Shape (n, n), how many experts say that the row's factor leads to the column's."""
        counted: NDArray[np.int64] = self.leads.sum(axis=0)
        return counted

    def of(self, expert: int) -> DirectRelations:
        """What one expert said."""
        return DirectRelations(self.factors, self.leads[expert])


@dataclass(frozen=True, eq=False, slots=True)
class FuzzyPanel:
    """How strongly one factor leads to another, from one expert or from each of several.

    strength: shape (experts, n, n), from 0 (not at all) to 1; the diagonals are 0.
    words: whose meaning its words were given; "" without words.
    """

    factors: tuple[Factor, ...]
    experts: tuple[str, ...]
    strength: NDArray[np.float64]
    words: str = ""

    @property
    def mean(self) -> NDArray[np.float64]:
        """Shape (n, n), the mean of the experts; of triangular numbers the centre of their mean."""
        mean: NDArray[np.float64] = self.strength.mean(axis=0)
        return mean


Judgements = Panel | FuzzyPanel


def at_least(values: NDArray[np.float64], least: float) -> Flags:
    """Whether values reach a bound that is a sum or share of the same kind: .1 + .2 reaches .3."""
    reached: Flags = np.greater_equal(values, least - 1e-9)
    return reached


def write(relations: DirectRelations) -> str:
    """An SSIM as the CSV file it is read from: `id, factor, 1, 2, …`, then the letters."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    ids = [_unlike_formula(factor.id) for factor in relations.factors]
    writer.writerow(["id", "factor", *ids])
    for i, factor in enumerate(relations.factors):
        letters = [relations.letter(i, j) for j in range(i + 1, len(ids))]
        writer.writerow([ids[i], _unlike_formula(factor.name), *[""] * (i + 1), *letters])
    return out.getvalue()


def guarded(text: str) -> bool:
    """Whether text is written with a ' before it, or a spreadsheet takes it for a formula."""
    return text.lstrip("'").startswith(_FORMULA)


def _unlike_formula(text: str) -> str:
    return f"'{text}" if guarded(text) else text
