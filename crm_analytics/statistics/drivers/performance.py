"""Where is there room? How high a driver stands, beside how much it moves the outcome.

Importance–performance map (Martilla & James 1977) with total effects and a performance from 0 to
100 (Ringle & Sarstedt 2016, Industrial Management & Data Systems 116, 1865-1886).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.regression import Regression
from crm_analytics.survey.instrument import Construct, Instrument


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


def places(model: Regression, moments: Moments, instrument: Instrument) -> tuple[Place, ...]:
    """The drivers of a model, with means of the people of that model."""
    ends = scale_ends(instrument)
    outcome = _length(ends[model.outcome])
    return tuple(
        Place(
            term.term,
            term.b * _length(ends[term.term]) / outcome,
            100 * (float(mean) - ends[term.term][0]) / _length(ends[term.term]),
        )
        for term, mean in zip(model.drivers, moments.mean, strict=False)
    )


def scale_ends(instrument: Instrument) -> Mapping[str, tuple[float, float]]:
    """Lowest and highest possible score of every dimension and construct."""
    of_dimensions = {d.name: (d.scale.low, d.scale.high) for d in instrument.dimensions}
    return {c.name: _of_construct(c) for c in instrument.constructs} | of_dimensions


def _of_construct(construct: Construct) -> tuple[float, float]:
    scales = [d.scale for d in construct.dimensions]
    return sum(s.low for s in scales) / len(scales), sum(s.high for s in scales) / len(scales)


def _length(ends: tuple[float, float]) -> float:
    return ends[1] - ends[0]
