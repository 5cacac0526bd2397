"""Histograms of dimension scores, each under the normal curve of the same mean and s."""

from collections.abc import Iterator, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from crm_analytics.analyses.answers.counted import Counted
from crm_analytics.report import words
from crm_analytics.report.chart import Histogram
from crm_analytics.statistics.descriptives import Descriptives
from crm_analytics.statistics.frequencies import Tally
from crm_analytics.survey.instrument import Dimension

MOST_BARS = 25
STEPS = 10  # of a scale whose scores may lie anywhere


def histograms(counted: Counted, described: Sequence[Descriptives]) -> Iterator[Histogram]:
    """Of the chosen dimension, or of every one."""
    chosen = counted.context.options.dimension
    found = {d.name: d for d in described}
    for dimension in counted.view.instrument.dimensions:
        d = found.get(dimension.name)
        wanted = chosen not in counted.dimensions or chosen == dimension.name
        if wanted and d and d.sd is not None:
            yield _histogram(dimension, counted.dimensions[dimension.name], d, d.sd)


def _histogram(dimension: Dimension, tally: Tally, d: Descriptives, sd: float) -> Histogram:
    edges = steps(dimension, tally.grain)
    scaled = tally.weight * (tally.n / tally.weight.sum())
    counts, _ = np.histogram(tally.values, edges, weights=scaled)
    return Histogram(
        name=f"histogram of {dimension.name}",
        title=f"{dimension.name}: the middle half of the scores is {_middle(d)}",
        axis=f"Score on {dimension.scale}",
        edges=tuple(edges.tolist()),
        counts=tuple(words.whole(counts.tolist())),
        mean=d.mean,
        sd=sd,
        n=d.n,
        note="people are weighted, in whole numbers" if tally.weighted else "",
    )


def _middle(d: Descriptives) -> str:
    low, high = (words.number(end or 0) for end in (d.p25, d.p75))
    return f"{low} to {high}" if low != high else low


def steps(dimension: Dimension, grain: int) -> NDArray[np.float64]:
    """Ends of equal steps that each hold equally many possible scores of the scale.

    A score of k items moves by 1/k; steps that held now two and now three of such places would
    look like a comb.
    """
    low, high, k = dimension.scale.low, dimension.scale.high, len(dimension.items)
    if not grain:
        return np.linspace(low, high, STEPS + 1)
    places = round((high - low) * k) + 1
    wide = ceil(places / MOST_BARS)
    bars = ceil(places / wide)
    return low + (np.arange(bars + 1) * wide - 0.5) / k
