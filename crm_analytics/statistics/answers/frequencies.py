"""The table of SPSS FREQUENCIES: every answer with its count and its per cents."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.answers.counts import Tally
from crm_analytics.statistics.answers.points import on_scale
from crm_analytics.survey.scale import Scale

MOST_VALUES = 200  # a longer table tells less than a histogram
MANY = f"more than {MOST_VALUES} different answers are too many for a table of frequencies"


@dataclass(frozen=True, slots=True)
class Frequency:
    """One answer to an item, or one reason for giving none: then `value` is None.

    label: the scale's word, or the reason. n: people, however much each of them weighs;
        n_effective: of an answer that somebody gave.
    percent: of everyone asked; valid_percent, cumulative_percent: of those who answered, None for
        a reason. With case weights all three are weighted.
    """

    item: str
    value: float | None
    label: str
    n: int
    n_effective: float | None
    percent: float
    valid_percent: float | None = None
    cumulative_percent: float | None = None


def frequencies(tally: Tally, scale: Scale) -> tuple[Frequency, ...] | Unavailable:
    """Every point of the scale, used or not; where answers lie between points, every answer."""
    points = on_scale(tally, scale) or tally
    if len(points.values) > MOST_VALUES:
        return Unavailable(tally.name, MANY)
    return (*_answers(points, scale), *_reasons(tally))


def _answers(points: Tally, scale: Scale) -> Iterator[Frequency]:
    answered = points.weight.sum()
    so_far = np.cumsum(points.weight)
    for place, value in enumerate(points.values.tolist()):
        weight = points.weight[place]
        yield Frequency(
            points.name,
            value,
            scale.word(value),
            int(points.people[place]),
            float(weight**2 / points.squares[place]) if weight else None,
            float(100 * weight / points.everyone),
            float(100 * weight / answered) if answered else None,
            float(100 * so_far[place] / answered) if answered else None,
        )


def _reasons(tally: Tally) -> Iterator[Frequency]:
    for gap in tally.gaps:
        share = 100 * gap.weight / tally.everyone
        yield Frequency(tally.name, None, gap.reason, gap.people, None, share)
