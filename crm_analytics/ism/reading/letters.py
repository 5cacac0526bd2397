"""The cells of an SSIM to who leads to whom."""

from collections.abc import Iterator

import numpy as np

from crm_analytics.errors import Problem
from crm_analytics.ism.reading.square import Square
from crm_analytics.ism.relations import LETTERS, MIRROR, A, Flags, V, X

ON_DIAGONAL = frozenset({"", "1", "X", "-", "–", "—"})
CHOICE = "Write V, A, X or O"


def leads(square: Square) -> Flags:
    """Shape (n, n); cells that are no letter lead nowhere, and are among the problems."""
    n = len(square.factors)
    found = np.zeros((n, n), dtype=bool)
    for i in range(n):
        for j in range(i + 1, n):
            said = _said(square, i, j)
            found[i, j], found[j, i] = said in (V, X), said in (A, X)
    return found


def problems(square: Square) -> Iterator[Problem]:
    """Every cell that cannot be understood, in the order of the rows."""
    n = len(square.factors)
    for i in range(n):
        for j in range(n):
            cell = square.cells[i][j].upper()
            if i == j:
                yield from _diagonal(square, i, cell)
            elif cell and cell not in LETTERS:
                what = f"holds '{square.cells[i][j]}', which is none of V, A, X and O."
                yield Problem(square.place(i, j), what, f"{CHOICE}.")
            elif i < j and not cell and not square.cells[j][i]:
                yield Problem(square.place(i, j), "is empty.", f"{CHOICE}.")
            elif i > j and cell and square.cells[j][i].upper() in LETTERS:
                yield from _mirrored(square, i, j)


def _said(square: Square, i: int, j: int) -> str:
    """The letter above the diagonal, or what the one below it means."""
    above, below = square.cells[i][j].upper(), square.cells[j][i].upper()
    return above or MIRROR.get(below, "")


def _diagonal(square: Square, i: int, cell: str) -> Iterator[Problem]:
    if cell not in ON_DIAGONAL:
        what = f"holds '{square.cells[i][i]}' where the factor meets itself."
        yield Problem(square.place(i, i), what, "Leave it empty.")


def _mirrored(square: Square, i: int, j: int) -> Iterator[Problem]:
    """Below the diagonal the pair is read the other way round: V above is A below."""
    below, above = square.cells[i][j].upper(), square.cells[j][i].upper()
    if below != MIRROR[above]:
        what = f"holds {below}, but {square.place(j, i)[0].lower()}{square.place(j, i)[1:]}, says "
        what += f"{above}, which is {MIRROR[above]} seen from here."
        yield Problem(square.place(i, j), what, "Correct one of them, or empty this one.")
