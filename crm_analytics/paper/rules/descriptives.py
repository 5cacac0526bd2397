"""What the descriptive statistics of one variable say about one another."""

from collections.abc import Iterator
from math import inf, sqrt

from crm_analytics.paper.interval import (
    EVERYTHING,
    Bounds,
    at_least,
    at_most,
    exactly,
    root,
    square,
)
from crm_analytics.paper.relation import Relation, Rule, ordered
from crm_analytics.paper.table import Row


def _se_skewness(n: Bounds) -> Bounds:
    """Joanes & Gill (1998)."""
    if n.low < 3 or n.low != n.high:
        return EVERYTHING
    n_ = n.low
    return exactly(sqrt(6 * n_ * (n_ - 1) / ((n_ - 2) * (n_ + 1) * (n_ + 3))))


def _se_kurtosis(n: Bounds) -> Bounds:
    """Twice that of the skewness times √((n² − 1) / ((n − 3)(n + 5)))."""
    if n.low < 4 or n.low != n.high:
        return EVERYTHING
    return _se_skewness(n) * 2 * sqrt((n.low**2 - 1) / ((n.low - 3) * (n.low + 5)))


def _largest_sd(n: Bounds, mean: Bounds, minimum: Bounds, maximum: Bounds) -> Bounds:
    """Bhatia & Davis (2000), with the divisor n − 1."""
    if n.low < 2:
        return EVERYTHING
    below, above = (mean - minimum).high, (maximum - mean).high
    if min(below, above) < 0:  # the mean is outside: another rule says so
        return EVERYTHING
    return at_most(sqrt(n.low / (n.low - 1) * below * above))


RULES = (
    Rule(
        "SE is s / √n",
        se_mean=lambda sd, n: sd / root(n),
        sd=lambda se_mean, n: se_mean * root(n),
        n=lambda sd, se_mean: square(sd / se_mean),
    ),
    Rule(
        "the variance is s²",
        variance=lambda sd: square(sd),
        sd=lambda variance: root(variance),
    ),
    Rule(
        "the range is maximum − minimum",
        range=lambda maximum, minimum: maximum - minimum,
        maximum=lambda minimum, range: minimum + range,
        minimum=lambda maximum, range: maximum - range,
    ),
    Rule(
        "the sum is n · mean",
        sum=lambda n, mean: n * mean,
        mean=lambda sum, n: sum / n,
        n=lambda sum, mean: sum / mean,
    ),
    Rule(
        "CV % is 100 · s / mean",
        cv=lambda sd, mean: 100 * sd / mean,
        sd=lambda cv, mean: cv * mean / 100,
        mean=lambda sd, cv: 100 * sd / cv,
    ),
    Rule(
        "relative importance % is 100 · mean / the scale's maximum",
        relative_importance=lambda mean, scale_maximum: 100 * mean / scale_maximum,
        mean=lambda relative_importance, scale_maximum: relative_importance * scale_maximum / 100,
    ),
    Rule("the SE of the skewness follows from n", se_skewness=_se_skewness),
    Rule("the SE of the kurtosis follows from n", se_kurtosis=_se_kurtosis),
    Rule("the median is the 50th percentile", p50=lambda median: median, median=lambda p50: p50),
    Rule(
        "s is at most √(n/(n−1) · (mean − minimum)(maximum − mean))",
        sd=_largest_sd,
    ),
    Rule(
        "s is at least the range / √(2(n−1))",
        sd=lambda range, n: (
            at_least(range.low / sqrt(2 * (n.high - 1))) if n.low > 1 else EVERYTHING
        ),
    ),
    Rule(
        "the median is at most s away from the mean",
        median=lambda mean, sd: mean + Bounds(-sd.high, sd.high),
        mean=lambda median, sd: median + Bounds(-sd.high, sd.high),
    ),
    Rule(
        "no mean exceeds the scale's maximum",
        mean=lambda scale_maximum: at_most(scale_maximum.high),
    ),
)


def relations(row: Row) -> Iterator[Relation]:
    """All that apply to a row."""
    for rule in RULES:
        yield from rule.on(row)
    low, high = row.get("minimum"), row.get("maximum")
    percentiles = sorted(
        (int(key[1:]), key) for key in row.cells if key[1:].isdigit() and key[0] == "p"
    )
    steps = [row.get(key) for _, key in percentiles]
    if "p50" not in row and "median" in row:
        below = sum(percent < 50 for percent, _ in percentiles)
        steps.insert(below, row.get("median"))
    yield from ordered("percentiles rise from the minimum to the maximum", low, *steps, high)
    for key in ("mean", "mode"):
        if key in row and (low or high):
            text = f"the {key} lies between minimum and maximum"
            yield from ordered(text, low, row.get(key), high)
    yield from _whole(row)


def _whole(row: Row) -> Iterator[Relation]:
    """GRIM (Brown & Heathers 2017): a mean of whole numbers is a whole number over their count."""
    if not {"n", "mean", "whole_items"} <= set(row.cells):
        return
    mean, cases = row["mean"], row["n"].interval.high * row["whole_items"].interval.high
    if not (1 <= cases < inf and mean.interval.bounded):
        return
    total = (mean.interval * cases).whole()
    near = exactly(round(mean.interval.middle * cases) / cases)
    rule = "a mean of whole-number answers is a whole number divided by their count"
    yield Relation(rule, (mean,), lambda cell, known: known[cell] if total else near,
        f"no whole-number total of {cases:,.0f} answers has this mean.")  # fmt: skip
