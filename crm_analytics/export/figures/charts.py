"""Dots, bars, histograms, heat maps: a row a point, a bar a step of a scale, a cell a number."""

from collections.abc import Sequence

from plotly import graph_objects as go

from crm_analytics.export.chart_layout import bell, centres, curved, step_names
from crm_analytics.export.figures.frame import (
    SMALL,
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
from crm_analytics.report.chart import Bars, Dots, Heat, Histogram, Interval, groups
from crm_analytics.report.palette import DIVERGING, Theme, category, graded, ink_on
from crm_analytics.report.words import formatted

ROWS = (28, 36, 52)  # pixels of a row whose label takes one line, two, three
LETTER = 0.022  # of the breadth of a plot, on a wide page and nearly on a phone
LABEL, AXIS = 26, 28  # letters a line that a phone has room for
HISTOGRAM, LEGEND, SMOOTH = 300, 26, 121  # pixels of the plot and the legend; places of the curve
BAR_ROOM = 56
# SVG text is slow: 45 x 45 numbers make a page three times slower
WRITTEN_CELLS = 20


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
            "text": [formatted(point.value, chart.decimals) for _, point in members],
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
    ends = [formatted(end, decimals) for end in (point.low, point.high)]
    interval = "" if ends == ["–", "–"] else f" [{ends[0]}, {ends[1]}]"
    group = f"<br>{marked(point.group)}" if point.group else ""
    return (
        f"<b>{marked(point.label, 60)}</b><br>{formatted(point.value, decimals)}{interval}{group}"
    )


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
        "annotations": [above(marked(f"mean {formatted(chart.mean)}"), theme, chart.mean)] * within,
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
            for step, count in zip(step_names(chart), chart.counts, strict=True)
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
    whole = all(name.lstrip("−").isdigit() for name in step_names(chart))
    return {"showgrid": False} | ({"dtick": 1} if whole and len(chart.counts) <= 12 else {})


def heat_figure(chart: Heat, theme: Theme, titled: bool) -> go.Figure:
    """Square cells with a colour bar above them; numbers in the cells of a small grid only."""
    many = max(len(chart.rows), len(chart.columns))
    cell = 46 if many <= 14 else 36 if many <= WRITTEN_CELLS else 18
    lines = 3 if many <= WRITTEN_CELLS else 1
    columns = [marked(name, 24, lines) for name in chart.columns]
    longest = max((len(name) for name in chart.columns), default=0)
    below = 34 if longest <= 6 else 24 + 7 * min(longest, 24)
    head = Head.of(chart, BAR_ROOM, titled)
    small = TEXT - 1 if many <= WRITTEN_CELLS else SMALL - 1
    square = {"scaleanchor": "x", "constrain": "domain", "constraintoward": "top"}
    rows = left_axis([marked(name, 34, min(lines, 2)) for name in chart.rows])
    plot = cell * max(len(chart.rows), 1)
    layout = around(chart, theme, head, plot, below) | {
        "xaxis": {
            "tickvals": list(range(len(columns))),
            "ticktext": columns,
            "tickangle": 0 if longest <= 6 else -90,
            "tickfont": {"size": small},
            "range": [-0.5, len(columns) - 0.5],
            "constrain": "domain",
            "constraintoward": "left",
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
        },
        "yaxis": rows | square | {"tickfont": {"size": small}},
        "showlegend": False,
    }
    written = _cell_numbers(chart) if many <= WRITTEN_CELLS else []
    return go.Figure(data=[_cells(chart, plot), *written], layout=layout)


def _cells(chart: Heat, plot: int) -> dict[str, object]:
    """The coloured cells, and a colour bar above the `plot` pixels they take."""
    colours = DIVERGING[len(DIVERGING) // 2 :] if chart.rising else DIVERGING
    step_names = len(colours) - 1
    return {
        "type": "heatmap",
        "z": [list(row) for row in chart.values],
        "zmin": chart.low,
        "zmax": chart.high,
        "colorscale": [[place / step_names, colour] for place, colour in enumerate(colours)],
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hoverinfo": "text",
        "hovertext": _cell_texts(chart),
        "colorbar": {
            "title": {"text": marked(chart.measure), "side": "top"},
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1 + BAR_ROOM / plot,
            # anchored below, the bar would push the title of the figure off the picture
            "yanchor": "top",
            "ypad": 0,
            "lenmode": "pixels",
            "len": 260,
            "thickness": 10,
            "outlinewidth": 0,
            "tickfont": {"size": SMALL},
        },
    }


def _cell_texts(chart: Heat) -> list[list[str]]:
    columns = [marked(name) for name in chart.columns]
    rows = zip(map(marked, chart.rows), chart.values, chart.flags, strict=True)
    return [
        [
            f"{row}<br>{column}<br><b>{formatted(value, chart.decimals)}</b> {marked(flag)}"
            for column, value, flag in zip(columns, values, flags, strict=True)
        ]
        for row, values, flags in rows
    ]


def _cell_numbers(chart: Heat) -> list[dict[str, object]]:
    """The numbers, black ones and white ones: one trace for each ink."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for down, (values, flags) in enumerate(zip(chart.values, chart.flags, strict=True)):
        for across, (value, flag) in enumerate(zip(values, flags, strict=True)):
            if value is not None and value - value == 0:
                ink = ink_on(graded(value, chart.low, chart.high, chart.rising))
                beside = "<br>" if chart.decimals and flag else ""
                word = f"{formatted(value, chart.decimals)}{beside}{marked(flag)}"
                found.setdefault(ink, []).append((across, down, word))
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [across for across, _, _ in words],
            "y": [down for _, down, _ in words],
            "text": [word for _, _, word in words],
            "textfont": {"color": ink, "size": SMALL},
            "hoverinfo": "skip",
        }
        for ink, words in found.items()
    ]
