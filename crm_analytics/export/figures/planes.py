"""Charts over two axes of numbers: a map of named spots, and lines with their intervals."""

from collections.abc import Sequence
from dataclasses import replace

from plotly import graph_objects as go

from crm_analytics.export.chart_layout import padded
from crm_analytics.export.figures.frame import (
    SMALL,
    SYMBOLS,
    TEXT,
    Head,
    around,
    interval,
    legend_above,
    marked,
    quiet_word,
    scale_axis,
)
from crm_analytics.export.text_layout import Label, Paper, left_out, spot_labels
from crm_analytics.report.chart import Line, Lines, Map, Reading, Spot, groups
from crm_analytics.report.palette import Theme, category
from crm_analytics.report.words import formatted

MAP, LEGEND = 430, 26
# the plot on a phone, a tablet and a large screen
WIDTHS = (280.0, 560.0, 1080.0)
LINES = 320
# x values that are whole numbers get a tick each up to so many
TICKED = 20
APART = 0.05


def map_figure(chart: Map, theme: Theme, titled: bool) -> go.Figure:
    """Spots with their names, lines with the quadrants' words in the corners."""
    drawn = replace(chart, points=tuple(p for p in chart.points if p.x - p.x == p.y - p.y == 0))
    x = padded((*(spot.x for spot in drawn.points), chart.x_line))
    y = padded((*(spot.y for spot in drawn.points), chart.y_line))
    lines = (chart.x_line, chart.y_line)
    found = spot_labels(drawn, Paper(x, y, WIDTHS, MAP, letter=6.4, line=15, dot=7, lines=lines))
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
    layout = around(chart, theme, head, MAP, 58 + 18 * bool(missing)) | {
        "xaxis": across | {"showgrid": False},
        "yaxis": scale_axis(chart.y_axis, theme, y) | {"showgrid": False, "automargin": True},
        "shapes": _parting(chart, theme),
        "annotations": _corners(chart, theme),
        **legend_above(many, MAP),
    }
    return go.Figure(data=traces, layout=layout)


def _spots(chart: Map, found: Sequence[Label], theme: Theme) -> list[dict[str, object]]:
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
                "hovertext": [_spot_text(chart, spot) for spot, _ in members],
            }
        )
    return traces


def _side(side: str) -> str:
    """Plotly's word for the side a name stands at."""
    if " " in side:
        return side
    return f"middle {side}" if side in ("left", "right") else f"{side} center"


def _spot_text(chart: Map, spot: Spot) -> str:
    """The hover text: label, both numbers, group."""
    group = f"<br>{marked(spot.group)}" if spot.group else ""
    return (
        f"<b>{marked(spot.label, 60)}</b>"
        f"<br>{marked(chart.x_axis, 60)}: {formatted(spot.x)}"
        f"<br>{marked(chart.y_axis, 60)}: {formatted(spot.y)}{group}"
    )


def _parting(chart: Map, theme: Theme) -> list[dict[str, object]]:
    look = {"color": theme.muted, "width": 1, "dash": "dot"}
    base = {"type": "line", "line": look, "layer": "between", "x0": 0, "x1": 1, "y0": 0, "y1": 1}
    upright = {"yref": "paper", "x0": chart.x_line, "x1": chart.x_line}
    level = {"xref": "paper", "y0": chart.y_line, "y1": chart.y_line}
    lines = ((chart.x_line, upright), (chart.y_line, level))
    return [base | ends for at, ends in lines if at is not None]


def _corners(chart: Map, theme: Theme) -> list[dict[str, object]]:
    """The quadrants' words, letter by letter, in the corners of the plot."""
    return [
        quiet_word(
            f"<i>{marked(word)}</i>", theme, xref="paper", yref="paper",
            x=turn % 2, xanchor="right" if turn % 2 else "left",
            y=1 - turn // 2, yanchor="bottom" if turn > 1 else "top",
        )
        for turn, word in enumerate(chart.quadrants)
        if word
    ]  # fmt: skip


