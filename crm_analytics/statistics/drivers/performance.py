"""Where is there room? How high a driver stands, beside how much it moves the outcome.

Importance–performance map (Martilla & James 1977) with total effects and a performance from 0 to
100 (Ringle & Sarstedt 2016, Industrial Management & Data Systems 116, 1865-1886).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.regression import Regression


@dataclass(frozen=True, slots=True)
class Place:
    """One driver on the map.

    total_effect: per cent of the outcome's scale that one per cent of the driver's scale moves;
        without paths between drivers it is the model's B, rescaled.
    performance: the mean, 0 at the low end of the scale and 100 at the high end.
    """

    driver: str
    total_effect: float
    performance: float


def places(
    model: Regression, moments: Moments, ends: Mapping[str, tuple[float, float]]
) -> tuple[Place, ...]:
    """The drivers of a model, with means of the people of that model.

    ends: lowest and highest possible score of the outcome and of every driver.
    """
    length = {name: high - low for name, (low, high) in ends.items()}
    return tuple(
        Place(
            term.term,
            term.b * length[term.term] / length[model.outcome],
            100 * (float(mean) - ends[term.term][0]) / length[term.term],
        )
        for term, mean in zip(model.drivers, moments.mean, strict=False)
    )
