"""What the answers say: methods from moments, counts or arrays to numbers, one file a family.

A scale or model that cannot be computed is a result too: `Unavailable`, with its reason. In reading
order: what everything is made of (moments, scores, frequencies, counts, group_summary); what to
trust of it (careless_responding, missing_data); one score (descriptives, normality, priority);
between groups (mean_tests, ranks, group_tests, crosstab, multiple_testing); between waves
(composition, congruence, invariance, repeated_measures); two together (correlation, pearson,
kendall, pair_tables, bivariate_normal, polychoric, correlation_matrices); an outcome and its
drivers (least_squares, regression, regression_diagnostics, variable_selection, importance,
mediation, moderation); scales (reliability, reliability_intervals, one_factor,
discriminant_validity, factor_adequacy, factor_analysis); how sure a number is (resampling,
bayes_factor, power); and what scipy lacks or takes too long for (distributions).
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

Coefficient = Literal["pearson", "spearman", "kendall", "polychoric"]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """What could not be computed, and why, in a sentence a user can act on."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval; low and high are None where it has none."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class TestResult:
    """A test of a hypothesis and the size of the effect.

    test: its name. df1, df2: degrees of freedom; df1 alone of t, H and χ², None where there are
        none. effect_name, effect: such as "ω²" and its value. low, high: interval of the effect.
    p_note: how p was found, where there is more than one way.
    """

    __test__: ClassVar[bool] = False  # pytest: not a class of tests

    test: str
    statistic: float
    df1: float | None
    df2: float | None
    p: float
    effect_name: str = ""
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    p_note: str = ""


def no_weighted_form(method: str) -> str:
    """The reason where a method cannot take case weights, for example "Dunn's test"."""
    return f"{method} is not defined with case weights."
