"""A chart as a few lines of HTML: what a card of the Overview has room for.

No script and no figure library is loaded for it, so the first page is painted at once. The page
behind the card has the whole figure.
"""

from html import escape

from crm_analytics.report.chart import (
    Bars,
    Chart,
    Dots,
    Heat,
    Histogram,
    Interval,
    Likert,
    Lines,
    Map,
    Tree,
)
from crm_analytics.report.diagram import Diagram
from crm_analytics.report.words import signed
from crm_analytics.ui.miniature import miniature

MOST = 5
GRID = (
    "display:grid;grid-template-columns:minmax(7rem,42%) 1fr 3.2rem;gap:.2rem .6rem;"
    "font-size:.85rem"
)
LABEL = "overflow-wrap:anywhere;line-height:1.2rem"
CAPTION = "font-size:.75rem;opacity:.7;margin-bottom:.3rem"
BLUE = "#2f80c4"  # stands out on white and on black


def sketch(chart: Chart) -> str:
    """The first rows of a chart as bars or dots with their numbers."""
    if isinstance(chart, Likert | Histogram | Map):
        return miniature(chart)
    if isinstance(chart, Tree | Diagram):  # nothing of them can be read in a few lines
        return ""
    points, decimals = _points(chart)
    if not points:
        return ""
    low = min(0.0, *(p.low if p.low is not None else p.value for p in points))
    high = max(0.0, *(p.high if p.high is not None else p.value for p in points))
    span = (high - low) or 1.0
    rows = "".join(
        f'<div style="{LABEL}" title="{escape(p.label)}">{escape(p.label)}</div>'
        f"{_mark(p, low, span, isinstance(chart, Dots | Lines))}"
        f'<div style="text-align:right">{signed(f"{p.value:.{decimals}f}")}</div>'
        for p in points
    )
    unit = _unit(chart)
    return (
        f'<div style="{CAPTION}">{escape(unit)}</div>'
        f'<div role="img" aria-label="{escape(chart.title)}" style="{GRID}">{rows}</div>'
    )


def _unit(chart: Dots | Bars | Heat | Lines) -> str:
    if isinstance(chart, Heat):
        return f"Strongest pairs, {chart.measure}"
    return f"Last value, {chart.y_axis}" if isinstance(chart, Lines) else chart.axis


def _points(chart: Dots | Bars | Heat | Lines) -> tuple[list[Interval], int]:
    if isinstance(chart, Heat):
        return _strongest(chart), 2
    if isinstance(chart, Lines):
        ends = [(line.label, line.points[-1]) for line in chart.series[:MOST] if line.points]
        return [Interval(label, end.y, end.low, end.high) for label, end in ends], 2
    decimals = chart.decimals if isinstance(chart, Bars) else 2
    return list(chart.points[:MOST]), decimals


def _strongest(heat: Heat) -> list[Interval]:
    """Cells farthest from zero, each pair once."""
    cells: dict[frozenset[str], Interval] = {}
    for row, values in zip(heat.rows, heat.values, strict=True):
        for column, value in zip(heat.columns, values, strict=True):
            if value is not None:
                cells.setdefault(frozenset((row, column)), Interval(f"{row} – {column}", value))
    return sorted(cells.values(), key=lambda cell: -abs(cell.value))[:MOST]


def _mark(point: Interval, low: float, span: float, dot: bool) -> str:
    def place(value: float) -> float:
        return 100 * (value - low) / span

    ends = (point.low, point.high) if dot else (min(0.0, point.value), max(0.0, point.value))
    left, right = (place(point.value if end is None else end) for end in ends)
    height = "2px" if dot else ".7rem"
    line = _box(f"left:{left:.1f}%;width:{right - left:.1f}%;height:{height}")
    round_ = f"left:calc({place(point.value):.1f}% - .25rem);width:.5rem;height:.5rem"
    return (
        '<div style="position:relative;height:1.2rem">'
        f"{line}{_box(f'{round_};border-radius:50%') if dot else ''}</div>"
    )


def _box(style: str) -> str:
    centred = "position:absolute;top:50%;transform:translateY(-50%)"
    return f'<div style="{centred};background:{BLUE};{style}"></div>'
