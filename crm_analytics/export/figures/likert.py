"""Likert bars: one trace a scale point, so that many rows are drawn at once."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil, floor

from plotly import graph_objects as go

from crm_analytics.export.chart_layout import (
    STEP,
    likert_ends,
    neutral_room,
    neutral_shares,
    no_answer_shares,
    part_starts,
    rows_with_headings,
    stacked_points,
)
from crm_analytics.export.figures.frame import (
    SMALL,
    TEXT,
    Head,
    above,
    around,
    left_axis,
    legend_above,
    marked,
)
from crm_analytics.report.chart import Likert, Share
from crm_analytics.report.palette import NEUTRAL, Theme, ink_on, shades
from crm_analytics.report.words import formatted

ROW, LINE, LEGEND = 24, 16, 26
# letters a line of a label: a phone must have room for the bars
LABEL, LABEL_LINES = 27, 3
TILES, GAP = 0.1, 0.03
HEADING, TILE_WORD = 0.7, 28
SCREEN, PHONE = 900, 190


def likert_figure(chart: Likert, theme: Theme, titled: bool) -> go.Figure:
    """Bars that part at zero, the answers that stand apart and the missing ones at their right."""
    rows = rows_with_headings(chart)
    labels = [
        f"<b>{marked(row, LABEL, LABEL_LINES)}</b>"
        if isinstance(row, str)
        else marked(row.label, LABEL, LABEL_LINES)
        for row in rows
    ]
    # from the top; a heading is flat
    edges = [0.0, *accumulate(HEADING if isinstance(row, str) else 1.0 for row in rows)]
    middles = [(top + below) / 2 for top, below in pairwise(edges)]
    end = max(edges[-1], 1.0)
    # on a phone the legend takes some of the height
    tallest = max((label.count("<br>") for label in labels), default=0)
    lines = _legend_lines(chart, PHONE) - _legend_lines(chart, SCREEN)
    least = (LINE * (tallest + 1) + 2) * end + 19 * lines
    plot = round(max((ROW + LINE * tallest + 4) * end, least, 60))
    words = _tile_word(chart, theme)
    legend = LEGEND * _legend_lines(chart, SCREEN) + TILE_WORD * len(words)
    low, high = likert_ends(chart)
    ticks = range(ceil(low / STEP) * STEP, floor(high) + 1, STEP)
    domains = _domains(chart)
    places = [at for at, row in zip(middles, rows, strict=True) if isinstance(row, Share)]
    traces = _bars(chart, places, theme) + _columns(chart, places, theme)
    layout = around(chart, theme, Head.of(chart, 8 + legend, titled), plot, 62) | {
        "xaxis": {
            "title": {"text": marked(chart.axis, 28, 2), "font": {"size": TEXT}},
            "range": [low, high],
            "domain": domains[0],
            "tickvals": list(ticks),
            "ticktext": [str(abs(tick)) for tick in ticks],
            "gridcolor": theme.grid,
            "zerolinecolor": theme.muted,
            "tickfont": {"size": TEXT - 1},
        },
        "yaxis": left_axis(labels)
        | {"tickvals": middles, "range": [end, 0], "tickfont": {"size": TEXT - 1}},
        "barmode": "overlay",
        # a number that has no room at this width is left out by the browser
        "uniformtext": {"minsize": 10, "mode": "hide"},
        **_column_axes(chart, domains[1:]),
        "annotations": words,
        **legend_above(bool(chart.rows), plot, 8 + TILE_WORD * len(words)),
    }
    return go.Figure(data=traces, layout=layout)


def _legend_lines(chart: Likert, width: int) -> int:
    """About how many lines the legend takes on so many pixels; in more than one it has columns."""
    widths = [44 + 6.6 * min(len(point), 30) for point in chart.points]
    if sum(widths) <= width:
        return 1
    return -(-len(widths) // max(int(width // max(widths)), 1))


def _domains(chart: Likert) -> list[list[float]]:
    """The parts of the width: bars, answers that stand apart on the same scale, missing answers."""
    low, high = likert_ends(chart)
    room = [high - low]
    if neutral_shares(chart) is not None:
        room.append(neutral_room(chart))
    tiles = no_answer_shares(chart) is not None
    free = 1 - GAP * (len(room) - 1) - (TILES + GAP) * tiles
    domains: list[list[float]] = []
    for units in room:
        left = domains[-1][1] + GAP if domains else 0.0
        domains.append([left, left + free * units / sum(room)])
    return domains + [[1 - TILES, 1.0]] * tiles


def _bars(chart: Likert, places: Sequence[float], theme: Theme) -> list[dict[str, object]]:
    colours = shades(len(chart.points), chart.middle)
    known = [(at, row) for at, row in zip(places, chart.rows, strict=True) if row.shares]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "base": [part_starts(chart, row)[turn] for _, row in known],
            "x": [row.shares[point] for _, row in known],
            "y": [at for at, _ in known],
            "text": [formatted(row.shares[point], 0) for _, row in known],
            "name": marked(chart.points[point], 30, 1),
            "hovertext": [_told(chart, row, point) for _, row in known],
            **_look(colours[point], theme),
        }
        for turn, point in enumerate(stacked_points(chart))
    ]


def _look(colour: str, theme: Theme) -> dict[str, object]:
    return {
        "width": 0.74,
        "marker": {"color": colour, "line": {"color": theme.background, "width": 1}},
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": ink_on(colour), "size": SMALL},
        "hoverinfo": "text",
    }


def _told(chart: Likert, row: Share, point: int) -> str:
    """The hover text: label, the share of one point, how many answered."""
    share = f"{marked(chart.points[point])}: {formatted(row.shares[point], 1)} %"
    return f"<b>{marked(row.label, 60)}</b><br>{share}<br>n = {row.n:,}"


def _columns(chart: Likert, places: Sequence[float], theme: Theme) -> list[dict[str, object]]:
    """Answers that stand apart as bars on their own zero; missing answers as numbers on tiles."""
    traces: list[dict[str, object]] = []
    neutral = neutral_shares(chart)
    if neutral is not None and chart.middle is not None:
        bars = [(at, row) for at, row in zip(places, chart.rows, strict=True) if row.shares]
        shares = [row.shares[chart.middle] for _, row in bars]
        told = [_told(chart, row, chart.middle) for _, row in bars]
        look = _look(NEUTRAL, theme) | {"name": marked(chart.points[chart.middle], 30, 1)}
        written = {
            "x": shares,
            "text": [formatted(share, 0) for share in shares],
            "hovertext": told,
        }
        traces.append(_column([at for at, _ in bars], 2) | look | written)
    missing = [(at, row) for at, row in zip(places, chart.rows, strict=True)
               if row.no_answer is not None]  # fmt: skip
    if missing:
        written = {
            "x": [1] * len(missing),
            "text": [formatted(row.no_answer, 0) for _, row in missing],
            "hovertext": [
                f"<b>{marked(row.label, 60)}</b><br>No answer: {formatted(row.no_answer, 1)} %"
                for _, row in missing
            ],
        }
        look = _look(theme.grid, theme) | {"name": "No answer", "showlegend": False}
        look["textfont"] = {"color": theme.ink, "size": SMALL}
        traces.append(_column([at for at, _ in missing], 2 + len(traces)) | look | written)
    return traces


def _tile_word(chart: Likert, theme: Theme) -> list[dict[str, object]]:
    """What the numbers on tiles are, above them."""
    if no_answer_shares(chart) is None:
        return []
    return [above("No<br>answer %", theme, 1 - TILES / 2, xref="paper", xanchor="center")]


def _column(places: list[float], axis: int) -> dict[str, object]:
    return {"type": "bar", "orientation": "h", "y": places, "xaxis": f"x{axis}"}


def _column_axes(chart: Likert, domains: Sequence[list[float]]) -> dict[str, object]:
    """An axis without numbers for each column; the legend names it."""
    neutral = [neutral_room(chart)] if neutral_shares(chart) is not None else []
    return {
        f"xaxis{turn}": {
            "domain": domain,
            "range": [0, units],
            "tickvals": [],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        }
        for turn, (units, domain) in enumerate(zip((*neutral, 1.0), domains, strict=False), start=2)
    }
