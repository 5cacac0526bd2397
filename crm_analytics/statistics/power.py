"""How many people does a study need to see an effect, and how surely would it see one?

Two-tailed tests by pingouin: of a mean change of the same people (d_z), of the difference of two
groups (d, as many people in each), and of a correlation (r). Cohen (1988), Statistical Power
Analysis for the Behavioral Sciences, chapters 2 and 3.

The power of a correlation takes Fisher's z for normal, as pwr does. Among 5 to 12 people that finds
too much of a small r, up to .03 more than α where there is nothing, so the chance falls with the
first people who are added. What is asked for in that part is refused.
"""

from collections.abc import Mapping
from math import ceil, isfinite, isnan
from typing import Literal

from crm_analytics.errors import NotEnoughData

Question = Literal["change", "difference", "correlation"]
FEWEST: Mapping[Question, int] = {"change": 2, "difference": 2, "correlation": 5}
MOST = 10_000_000  # people; an effect that needs more is none that a survey could see


def power(question: Question, effect: float, n: int, alpha: float = 0.05) -> float:
    """The chance that a test at alpha finds the effect among n people; per group of a difference.

    >>> round(power("difference", 0.5, 64), 3)
    0.801
    """
    _checked(question, effect, alpha)
    if n < FEWEST[question]:
        return 0.0
    return _solved(question, effect, n, None, alpha)


def needed(question: Question, effect: float, wanted: float = 0.8, alpha: float = 0.05) -> int:
    """The fewest people with whom the power is at least what is wanted; per group of a difference.

    Raises NotEnoughData for an effect of nothing, of a correlation of 1 or more, or one so small
    that more than ten million people were needed, and for a power so near α that the normal curve
    of Fisher's z cannot tell it.

    >>> needed("change", 0.2), needed("difference", 0.5), needed("correlation", 0.3)
    (199, 64, 85)
    """
    _checked(question, effect, alpha)
    if not alpha < wanted < 1:
        raise NotEnoughData(
            f"A power of {wanted:g} cannot be asked for: it lies above α and below 1."
        )
    first = FEWEST[question]
    at_first = power(question, effect, first, alpha)
    if at_first >= wanted:
        if power(question, effect, first + 1, alpha) < at_first:
            raise NotEnoughData(
                f"A power of {wanted:g} is so near α = {alpha:g} that the number of people cannot "
                f"be computed for r = {effect:g}. Ask for more than {at_first:.3g}."
            )
        return first
    found = _solved(question, effect, None, wanted, alpha)
    n = first if isnan(found) else max(ceil(found - 1e-9), first)
    while power(question, effect, n, alpha) < wanted and n < MOST:
        n = n + 1 if not isnan(found) else n * 2
    while n > first and power(question, effect, n - 1, alpha) >= wanted:
        n -= 1
    if n >= MOST:
        raise NotEnoughData(f"An effect of {effect:g} is too small: it needs over {MOST:,} people.")
    return n


def _solved(
    question: Question, effect: float, n: int | None, wanted: float | None, alpha: float
) -> float:
    """What pingouin solves for: power where n is given, n where power is."""
    from pingouin import power_corr, power_ttest

    if question == "correlation":
        return float(power_corr(abs(effect), n, wanted, alpha))
    contrast = "paired" if question == "change" else "two-samples"
    return float(power_ttest(abs(effect), n, wanted, alpha, contrast))


def _checked(question: Question, effect: float, alpha: float) -> None:
    if not 0 < alpha < 1:
        raise NotEnoughData(f"α = {alpha:g} is no level of significance: it lies between 0 and 1.")
    if question == "correlation" and not 0 < abs(effect) < 1:
        raise NotEnoughData(f"r = {effect:g} cannot be looked for: it lies between 0 and 1.")
    if not isfinite(effect):
        raise NotEnoughData("An effect has to be a number: give the smallest that matters.")
    if not abs(effect) > 0:
        raise NotEnoughData("An effect of nothing is never found: give the smallest that matters.")
