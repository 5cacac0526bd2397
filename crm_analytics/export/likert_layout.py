"""How the bars of a Likert chart part at zero, and what stands apart at their right."""

from collections.abc import Iterator
from itertools import accumulate
from math import ceil

from crm_analytics.report.chart import Likert, Share

STEP, EDGE = 25, 5
# at least so many per cent are the room of answers that stand apart
ROOM = 15


def lanes(chart: Likert) -> tuple[Share | str, ...]:
    """The rows from top to bottom, the name of a group before its first row."""
    return tuple(_lanes(chart))


def _lanes(chart: Likert) -> Iterator[Share | str]:
    group = ""
    for row in chart.rows:
        if row.group and row.group != group:
            yield row.group
        group = row.group
        yield row


def parted(chart: Likert) -> tuple[int, ...]:
    """The scale points that the bars are made of: all, or all but a middle that stands apart."""
    apart = None if chart.split else chart.middle
    return tuple(point for point in range(len(chart.points)) if point != apart)


def pieces(chart: Likert) -> tuple[tuple[int, float], ...]:
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


def starts(chart: Likert, row: Share) -> tuple[float, ...]:
    """Where each part of a bar begins, in the order of `parted`; nothing when nobody answered."""
    if not row.shares:
        return ()
    left = sum(part * row.shares[point] for point, part in pieces(chart) if part < 0)
    return tuple(accumulate((row.shares[point] for point in parted(chart)[:-1]), initial=left))


def span(chart: Likert, edge: int = EDGE) -> tuple[float, float]:
    """Both ends of the axis, multiples of `edge` that hold every bar."""
    rows = [row for row in chart.rows if row.shares]
    left = min((starts(chart, row)[0] for row in rows), default=0.0)
    high = max((_end(chart, row) for row in rows), default=100.0)
    # a hair of tolerance: shares add up to a little more than 100
    low = ceil(-left / edge - 1e-9) * edge
    high = ceil(high / edge - 1e-9) * edge
    return float(-low), float(max(high, edge))


def _end(chart: Likert, row: Share) -> float:
    """Where a bar ends."""
    return starts(chart, row)[-1] + row.shares[parted(chart)[-1]]


def apart(chart: Likert) -> tuple[float | None, ...] | None:
    """The shares of a middle that stands apart, one a row; None when it does not."""
    if chart.split or chart.middle is None:
        return None
    return tuple(row.shares[chart.middle] if row.shares else None for row in chart.rows)


def apart_room(chart: Likert) -> float:
    """How many per cent of the axis the answers that stand apart need at the right."""
    shares = [share for share in apart(chart) or () if share is not None]
    return float(max(ceil(max(shares, default=0.0) / 5) * 5, ROOM))


def asides(chart: Likert) -> tuple[float | None, ...] | None:
    """Who gave no valid answer, per cent of everyone asked; None when no row says it."""
    found = tuple(row.aside for row in chart.rows)
    return found if any(value is not None for value in found) else None
