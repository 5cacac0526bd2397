"""Reading who leads to whom: letters, zeros and ones, strengths; one sheet or one an expert.

A word of strength is a term of a linguistic scale, which says what it means as a triangular fuzzy
number; it counts as the centre of its triangle.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import Problem, UnusableMatrix, refuse
from crm_analytics.ism.judgements import (
    LETTERS,
    MIRROR,
    A,
    Flags,
    FuzzyPanel,
    Judgements,
    Panel,
    V,
    X,
)
from crm_analytics.ism.square import Square, is_table, square

Triangle = tuple[float, float, float]

MOST = 100  # problems of one sheet that are listed
SSIM, BINARY, FUZZY = "letters", "binary", "fuzzy"
LABELS = {
    SSIM: "letters V, A, X and O",
    BINARY: "zeros and ones",
    FUZZY: "strengths from 0 to 1",
}
FEW = 0.1  # of the cells that are not 0: fewer fractions than that among ones are slips
ON_DIAGONAL = frozenset({"", "1", "X", "-", "–", "—"})
CHOICE = "Write V, A, X or O"
_DASHES = frozenset({"-", "–", "—"})
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+")
# Arabic and Persian digits and their decimal mark
_WESTERN = {ord(digit): str(i % 10) for i, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")} | {
    ord("٫"): "."
}


@dataclass(frozen=True, slots=True)
class LinguisticScale:
    """What a word of strength means, as a triangular fuzzy number: low, likely and high.

    A word counts as the centre of its triangle, the mean of the three.
    """

    source: str
    triangles: Mapping[str, Triangle]

    @property
    def values(self) -> dict[str, float]:
        """The strength behind each word."""
        return {word: sum(three) / 3 for word, three in self.triangles.items()}


SEVEN = LinguisticScale(
    "Gorane & Kant (2013), seven words",
    {
        **dict.fromkeys(("no", "n", "none"), (0.0, 0.0, 0.0)),
        **dict.fromkeys(("very low", "vl"), (0.1, 0.1, 0.1)),
        **dict.fromkeys(("low", "l"), (0.3, 0.3, 0.3)),
        **dict.fromkeys(("medium", "m"), (0.5, 0.5, 0.5)),
        **dict.fromkeys(("high", "h"), (0.7, 0.7, 0.7)),
        **dict.fromkeys(("very high", "vh"), (0.9, 0.9, 0.9)),
        **dict.fromkeys(("complete", "c", "full", "f"), (1.0, 1.0, 1.0)),
    },
)
FIVE = LinguisticScale(
    "Li (1999), five words as triangles",
    {
        **dict.fromkeys(("no", "n", "none"), (0.0, 0.0, 0.25)),
        **dict.fromkeys(("very low", "vl"), (0.0, 0.25, 0.5)),
        **dict.fromkeys(("low", "l"), (0.25, 0.5, 0.75)),
        **dict.fromkeys(("high", "h"), (0.5, 0.75, 1.0)),
        **dict.fromkeys(("very high", "vh"), (0.75, 1.0, 1.0)),
    },
)
SCALES = {"seven": SEVEN, "five": FIVE}  # by how many words there are


def read(sheets: Mapping[str, str], words: LinguisticScale = SEVEN) -> Judgements:
    """The judgements of the texts, each an expert's; factors are in the order of the first.

    A sheet of a title or remarks alone is passed over. words: what words of strength mean.
    Raises UnusableMatrix with every problem of every sheet.
    """
    squares = _squares({name: text for name, text in sheets.items() if is_table(text, f"'{name}'")})
    kinds = {name: _kind(one, words) for name, one in squares.items()}
    chosen = next(iter(kinds.values()))
    refuse(UnusableMatrix, [*_mixed(kinds), *_other_factors(squares)])
    wrong = (_first(_problems(one, chosen, words), one) for one in squares.values())
    refuse(UnusableMatrix, [problem for problems in wrong for problem in problems])
    factors, experts = next(iter(squares.values())).factors, tuple(squares)
    if chosen == SSIM:
        judged = _ordered(map(_leads, squares.values()), squares)
        return Panel(factors, experts, judged == 1)
    strength = _ordered((_strength(one, words) for one in squares.values()), squares)
    if chosen == BINARY:
        return Panel(factors, experts, strength == 1)
    cells = (cell for one in squares.values() for i, j, cell in _all(one) if i != j)
    spoken = any(cell and number(cell) is None for cell in cells)
    return FuzzyPanel(factors, experts, strength, words.source if spoken else "")


def _squares(sheets: Mapping[str, str]) -> dict[str, Square]:
    if not sheets:
        remedy = "Give a header row and one row a factor, as in the sample."
        raise UnusableMatrix(Problem("The matrix", "is empty.", remedy))
    found: dict[str, Square] = {}
    problems: list[Problem] = []
    for name, text in sheets.items():
        try:
            found[name] = square(text, f"'{name}'" if len(sheets) > 1 else "")
        except UnusableMatrix as error:
            problems += error.problems
    refuse(UnusableMatrix, problems)
    return found


def _mixed(kinds: Mapping[str, str]) -> Iterator[Problem]:
    first, *others = kinds
    for name in others:
        if kinds[name] != kinds[first]:
            what = f"holds {LABELS[kinds[name]]}, but '{first}' holds {LABELS[kinds[first]]}."
            yield Problem(f"'{name}'", what, "Let all experts answer in the same way.")


def _other_factors(squares: Mapping[str, Square]) -> Iterator[Problem]:
    first, *others = squares
    named = {factor.name.casefold(): factor.name for factor in squares[first].factors}
    for name in others:
        own = {factor.name.casefold(): factor.name for factor in squares[name].factors}
        missing, spare = ([a[k] for k in a if k not in b] for a, b in ((named, own), (own, named)))
        if missing or spare:
            what = f"rates other factors than '{first}': {_difference(missing, spare)}."
            yield Problem(f"'{name}'", what, "Let all experts rate the same list of factors.")


def _difference(missing: Sequence[str], spare: Sequence[str]) -> str:
    parts = (("without", missing), ("with", spare))
    return ", ".join(f"{how} '{name}'" for how, names in parts for name in names)


def _problems(one: Square, chosen: str, words: LinguisticScale) -> Iterator[Problem]:
    if chosen == SSIM:
        return _letter_problems(one)
    if chosen == BINARY:
        return _binary_problems(one)
    return _fuzzy_problems(one, words)


def _first(problems: Iterable[Problem], one: Square) -> list[Problem]:
    """As many as a person reads, and how many more there are."""
    rest = iter(problems)
    listed = list(islice(rest, MOST))
    more = sum(1 for _ in rest)
    if more:
        what = f"has {more:,} more cells that cannot be used."
        listed.append(Problem(one.where or "The matrix", what, "Correct them likewise."))
    return listed


def _ordered(
    matrices: Iterable[Flags | NDArray[np.float64]], squares: Mapping[str, Square]
) -> NDArray[np.float64]:
    """The matrices on one another, all in the order of the first sheet's factors."""
    first = next(iter(squares.values())).factors
    found = []
    for matrix, one in zip(matrices, squares.values(), strict=True):
        place = {factor.name.casefold(): i for i, factor in enumerate(one.factors)}
        order = [place[factor.name.casefold()] for factor in first]
        found.append(matrix[np.ix_(order, order)].astype(np.float64))
    return np.stack(found)


