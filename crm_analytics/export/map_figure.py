"""A map: named spots, the lines that part it, a word in each corner."""

from collections.abc import Sequence
from dataclasses import replace

from plotly import graph_objects as go

from crm_analytics.export.figure_frame import (
    SMALL,
    SYMBOLS,
    TEXT,
    Head,
    around,
    legend_above,
    marked,
    scale_axis,
)
from crm_analytics.export.label_layout import Name, Paper, ends, left_out, names
from crm_analytics.report.chart import Map, Spot, groups
from crm_analytics.report.palette import Theme, category
from crm_analytics.report.plain import number

PLOT, LEGEND = 430, 26
# the plot on a phone, a tablet and a large screen
WIDTHS = (280.0, 560.0, 1080.0)


def map_figure(chart: Map, theme: Theme, titled: bool) -> go.Figure:
    """Spots with their names, lines with the quadrants' words in the corners."""
    drawn = replace(chart, points=tuple(p for p in chart.points if p.x - p.x == p.y - p.y == 0))
    x = ends([spot.x for spot in drawn.points], chart.x_line)
    y = ends([spot.y for spot in drawn.points], chart.y_line)
    lines = (chart.x_line, chart.y_line)
    found = names(drawn, Paper(x, y, WIDTHS, PLOT, letter=6.4, line=15, dot=7, lines=lines))
    traces = _spots(drawn, found, theme)
    many = len(traces) > 1
    missing = left_out(found)
    across = scale_axis(chart.x_axis, theme, x)
    if missing:
        across["title"] = {
            "text": f"{marked(chart.x_axis, 44, 2)}<br>"
            f'<span style="font-size:{SMALL}px;color:{theme.muted}">{missing}</span>',
            "font": {"size": TEXT},
        }
    head = Head.of(chart, 10 + LEGEND * many, titled)
    layout = around(chart, theme, head, PLOT, 58 + 18 * bool(missing)) | {
        "xaxis": across | {"showgrid": False},
        "yaxis": scale_axis(chart.y_axis, theme, y) | {"showgrid": False, "automargin": True},
        "shapes": _lines(chart, theme),
        "annotations": _corners(chart, theme),
        **legend_above(many, PLOT),
    }
    return go.Figure(data=traces, layout=layout)


def _spots(chart: Map, found: Sequence[Name], theme: Theme) -> list[dict[str, object]]:
    """One trace a group: dots with their names, and the whole label where the pointer is."""
    placed = list(zip(chart.points, found, strict=True))
    traces: list[dict[str, object]] = []
    for turn, group in enumerate(groups(chart)):
        members = [(spot, name) for spot, name in placed if spot.group == group]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": [spot.x for spot, _ in members],
                "y": [spot.y for spot, _ in members],
                "text": ["<br>".join(map(marked, name.lines)) for _, name in members],
                "textposition": [_side(name.side) for _, name in members],
                "textfont": {"size": SMALL, "color": theme.ink},
                "marker": {
                    "size": 10,
                    "color": category(turn, theme.accent),
                    "symbol": SYMBOLS[turn % len(SYMBOLS)],
                },
                "name": marked(group, 40, 1),
                "hoverinfo": "text",
                "hovertext": [_told(chart, spot) for spot, _ in members],
            }
        )
    return traces


def _side(side: str) -> str:
    """Plotly's word for the side a name stands at."""
    if " " in side:
        return side
    return f"middle {side}" if side in ("left", "right") else f"{side} center"


def _told(chart: Map, spot: Spot) -> str:
    """The hover text: label, both numbers, group."""
    group = f"<br>{marked(spot.group)}" if spot.group else ""
    return (
        f"<b>{marked(spot.label, 60)}</b>"
        f"<br>{marked(chart.x_axis, 60)}: {number(spot.x)}"
        f"<br>{marked(chart.y_axis, 60)}: {number(spot.y)}{group}"
    )


def _lines(chart: Map, theme: Theme) -> list[dict[str, object]]:
    look = {"color": theme.muted, "width": 1, "dash": "dot"}
    base = {"type": "line", "line": look, "layer": "between", "x0": 0, "x1": 1, "y0": 0, "y1": 1}
    upright = {"yref": "paper", "x0": chart.x_line, "x1": chart.x_line}
    level = {"xref": "paper", "y0": chart.y_line, "y1": chart.y_line}
    lines = ((chart.x_line, upright), (chart.y_line, level))
    return [base | ends for at, ends in lines if at is not None]


def _corners(chart: Map, theme: Theme) -> list[dict[str, object]]:
    """The quadrants' words, letter by letter, in the corners of the plot."""
    return [
        {
            "x": turn % 2, "xref": "paper", "xanchor": "right" if turn % 2 else "left",
            "y": 1 - turn // 2, "yref": "paper", "yanchor": "bottom" if turn > 1 else "top",
            "text": f"<i>{marked(word)}</i>", "showarrow": False,
            "font": {"size": SMALL, "color": theme.muted},
        }
        for turn, word in enumerate(chart.quadrants)
        if word
    ]  # fmt: skip
