"""Dots, bars and histograms: a row a point with its label at the left, a bar a step of a scale."""

from collections.abc import Sequence

from plotly import graph_objects as go

from crm_analytics.export.chart_layout import bell, centres, curved, steps
from crm_analytics.export.figures.frame import (
    TEXT,
    Head,
    above,
    around,
    left_axis,
    legend_above,
    marked,
    scale_axis,
    upright,
)
from crm_analytics.report.chart import Bars, Dots, Histogram, Interval, groups
from crm_analytics.report.palette import Theme, category
from crm_analytics.report.plain import number

ROWS = (28, 36, 52)  # pixels of a row whose label takes one line, two, three
LETTER = 0.022  # of the breadth of a plot, on a wide page and nearly on a phone
LABEL, AXIS = 26, 28  # letters a line that a phone has room for
HISTOGRAM, LEGEND, SMOOTH = 300, 26, 121  # pixels of the plot and the legend; places of the curve


def row_figure(chart: Dots | Bars, theme: Theme, titled: bool) -> go.Figure:
    """A chart with one row a point, labels at the left, marks and legend above the rows."""
    traces = _dots(chart, theme) if isinstance(chart, Dots) else _bars(chart, theme)
    labels = [marked(point.label, LABEL, 3) for point in chart.points]
    row = ROWS[max((label.count("<br>") for label in labels), default=0)]
    plot = row * max(len(labels), 2)
    marks = chart.marks if isinstance(chart, Dots) else ()
    span = _row_ends(chart)
    words, lanes = _reference_words(marks, span, theme)
    legend = 26 if len(traces) > 1 else 0
    head = Head.of(chart, 6 + 15 * lanes + legend, titled)
    axis = marked(chart.axis, AXIS, 3)
    layout = around(chart, theme, head, plot, 54 + 16 * axis.count("<br>")) | {
        "xaxis": {
            "title": {"text": axis, "font": {"size": TEXT}},
            "range": span,
            "gridcolor": theme.grid,
            "zeroline": span[0] < 0 < span[1] or isinstance(chart, Bars),
            "zerolinecolor": theme.muted,
            "tickfont": {"size": TEXT - 1},
        },
        "yaxis": left_axis(labels),
        "shapes": [upright(at, theme.muted, 1, layer="below") for at, _ in marks],
        "annotations": words,
        "showlegend": legend > 0,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1 + (15 * lanes + 4) / plot,
            "yanchor": "bottom",
        },
        "barmode": "overlay",
    }
    return go.Figure(data=traces, layout=layout)


def _dots(chart: Dots, theme: Theme) -> list[dict[str, object]]:
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [point.value for _, point in members],
            "y": [place for place, _ in members],
            "error_x": {
                "type": "data",
                "symmetric": False,
                "array": [_reach(point.high, point.value) for _, point in members],
                "arrayminus": [_reach(point.value, point.low) for _, point in members],
                "thickness": 2,
                "width": 0,
                "color": colour,
            },
            "marker": {"size": 10, "color": colour},
            "name": marked(group),
            "hoverinfo": "text",
            "hovertext": [_row_text(point, 2) for _, point in members],
        }
        for group, colour, members in _groups(chart, theme)
    ]


def _bars(chart: Bars, theme: Theme) -> list[dict[str, object]]:
    return [
        {
            "type": "bar",
            "orientation": "h",
            "x": [point.value for _, point in members],
            "y": [place for place, _ in members],
            "width": 0.66,
            "marker": {"color": colour},
            "text": [number(point.value, chart.decimals) for _, point in members],
            "textposition": "outside",
            "textangle": 0,
            "textfont": {"color": theme.ink, "size": TEXT},
            "cliponaxis": False,
            "name": marked(group),
            "hoverinfo": "text",
            "hovertext": [_row_text(point, chart.decimals) for _, point in members],
        }
        for group, colour, members in _groups(chart, theme)
    ]


def _groups(chart: Dots | Bars, theme: Theme) -> list[tuple[str, str, list[tuple[int, Interval]]]]:
    """Each group with its colour and its points with their places; one group is the accent."""
    placed = list(enumerate(chart.points))
    return [
        (name, category(turn, theme.accent), [pair for pair in placed if pair[1].group == name])
        for turn, name in enumerate(groups(chart))
    ]


def _reach(far: float | None, near: float | None) -> float:
    """How far the interval goes from the value; 0 draws nothing when that end is absent."""
    return 0.0 if far is None or near is None else max(far - near, 0.0)


