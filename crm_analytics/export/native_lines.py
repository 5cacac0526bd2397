"""Lines on slides: a native line chart over named places, a native XY chart over numbers."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.slide import Slide
from pptx.util import Pt
from xlsxwriter.utility import xl_col_to_name

from crm_analytics.export.axis import Axis
from crm_analytics.export.chart_book import Column, book_of
from crm_analytics.export.native_look import (
    by_category,
    legend_on_top,
    marker,
    meet_low,
    named_axis,
    number_axis,
    place_chart,
    stroke,
)
from crm_analytics.export.native_xml import Reach, refer, unlisted, whiskers
from crm_analytics.export.slides import Box, rgb
from crm_analytics.report.chart import Line, Lines, Reading
from crm_analytics.report.palette import LIGHT, category
from crm_analytics.report.plain import plain

# each series has these columns in the workbook of a chart over numbers
WIDE = 4
# a mark is a line of three places: its word stands over the second
ENDS = (0.0, 0.88, 1.0)


def add_lines(chart: Lines, slide: Slide, where: Box) -> None:
    """Every series in its colour, its intervals as error bars, marks as dashed grey lines."""
    up = Axis.holding(_heights(chart), 0.05)
    native = _named(chart, slide, where) if chart.ticks else _numbered(chart, slide, where)
    number_axis(native.value_axis, up, chart.y_axis)
    drawn = list(native.plots[0].series)
    for turn, line in enumerate(chart.series):
        stroke(drawn[turn], category(turn), dashed=line.dashed)
        marker(drawn[turn], turn, 8)
    for mark in drawn[len(chart.series) :]:
        stroke(mark, LIGHT.muted, 1.25, dashed=True)
        mark.marker.style = XL_MARKER_STYLE.NONE
        _word(mark)
    if len(chart.series) > 1:
        legend_on_top(native)
        unlisted(native, range(len(chart.series), len(drawn)))


def _heights(chart: Lines) -> list[float | None]:
    points = [point for line in chart.series for point in line.points]
    ends = [end for point in points for end in (point.y, point.low, point.high)]
    return ends + [at for at, _ in chart.marks]


def _named(chart: Lines, slide: Slide, where: Box) -> Any:  # noqa: ANN401
    """A line chart; the reaches of the intervals are columns after the values."""
    labels = [plain(tick) for tick in chart.ticks]
    found = [_by_tick(line, len(labels)) for line in chart.series]
    columns: list[Column] = [
        (plain(line.label), [point.y if point else None for point in points])
        for line, points in zip(chart.series, found, strict=True)
    ]
    columns += [(plain(word), [at] * len(labels)) for at, word in chart.marks]
    written = by_category(labels, columns, "General")
    native = place_chart(chart, slide, where, XL_CHART_TYPE.LINE_MARKERS, written)
    reaches: list[Column] = []
    for turn, points in enumerate(found):
        minus, plus = _reaches(points)
        if any(reach is not None for reach in (*minus, *plus)):
            first = 1 + len(columns) + len(reaches)
            own = native.plots[0].series[turn]._element
            ends = (_cells(first, minus), _cells(first + 1, plus))
            whiskers(own, *ends, category(turn))
            name = columns[turn][0]
            reaches += [(f"{name}: minus", minus), (f"{name}: plus", plus)]
    native.part.chart_workbook.update_from_xlsx_blob(book_of(labels, columns + reaches))
    named_axis(native.category_axis, chart.x_axis)
    return native


def _by_tick(line: Line, count: int) -> list[Reading | None]:
    found = {point.x: point for point in _known(line)}
    return [found.get(place) for place in range(count)]


def _numbered(chart: Lines, slide: Slide, where: Box) -> Any:  # noqa: ANN401
    """An XY chart; each series has its own columns x, y, minus, plus."""
    places = [point.x for line in chart.series for point in _known(line)]
    whole = all(float(place).is_integer() for place in places)
    across = Axis.holding(places)
    if whole and places and max(places) - min(places) <= 20:
        across = Axis(min(places) - 1, max(places) + 1, 1)
    rows = [_known(line) for line in chart.series]
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
    columns: list[Column] = []
    for turn, (title, points) in enumerate(zip(titles, rows, strict=True)):
        columns += _columns(title, points)
        _read(native.plots[0].series[turn]._element, turn, points)
    longest = max(map(len, rows), default=0)
    labels = [str(row) for row in range(1, longest + 1)]
    native.part.chart_workbook.update_from_xlsx_blob(book_of(labels, columns))
    number_axis(native.category_axis, across, chart.x_axis, grid=False)
    meet_low(native)
    return native


def _columns(title: str, points: Sequence[Reading]) -> list[Column]:
    minus, plus = _reaches(points)
    return [
        (f"{title}: x", [point.x for point in points]),
        (title, [point.y for point in points]),
        (f"{title}: minus", minus),
        (f"{title}: plus", plus),
    ]


def _read(series: Any, turn: int, points: Sequence[Reading]) -> None:  # noqa: ANN401
    """Let a series read its own columns."""
    first = 1 + WIDE * turn
    minus, plus = _reaches(points)
    refer(series, "c:tx", f"${xl_col_to_name(first + 1)}$1")
    refer(series, "c:xVal", _cells(first, minus).cells)
    refer(series, "c:yVal", _cells(first + 1, minus).cells)
    if any(reach is not None for reach in (*minus, *plus)):
        ends = (_cells(first + 2, minus), _cells(first + 3, plus))
        whiskers(series, *ends, category(turn), upright=True)


def _known(line: Line) -> list[Reading]:
    return [point for point in line.points if point.x - point.x == point.y - point.y == 0]


def _reaches(
    points: Sequence[Reading | None],
) -> tuple[list[float | None], list[float | None]]:
    """How far each interval goes below and above its value."""
    minus = [None if p is None or p.low is None else max(p.y - p.low, 0.0) for p in points]
    plus = [None if p is None or p.high is None else max(p.high - p.y, 0.0) for p in points]
    return minus, plus


def _cells(column: int, values: Sequence[float | None]) -> Reach:
    letter = xl_col_to_name(column)
    return Reach(f"${letter}$2:${letter}${len(values) + 1}", values)


def _word(mark: Any) -> None:  # noqa: ANN401 - python-pptx has no types
    """The word of a mark at its right end: the name of its series."""
    values = list(mark.values)
    label = mark.points[1 if len(values) == len(ENDS) else len(values) - 1].data_label
    label.position = XL_LABEL_POSITION.ABOVE
    label.text_frame.text = mark.name
    font = label.text_frame.paragraphs[0].runs[0].font
    font.size, font.color.rgb = Pt(11), rgb(LIGHT.muted)