def line_figure(chart: Lines, theme: Theme, titled: bool) -> go.Figure:
    """Every series in its colour, dashed where it says so, marks as dotted lines with words."""
    traces: list[dict[str, object]] = []
    for turn, line in enumerate(chart.series):
        colour = category(turn, theme.accent)
        if not chart.ticks:
            traces += _ribbon(line, colour)
        symbol = SYMBOLS[turn % len(SYMBOLS)]
        look = {"marker": {"size": 8, "color": colour, "symbol": symbol}}
        traces.append(_line(chart, line, _shift(chart, turn), colour) | look)
    many = len(chart.series) > 1
    points = [point for line in chart.series for point in line.points]
    across = padded((point.x for point in points), 0.03)
    if chart.ticks:
        across = -0.4, len(chart.ticks) - 0.6
    heights = [end for point in points for end in (point.y, point.low, point.high)]
    up = padded((*heights, *(at for at, _ in chart.marks)), 0.08)
    dashes = {"color": theme.muted, "width": 1.5, "dash": "dash"}
    base = {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "line": dashes, "layer": "between"}
    # a line that passes behind the word is fainter there
    place = {"xref": "paper", "x": 1, "xanchor": "right", "yanchor": "bottom"}
    place |= {"bgcolor": theme.background + "B0"}
    head = Head.of(chart, 8 + LEGEND * many, titled)
    layout = around(chart, theme, head, LINES, 58) | {
        "xaxis": scale_axis(chart.x_axis, theme, across) | _ticks(chart),
        "yaxis": scale_axis(chart.y_axis, theme, up) | {"automargin": True},
        "shapes": [base | {"y0": at, "y1": at} for at, _ in chart.marks],
        "annotations": [quiet_word(marked(word), theme, y=at, **place) for at, word in chart.marks],
        **legend_above(many, LINES),
    }
    return go.Figure(data=traces, layout=layout)


def _shift(chart: Lines, turn: int) -> float:
    """How far a series is moved, so that its error bars stand beside those of the others."""
    return (turn - (len(chart.series) - 1) / 2) * APART if chart.ticks else 0.0


def _line(chart: Lines, line: Line, shift: float, colour: str) -> dict[str, object]:
    known = [point for point in line.points if point.y - point.y == 0]
    bars = chart.ticks and any(point.low is not None or point.high is not None for point in known)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [point.x + shift for point in known],
        "y": [point.y for point in known],
        "line": {"color": colour, "width": 2, "dash": "dash" if line.dashed else "solid"},
        "name": marked(line.label, 40, 1),
        "hoverinfo": "text",
        "hovertext": [_reading_text(chart, line, point) for point in known],
        **({"error_y": _whiskers(known, colour)} if bars else {}),
    }


def _whiskers(points: Sequence[Reading], colour: str) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [0.0 if p.high is None else max(p.high - p.y, 0.0) for p in points],
        "arrayminus": [0.0 if p.low is None else max(p.y - p.low, 0.0) for p in points],
        "thickness": 1.5,
        "width": 3,
        "color": colour,
    }


def _ribbon(line: Line, colour: str) -> list[dict[str, object]]:
    """The interval as one closed shape: along the low ends and back along the high ones."""
    ends = [(p.x, p.low, p.high) for p in line.points if p.low is not None and p.high is not None]
    if len(ends) < 2:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x for x, _, _ in (*ends, *reversed(ends))],
            "y": [low for _, low, _ in ends] + [high for _, _, high in reversed(ends)],
            "fill": "toself",
            "fillcolor": colour,
            "opacity": 0.18,
            "line": {"width": 0},
            "hoverinfo": "skip",
            "showlegend": False,
        }
    ]


def _reading_text(chart: Lines, line: Line, point: Reading) -> str:
    """The hover text: series, place, value, interval."""
    named = chart.ticks and point.x in range(len(chart.ticks))
    where = marked(chart.ticks[int(point.x)]) if named else f"{marked(chart.x_axis)} {point.x:,g}"
    value = formatted(point.y) + interval(point.low, point.high)
    return f"<b>{marked(line.label, 60)}</b><br>{where}<br>{value}"


def _ticks(chart: Lines) -> dict[str, object]:
    """Names where places have them, every whole number where there are few."""
    if chart.ticks:
        labels = [marked(name, 14, 3) for name in chart.ticks]
        return {"tickvals": list(range(len(labels))), "ticktext": labels, "automargin": True}
    places = sorted({point.x for line in chart.series for point in line.points})
    whole = all(float(place).is_integer() for place in places)
    few = bool(places) and places[-1] - places[0] <= TICKED
    return {"dtick": 1, "tick0": 0} if whole and few else {}
