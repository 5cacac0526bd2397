"""What page, slide and sheet compute alike before they draw a chart: axes, curves, stacked bars.

Written out, for each program that draws chooses other ends of an axis.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, pairwise
from math import ceil, exp, floor, log10, pi, sqrt

from crm_analytics.report.chart import Bars, Dots, Histogram, Likert, Lines, Map, Share
from crm_analytics.report.diagram import Point
from crm_analytics.report.words import formatted

PARTS = 6  # of an axis, about
MAP_MARGIN, LINE_MARGIN = 0.1, 0.05  # shares of the range of what is drawn
EDGE, ROOM = 5, 15  # per cent: an axis of answers ends at these; room of answers that stand apart
CURVE = "Normal curve of this mean and SD"


@dataclass(frozen=True, slots=True)
class Axis:
    """Both ends and the distance of the grid lines."""

    low: float
    high: float
    step: float

    @classmethod
    def of(cls, chart: Dots | Bars | Lines) -> "Axis":
        """An axis of round numbers that holds every value, interval and mark; of rows zero too."""
        if isinstance(chart, Lines):
            points = [point for line in chart.series for point in line.points]
            heights = chain.from_iterable((point.y, point.low, point.high) for point in points)
            return cls.holding((*heights, *(at for at, _ in chart.marks)), LINE_MARGIN)
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
        least = (high - low or 1.0) / PARTS
        power = 10.0 ** floor(log10(least))
        leads = (lead for lead in (1, 2, 2.5, 5, 10) if lead * power >= least * (1 - 1e-9))
        step = next(leads) * power
        # a hair of tolerance: 0.6 / 0.2 is a little less than 3
        below, above = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        return cls(below * step, max(above, below + 1) * step, step)

    @property
    def format(self) -> str:
        """The number format of the numbers along it; steps of 2.5 need a decimal more."""
        power = floor(log10(self.step) + 1e-9)
        decimals = max(0, -power) + (abs(self.step / 10**power - 2.5) < 1e-6)
        return "0" + ("." + "0" * decimals if decimals else "")

    def share(self, value: float) -> float:
        """Where a value stands, from 0 at the low end to 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def padded(values: Iterable[float | None], margin: float = 0.12) -> tuple[float, float]:
    """Both ends of an axis that need not be round, with a margin, a share of the range of values.

    The default leaves room for names beside spots.
    """
    known = [value for value in values if value is not None and value - value == 0] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = (high - low) * margin or 0.5
    return low - room, high + room


def reach(far: float | None, near: float | None) -> float | None:
    """How far an interval goes from its value to an end; None where either is absent."""
    gap = float("nan") if far is None or near is None else far - near
    return None if gap - gap != 0 else max(gap, 0.0)


def placed_spots(chart: Map) -> Map:
    """The map without the spots that have no place."""
    return replace(chart, points=tuple(p for p in chart.points if p.x - p.x == p.y - p.y == 0))


def map_axes(chart: Map) -> tuple[Axis, Axis]:
    """Both axes of round numbers, around the spots and the lines that part the map."""
    across = Axis.holding((*(spot.x for spot in chart.points), chart.x_line), MAP_MARGIN)
    up = Axis.holding((*(spot.y for spot in chart.points), chart.y_line), MAP_MARGIN)
    return across, up


def parting_lines(chart: Map, across: Axis, up: Axis) -> list[tuple[Point, Point]]:
    """Both ends of each line that parts the map, the upright one first."""
    lines = []
    if chart.x_line is not None:
        lines.append(((chart.x_line, up.low), (chart.x_line, up.high)))
    if chart.y_line is not None:
        lines.append(((across.low, chart.y_line), (across.high, chart.y_line)))
    return lines


def bell(chart: Histogram, at: Sequence[float]) -> tuple[float, ...]:
    """The height of the curve at these places; none where there is no curve."""
    if not curved(chart):
        return ()
    step = (chart.edges[-1] - chart.edges[0]) / len(chart.counts)
    top = chart.n * step / (chart.sd * sqrt(2 * pi))
    return tuple(top * exp(-(((x - chart.mean) / chart.sd) ** 2) / 2) for x in at)


