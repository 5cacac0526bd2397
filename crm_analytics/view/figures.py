"""The plotly figure of a chart. Import this module late: plotly is heavy.

Plotly reads tags and TeX in every text, so each label, title and note passes `marked`. Rows stand
at whole numbers with labels as tick texts: equal labels stay apart and none is taken for a date.
Longer than its neighbours because the three kinds of chart share one layout.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from plotly import graph_objects as go

from crm_analytics.view.chart import Bars, Chart, Dots, Heat, Interval, groups
from crm_analytics.view.columns import signed
from crm_analytics.view.palette import DARK, DIVERGING, LIGHT, Theme, category, diverging, ink_on

TITLE, TEXT, SMALL = 18, 13, 11
ROW, WRAPPED_ROW = 28, 36
BAR_ROOM = 56
# SVG text is slow: 45 x 45 numbers make a page three times slower
WRITTEN_CELLS = 20
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def figure(chart: Chart, dark: bool = False) -> go.Figure:
    """The chart as plotly draws it; as wide as its container, as high as its rows need."""
    theme = DARK if dark else LIGHT
    if isinstance(chart, Heat):
        return _heat(chart, theme)
    traces = _dots(chart, theme) if isinstance(chart, Dots) else _bars(chart, theme)
    return _rows(chart, theme, traces)


def marked(text: str, width: int = 0, lines: int = 9) -> str:
    """The text drawn letter by letter: no tags, no TeX; broken into lines of at most `width`."""
    plain = _CONTROL.sub("", text)
    parts = wrap(plain, width, max_lines=lines, placeholder=" …") if width else [plain]
    return "<br>".join(escape(part, quote=False).replace("$", "&#36;") for part in parts)


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above the plot, and the room it takes in pixels."""

    title: str
    note: str
    extra: int = 0

    @property
    def height(self) -> int:
        lines = self.title.count("<br>") + 1
        notes = self.note.count("<br>") + 1 if self.note else 0
        return 24 + lines * 24 + notes * 18 + self.extra

    def text(self, muted: str) -> str:
        """Title and note as one text."""
        if not self.note:
            return f"<b>{self.title}</b>"
        look = f"font-size:{TEXT - 1}px;color:{muted}"
        return f'<b>{self.title}</b><br><span style="{look}">{self.note}</span>'


def _layout(chart: Chart, theme: Theme, head: _Head, plot: int, below: int) -> dict[str, object]:
    """Everything around the data but the axes; plot and below are heights in pixels."""
    background = theme.background
    return {
        "template": {},
        "title": {
            "text": head.text(theme.muted),
            "font": {"size": TITLE, "color": theme.ink},
            "x": 0,
            "xref": "container",
            # from the first baseline: plotly places the top of one line and of two differently
            "y": 1 - 30 / (head.height + plot + below),
            "yref": "container",
            "yanchor": "bottom",
            "pad": {"l": 12},
        },
        "font": {"size": TEXT, "color": theme.ink, "family": "system-ui, Segoe UI, sans-serif"},
        "paper_bgcolor": background,
        "plot_bgcolor": background,
        "margin": {"l": 12, "r": 28, "t": head.height, "b": below, "pad": 6},
        "height": head.height + plot + below,
        "hoverlabel": {"bgcolor": background, "font": {"color": theme.ink, "size": TEXT}},
        "hovermode": "closest",
        "meta": chart.name,
    }


