"""Reading who leads to whom: letters, zeros and ones, strengths; one sheet or one an expert."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import Problem, UnusableMatrix, refuse
from crm_analytics.ism.panel import FuzzyPanel, Panel
from crm_analytics.ism.reading import letters, numbers
from crm_analytics.ism.reading.kinds import BINARY, LABELS, SSIM, kind
from crm_analytics.ism.reading.numbers import FIVE, SEVEN, Words
from crm_analytics.ism.reading.square import Square, is_table, square
from crm_analytics.ism.relations import Flags

__all__ = ["FIVE", "SEVEN", "WORDS", "Words", "read"]

WORDS = {"seven": SEVEN, "five": FIVE}  # by how many there are

MOST = 100  # problems of one sheet that are listed


def read(sheets: Mapping[str, str], words: Words = SEVEN) -> Panel | FuzzyPanel:
    """The judgements of the texts, each an expert's; factors are in the order of the first.

    A sheet of a title or remarks alone is passed over. words: what words of strength mean.
    Raises UnusableMatrix with every problem of every sheet.
    """
    squares = _squares({name: text for name, text in sheets.items() if is_table(text, f"'{name}'")})
    kinds = {name: kind(one, words) for name, one in squares.items()}
    chosen = next(iter(kinds.values()))
    refuse(UnusableMatrix, [*_mixed(kinds), *_other_factors(squares)])
    wrong = (_first(_problems(one, chosen, words), one) for one in squares.values())
    refuse(UnusableMatrix, [problem for problems in wrong for problem in problems])
    factors, experts = next(iter(squares.values())).factors, tuple(squares)
    if chosen == SSIM:
        judged = _ordered(map(letters.leads, squares.values()), squares)
        return Panel(factors, experts, judged == 1)
    strength = _ordered((numbers.strength(one, words) for one in squares.values()), squares)
    if chosen == BINARY:
        return Panel(factors, experts, strength == 1)
    spoken = any(numbers.has_words(one) for one in squares.values())
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


def _problems(one: Square, chosen: str, words: Words) -> Iterator[Problem]:
    if chosen == SSIM:
        return letters.problems(one)
    if chosen == BINARY:
        return numbers.binary_problems(one)
    return numbers.fuzzy_problems(one, words)


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
