"""Charts over two axes of numbers: histograms, maps of named spots, lines with intervals."""

from collections.abc import Sequence

from plotly import graph_objects as go

from crm_analytics.export.chart_layout import (
    CURVE,
    bell,
    centres,
    curved,
    padded,
    placed_spots,
    step_names,
)
from crm_analytics.export.figures.frame import (
    LEGEND,
    SMALL,
    TEXT,
    Part,
    above,
    around,
    dots,
    legend_above,
    marked,
    quiet_word,
    scale_axis,
    upright,
    value_text,
    whiskers,
)
from crm_analytics.export.text_layout import Label, Paper, left_out, spot_labels
from crm_analytics.report.chart import Histogram, Line, Lines, Map, Reading, Spot, groups
from crm_analytics.report.palette import Theme, category
from crm_analytics.report.words import formatted

HISTOGRAM, MAP, LINES = 300, 430, 320  # pixels of a plot
SMOOTH = 121  # places of the curve
WIDTHS = (280.0, 560.0, 1080.0)  # pixels of a plot on a phone, a tablet and a large screen
TICKED = 20  # x values that are whole numbers get a tick each up to so many
APART = 0.05  # error bars of two series at one place


def histogram_figure(chart: Histogram, theme: Theme, titled: bool) -> go.Figure:
    """Counts as bars, the curve scaled to them, the mean as a dotted line with its number."""
    low, high = (chart.edges[0], chart.edges[-1]) if chart.edges else (0.0, 1.0)
    traces = [_counts(chart, theme)] if chart.counts else []
    if curved(chart):
        places = [low + (high - low) * place / (SMOOTH - 1) for place in range(SMOOTH)]
        curve: Part = {"type": "scatter", "mode": "lines", "name": CURVE, "hoverinfo": "skip"}
        line = {"color": theme.ink, "width": 2}
        traces.append(curve | {"x": places, "y": list(bell(chart, places)), "line": line})
    within = bool(chart.counts) and low <= chart.mean <= high
    tallest = max((*chart.counts, *bell(chart, [chart.mean]), 1))
    # every whole number that a step stands for, where these are few
    whole = all(name.lstrip("−").isdigit() for name in step_names(chart))
    ticks = {"showgrid": False} | ({"dtick": 1} if whole and len(chart.counts) <= 12 else {})
    layout = around(chart, theme, titled, (18 + LEGEND, HISTOGRAM, 54)) | {
        "xaxis": scale_axis(chart.axis, theme, (low, high)) | ticks,
        "yaxis": scale_axis("People", theme, (0, tallest * 1.05)) | {"automargin": True},
        "bargap": 0,
        "shapes": [upright(chart.mean, theme.ink, 1.5)] * within,
        "annotations": [above(marked(f"mean {formatted(chart.mean)}"), theme, chart.mean)] * within,
        **legend_above(len(traces) > 1, HISTOGRAM, 18),
    }
    return go.Figure(data=traces, layout=layout)


def _counts(chart: Histogram, theme: Theme) -> Part:
    edge = {"color": theme.background, "width": 1}
    return {
        "type": "bar",
        "x": list(centres(chart)),
        "y": list(chart.counts),
        "width": [high - low for low, high in zip(chart.edges, chart.edges[1:], strict=False)],
        "marker": {"color": theme.accent, "opacity": 0.55, "line": edge},
        "name": "People",
        "hoverinfo": "text",
        "hovertext": [
            f"{step}<br><b>{count:,}</b> of {chart.n:,}"
            for step, count in zip(step_names(chart), chart.counts, strict=True)
        ],
    }


