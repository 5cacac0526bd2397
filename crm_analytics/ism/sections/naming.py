"""Factors, links and levels in words."""

from collections.abc import Iterable, Sequence

from crm_analytics.ism.judgements import Arrow, Factor
from crm_analytics.ism.model import Model
from crm_analytics.report import words
from crm_analytics.report.columns import VOCABULARY

CUT_WORDS = {"half": "half the factors", "mean": "the mean", "median": "the median"}


def ids(factors: Sequence[Factor], positions: Iterable[int]) -> str:
    """A set as papers print it: "1, 4, 9"."""
    return ", ".join(factors[i].id for i in positions)


def names(factors: Sequence[Factor], positions: Sequence[int], most: int = 4) -> str:
    """Factors in a sentence."""
    return words.listed([factors[i].name for i in positions], most)


def link(factors: Sequence[Factor], arrow: Arrow) -> str:
    """One arrow in a sentence."""
    return f"{factors[arrow[0]].name} → {factors[arrow[1]].name}"


def by_level(factors: Sequence[Factor], groups: Iterable[Iterable[int]]) -> str:
    """The factors of each level from the top: "1 | 2, 3 | 4"."""
    return " | ".join(ids(factors, group) for group in groups)


def row(model: Model, position: int) -> tuple[str, str]:
    """Id and name of a factor, with which most rows of tables begin."""
    factor = model.factors[position]
    return factor.id, factor.name


def columns(factors: Sequence[Factor]) -> tuple[str, ...]:
    """The columns of a square table: ids; one that is a column of other tables ends in a space."""
    return tuple(f"{f.id} " if f.id in VOCABULARY else f.id for f in factors)
