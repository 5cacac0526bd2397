"""Charts of a row each: dots with their intervals, bars, and Likert bars that part at zero."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil, floor

from plotly import graph_objects as go

from crm_analytics.export.chart_layout import (
    likert_ends,
    neutral_room,
    neutral_shares,
    no_answer_shares,
    part_starts,
    rows_with_headings,
    stacked_points,
)
from crm_analytics.export.figures.frame import (
    LEGEND,
    SMALL,
    TEXT,
    Part,
    above,
    around,
    left_axis,
    legend_above,
    marked,
    scale_axis,
    upright,
    value_text,
    whiskers,
)
from crm_analytics.report.chart import Bars, Dots, Interval, Likert, Share, groups
from crm_analytics.report.palette import NEUTRAL, Theme, category, ink_on, shades
from crm_analytics.report.words import formatted

ROWS = (28, 36, 52)  # pixels of a row whose label takes one line, two, three
LETTER = 0.022  # of the breadth of a plot, on a wide page and nearly on a phone
LABEL, AXIS = 26, 28  # letters a line that a phone has room for
LANE = 15  # pixels of a line of words above marks
ANSWER, LINE, HEADING = 24, 16, 0.7  # pixels of a row and a line of its label; a heading, in rows
ANSWER_LABEL = (27, 3)  # letters a line and lines: a phone must have room for the bars
STEP = 25  # per cent
TILES, GAP, TILE_WORD = 0.1, 0.03, 28  # of the width; pixels of the word above tiles
SCREEN, PHONE = 900, 190  # pixels that a legend has


def row_figure(chart: Dots | Bars, theme: Theme, titled: bool) -> go.Figure:
    """A chart with one row a point, labels at the left, marks and legend above the rows."""
    placed = list(enumerate(chart.points))
    traces = [
        _row_trace(chart, [p for p in placed if p[1].group == group], turn, theme)
        for turn, group in enumerate(groups(chart))
    ]
    labels = [marked(point.label, LABEL, 3) for point in chart.points]
    row = ROWS[max((label.count("<br>") for label in labels), default=0)]
    plot = row * max(len(labels), 2)
    marks = chart.marks if isinstance(chart, Dots) else ()
    span = _row_ends(chart)
    words, lanes = _reference_words(marks, span, theme)
    many = len(traces) > 1
    axis = scale_axis(chart.axis, theme, span, (AXIS, 3))
    zero = {"zeroline": span[0] < 0 < span[1] or isinstance(chart, Bars)}
    below = 54 + 16 * marked(chart.axis, AXIS, 3).count("<br>")
    heights = (6 + LANE * lanes + LEGEND * many, plot, below)
    layout = around(chart, theme, titled, heights) | {
        "xaxis": axis | zero | {"zerolinecolor": theme.muted},
        "yaxis": left_axis(labels),
        "shapes": [upright(at, theme.muted, 1, layer="below") for at, _ in marks],
        "annotations": words,
        **legend_above(many, plot, LANE * lanes + 4),
        "barmode": "overlay",
    }
    return go.Figure(data=traces, layout=layout)


def _row_trace(
    chart: Dots | Bars, members: Sequence[tuple[int, Interval]], turn: int, theme: Theme
) -> Part:
    """One group: its points with their places, as dots with intervals or as bars with numbers."""
    colour = category(turn, theme.accent)
    points = [point for _, point in members]
    decimals = chart.decimals if isinstance(chart, Bars) else 2
    trace: Part = {
        "x": [point.value for point in points],
        "y": [place for place, _ in members],
        "name": marked(points[0].group),
        "hoverinfo": "text",
        "hovertext": [_row_text(point, decimals) for point in points],
    }
    if isinstance(chart, Bars):
        return trace | {
            "type": "bar",
            "orientation": "h",
            "width": 0.66,
            "marker": {"color": colour},
            "text": [formatted(point.value, decimals) for point in points],
            "textposition": "outside",
            "textangle": 0,
            "textfont": {"color": theme.ink, "size": TEXT},
            "cliponaxis": False,
        }
    ends = [(point.value, point.low, point.high) for point in points]
    look = {"type": "scatter", "mode": "markers", "marker": {"size": 10, "color": colour}}
    return trace | look | {"error_x": whiskers(ends, colour, (2, 0))}


def _row_text(point: Interval, decimals: int) -> str:
    """The hover text: label, value, interval, group."""
    value = value_text(point.value, point.low, point.high, decimals)
    group = f"<br>{marked(point.group)}" if point.group else ""
    return f"<b>{marked(point.label, 60)}</b><br>{value}{group}"


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
) -> tuple[list[Part], int]:
    """A word above each mark, one lane higher where it would touch another, and the lanes used."""
    free: list[float] = []
    words: list[Part] = []
    for at, word in sorted(marks):
        centre = (at - span[0]) / (span[1] - span[0])
        half = len(word) * LETTER + 0.01
        lane = next((i for i, end in enumerate(free) if end <= centre - half), len(free))
        free[lane : lane + 1] = [centre + half]
        words.append(above(marked(word), theme, at, yshift=LANE * lane))
    return words, len(free)


def likert_figure(chart: Likert, theme: Theme, titled: bool) -> go.Figure:
    """Bars that part at zero, the answers that stand apart and the missing ones at their right."""
    rows = rows_with_headings(chart)
    labels = [
        f"<b>{marked(row, *ANSWER_LABEL)}</b>"
        if isinstance(row, str)
        else marked(row.label, *ANSWER_LABEL)
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
    plot = round(max((ANSWER + LINE * tallest + 4) * end, least, 60))
    tiles = no_answer_shares(chart) is not None
    legend = LEGEND * _legend_lines(chart, SCREEN) + TILE_WORD * tiles
    ends = likert_ends(chart)
    ticks = range(ceil(ends[0] / STEP) * STEP, floor(ends[1]) + 1, STEP)
    domains = _domains(chart)
    placed = [(at, row) for at, row in zip(middles, rows, strict=True) if isinstance(row, Share)]
    word = above("No<br>answer %", theme, 1 - TILES / 2, xref="paper", xanchor="center")
    layout = around(chart, theme, titled, (8 + legend, plot, 62)) | {
        "xaxis": scale_axis(chart.axis, theme, ends, (28, 2))
        | {
            "domain": domains[0],
            "tickvals": list(ticks),
            "ticktext": [str(abs(tick)) for tick in ticks],
            "zeroline": True,
            "zerolinecolor": theme.muted,
        },
        "yaxis": left_axis(labels)
        | {"tickvals": middles, "range": [end, 0], "tickfont": {"size": TEXT - 1}},
        "barmode": "overlay",
        # a number that has no room at this width is left out by the browser
        "uniformtext": {"minsize": 10, "mode": "hide"},
        **_column_axes(chart, domains[1:]),
        "annotations": [word] * tiles,
        **legend_above(bool(chart.rows), plot, 8 + TILE_WORD * tiles),
    }
    traces = [*_stacked(chart, placed, theme), *_columns(chart, placed, theme)]
    return go.Figure(data=traces, layout=layout)


def _legend_lines(chart: Likert, width: int) -> int:
    """How many lines the legend takes on so many pixels; in more than one it has columns."""
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


def _stacked(chart: Likert, placed: Sequence[tuple[float, Share]], theme: Theme) -> list[Part]:
    """One trace a scale point, so that many rows are drawn at once."""
    colours = shades(len(chart.points), chart.middle)
    known = [(at, row) for at, row in placed if row.shares]
    return [
        _point(chart, known, point, theme, colours[point])
        | {"base": [part_starts(chart, row)[turn] for _, row in known]}
        for turn, point in enumerate(stacked_points(chart))
    ]


def _point(
    chart: Likert, known: Sequence[tuple[float, Share]], point: int, theme: Theme, colour: str
) -> Part:
    """The shares of one scale point; the hover text says label, share, how many answered."""
    shares = [row.shares[point] for _, row in known]
    told = (f"{marked(chart.points[point])}: {formatted(share, 1)} %" for share in shares)
    return _horizontal([at for at, _ in known], colour, theme) | {
        "x": shares,
        "text": [formatted(share, 0) for share in shares],
        "name": marked(chart.points[point], 30, 1),
        "hovertext": [
            f"<b>{marked(row.label, 60)}</b><br>{share}<br>n = {row.n:,}"
            for (_, row), share in zip(known, told, strict=True)
        ],
    }


def _horizontal(places: list[float], colour: str, theme: Theme) -> Part:
    """Bars at these places with a number inside each."""
    return {
        "type": "bar",
        "orientation": "h",
        "y": places,
        "width": 0.74,
        "marker": {"color": colour, "line": {"color": theme.background, "width": 1}},
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": ink_on(colour), "size": SMALL},
        "hoverinfo": "text",
    }


def _columns(chart: Likert, placed: Sequence[tuple[float, Share]], theme: Theme) -> list[Part]:
    """Answers that stand apart as bars on their own zero; missing answers as numbers on tiles."""
    traces: list[Part] = []
    if neutral_shares(chart) is not None and chart.middle is not None:
        known = [(at, row) for at, row in placed if row.shares]
        traces.append(_point(chart, known, chart.middle, theme, NEUTRAL) | {"xaxis": "x2"})
    missing = [(at, row) for at, row in placed if row.no_answer is not None]
    if missing:
        traces.append(
            _horizontal([at for at, _ in missing], theme.grid, theme)
            | {
                "x": [1] * len(missing),
                "xaxis": f"x{2 + len(traces)}",
                "text": [formatted(row.no_answer, 0) for _, row in missing],
                "textfont": {"color": theme.ink, "size": SMALL},
                "name": "No answer",
                "showlegend": False,
                "hovertext": [
                    f"<b>{marked(row.label, 60)}</b><br>No answer: {formatted(row.no_answer, 1)} %"
                    for _, row in missing
                ],
            }
        )
    return traces


def _column_axes(chart: Likert, domains: Sequence[list[float]]) -> Part:
    """An axis without numbers for each column; the legend names it."""
    neutral = [neutral_room(chart)] if neutral_shares(chart) is not None else []
    hidden = {"tickvals": [], "showgrid": False, "zeroline": False, "fixedrange": True}
    return {
        f"xaxis{turn}": {"domain": domain, "range": [0, units], **hidden}
        for turn, (units, domain) in enumerate(zip((*neutral, 1.0), domains, strict=False), start=2)
    }
