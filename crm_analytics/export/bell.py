"""The normal curve over a histogram, in people a step: n times the step times the density."""

from collections.abc import Sequence
from itertools import pairwise
from math import exp, pi, sqrt

from crm_analytics.report.chart import Histogram
from crm_analytics.report.plain import number


def bell(chart: Histogram, at: Sequence[float]) -> tuple[float, ...]:
    """The height of the curve at these places; none where there is no curve."""
    if not curved(chart):
        return ()
    step = (chart.edges[-1] - chart.edges[0]) / len(chart.counts)
    top = chart.n * step / (chart.sd * sqrt(2 * pi))
    return tuple(top * exp(-(((x - chart.mean) / chart.sd) ** 2) / 2) for x in at)


def curved(chart: Histogram) -> bool:
    """Whether mean and sd make a curve: sd is a number above zero and somebody answered."""
    return bool(chart.counts and 0 < chart.sd < float("inf") and chart.mean - chart.mean == 0)


def centres(chart: Histogram) -> tuple[float, ...]:
    """The middle of each step."""
    return tuple((low + high) / 2 for low, high in pairwise(chart.edges))


def steps(chart: Histogram) -> tuple[str, ...]:
    """The name of each step: the whole number it stands for, else both its ends."""
    ends = list(pairwise(chart.edges))
    middles = centres(chart)
    if all(middle.is_integer() and high - low == 1 for middle, (low, high) in zip(middles, ends)):  # noqa: B905
        return tuple(number(middle, 0) for middle in middles)
    digits = next((d for d in range(4) if all(round(e, d) == e for e in chart.edges)), 2)
    return tuple(f"{number(low, digits)} to {number(high, digits)}" for low, high in ends)
