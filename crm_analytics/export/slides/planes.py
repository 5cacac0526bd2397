"""Charts over two axes of numbers: histograms, lines with intervals, maps of named spots.

A histogram is columns that touch and a smooth line: python-pptx cannot combine kinds, so both are
columns first and the second is then moved into a line chart on the same axes. Lines over named
places are a line chart, over numbers an XY chart.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt
from xlsxwriter.utility import xl_col_to_name

from crm_analytics.export.chart_layout import (
    CURVE,
    Axis,
    bell,
    centres,
    map_axes,
    parting_lines,
    placed_spots,
    reach,
    step_names,
)
from crm_analytics.export.slides.page import LETTER, Box, box, rgb
from crm_analytics.export.slides.style import (
    Numbers,
    by_category,
    cells,
    child,
    edit_data,
    fill,
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
from crm_analytics.report.chart import Histogram, Lines, Map, Reading, groups
from crm_analytics.report.palette import LIGHT, category
from crm_analytics.report.words import plain

BARS = "#73B2D8"  # the blue of the bars on a page, which are a little transparent there
WIDE = 4  # each series has these columns in the workbook of a chart over numbers
ENDS = (0.0, 0.88, 1.0)  # a mark is a line of three places: its word stands over the second
NAME_SIZE, DOT = 11, 9  # points
NAMED = 3  # the names of the series stand over the columns after label, x and y
LABEL_SIDES = {
    "right": XL_LABEL_POSITION.RIGHT,
    "left": XL_LABEL_POSITION.LEFT,
    "top": XL_LABEL_POSITION.ABOVE,
    "bottom": XL_LABEL_POSITION.BELOW,
}


def add_histogram(chart: Histogram, slide: Slide, where: Box) -> None:
    """Counts as columns, the heights of the curve at the middles of the steps as a line."""
    labels, curve = list(step_names(chart)), bell(chart, centres(chart))
    columns: list[Numbers] = [("People", chart.counts)]
    if curve:
        columns.append((CURVE, curve))
    written = by_category(labels, columns, "0")
    native = place_chart(chart, slide, where, XL_CHART_TYPE.COLUMN_CLUSTERED, written)
    edit_data(native, labels, columns)
    plot = native.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 0, 100, False
    fill(plot.series[0], BARS)
    named_axis(native.category_axis, chart.axis)
    number_axis(native.value_axis, Axis.holding((0.0, *chart.counts, *curve)), "People")
    if curve:
        _curve(plot._element)
        legend_on_top(native)


def _curve(bars: Any) -> None:  # noqa: ANN401 - XML has no types
    """Make the second series of columns a smooth line without dots."""
    series = bars.findall(qn("c:ser"))[1]
    bars.remove(series)
    for element in series.findall(qn("c:invertIfNegative")):
        series.remove(element)
    child(series, "c:smooth", 1)
    marker = child(None, "c:marker")
    child(marker, "c:symbol", "none")
    series.find(qn("c:cat")).addprevious(marker)
    look = child(None, "c:spPr")
    line = child(look, "a:ln")
    line.set("w", str(Pt(2.25)))
    child(child(line, "a:solidFill"), "a:srgbClr", LIGHT.ink[1:])
    marker.addprevious(look)
    lines = child(None, "c:lineChart")
    child(lines, "c:grouping", "standard")
    child(lines, "c:varyColors", 0)
    lines.append(series)
    child(lines, "c:marker", 1)
    for axis in bars.findall(qn("c:axId")):
        child(lines, "c:axId", axis.get("val"))
    bars.addnext(lines)


def add_lines(chart: Lines, slide: Slide, where: Box) -> None:
    """Every series in its colour, its intervals as error bars, marks as dashed grey lines."""
    known = [
        [point for point in line.points if point.x - point.x == point.y - point.y == 0]
        for line in chart.series
    ]
    native = (_named if chart.ticks else _numbered)(chart, known, slide, where)
    number_axis(native.value_axis, Axis.of(chart), chart.y_axis)
    drawn = list(native.plots[0].series)
    for turn, line in enumerate(chart.series):
        stroke(drawn[turn], category(turn), dashed=line.dashed)
        marker(drawn[turn], turn, 8)
    for mark in drawn[len(chart.series) :]:
        stroke(mark, LIGHT.muted, 1.25, dashed=True)
        mark.marker.style = XL_MARKER_STYLE.NONE
        # the word of a mark at its right end is the name of its series
        count = len(list(mark.values))
        label = mark.points[1 if count == len(ENDS) else count - 1].data_label
        label.position = XL_LABEL_POSITION.ABOVE
        _say(label, mark.name, 11, LIGHT.muted)
    if len(chart.series) > 1:
        legend_on_top(native)
        unlisted(native, range(len(chart.series), len(drawn)))


def _say(label: Any, text: str, size: float, colour: str) -> None:  # noqa: ANN401
    """The text of a data label."""
    label.text_frame.text = text
    for paragraph in label.text_frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(size), rgb(colour)


def _named(chart: Lines, known: Sequence[Sequence[Reading]], slide: Slide, where: Box) -> Any:  # noqa: ANN401
    """A line chart; the reaches of the intervals are columns after the values."""
    labels = [plain(tick) for tick in chart.ticks]
    by_tick = [{point.x: point for point in points} for points in known]
    found = [[points.get(place) for place in range(len(labels))] for points in by_tick]
    columns: list[Numbers] = [
        (plain(line.label), [point.y if point else None for point in points])
        for line, points in zip(chart.series, found, strict=True)
    ]
    columns += [(plain(word), [at] * len(labels)) for at, word in chart.marks]
    written = by_category(labels, columns, "General")
    native = place_chart(chart, slide, where, XL_CHART_TYPE.LINE_MARKERS, written)
    reaches: list[Numbers] = []
    for turn, points in enumerate(found):
        minus, plus = _reaches(columns[turn][0], points)
        if any(far is not None for far in (*minus[1], *plus[1])):
            own, first = native.plots[0].series[turn]._element, 1 + len(columns) + len(reaches)
            whiskers(own, first, minus[1], plus[1], category(turn))
            reaches += [minus, plus]
    edit_data(native, labels, columns + reaches)
    named_axis(native.category_axis, chart.x_axis)
    return native


def _numbered(chart: Lines, known: Sequence[Sequence[Reading]], slide: Slide, where: Box) -> Any:  # noqa: ANN401
    """An XY chart; each series has its own columns x, y, minus, plus."""
    places = [point.x for points in known for point in points]
    whole = all(float(place).is_integer() for place in places)
    across = Axis.holding(places)
    if whole and places and max(places) - min(places) <= 20:
        across = Axis(min(places) - 1, max(places) + 1, 1)
    ends = [across.low + share * (across.high - across.low) for share in ENDS]
    rows = [*known, *([Reading(end, at) for end in ends] for at, _ in chart.marks)]
    titles = [plain(line.label) for line in chart.series] + [plain(word) for _, word in chart.marks]
    written: Any = XyChartData(number_format="General")
    for title, points in zip(titles, rows, strict=True):
        one = written.add_series(title)
        for point in points:
            one.add_data_point(point.x, point.y)
    native = place_chart(chart, slide, where, XL_CHART_TYPE.XY_SCATTER_LINES, written)
    columns: list[Numbers] = []
    for turn, (title, points) in enumerate(zip(titles, rows, strict=True)):
        first, (minus, plus) = 1 + WIDE * turn, _reaches(title, points)
        columns.append((f"{title}: x", [point.x for point in points]))
        columns += [(title, [point.y for point in points]), minus, plus]
        own = native.plots[0].series[turn]._element
        refer(own, "c:tx", f"${xl_col_to_name(first + 1)}$1")
        refer(own, "c:xVal", cells(first, len(points)))
        refer(own, "c:yVal", cells(first + 1, len(points)))
        whiskers(own, first + 2, minus[1], plus[1], category(turn), upright=True)
    longest = max(map(len, rows), default=0)
    edit_data(native, [str(row) for row in range(1, longest + 1)], columns)
    number_axis(native.category_axis, across, chart.x_axis, grid=False)
    meet_low(native)
    return native


def _reaches(title: str, points: Sequence[Reading | None]) -> tuple[Numbers, Numbers]:
    """Two columns: how far each interval goes below and above its value."""
    minus = [None if point is None else reach(point.y, point.low) for point in points]
    plus = [None if point is None else reach(point.high, point.y) for point in points]
    return (f"{title}: minus", minus), (f"{title}: plus", plus)


def add_map(chart: Map, slide: Slide, where: Box) -> None:
    """Spots with their names in the box, the lines dashed, the quadrants' words in the corners."""
    names = groups(placed_spots(chart))
    spots = [spot for group in names for spot in placed_spots(chart).points if spot.group == group]
    chart = replace(chart, points=tuple(spots))
    across, up = map_axes(chart)
    # room for the numbers and titles of the axes and for a legend
    wide, high, top = where.width, where.height, 0.4 if len(names) > 1 else 0.1
    inner = Box(0.8 / wide, top / high, 1 - 1.0 / wide, 1 - (top + 0.85) / high)
    width, height = 72 * wide * inner.width, 72 * high * inner.height
    letter, line = NAME_SIZE * LETTER, NAME_SIZE * 1.25
    ends = (across.low, across.high), (up.low, up.high)
    found = spot_labels(chart, Paper(*ends, (width,), height, letter, line, DOT * 0.7, CROSS))

    members = [[(s.x, s.y) for s in spots if s.group == group] for group in names]
    titles = [plain(group) or plain(chart.y_axis) for group in names]
    lines = parting_lines(chart, across, up)
    written: Any = XyChartData(number_format="General")
    for title, points in zip([*titles, *["line"] * len(lines)], [*members, *lines], strict=True):
        one = written.add_series(title)
        for x, y in points:
            one.add_data_point(x, y)
    native = place_chart(chart, slide, where, XL_CHART_TYPE.XY_SCATTER, written)
    every = [point for points in (*members, *lines) for point in points]
    labels = [*(plain(spot.label) for spot in spots), *["line"] * 2 * len(lines)]
    columns: list[Numbers] = [
        (plain(chart.x_axis), [x for x, _ in every]), (plain(chart.y_axis), [y for _, y in every])
    ]  # fmt: skip
    columns += [(one.name, ()) for one in native.plots[0].series]
    edit_data(native, labels, columns)

    _dress(native, [len(points) for points in members], found)
    if len(names) > 1:
        legend_on_top(native)
        unlisted(native, range(len(names), len(names) + len(lines)))
    number_axis(native.category_axis, across, chart.x_axis, grid=False)
    number_axis(native.value_axis, up, chart.y_axis, grid=False)
    meet_low(native)
    fix_plot(native, inner)
    _corners(chart, slide, where, inner)
    if left_out(found):
        foot = Box(where.left, where.top + where.height - 0.22, where.width, 0.22)
        box(slide, foot, [left_out(found)], 10, "Names left out")


