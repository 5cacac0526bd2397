"""The cells of a matrix of numbers or words to how strongly one factor leads to another."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import Problem
from crm_analytics.ism.reading.square import Square

Triangle = tuple[float, float, float]

_DASHES = frozenset({"-", "–", "—"})
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+")
# Arabic and Persian digits and their decimal mark
_WESTERN = {ord(digit): str(i % 10) for i, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")} | {
    ord("٫"): "."
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a word of strength means, as a triangular fuzzy number: low, likely and high.

    A word counts as the centre of its triangle, the mean of the three.
    """

    source: str
    triangles: Mapping[str, Triangle]

    @property
    def values(self) -> dict[str, float]:
        """The strength behind each word."""
        return {word: sum(three) / 3 for word, three in self.triangles.items()}


def _exactly(value: float) -> Triangle:
    return value, value, value


SEVEN = Words(
    "Gorane & Kant (2013), seven words",
    {
        "no": _exactly(0.0),
        "n": _exactly(0.0),
        "none": _exactly(0.0),
        "very low": _exactly(0.1),
        "vl": _exactly(0.1),
        "low": _exactly(0.3),
        "l": _exactly(0.3),
        "medium": _exactly(0.5),
        "m": _exactly(0.5),
        "high": _exactly(0.7),
        "h": _exactly(0.7),
        "very high": _exactly(0.9),
        "vh": _exactly(0.9),
        "complete": _exactly(1.0),
        "c": _exactly(1.0),
        "full": _exactly(1.0),
        "f": _exactly(1.0),
    },
)
FIVE = Words(
    "Li (1999), five words as triangles",
    {
        **dict.fromkeys(("no", "n", "none"), (0.0, 0.0, 0.25)),
        **dict.fromkeys(("very low", "vl"), (0.0, 0.25, 0.5)),
        **dict.fromkeys(("low", "l"), (0.25, 0.5, 0.75)),
        **dict.fromkeys(("high", "h"), (0.5, 0.75, 1.0)),
        **dict.fromkeys(("very high", "vh"), (0.75, 1.0, 1.0)),
    },
)


def number(cell: str) -> float | None:
    """The number in a cell; None for anything else."""
    plain = cell.translate(_WESTERN)
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def strength(square: Square, words: Words) -> NDArray[np.float64]:
    """Shape (n, n), the diagonal 0; what cannot be understood is 0 and among the problems."""
    values = words.values
    n = len(square.factors)
    found = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            if i != j:
                found[i, j] = _value(square.cells[i][j], values) or 0.0
    return found


def has_words(square: Square) -> bool:
    """Whether any cell off the diagonal says its strength in a word."""
    cells = (cell for i, j, cell in _all(square) if i != j)
    return any(cell and number(cell) is None for cell in cells)


def binary_problems(square: Square) -> Iterator[Problem]:
    """Every cell that is not 0 or 1, and of the diagonal everything but 1 or nothing."""
    for i, j, cell in _all(square):
        value = number(cell)
        if i == j:
            if cell and cell not in _DASHES and value != 1:
                what = f"holds '{cell}' where the factor meets itself."
                yield Problem(square.place(i, i), what, "Write 1 or leave it empty.")
        elif not cell:
            yield Problem(square.place(i, j), "is empty.", "Write 0 or 1.")
        elif cell.rstrip("*") == "1" != cell:
            what = f"holds '{cell}', which marks what a closure added."
            yield Problem(square.place(i, j), what, "Write 0; the closure is computed here.")
        elif value not in (0, 1):
            what = f"holds '{cell}' among zeros and ones."
            yield Problem(square.place(i, j), what, "Write 0 or 1.")


def fuzzy_problems(square: Square, words: Words) -> Iterator[Problem]:
    """Every cell off the diagonal that is neither a number from 0 to 1 nor a word."""
    values = words.values
    choice = f"Write a number from 0 to 1 or one of: {', '.join(w for w in values if len(w) > 2)}."
    for i, j, cell in _all(square):
        value = _value(cell, values)
        if i == j:
            if cell and cell not in _DASHES and value not in (0, 1):
                what = f"holds '{cell}' where the factor meets itself."
                yield Problem(square.place(i, i), what, "Leave it empty.")
        elif not cell:
            yield Problem(square.place(i, j), "is empty.", choice)
        elif value is None or value > 1:
            yield Problem(square.place(i, j), f"holds '{cell}'.", choice)


def _all(square: Square) -> Iterator[tuple[int, int, str]]:
    return ((i, j, cell) for i, row in enumerate(square.cells) for j, cell in enumerate(row))


def _value(cell: str, values: Mapping[str, float]) -> float | None:
    found = number(cell)
    return values.get(cell.casefold()) if found is None else found
