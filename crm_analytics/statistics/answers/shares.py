"""Shares of people at the ends of a scale, over those who answered.

Net promoter score: Reichheld (2003), Harvard Business Review 81(12), 46-54.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.answers.counts import Tally
from crm_analytics.statistics.answers.points import on_scale
from crm_analytics.survey.scale import Scale

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


def shares(tally: Tally, scale: Scale) -> Shares | Unavailable:
    """Shares of an item that somebody answered."""
    points = on_scale(tally, scale)
    if not tally.n:
        return Unavailable(tally.name, "nobody answered")
    if points is None:
        return Unavailable(tally.name, NO_POINTS)
    of_points = 100 * points.weight / points.weight.sum()
    found = Shares(tally.name, tally.n, tally.effective, of_points)
    if len(of_points) < FEWEST_POINTS:
        return replace(found, reason=SHORT)
    promoters = (scale.low, scale.high) == BETWEEN_PROMOTERS
    return replace(
        found,
        top2=float(of_points[-2:].sum()),
        bottom2=float(of_points[:2].sum()),
        nps=float(of_points[9:].sum() - of_points[:7].sum()) if promoters else None,
    )
