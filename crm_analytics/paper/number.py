"""Where a printed number may truly lie, and how another one is written with the same digits.

A number in a table stands for every number that rounds to it: a closed interval. A formula in which
every number stands once gives exactly the range of its result; where one stands twice the range is
too wide, which can hide a mistake but never invent one.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import ceil, floor, inf, isfinite, isnan, sqrt

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


def total(parts: Iterable[Bounds]) -> Bounds:
    """The sum."""
    found = exactly(0.0)
    for part in parts:
        found = found + part
    return found


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


LARGEST = 1e15  # what is longer is a name, not a measurement
LONGEST = 40  # characters; no printed number has more
DECIMALS = 6  # the most that a number in an answer is written with

_NUMBER = re.compile(
    r"""\(?\s*(?:[pr]\s*)?(?P<bound>[<>≤≥=]?)\s*
    (?P<sign>[+-]?)\s*(?P<digits>\d+(?:[.]\d*)?|[.]\d+)(?P<power>e[+-]?\d{1,3})?
    \s*%?\s*\)?\s*(?P<flag>\*{0,4})\s*[a-e†‡§]?\s*\)?""",
    re.VERBOSE | re.IGNORECASE,
)
_THOUSANDS = {
    ".": re.compile(r"[1-9]\d{0,2}(?:[,'\u2019 \u00a0\u202f]\d{3})+(?![\d,])"),
    ",": re.compile(r"[1-9]\d{0,2}(?:[.'\u2019 \u00a0\u202f]\d{3})+(?![\d.])"),
}
_POINT = re.compile(r"[^\d.,]*(?:\d*|\d{1,3}(?:,\d{3})+)\.\d+[^\d.,]*")
_COMMA = re.compile(r"[^\d.,]*(?:0*,\d+|\d+,(?!\d{3}\D*$)\d+|\d{1,3}(?:\.\d{3})+,\d+)[^\d.,]*")
_MARKED = re.compile(r"[^\d]")
# real minus signs and dashes, Arabic and Persian digits and their decimal mark
_ASCII = {
    **dict.fromkeys(map(ord, "−–—‐‑"), "-"),
    **{ord(digit): str(i % 10) for i, digit in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")},
    ord("٫"): ".",
    ord("\u00a0"): " ",
}


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A number as it stands in a table.

    interval: every number that rounds to it.
    decimals: digits after the point; negative when the last digits were lost to a power of ten.
    stars: how many asterisks stand behind it.
    bare: written without the zero before the point.
    mark: the decimal mark.
    """

    text: str
    interval: Bounds
    decimals: int = 0
    stars: int = 0
    bare: bool = False
    mark: str = "."

    def like(self, value: float) -> str:
        """Another value with the same digits."""
        if not isfinite(value):
            return "any number"
        if self.decimals > 2 * DECIMALS:
            return f"{value:.{DECIMALS}g}"
        written = f"{value:.{max(0, min(self.decimals, DECIMALS))}f}"
        if not written.strip("-0."):
            written = written.removeprefix("-")
        if self.bare:
            written = re.sub(r"^(-?)0\.", r"\1.", written)
        return written.replace("-", "−").replace(".", self.mark)


def number(text: str, mark: str = ".") -> PrintedNumber | None:
    """The number in a cell; None for anything else."""
    if len(text) > LONGEST:
        return None
    plain = text.translate(_ASCII).strip()
    plain = _THOUSANDS[mark].sub(lambda found: _MARKED.sub("", found.group()), plain)
    if mark == ",":
        plain = plain.replace(",", ".")
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    digits, power = match["digits"], int((match["power"] or "e0")[1:])
    value = float(f"{match['sign']}{digits}e{power}")
    if abs(value) > LARGEST:
        return None
    decimals = len(digits.partition(".")[2]) - power
    half = 0.5 * 10.0**-decimals
    interval = Bounds(value - half, value + half)
    if match["bound"] in ("<", "≤"):
        interval = Bounds(-inf, value)
    elif match["bound"] in (">", "≥"):
        interval = Bounds(value, inf)
    return PrintedNumber(text, interval, decimals, len(match["flag"]), digits.startswith("."), mark)


def exact(printed: PrintedNumber) -> PrintedNumber:
    """The same number where it is a count: not rounded."""
    middle = printed.interval.middle
    if not printed.interval.bounded or middle != round(middle):
        return printed
    return replace(printed, interval=exactly(middle), decimals=0)


def decimal_mark(cells: Sequence[str]) -> str:
    """The decimal mark of a table: a comma where commas stand as no thousands mark can."""
    plain = [cell.translate(_ASCII).strip() for cell in cells if len(cell) <= LONGEST]
    points = sum(bool(_POINT.fullmatch(cell)) for cell in plain)
    commas = sum(bool(_COMMA.fullmatch(cell)) for cell in plain)
    return "," if commas > points else "."
