"""How every native chart of a slide looks: quiet axes, small words, no title of its own."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from typing import Any

from pptx.chart.chart import Chart as Native
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from crm_analytics.export.alternative import alternative
from crm_analytics.export.axis import Axis
from crm_analytics.export.chart_book import Column
from crm_analytics.export.native_xml import child
from crm_analytics.export.slides import Box, describe, emu, rgb
from crm_analytics.report.chart import Chart
from crm_analytics.report.palette import LIGHT, category
from crm_analytics.report.plain import plain

SIZE = 12
MARKERS = (
    XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.DIAMOND,
    XL_MARKER_STYLE.TRIANGLE, XL_MARKER_STYLE.PLUS, XL_MARKER_STYLE.X, XL_MARKER_STYLE.STAR,
)  # fmt: skip


def place_chart(chart: Chart, slide: Slide, where: Box, kind: Any, written: Any) -> Any:  # noqa: ANN401
    """The native chart of this kind in the box, with the words for those who cannot see it."""
    frame: Any = slide.shapes.add_chart(kind, *emu(where), written)
    describe(frame, alternative(chart))
    frame.name = plain(chart.name)
    native = frame.chart
    native.has_title = native.has_legend = False
    native.font.size, native.font.color.rgb = Pt(SIZE), rgb(LIGHT.ink)
    return native


def by_category(labels: Sequence[str], columns: Sequence[Column], form: str) -> CategoryChartData:
    """Categories and series as python-pptx wants them."""
    written: Any = CategoryChartData(number_format=form)
    written.categories = labels
    for name, values in columns:
        written.add_series(name, values)
    made: CategoryChartData = written
    return made


def legend_on_top(native: Native) -> None:
    """A legend above the plot, which leaves it its room."""
    native.has_legend = True
    if native.legend is not None:
        native.legend.position = XL_LEGEND_POSITION.TOP
        native.legend.include_in_layout = False


def number_axis(drawn: Any, axis: Axis, title: str, form: str = "", grid: bool = True) -> None:  # noqa: ANN401
    """An axis of numbers with fixed ends; it stands at the low end of the other axis."""
    drawn.minimum_scale, drawn.maximum_scale, drawn.major_unit = axis.low, axis.high, axis.step
    drawn.has_major_gridlines = grid
    if grid:
        drawn.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid)
    drawn.format.line.color.rgb = rgb(LIGHT.grid)
    drawn.major_tick_mark = XL_TICK_MARK.NONE
    drawn.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    labels = drawn.tick_labels
    labels.number_format, labels.number_format_is_linked = form or axis.format, False
    titled(drawn, title)


def named_axis(drawn: Any, title: str = "") -> None:  # noqa: ANN401 - python-pptx has no types
    """An axis of names, at the low end, without ticks."""
    drawn.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    drawn.major_tick_mark = XL_TICK_MARK.NONE
    drawn.format.line.color.rgb = rgb(LIGHT.muted)
    titled(drawn, title)


def meet_low(native: Any) -> None:  # noqa: ANN401 - python-pptx has no types
    """Both axes of numbers meet at their low ends, wherever zero is."""
    native.category_axis.crosses = native.value_axis.crosses = XL_AXIS_CROSSES.MINIMUM


def rows_down(native: Any, axis: Axis, title: str, size: float, form: str = "") -> None:  # noqa: ANN401
    """Rows from top to bottom, each with its label, and the scale below them."""
    labels, scale = native.category_axis, native.value_axis
    named_axis(labels)
    labels.reverse_order = True
    labels.tick_labels.font.size = Pt(size)
    # office programs leave out labels they think too close
    child(labels._element, "c:tickLblSkip", 1)
    labels._element.find(qn("c:noMultiLvlLbl")).addprevious(labels._element[-1])
    number_axis(scale, axis, title, form)
    scale.format.line.fill.background()
    # reversed labels take the scale to the top; "high" is now the bottom
    scale.tick_label_position = XL_TICK_LABEL_POSITION.HIGH


def titled(drawn: Any, title: str) -> None:  # noqa: ANN401 - python-pptx has no types
    """The title of an axis in quiet words; none without words."""
    drawn.has_title = bool(plain(title))
    if drawn.has_title:
        drawn.axis_title.text_frame.text = plain(title)
        run = drawn.axis_title.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = Pt(SIZE), False
        run.font.color.rgb = rgb(LIGHT.muted)


def fill(drawn: Any, colour: str, parted: bool = True) -> None:  # noqa: ANN401
    """The colour of a series of bars; parted: with a thin white edge where they touch."""
    drawn.invert_if_negative = False
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = rgb(colour)
    if parted:
        drawn.format.line.color.rgb, drawn.format.line.width = rgb(LIGHT.background), Pt(0.75)


def marker(drawn: Any, turn: int, size: int) -> None:  # noqa: ANN401 - python-pptx has no types
    """The dots of a series: groups differ in form too."""
    dot, colour = drawn.marker, rgb(category(turn))
    dot.style, dot.size = MARKERS[turn % len(MARKERS)], size
    dot.format.fill.solid()
    dot.format.fill.fore_color.rgb = dot.format.line.color.rgb = colour


def stroke(drawn: Any, colour: str, width: float = 2.25, dashed: bool = False) -> None:  # noqa: ANN401
    """The line of a series."""
    drawn.format.line.color.rgb, drawn.format.line.width = rgb(colour), Pt(width)
    if dashed:
        drawn.format.line.dash_style = MSO_LINE.DASH
    drawn.smooth = False