def _row_text(point: Interval, decimals: int) -> str:
    """The hover text: label, value, interval, group."""
    ends = [number(end, decimals) for end in (point.low, point.high)]
    interval = "" if ends == ["–", "–"] else f" [{ends[0]}, {ends[1]}]"
    group = f"<br>{marked(point.group)}" if point.group else ""
    return f"<b>{marked(point.label, 60)}</b><br>{number(point.value, decimals)}{interval}{group}"


def _row_ends(chart: Dots | Bars) -> list[float]:
    """Both ends of the axis: all numbers with a margin; bars start at zero and leave label room."""
    ends = [end for point in chart.points for end in (point.value, point.low, point.high)]
    marks = [at for at, _ in chart.marks] if isinstance(chart, Dots) else [0.0]
    known = [end for end in (*ends, *marks) if end is not None and end - end == 0] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = (high - low or 1.0) * (0.05 if isinstance(chart, Dots) else 0.1)
    bar = isinstance(chart, Bars)
    return [low if bar and low >= 0 else low - room, high if bar and high <= 0 else high + room]


def _reference_words(
    marks: Sequence[tuple[float, str]], span: Sequence[float], theme: Theme
) -> tuple[list[dict[str, object]], int]:
    """A word above each mark, one lane higher where it would touch another, and the lanes used."""
    free: list[float] = []
    words: list[dict[str, object]] = []
    for at, word in sorted(marks):
        centre = (at - span[0]) / (span[1] - span[0])
        half = len(word) * LETTER + 0.01
        lane = next((i for i, end in enumerate(free) if end <= centre - half), len(free))
        free[lane : lane + 1] = [centre + half]
        words.append(above(marked(word), theme, at, yshift=15 * lane))
    return words, len(free)


def histogram_figure(chart: Histogram, theme: Theme, titled: bool) -> go.Figure:
    """Counts as bars, the curve scaled to them, the mean as a dotted line with its number."""
    head = Head.of(chart, 18 + LEGEND, titled)
    low, high = (chart.edges[0], chart.edges[-1]) if chart.edges else (0.0, 1.0)
    traces = [_counts(chart, theme), *_curve(chart, theme, low, high)] if chart.counts else []
    within = bool(chart.counts) and low <= chart.mean <= high
    tallest = max((*chart.counts, *bell(chart, [chart.mean]), 1))
    layout = around(chart, theme, head, HISTOGRAM, 54) | {
        "xaxis": scale_axis(chart.axis, theme, (low, high)) | _step_ticks(chart),
        "yaxis": scale_axis("People", theme, (0, tallest * 1.05)) | {"automargin": True},
        "bargap": 0,
        "shapes": [upright(chart.mean, theme.ink, 1.5)] * within,
        "annotations": [above(marked(f"mean {number(chart.mean)}"), theme, chart.mean)] * within,
        **legend_above(len(traces) > 1, HISTOGRAM, 18),
    }
    return go.Figure(data=traces, layout=layout)


def _counts(chart: Histogram, theme: Theme) -> dict[str, object]:
    ends = zip(chart.edges, chart.edges[1:], strict=False)
    return {
        "type": "bar",
        "x": list(centres(chart)),
        "y": list(chart.counts),
        "width": [high - low for low, high in ends],
        "marker": {
            "color": theme.accent,
            "opacity": 0.55,
            "line": {"color": theme.background, "width": 1},
        },
        "name": "People",
        "hoverinfo": "text",
        "hovertext": [
            f"{step}<br><b>{count:,}</b> of {chart.n:,}"
            for step, count in zip(steps(chart), chart.counts, strict=True)
        ],
    }


def _curve(chart: Histogram, theme: Theme, low: float, high: float) -> list[dict[str, object]]:
    if not curved(chart):
        return []
    places = [low + (high - low) * place / (SMOOTH - 1) for place in range(SMOOTH)]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": places,
            "y": list(bell(chart, places)),
            "line": {"color": theme.ink, "width": 2},
            "name": "Normal curve of this mean and SD",
            "hoverinfo": "skip",
        }
    ]


def _step_ticks(chart: Histogram) -> dict[str, object]:
    """Every whole number that a step stands for, where these are few."""
    whole = all(name.lstrip("−").isdigit() for name in steps(chart))
    return {"showgrid": False} | ({"dtick": 1} if whole and len(chart.counts) <= 12 else {})