def _rows(chart: Dots | Bars, theme: Theme, traces: list[dict[str, object]]) -> go.Figure:
    """A chart with one row a point, labels at the left, marks and legend above the rows."""
    labels = [marked(point.label, 34, 2) for point in chart.points]
    row = WRAPPED_ROW if any("<br>" in label for label in labels) else ROW
    plot = row * max(len(labels), 2)
    marks = chart.marks if isinstance(chart, Dots) else ()
    span = _span(chart)
    words, lanes = _words(marks, span, theme)
    legend = 26 if len(traces) > 1 else 0
    head = _Head(marked(chart.title, 80), marked(chart.note, 110), 6 + 15 * lanes + legend)
    layout = _layout(chart, theme, head, plot, 54) | {
        "xaxis": {
            "title": {"text": marked(chart.axis), "font": {"size": TEXT}},
            "range": span,
            "gridcolor": theme.grid,
            "zeroline": span[0] < 0 < span[1] or isinstance(chart, Bars),
            "zerolinecolor": theme.muted,
            "tickfont": {"size": TEXT - 1},
        },
        "yaxis": _labels(labels),
        "shapes": [_line(at, theme) for at, _ in marks],
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


def _labels(labels: Sequence[str]) -> dict[str, object]:
    """The left axis: the first label on top."""
    return {
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "range": [len(labels) - 0.5, -0.5],
        "automargin": True,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": TEXT},
    }


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
            "hovertext": [_told(point, 2) for _, point in members],
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
            "text": [_number(point.value, chart.decimals) for _, point in members],
            "textposition": "outside",
            "textangle": 0,
            "textfont": {"color": theme.ink, "size": TEXT},
            "cliponaxis": False,
            "name": marked(group),
            "hoverinfo": "text",
            "hovertext": [_told(point, chart.decimals) for _, point in members],
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


def _number(value: float | None, decimals: int) -> str:
    known = value is not None and value - value == 0
    return signed(f"{value:,.{decimals}f}") if known else "–"


def _told(point: Interval, decimals: int) -> str:
    """The hover text: label, value, interval, group."""
    ends = [_number(end, decimals) for end in (point.low, point.high)]
    interval = "" if ends == ["–", "–"] else f" [{ends[0]}, {ends[1]}]"
    group = f"<br>{marked(point.group)}" if point.group else ""
    return f"<b>{marked(point.label, 60)}</b><br>{_number(point.value, decimals)}{interval}{group}"


def _span(chart: Dots | Bars) -> list[float]:
    """Both ends of the axis: all numbers with a margin; bars start at zero and leave label room."""
    ends = [end for point in chart.points for end in (point.value, point.low, point.high)]
    marks = [at for at, _ in chart.marks] if isinstance(chart, Dots) else [0.0]
    known = [end for end in (*ends, *marks) if end is not None and end - end == 0] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = (high - low or 1.0) * (0.05 if isinstance(chart, Dots) else 0.1)
    bar = isinstance(chart, Bars)
    return [low if bar and low >= 0 else low - room, high if bar and high <= 0 else high + room]


def _line(at: float, theme: Theme) -> dict[str, object]:
    look = {"color": theme.muted, "width": 1, "dash": "dot"}
    return {
        "type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper",
        "line": look, "layer": "below",
    }  # fmt: skip


def _words(
    marks: Sequence[tuple[float, str]], span: Sequence[float], theme: Theme
) -> tuple[list[dict[str, object]], int]:
    """A word above each mark, one lane higher where it would touch another, and the lanes used."""
    free: list[float] = []
    words: list[dict[str, object]] = []
    for at, word in sorted(marks):
        centre = (at - span[0]) / (span[1] - span[0])
        half = len(word) * 0.0055 + 0.005
        lane = next((i for i, end in enumerate(free) if end <= centre - half), len(free))
        free[lane : lane + 1] = [centre + half]
        words.append(
            {
                "x": at, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 15 * lane,
                "text": marked(word), "showarrow": False,
                "font": {"size": SMALL, "color": theme.muted},
            }
        )  # fmt: skip
    return words, len(free)


def _heat(chart: Heat, theme: Theme) -> go.Figure:
    """Square cells with a colour bar above them; numbers in the cells of a small grid only."""
    many = max(len(chart.rows), len(chart.columns))
    cell = 46 if many <= 14 else 36 if many <= WRITTEN_CELLS else 18
    lines = 3 if many <= WRITTEN_CELLS else 1
    columns = [marked(name, 24, lines) for name in chart.columns]
    longest = max((len(name) for name in chart.columns), default=0)
    below = 34 if longest <= 6 else 24 + 7 * min(longest, 24)
    head = _Head(marked(chart.title, 80), marked(chart.note, 110), BAR_ROOM)
    small = TEXT - 1 if many <= WRITTEN_CELLS else SMALL - 1
    square = {"scaleanchor": "x", "constrain": "domain", "constraintoward": "top"}
    rows = _labels([marked(name, 34, min(lines, 2)) for name in chart.rows])
    plot = cell * max(len(chart.rows), 1)
    layout = _layout(chart, theme, head, plot, below) | {
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
    written = _cells(chart) if many <= WRITTEN_CELLS else []
    return go.Figure(data=[_grid(chart, plot), *written], layout=layout)


def _grid(chart: Heat, plot: int) -> dict[str, object]:
    """The coloured cells, and a colour bar above the `plot` pixels they take."""
    steps = len(DIVERGING) - 1
    return {
        "type": "heatmap",
        "z": [list(row) for row in chart.values],
        "zmin": chart.low,
        "zmax": chart.high,
        "colorscale": [[place / steps, colour] for place, colour in enumerate(DIVERGING)],
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hoverinfo": "text",
        "hovertext": _told_cells(chart),
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


def _told_cells(chart: Heat) -> list[list[str]]:
    columns = [marked(name) for name in chart.columns]
    rows = zip(map(marked, chart.rows), chart.values, chart.flags, strict=True)
    return [
        [
            f"{row}<br>{column}<br><b>{_number(value, 2)}</b> {marked(flag)}"
            for column, value, flag in zip(columns, values, flags, strict=True)
        ]
        for row, values, flags in rows
    ]


def _cells(chart: Heat) -> list[dict[str, object]]:
    """The numbers, black ones and white ones: one trace for each ink."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for down, (values, flags) in enumerate(zip(chart.values, chart.flags, strict=True)):
        for across, (value, flag) in enumerate(zip(values, flags, strict=True)):
            if value is not None and value - value == 0:
                ink = ink_on(diverging(value, chart.low, chart.high))
                word = _number(value, 2) + (f"<br>{marked(flag)}" if flag else "")
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
