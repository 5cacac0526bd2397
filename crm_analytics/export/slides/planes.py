"""Lines and maps on slides: native line charts over named places, XY charts over numbers."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.util import Pt
from xlsxwriter.utility import xl_col_to_name

from crm_analytics.export.chart_layout import Axis
from crm_analytics.export.slides.page import Box, box, rgb
from crm_analytics.export.slides.style import (
    Numbers,
    by_category,
    cells,
    child,
    edit_data,
    fix_plot,
    legend_on_top,
    marker,
    meet_low,
    named_axis,
    number_axis,
    place_chart,
    refer,
    stroke,
    unlisted,
    whiskers,
)
from crm_analytics.export.text_layout import CROSS, Label, Paper, left_out, spot_labels
from crm_analytics.report.chart import Line, Lines, Map, Reading, Spot, groups
from crm_analytics.report.palette import LIGHT, category
from crm_analytics.report.words import plain

# each series has these columns in the workbook of a chart over numbers
WIDE = 4
# a mark is a line of three places: its word stands over the second
ENDS = (0.0, 0.88, 1.0)
NAME_SIZE, DOT, MARGIN = 11, 9, 0.1
# the names of the series stand over the columns after label, x and y
NAMED = 3
LABEL_SIDES = {
    "right": XL_LABEL_POSITION.RIGHT,
    "left": XL_LABEL_POSITION.LEFT,
    "top": XL_LABEL_POSITION.ABOVE,
    "bottom": XL_LABEL_POSITION.BELOW,
}


def add_lines(chart: Lines, slide: Slide, where: Box) -> None:
    """Every series in its colour, its intervals as error bars, marks as dashed grey lines."""
    points = [point for line in chart.series for point in line.points]
    ends = [end for point in points for end in (point.y, point.low, point.high)]
    up = Axis.holding((*ends, *(at for at, _ in chart.marks)), 0.05)
    native = _named(chart, slide, where) if chart.ticks else _numbered(chart, slide, where)
    number_axis(native.value_axis, up, chart.y_axis)
    drawn = list(native.plots[0].series)
    for turn, line in enumerate(chart.series):
        stroke(drawn[turn], category(turn), dashed=line.dashed)
        marker(drawn[turn], turn, 8)
    for mark in drawn[len(chart.series) :]:
        stroke(mark, LIGHT.muted, 1.25, dashed=True)
        mark.marker.style = XL_MARKER_STYLE.NONE
        _mark_word(mark)
    if len(chart.series) > 1:
        legend_on_top(native)
        unlisted(native, range(len(chart.series), len(drawn)))


def _named(chart: Lines, slide: Slide, where: Box) -> Any:  # noqa: ANN401
    """A line chart; the reaches of the intervals are columns after the values."""
    labels = [plain(tick) for tick in chart.ticks]
    known = [{point.x: point for point in _readings(line)} for line in chart.series]
    found = [[by_tick.get(place) for place in range(len(labels))] for by_tick in known]
    columns: list[Numbers] = [
        (plain(line.label), [point.y if point else None for point in points])
        for line, points in zip(chart.series, found, strict=True)
    ]
    columns += [(plain(word), [at] * len(labels)) for at, word in chart.marks]
    written = by_category(labels, columns, "General")
    native = place_chart(chart, slide, where, XL_CHART_TYPE.LINE_MARKERS, written)
    reaches: list[Numbers] = []
    for turn, points in enumerate(found):
        minus, plus = _reaches(points)
        if any(reach is not None for reach in (*minus, *plus)):
            own, first = native.plots[0].series[turn]._element, 1 + len(columns) + len(reaches)
            whiskers(own, first, minus, plus, category(turn))
            name = columns[turn][0]
            reaches += [(f"{name}: minus", minus), (f"{name}: plus", plus)]
    edit_data(native, labels, columns + reaches)
    named_axis(native.category_axis, chart.x_axis)
    return native


def _numbered(chart: Lines, slide: Slide, where: Box) -> Any:  # noqa: ANN401
    """An XY chart; each series has its own columns x, y, minus, plus."""
    places = [point.x for line in chart.series for point in _readings(line)]
    whole = all(float(place).is_integer() for place in places)
    across = Axis.holding(places)
    if whole and places and max(places) - min(places) <= 20:
        across = Axis(min(places) - 1, max(places) + 1, 1)
    rows = [_readings(line) for line in chart.series]
    rows += [
        [Reading(across.low + share * (across.high - across.low), at) for share in ENDS]
        for at, _ in chart.marks
    ]
    titles = [plain(line.label) for line in chart.series] + [plain(word) for _, word in chart.marks]
    written: Any = XyChartData(number_format="General")
    for title, points in zip(titles, rows, strict=True):
        one = written.add_series(title)
        for point in points:
            one.add_data_point(point.x, point.y)
    native = place_chart(chart, slide, where, XL_CHART_TYPE.XY_SCATTER_LINES, written)
    columns: list[Numbers] = []
    for turn, (title, points) in enumerate(zip(titles, rows, strict=True)):
        columns += _columns(title, points)
        _refer_line(native.plots[0].series[turn]._element, turn, points)
    longest = max(map(len, rows), default=0)
    labels = [str(row) for row in range(1, longest + 1)]
    edit_data(native, labels, columns)
    number_axis(native.category_axis, across, chart.x_axis, grid=False)
    meet_low(native)
    return native


def _columns(title: str, points: Sequence[Reading]) -> list[Numbers]:
    minus, plus = _reaches(points)
    return [
        (f"{title}: x", [point.x for point in points]),
        (title, [point.y for point in points]),
        (f"{title}: minus", minus),
        (f"{title}: plus", plus),
    ]


def _refer_line(series: Any, turn: int, points: Sequence[Reading]) -> None:  # noqa: ANN401
    """Let a series read its own columns."""
    first = 1 + WIDE * turn
    minus, plus = _reaches(points)
    refer(series, "c:tx", f"${xl_col_to_name(first + 1)}$1")
    refer(series, "c:xVal", cells(first, len(points)))
    refer(series, "c:yVal", cells(first + 1, len(points)))
    whiskers(series, first + 2, minus, plus, category(turn), upright=True)


def _readings(line: Line) -> list[Reading]:
    return [point for point in line.points if point.x - point.x == point.y - point.y == 0]


def _reaches(
    points: Sequence[Reading | None],
) -> tuple[list[float | None], list[float | None]]:
    """How far each interval goes below and above its value."""
    minus = [None if p is None or p.low is None else max(p.y - p.low, 0.0) for p in points]
    plus = [None if p is None or p.high is None else max(p.high - p.y, 0.0) for p in points]
    return minus, plus


def _mark_word(mark: Any) -> None:  # noqa: ANN401 - python-pptx has no types
    """The word of a mark at its right end: the name of its series."""
    values = list(mark.values)
    label = mark.points[1 if len(values) == len(ENDS) else len(values) - 1].data_label
    label.position = XL_LABEL_POSITION.ABOVE
    label.text_frame.text = mark.name
    font = label.text_frame.paragraphs[0].runs[0].font
    font.size, font.color.rgb = Pt(11), rgb(LIGHT.muted)


def add_map(chart: Map, slide: Slide, where: Box) -> None:
    """Spots with their names in the box, the lines dashed, the quadrants' words in the corners."""
    spots = [spot for group in groups(chart) for spot in chart.points
             if spot.group == group and spot.x - spot.x == spot.y - spot.y == 0]  # fmt: skip
    chart = replace(chart, points=tuple(spots))
    across = Axis.holding((*(spot.x for spot in spots), chart.x_line), MARGIN)
    up = Axis.holding((*(spot.y for spot in spots), chart.y_line), MARGIN)
    found = spot_labels(chart, _paper(chart, where, across, up))
    written = _written(chart, across, up)
    native = place_chart(chart, slide, where, XL_CHART_TYPE.XY_SCATTER, written)
    labels = [*(plain(spot.label) for spot in spots), *["line"] * 4]
    ends = _ends(chart, across, up)
    x, y = ([*own, *(end[turn] for line in ends for end in line)]
            for turn, own in enumerate(([s.x for s in spots], [s.y for s in spots])))  # fmt: skip
    columns: list[Numbers] = [(plain(chart.x_axis), x), (plain(chart.y_axis), y)]
    columns += [(one.name, ()) for one in native.plots[0].series]
    edit_data(native, labels[: len(x)], columns)
    _dress(native, chart, found)
    number_axis(native.category_axis, across, chart.x_axis, grid=False)
    number_axis(native.value_axis, up, chart.y_axis, grid=False)
    meet_low(native)
    inner = _inner(chart, where)
    fix_plot(native, inner)
    _corners(chart, slide, where, inner)
    if left_out(found):
        foot = Box(where.left, where.top + where.height - 0.22, where.width, 0.22)
        box(slide, foot, [left_out(found)], 10, "Names left out")