def curved(chart: Histogram) -> bool:
    """Whether mean and sd make a curve: sd is a number above zero and somebody answered."""
    return bool(chart.counts and 0 < chart.sd < float("inf") and chart.mean - chart.mean == 0)


def centres(chart: Histogram) -> tuple[float, ...]:
    """The middle of each step."""
    return tuple((low + high) / 2 for low, high in pairwise(chart.edges))


def step_names(chart: Histogram) -> tuple[str, ...]:
    """The name of each step: the whole number it stands for, else both its ends."""
    ends = list(pairwise(chart.edges))
    middles = centres(chart)
    if all(middle.is_integer() and high - low == 1 for middle, (low, high) in zip(middles, ends)):  # noqa: B905
        return tuple(formatted(middle, 0) for middle in middles)
    digits = next((d for d in range(4) if all(round(e, d) == e for e in chart.edges)), 2)
    return tuple(f"{formatted(low, digits)} to {formatted(high, digits)}" for low, high in ends)


def rows_with_headings(chart: Likert) -> tuple[Share | str, ...]:
    """The rows from top to bottom, the name of a group before its first row."""
    found: list[Share | str] = []
    group = ""
    for row in chart.rows:
        if row.group and row.group != group:
            found.append(row.group)
        group = row.group
        found.append(row)
    return tuple(found)


def stacked_points(chart: Likert) -> tuple[int, ...]:
    """The scale points that bars are made of: all, or all but a neutral one drawn beside them."""
    left_out = None if chart.split else chart.middle
    return tuple(point for point in range(len(chart.points)) if point != left_out)


def signed_parts(chart: Likert) -> tuple[tuple[int, float], ...]:
    """Each scale point with the part of it that lies right (or, negative, left) of zero.

    In the order in which they are stacked: from zero to the left, then from zero to the right.
    """
    points, middle = len(chart.points), chart.middle
    below = points // 2 if middle is None else middle
    above = below if middle is None else below + 1
    halves = middle is not None and chart.split
    left = [(below, -0.5)] * halves + [(point, -1.0) for point in reversed(range(below))]
    right = [(below, 0.5)] * halves + [(point, 1.0) for point in range(above, points)]
    return (*left, *right)


def part_starts(chart: Likert, row: Share) -> tuple[float, ...]:
    """Where each part of a bar begins, one a stacked point; nothing when nobody answered."""
    if not row.shares:
        return ()
    left = sum(part * row.shares[point] for point, part in signed_parts(chart) if part < 0)
    return tuple(
        accumulate((row.shares[point] for point in stacked_points(chart)[:-1]), initial=left)
    )


def likert_ends(chart: Likert, edge: int = EDGE) -> tuple[float, float]:
    """Both ends of the axis, multiples of `edge` that hold every bar."""
    rows = [row for row in chart.rows if row.shares]
    left = min((part_starts(chart, row)[0] for row in rows), default=0.0)
    ends = (part_starts(chart, row)[-1] + row.shares[stacked_points(chart)[-1]] for row in rows)
    high = max(ends, default=100.0)
    # a hair of tolerance: shares add up to a little more than 100
    low = ceil(-left / edge - 1e-9) * edge
    high = ceil(high / edge - 1e-9) * edge
    return float(-low), float(max(high, edge))


def neutral_shares(chart: Likert) -> tuple[float | None, ...] | None:
    """The shares of neutral answers drawn beside the bars, one a row; None if they are in them."""
    if chart.split or chart.middle is None:
        return None
    return tuple(row.shares[chart.middle] if row.shares else None for row in chart.rows)


def neutral_room(chart: Likert) -> float:
    """How many per cent of the axis the neutral answers beside the bars need at the right."""
    shares = [share for share in neutral_shares(chart) or () if share is not None]
    return float(max(ceil(max(shares, default=0.0) / 5) * 5, ROOM))


def no_answer_shares(chart: Likert) -> tuple[float | None, ...] | None:
    """Who gave no valid answer, per cent of everyone asked; None when no row says it."""
    found = tuple(row.no_answer for row in chart.rows)
    return found if any(value is not None for value in found) else None
