"""A histogram: bars that touch, the normal curve over them, a line at the mean."""

from plotly import graph_objects as go

from crm_analytics.export.bell import bell, centres, curved, steps
from crm_analytics.export.figure_frame import SMALL, Head, around, legend_above, marked, scale_axis
from crm_analytics.report.chart import Histogram
from crm_analytics.report.palette import Theme
from crm_analytics.report.plain import number

PLOT, LEGEND, SMOOTH = 300, 26, 121


def histogram_figure(chart: Histogram, theme: Theme, titled: bool) -> go.Figure:
    """Counts as bars, the curve scaled to them, the mean as a dotted line with its number."""
    head = Head.of(chart, 18 + LEGEND, titled)
    low, high = (chart.edges[0], chart.edges[-1]) if chart.edges else (0.0, 1.0)
    traces = [_bars(chart, theme), *_curve(chart, theme, low, high)] if chart.counts else []
    tallest = max((*chart.counts, *bell(chart, [chart.mean]), 1))
    layout = around(chart, theme, head, PLOT, 54) | {
        "xaxis": scale_axis(chart.axis, theme, (low, high)) | _ticks(chart),
        "yaxis": scale_axis("People", theme, (0, tallest * 1.05)) | {"automargin": True},
        "bargap": 0,
        "shapes": [_mean(chart.mean, theme)] if _inside(chart, low, high) else [],
        "annotations": [_word(chart.mean, theme)] if _inside(chart, low, high) else [],
        **legend_above(len(traces) > 1, PLOT, 18),
    }
    return go.Figure(data=traces, layout=layout)


def _bars(chart: Histogram, theme: Theme) -> dict[str, object]:
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


def _ticks(chart: Histogram) -> dict[str, object]:
    """Every whole number that a step stands for, where these are few."""
    whole = all(name.lstrip("−").isdigit() for name in steps(chart))
    return {"showgrid": False} | ({"dtick": 1} if whole and len(chart.counts) <= 12 else {})


def _inside(chart: Histogram, low: float, high: float) -> bool:
    return bool(chart.counts) and low <= chart.mean <= high


def _mean(mean: float, theme: Theme) -> dict[str, object]:
    look = {"color": theme.ink, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": mean, "x1": mean, "y0": 0, "y1": 1, "yref": "paper", "line": look}


def _word(mean: float, theme: Theme) -> dict[str, object]:
    return {
        "x": mean, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
        "text": marked(f"mean {number(mean)}"), "font": {"size": SMALL, "color": theme.muted},
    }  # fmt: skip
