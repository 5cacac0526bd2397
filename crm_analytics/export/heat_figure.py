"""A heat map: square cells, a colour bar above them, numbers in the cells of a small grid."""

from plotly import graph_objects as go

from crm_analytics.export.figure_frame import SMALL, TEXT, Head, around, left_axis, marked
from crm_analytics.report.chart import Heat
from crm_analytics.report.palette import DIVERGING, Theme, graded, ink_on
from crm_analytics.report.plain import number

BAR_ROOM = 56
# SVG text is slow: 45 x 45 numbers make a page three times slower
WRITTEN_CELLS = 20


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
    written = _cells(chart) if many <= WRITTEN_CELLS else []
    return go.Figure(data=[_grid(chart, plot), *written], layout=layout)


def _grid(chart: Heat, plot: int) -> dict[str, object]:
    """The coloured cells, and a colour bar above the `plot` pixels they take."""
    colours = DIVERGING[len(DIVERGING) // 2 :] if chart.rising else DIVERGING
    steps = len(colours) - 1
    return {
        "type": "heatmap",
        "z": [list(row) for row in chart.values],
        "zmin": chart.low,
        "zmax": chart.high,
        "colorscale": [[place / steps, colour] for place, colour in enumerate(colours)],
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
            f"{row}<br>{column}<br><b>{number(value, chart.decimals)}</b> {marked(flag)}"
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
                ink = ink_on(graded(value, chart.low, chart.high, chart.rising))
                beside = "<br>" if chart.decimals and flag else ""
                word = f"{number(value, chart.decimals)}{beside}{marked(flag)}"
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