def _dress(native: Any, counts: Sequence[int], found: Sequence[Label]) -> None:  # noqa: ANN401
    """Let each series read its rows of the workbook; groups of spots get names, lines are dashed.

    counts: how many spots each group has.
    """
    row = 2
    for turn, drawn in enumerate(native.plots[0].series):
        group = turn < len(counts)
        last = row + (counts[turn] if group else 2) - 1
        refer(drawn._element, "c:xVal", f"$B${row}:$B${last}")
        refer(drawn._element, "c:yVal", f"$C${row}:$C${last}")
        refer(drawn._element, "c:tx", f"${xl_col_to_name(NAMED + turn)}$1")
        if group:
            _spots(drawn, turn, found[row - 2 : last - 1])
        else:
            stroke(drawn, LIGHT.muted, 1.25, dashed=True)
            drawn.marker.style = XL_MARKER_STYLE.NONE
        row = last + 1


def _spots(drawn: Any, turn: int, found: Sequence[Label]) -> None:  # noqa: ANN401
    """The dots of a group with the names that have room."""
    drawn.format.line.fill.background()
    marker(drawn, turn, DOT)
    for place, name in enumerate(found):
        if name.lines:
            label = drawn.points[place].data_label
            _say(label, "\n".join(name.lines), NAME_SIZE, LIGHT.ink)
            # programs that wrap it once more would lay it over its neighbours
            label.text_frame.word_wrap = False
            label.position = LABEL_SIDES[name.side]
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
