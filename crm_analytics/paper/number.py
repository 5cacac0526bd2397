"""What a printed number says: the interval that rounds to it, its flag, and how it is written."""

import re
from dataclasses import dataclass, replace
from math import inf, isfinite

from crm_analytics.paper.interval import Bounds, exactly

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
class Printed:
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


def number(text: str, mark: str = ".") -> Printed | None:
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
    interval = _bounded(value, half, match["bound"])
    return Printed(text, interval, decimals, len(match["flag"]), digits.startswith("."), mark)


def exact(printed: Printed) -> Printed:
    """The same number where it is a count: not rounded."""
    middle = printed.interval.middle
    if not printed.interval.bounded or middle != round(middle):
        return printed
    return replace(printed, interval=exactly(middle), decimals=0)


def _bounded(value: float, half: float, bound: str) -> Bounds:
    if bound in ("<", "≤"):
        return Bounds(-inf, value)
    if bound in (">", "≥"):
        return Bounds(value, inf)
    return Bounds(value - half, value + half)


def decimal_mark(cells: list[str]) -> str:
    """The decimal mark of a table: a comma where commas stand as no thousands mark can."""
    plain = [cell.translate(_ASCII).strip() for cell in cells if len(cell) <= LONGEST]
    points = sum(bool(_POINT.fullmatch(cell)) for cell in plain)
    commas = sum(bool(_COMMA.fullmatch(cell)) for cell in plain)
    return "," if commas > points else "."
