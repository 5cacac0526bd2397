"""A model as an equation a person can use, in text and in LaTeX."""

from collections.abc import Callable

from crm_analytics.report.plain import signed
from crm_analytics.statistics.regression import Regression

_SPECIAL = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def text(model: Regression) -> str:
    """For example "Loyalty = 0.199 + 0.212 · Trust − 0.050 · Price"."""
    return f"{model.outcome} = {_terms(model, ' · {}')}"


def latex(model: Regression) -> str:
    """The same in LaTeX, names as text."""
    right = _terms(model, r"\,\text{{{}}}", _escaped).replace("−", "-")
    return rf"\widehat{{\text{{{_escaped(model.outcome)}}}}} = {right}"


def _escaped(name: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in name)


def _terms(model: Regression, factor: str, name: Callable[[str], str] = str) -> str:
    written = signed(f"{model.terms[0].b:.3f}")
    for term in model.drivers:
        sign = "−" if term.b < 0 else "+"
        written += f" {sign} {abs(term.b):.3f}{factor.format(name(term.term))}"
    return written