def _kind(square: Square, words: LinguisticScale) -> str:
    """The kind that most cells off the diagonal are of; letters when none says anything."""
    said = [cell.casefold() for i, j, cell in _all(square) if i != j and cell]
    values = [number(cell) for cell in said]
    letters = sum(cell.upper() in LETTERS for cell in said)
    spoken = sum(cell in words.values for cell in said)
    counted = len(said) - values.count(None)
    if letters >= max(spoken, counted):
        return SSIM
    if spoken > counted:
        return FUZZY
    fractions = sum(value is not None and 0 < value < 1 for value in values)
    return FUZZY if fractions > FEW * (counted - values.count(0)) else BINARY


def _leads(square: Square) -> Flags:
    """Shape (n, n); cells that are no letter lead nowhere, and are among the problems."""
    n = len(square.factors)
    found = np.zeros((n, n), dtype=bool)
    for i in range(n):
        for j in range(i + 1, n):
            above, below = square.cells[i][j].upper(), square.cells[j][i].upper()
            said = above or MIRROR.get(below, "")
            found[i, j], found[j, i] = said in (V, X), said in (A, X)
    return found


def _letter_problems(square: Square) -> Iterator[Problem]:
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


def number(cell: str) -> float | None:
    """The number in a cell; None for anything else."""
    plain = cell.translate(_WESTERN)
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def _strength(square: Square, words: LinguisticScale) -> NDArray[np.float64]:
    """Shape (n, n), the diagonal 0; what cannot be understood is 0 and among the problems."""
    values = words.values
    found = np.array([[_value(cell, values) or 0.0 for cell in row] for row in square.cells])
    np.fill_diagonal(found, 0)
    return found


def _binary_problems(square: Square) -> Iterator[Problem]:
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


def _fuzzy_problems(square: Square, words: LinguisticScale) -> Iterator[Problem]:
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
