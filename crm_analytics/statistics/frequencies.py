"""Every answer with its count and its per cents, and the shares at both ends of a scale.

The table of SPSS FREQUENCIES. Top and bottom two, and the net promoter score, are shares of those
who answered: Reichheld (2003), Harvard Business Review 81(12), 46-54.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.tally import Tally, on_scale

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


def frequencies(
    tally: Tally, low: float, high: float, word: Callable[[float], str] = lambda value: ""
) -> tuple[Frequency, ...] | Unavailable:
    """Every point of the scale from low to high, used or not, with its word.

    Where answers lie between points, every answer.

    >>> from crm_analytics.statistics.tally import of_values
    >>> for row in frequencies(of_values("q1", np.array([1.0, 3, 3, np.nan])), 1, 3):
    ...     print(row.label or row.value, row.n, row.percent)
    1.0 1 25.0
    2.0 0 0.0
    3.0 2 50.0
    skipped 1 25.0
    """
    points = on_scale(tally, low, high) or tally
    if len(points.values) > MOST_VALUES:
        return Unavailable(tally.name, MANY)
    return (*_of_answers(points, word), *_reasons(tally))


def _of_answers(points: Tally, word: Callable[[float], str]) -> Iterator[Frequency]:
    answered = points.weight.sum()
    so_far = np.cumsum(points.weight)
    for place, value in enumerate(points.values.tolist()):
        weight = points.weight[place]
        yield Frequency(
            points.name,
            value,
            word(value),
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


FEWEST_POINTS = 4
NO_POINTS = "answers lie between the points of the scale, so there is no top and bottom two"
SHORT = f"on a scale of fewer than {FEWEST_POINTS} points the top and bottom two would meet"
BETWEEN_PROMOTERS = (0.0, 10.0)


@dataclass(frozen=True, eq=False, slots=True)
class Shares:
    """Per cent of the people who answered an item, by scale point and at both ends.

    of_points: shape (points,), from low to high, together 100.
    top2, bottom2: at the two highest, the two lowest points; net is their difference.
    nps: 9 and 10 minus 0 to 6, only on a scale from 0 to 10.
    """

    name: str
    n: int
    n_effective: float
    of_points: NDArray[np.float64]
    top2: float | None = None
    bottom2: float | None = None
    nps: float | None = None
    reason: str = ""

    @property
    def net(self) -> float | None:
        """Above zero when more people are at the top than at the bottom."""
        return None if self.top2 is None or self.bottom2 is None else self.top2 - self.bottom2


def shares(tally: Tally, low: float, high: float) -> Shares | Unavailable:
    """Shares of an item that somebody answered, on a scale from low to high."""
    points = on_scale(tally, low, high)
    if not tally.n:
        return Unavailable(tally.name, "nobody answered")
    if points is None:
        return Unavailable(tally.name, NO_POINTS)
    of_points = 100 * points.weight / points.weight.sum()
    found = Shares(tally.name, tally.n, tally.effective, of_points)
    if len(of_points) < FEWEST_POINTS:
        return replace(found, reason=SHORT)
    promoters = (low, high) == BETWEEN_PROMOTERS
    return replace(
        found,
        top2=float(of_points[-2:].sum()),
        bottom2=float(of_points[:2].sum()),
        nps=float(of_points[9:].sum() - of_points[:7].sum()) if promoters else None,
    )
