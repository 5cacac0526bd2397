"""Where a printed number may truly lie, and what follows for another: closed intervals.

A formula in which every number stands once gives exactly the range of its result; where one stands
twice the range is too wide, which can hide a mistake but never invent one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from math import ceil, floor, inf, isnan, sqrt

# two ends that meet in exact arithmetic may miss each other by this much
RELATIVE, ABSOLUTE = 1e-9, 1e-12


@dataclass(frozen=True, slots=True)
class Bounds:
    """All numbers from low to high, both included."""

    low: float
    high: float

    @property
    def bounded(self) -> bool:
        """Whether it has two ends: "< .001" has one."""
        return abs(self.low) != inf and abs(self.high) != inf

    @property
    def middle(self) -> float:
        """Halfway; the bounded end when there is only one."""
        if self.low == -inf or self.high == inf:
            return self.high if self.low == -inf else self.low
        return (self.low + self.high) / 2

    def __add__(self, other: "Bounds | float") -> "Bounds":
        other = _interval(other)
        return _span(self.low + other.low, self.high + other.high)

    def __neg__(self) -> "Bounds":
        return Bounds(-self.high, -self.low)

    def __sub__(self, other: "Bounds | float") -> "Bounds":
        return self + -_interval(other)

    def __rsub__(self, other: float) -> "Bounds":
        return _interval(other) - self

    def __mul__(self, other: "Bounds | float") -> "Bounds":
        other = _interval(other)
        ends = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return _span(min(ends), max(ends))

    def __truediv__(self, other: "Bounds | float") -> "Bounds":
        other = _interval(other)
        if other.low <= 0 <= other.high:
            return EVERYTHING
        return self * Bounds(1 / other.high, 1 / other.low)

    def __rtruediv__(self, other: float) -> "Bounds":
        return _interval(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def meets(self, other: "Bounds") -> bool:
        """Whether some number lies in both, the edges taken generously."""
        return _not_above(self.low, other.high) and _not_above(other.low, self.high)

    def both(self, other: "Bounds") -> "Bounds | None":
        """The numbers that lie in both."""
        if not self.meets(other):
            return None
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Bounds(min(low, high), max(low, high))

    def whole(self) -> tuple[int, int] | None:
        """The first and the last whole number inside, when there is one."""
        if not self.bounded:
            return None
        slack = _slack(self.low, self.high)
        first, last = ceil(self.low - slack), floor(self.high + slack)
        return (first, last) if first <= last else None


EVERYTHING, NOTHING = Bounds(-inf, inf), Bounds(inf, -inf)


def exactly(value: float) -> Bounds:
    """The one number."""
    return Bounds(value, value)


def at_least(value: float) -> Bounds:
    """The number and everything above it."""
    return Bounds(value, inf)


def at_most(value: float) -> Bounds:
    """The number and everything below it."""
    return Bounds(-inf, value)


def root(of: Bounds) -> Bounds:
    """The square root; nothing is said about a root of negative numbers."""
    if of.high < 0:
        return EVERYTHING
    return Bounds(sqrt(max(of.low, 0.0)), sqrt(of.high))


def square(of: Bounds) -> Bounds:
    """The square, never negative."""
    ends = of.low * of.low, of.high * of.high
    return Bounds(0.0 if of.low <= 0 <= of.high else min(ends), max(ends))


def size(of: Bounds) -> Bounds:
    """The number without its sign."""
    return root(square(of))


def monotone(function: Callable[..., float], *of: Bounds) -> Bounds:
    """The range of a function that only rises or only falls in each of its numbers."""
    values = [function(*corner) for corner in product(*((i.low, i.high) for i in of))]
    return EVERYTHING if any(map(isnan, values)) else Bounds(min(values), max(values))


def _interval(of: Bounds | float) -> Bounds:
    return of if isinstance(of, Bounds) else exactly(of)


def _span(low: float, high: float) -> Bounds:
    """Nothing is known where two infinities met."""
    return EVERYTHING if isnan(low) or isnan(high) else Bounds(low, high)


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b  # also where the other end is unbounded


def _not_above(low: float, high: float) -> bool:
    return low <= high or low - high <= _slack(low, high)


def _slack(low: float, high: float) -> float:
    ends = [abs(end) for end in (low, high) if abs(end) != inf]
    return ABSOLUTE + RELATIVE * max(ends, default=0.0)
