"""Likert bars, a histogram and a map as coloured boxes of HTML, for a card of the Overview."""

from html import escape

from crm_analytics.export.chart_layout import padded, step_names
from crm_analytics.export.text import alternative
from crm_analytics.report.chart import Histogram, Likert, Map, Share, groups, note_of
from crm_analytics.report.palette import category, ink_on, shades
from crm_analytics.report.words import formatted

MOST = 5
# a number needs so many per cent of a bar as narrow as a card
WRITTEN = 14
CAPTION = "font-size:.75rem;opacity:.7;margin-bottom:.3rem"
LABEL = "overflow-wrap:anywhere;line-height:1.2rem"
BLUE = "#2f80c4"  # stands out on white and on black


def miniature(chart: Likert | Histogram | Map) -> str:
    """The caption and the drawing, which says its numbers to those who cannot see it."""
    match chart:
        case Likert():
            caption, drawing = _ends(chart), _bars(chart)
        case Histogram():
            caption, drawing = f"{chart.axis} · {note_of(chart)}", _columns(chart)
        case Map():
            caption, drawing = f"→ {chart.x_axis} · ↑ {chart.y_axis}", _spots(chart)
    return (
        f'<div style="{CAPTION}">{escape(caption)}</div>'
        f'<div role="img" aria-label="{escape(alternative(chart))}">{drawing}</div>'
    )


def _ends(chart: Likert) -> str:
    words = f"{chart.points[0]} … {chart.points[-1]}" if chart.points else ""
    return " · ".join(part for part in (chart.axis, words) if part)


def _bars(chart: Likert) -> str:
    grid = "display:grid;grid-template-columns:minmax(7rem,42%) 1fr;gap:.2rem .6rem"
    rows = "".join(
        f'<div style="{LABEL}" title="{escape(row.label)}">{escape(row.label)}</div>'
        f'<div style="display:flex;height:1.2rem">{_parts(chart, row)}</div>'
        for row in chart.rows[:MOST]
    )
    return f'<div style="{grid};font-size:.85rem">{rows}</div>'


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