def map_figure(chart: Map, theme: Theme, titled: bool) -> go.Figure:
    """Spots with their names, lines with the quadrants' words in the corners."""
    drawn = placed_spots(chart)
    x = padded((*(spot.x for spot in drawn.points), chart.x_line))
    y = padded((*(spot.y for spot in drawn.points), chart.y_line))
    found = spot_labels(drawn, Paper(x, y, WIDTHS, MAP, letter=6.4, line=15, dot=7))
    traces = _spots(drawn, found, theme)
    many = len(traces) > 1
    missing = left_out(found)
    across = scale_axis(chart.x_axis, theme, x)
    if missing:
        small = f'<span style="font-size:{SMALL}px;color:{theme.muted}">{missing}</span>'
        title = f"{marked(chart.x_axis, 44, 2)}<br>{small}"
        across["title"] = {"text": title, "font": {"size": TEXT}}
    look = {"color": theme.muted, "width": 1, "dash": "dot"}
    whole = {"x0": 0, "x1": 1, "y0": 0, "y1": 1}
    parting: Part = {"type": "line", "line": look, "layer": "between", **whole}
    upright = {"yref": "paper", "x0": chart.x_line, "x1": chart.x_line}
    level = {"xref": "paper", "y0": chart.y_line, "y1": chart.y_line}
    lines = ((chart.x_line, upright), (chart.y_line, level))
    heights = (10 + LEGEND * many, MAP, 58 + 18 * bool(missing))
    layout = around(chart, theme, titled, heights) | {
        "xaxis": across | {"showgrid": False},
        "yaxis": scale_axis(chart.y_axis, theme, y) | {"showgrid": False, "automargin": True},
        "shapes": [parting | ends for at, ends in lines if at is not None],
        "annotations": [
            quiet_word(
                f"<i>{marked(word)}</i>", theme, xref="paper", yref="paper",
                x=turn % 2, xanchor="right" if turn % 2 else "left",
                y=1 - turn // 2, yanchor="bottom" if turn > 1 else "top",
            )
            for turn, word in enumerate(chart.quadrants)
            if word
        ],
        **legend_above(many, MAP),
    }  # fmt: skip
    return go.Figure(data=traces, layout=layout)


def _spots(chart: Map, found: Sequence[Label], theme: Theme) -> list[Part]:
    """One trace a group: dots with their names, and the whole label where the pointer is."""
    placed = list(zip(chart.points, found, strict=True))
    traces: list[Part] = []
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
                "marker": dots(turn, 10, theme),
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
    lines = [
        f"<b>{marked(spot.label, 60)}</b>",
        f"{marked(chart.x_axis, 60)}: {formatted(spot.x)}",
        f"{marked(chart.y_axis, 60)}: {formatted(spot.y)}",
    ]
    return "<br>".join([*lines, marked(spot.group)] if spot.group else lines)


def line_figure(chart: Lines, theme: Theme, titled: bool) -> go.Figure:
    """Every series in its colour, dashed where it says so, marks as dotted lines with words."""
    traces: list[Part] = []
    for turn, line in enumerate(chart.series):
        colour = category(turn, theme.accent)
        traces += [] if chart.ticks else _ribbon(line, colour)
        traces.append(_line(chart, turn, theme))
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
    layout = around(chart, theme, titled, (8 + LEGEND * many, LINES, 58)) | {
        "xaxis": scale_axis(chart.x_axis, theme, across) | _ticks(chart),
        "yaxis": scale_axis(chart.y_axis, theme, up) | {"automargin": True},
        "shapes": [base | {"y0": at, "y1": at} for at, _ in chart.marks],
        "annotations": [quiet_word(marked(word), theme, y=at, **place) for at, word in chart.marks],
        **legend_above(many, LINES),
    }
    return go.Figure(data=traces, layout=layout)


def _line(chart: Lines, turn: int, theme: Theme) -> Part:
    """One series; over named places its intervals are error bars, beside those of the others."""
    line, colour = chart.series[turn], category(turn, theme.accent)
    shift = (turn - (len(chart.series) - 1) / 2) * APART if chart.ticks else 0.0
    known = [point for point in line.points if point.y - point.y == 0]
    trace: Part = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [point.x + shift for point in known],
        "y": [point.y for point in known],
        "line": {"color": colour, "width": 2, "dash": "dash" if line.dashed else "solid"},
        "marker": dots(turn, 8, theme),
        "name": marked(line.label, 40, 1),
        "hoverinfo": "text",
        "hovertext": [_reading_text(chart, line, point) for point in known],
    }
    if chart.ticks and any(point.low is not None or point.high is not None for point in known):
        ends = [(point.y, point.low, point.high) for point in known]
        trace["error_y"] = whiskers(ends, category(turn, theme.accent), (1.5, 3))
    return trace


def _ribbon(line: Line, colour: str) -> list[Part]:
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
    tick = chart.tick(point.x)
    where = f"{marked(chart.x_axis)} {point.x:,g}" if tick is None else marked(tick)
    value = value_text(point.y, point.low, point.high)
    return f"<b>{marked(line.label, 60)}</b><br>{where}<br>{value}"


def _ticks(chart: Lines) -> Part:
    """Names where places have them, every whole number where there are few."""
    if chart.ticks:
        labels = [marked(name, 14, 3) for name in chart.ticks]
        return {"tickvals": list(range(len(labels))), "ticktext": labels, "automargin": True}
    places = sorted({point.x for line in chart.series for point in line.points})
    whole = all(float(place).is_integer() for place in places)
    few = bool(places) and places[-1] - places[0] <= TICKED
    return {"dtick": 1, "tick0": 0} if whole and few else {}