def _inner(chart: Map, where: Box) -> Box:
    """The plot, with room for the numbers and titles of its axes and for a legend."""
    top = 0.4 if len(groups(chart)) > 1 else 0.1
    wide, high = where.width, where.height
    return Box(0.8 / wide, top / high, 1 - 1.0 / wide, 1 - (top + 0.85) / high)


def _paper(chart: Map, where: Box, across: Axis, up: Axis) -> Paper:
    """The plot in points."""
    inner = _inner(chart, where)
    width, height = 72 * where.width * inner.width, 72 * where.height * inner.height
    ends = ((across.low, across.high), (up.low, up.high))
    lines = (chart.x_line, chart.y_line)
    return Paper(
        *ends, (width,), height, NAME_SIZE * 0.57, NAME_SIZE * 1.25, DOT * 0.7, lines, CROSS
    )


def _ends(chart: Map, across: Axis, up: Axis) -> list[list[tuple[float, float]]]:
    """Both ends of each line that parts the map."""
    lines: list[list[tuple[float, float]]] = []
    if chart.x_line is not None:
        lines.append([(chart.x_line, up.low), (chart.x_line, up.high)])
    if chart.y_line is not None:
        lines.append([(across.low, chart.y_line), (across.high, chart.y_line)])
    return lines


