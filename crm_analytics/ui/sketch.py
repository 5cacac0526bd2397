"""A chart as a few boxes of HTML: what a card of the Overview has room for.

No script and no figure library is loaded for it, so the first page is painted at once. The page
behind the card has the whole figure.
"""

from html import escape

from crm_analytics.export.chart_layout import padded, step_names
from crm_analytics.export.text import alternative
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
    Share,
    Tree,
    groups,
    note_of,
)
from crm_analytics.report.diagram import Diagram
from crm_analytics.report.palette import category, ink_on, shades
from crm_analytics.report.words import formatted, signed

MOST = 5
WRITTEN = 14  # per cent of a bar as narrow as a card that a number needs
SMALL = "gap:.2rem .6rem;font-size:.85rem"
BLUE = "#2f80c4"  # stands out on white and on black


def sketch(chart: Chart) -> str:
    """Caption and drawing of the first rows, or of a small whole; nothing where it is unreadable.

    A drawing without numbers beside it says them to those who cannot see it.
    """
    match chart:
        case Likert():
            ends = f"{chart.points[0]} … {chart.points[-1]}" if chart.points else ""
            caption = " · ".join(part for part in (chart.axis, ends) if part)
            return _captioned(caption, alternative(chart), _bars(chart))
        case Histogram():
            return _captioned(
                f"{chart.axis} · {note_of(chart)}", alternative(chart), _columns(chart)
            )
        case Map():
            caption = f"→ {chart.x_axis} · ↑ {chart.y_axis}"
            return _captioned(caption, alternative(chart), _spots(chart))
        case Tree() | Diagram():
            return ""
    points, decimals = _points(chart)
    if not points:
        return ""
    if isinstance(chart, Heat):
        caption = f"Strongest pairs, {chart.measure}"
    else:
        caption = f"Last value, {chart.y_axis}" if isinstance(chart, Lines) else chart.axis
    return _captioned(
        caption, chart.title, _rows(points, decimals, isinstance(chart, Dots | Lines))
    )


def _captioned(caption: str, says: str, drawing: str) -> str:
    return (
        '<div style="font-size:.75rem;opacity:.7;margin-bottom:.3rem">'
        f'{escape(caption)}</div><div role="img" aria-label="{escape(says)}">{drawing}</div>'
    )


def _label(text: str) -> str:
    style = "overflow-wrap:anywhere;line-height:1.2rem"
    return f'<div style="{style}" title="{escape(text)}">{escape(text)}</div>'


def _points(chart: Dots | Bars | Heat | Lines) -> tuple[list[Interval], int]:
    """At most five values, and their decimals."""
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


def _rows(points: list[Interval], decimals: int, dot: bool) -> str:
    """A line each: its label, a bar from zero or a dot in its interval, its number."""
    low = min(0.0, *(p.low if p.low is not None else p.value for p in points))
    high = max(0.0, *(p.high if p.high is not None else p.value for p in points))
    span = (high - low) or 1.0
    rows = "".join(
        f"{_label(p.label)}{_mark(p, low, span, dot)}"
        f'<div style="text-align:right">{signed(f"{p.value:.{decimals}f}")}</div>'
        for p in points
    )
    columns = "minmax(7rem,42%) 1fr 3.2rem"
    return f'<div style="display:grid;grid-template-columns:{columns};{SMALL}">{rows}</div>'


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


def _bars(chart: Likert) -> str:
    rows = "".join(
        f'{_label(row.label)}<div style="display:flex;height:1.2rem">{_parts(chart, row)}</div>'
        for row in chart.rows[:MOST]
    )
    columns = "minmax(7rem,42%) 1fr"
    return f'<div style="display:grid;grid-template-columns:{columns};{SMALL}">{rows}</div>'


def _parts(chart: Likert, row: Share) -> str:
    colours = shades(len(chart.points), chart.middle)
    return "".join(
        f'<div style="width:{share:.1f}%;background:{colour};color:{ink_on(colour)};'
        'overflow:hidden;text-align:center;font-size:.7rem;line-height:1.2rem">'
        f"{formatted(share, 0) if share >= WRITTEN else ''}</div>"
        for share, colour in zip(row.shares, colours, strict=False)
    )


def _columns(chart: Histogram) -> str:
    most = max((*chart.counts, 1))
    columns = "".join(
        f'<div title="{escape(step)}: {count:,}" '
        f'style="flex:1;height:{100 * count / most:.1f}%;background:{BLUE}"></div>'
        for step, count in zip(step_names(chart), chart.counts, strict=True)
    )
    return f'<div style="display:flex;align-items:flex-end;gap:1px;height:6rem">{columns}</div>'


def _spots(chart: Map) -> str:
    known = [spot for spot in chart.points if spot.x - spot.x == spot.y - spot.y == 0]
    across = padded((*(spot.x for spot in known), chart.x_line))
    up = padded((*(spot.y for spot in known), chart.y_line))
    names = groups(chart)
    dots = "".join(
        f'<div title="{escape(spot.label)}" style="position:absolute;{_at(spot.x, across, "left")};'
        f"{_at(spot.y, up, 'bottom')};width:.6rem;height:.6rem;border-radius:50%;"
        f'transform:translate(-50%,50%);background:{category(names.index(spot.group))}">'
        "</div>"
        for spot in known
    )
    lines = "".join(
        f'<div style="position:absolute;{_at(at, span, side)};{rest};opacity:.5"></div>'
        for at, span, side, rest in (
            (chart.x_line, across, "left", "top:0;bottom:0;border-left:1px dashed"),
            (chart.y_line, up, "bottom", "left:0;right:0;border-top:1px dashed"),
        )
        if at is not None
    )
    return f'<div style="position:relative;height:9rem">{lines}{dots}</div>'


def _at(value: float, span: tuple[float, float], side: str) -> str:
    return f"{side}:{100 * (value - span[0]) / (span[1] - span[0]):.1f}%"
