"""What reliability coefficients say about one another."""

from collections.abc import Iterator
from math import sqrt

from crm_analytics.paper.interval import (
    EVERYTHING,
    Bounds,
    at_least,
    at_most,
    monotone,
    root,
    square,
)
from crm_analytics.paper.relation import Relation, Rule, ordered
from crm_analytics.paper.table import Row


def _horst(r: Bounds, items_a: Bounds, items_b: Bounds) -> Bounds:
    """Horst (1951): halves of unequal length."""
    a, b = items_a.middle, items_b.middle
    if r.low <= 0 or r.high >= 1 or min(a, b) < 1:
        return EVERYTHING
    pq = a * b / (a + b) ** 2
    return monotone(
        lambda r: (sqrt(r**4 + 4 * r**2 * (1 - r**2) * pq) - r**2) / (2 * (1 - r**2) * pq), r
    )


RULES = (
    Rule(
        "the index of reliability is √α",
        validity_coefficient=lambda alpha: root(alpha) if alpha.high >= 0 else EVERYTHING,
        alpha=lambda validity_coefficient: square(validity_coefficient),
    ),
    Rule(
        "Spearman–Brown is 2r / (1 + r)",
        spearman_brown=lambda r: 2 - 2 / (1 + r),
        r=lambda spearman_brown: 2 / (2 - spearman_brown) - 1,
    ),
    Rule(
        "Spearman–Brown for halves of unequal length is Horst's",
        spearman_brown_unequal=_horst,
    ),
    Rule(
        "Guttman's split-half coefficient is at most 2r / (1 + r)",
        guttman=lambda r: at_most((2 - 2 / (1 + r)).high) if r.low > 0 else EVERYTHING,
    ),
    Rule("λ₂ is at least α (Guttman 1945)", lambda2=lambda alpha: at_least(alpha.low)),
)


def relations(row: Row) -> Iterator[Relation]:
    """All that apply to a row."""
    for rule in RULES:
        yield from rule.on(row)
    if "alpha" in row:
        ends = row.get("alpha_low"), row["alpha"], row.get("alpha_high")
        yield from ordered("α lies inside its interval", *ends)