def _written(chart: Map, across: Axis, up: Axis) -> Any:  # noqa: ANN401 - python-pptx has no types
    written: Any = XyChartData(number_format="General")
    for group in groups(chart):
        one = written.add_series(plain(group) or plain(chart.y_axis))
        for spot in _members(chart, group):
            one.add_data_point(spot.x, spot.y)
    for line in _ends(chart, across, up):
        one = written.add_series("line")
        for x, y in line:
            one.add_data_point(x, y)
    return written


def _members(chart: Map, group: str) -> list[Spot]:
    return [spot for spot in chart.points if spot.group == group]


def _dress(native: Any, chart: Map, found: Sequence[Label]) -> None:  # noqa: ANN401
    """Colours, names, and the cells that each series reads: one row a spot."""
    row, drawn = 2, list(native.plots[0].series)
    names_of = iter(found)
    for turn, group in enumerate(groups(chart)):
        count = len(_members(chart, group))
        _refer_spots(drawn[turn], turn, row, count)
        _spots(drawn[turn], turn, [next(names_of) for _ in range(count)])
        row += count
    for turn, line in enumerate(drawn[len(groups(chart)) :], start=len(groups(chart))):
        _refer_spots(line, turn, row, 2)
        stroke(line, LIGHT.muted, 1.25, dashed=True)
        line.marker.style = XL_MARKER_STYLE.NONE
        row += 2
    if len(groups(chart)) > 1:
        legend_on_top(native)
        unlisted(native, range(len(groups(chart)), len(drawn)))


def _refer_spots(drawn: Any, turn: int, row: int, count: int) -> None:  # noqa: ANN401 - python-pptx has no types
    last = row + count - 1
    refer(drawn._element, "c:xVal", f"$B${row}:$B${last}")
    refer(drawn._element, "c:yVal", f"$C${row}:$C${last}")
    refer(drawn._element, "c:tx", f"${xl_col_to_name(NAMED + turn)}$1")


def _spots(drawn: Any, turn: int, found: Sequence[Label]) -> None:  # noqa: ANN401
    drawn.format.line.fill.background()
    marker(drawn, turn, DOT)
    for place, name in enumerate(found):
        if name.lines:
            label = drawn.points[place].data_label
            label.text_frame.text = "\n".join(name.lines)
            # programs that wrap it once more would lay it over its neighbours
            label.text_frame.word_wrap = False
            label.position = LABEL_SIDES[name.side]
            for paragraph in label.text_frame.paragraphs:
                for run in paragraph.runs:
                    run.font.size, run.font.color.rgb = Pt(NAME_SIZE), rgb(LIGHT.ink)
            if name.over:
                # after the text, with which python-pptx takes every background away
                ground = child(label._dLbl.get_or_add_spPr(), "a:solidFill")
                child(ground, "a:srgbClr", LIGHT.background[1:])


def _corners(chart: Map, slide: Slide, where: Box, inner: Box) -> None:
    left, top = where.left + inner.left * where.width, where.top + inner.top * where.height
    wide, high = inner.width * where.width / 2, inner.height * where.height
    for turn, word in enumerate(chart.quadrants):
        if not word:
            continue
        spot = Box(left + wide * (turn % 2), top + (high - 0.24) * (turn // 2), wide, 0.24)
        said = box(slide, spot, [word], NAME_SIZE, f"Quadrant: {word}")
        said.vertical_anchor = MSO_ANCHOR.MIDDLE
        said.paragraphs[0].alignment = PP_ALIGN.RIGHT if turn % 2 else PP_ALIGN.LEFT
        said.paragraphs[0].runs[0].font.italic = True
