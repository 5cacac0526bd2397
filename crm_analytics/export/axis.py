"""The scale of a chart that the office program must not choose itself: marks stand on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from math import ceil, floor, log10

from crm_analytics.report.chart import Bars, Dots

PARTS = 6


@dataclass(frozen=True, slots=True)
class Axis:
    """Both ends and the distance of the grid lines."""

    low: float
    high: float
    step: float

    @classmethod
    def of(cls, chart: Dots | Bars) -> "Axis":
        """An axis of round numbers that holds zero and every value, interval and mark."""
        ends = chain.from_iterable((point.value, point.low, point.high) for point in chart.points)
        marks = (at for at, _ in chart.marks) if isinstance(chart, Dots) else ()
        return cls.holding((0.0, *ends, *marks))

    @classmethod
    def holding(cls, values: Iterable[float | None], margin: float = 0.0) -> "Axis":
        """Round numbers around these values and a margin, a share of their range, on both sides."""
        known = [value for value in values if value is not None and value - value == 0] or [0.0]
        room = (max(known) - min(known) or 1.0) * margin
        low, high = min(known) - room, max(known) + room
        # a margin does not carry what is never negative below zero
        low = max(low, 0.0) if min(known) >= 0 else low
        step = _round((high - low or 1.0) / PARTS)
        # a hair of tolerance: 0.6 / 0.2 is a little less than 3
        below, above = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        return cls(below * step, max(above, below + 1) * step, step)

    @property
    def format(self) -> str:
        """The number format of the numbers along it."""
        decimals = max(0, -floor(log10(self.step) + 1e-9)) + self._quarters
        return "0" + ("." + "0" * decimals if decimals else "")

    @property
    def _quarters(self) -> bool:
        lead = self.step / 10 ** floor(log10(self.step) + 1e-9)
        return bool(abs(lead - 2.5) < 1e-6)

    def share(self, value: float) -> float:
        """Where a value stands, from 0 at the low end to 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def _round(step: float) -> float:
    """The next larger of 1, 2, 2.5, 5 times a power of ten."""
    power = 10.0 ** floor(log10(step))
    return next(lead * power for lead in (1, 2, 2.5, 5, 10) if lead * power >= step * (1 - 1e-9))
