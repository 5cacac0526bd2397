"""What the native charts of slides share: quiet axes, small words, XML, the numbers behind them.

python-pptx leaves to XML where a plot lies, error bars, and which cells a series reads. It writes
a label "=1+1" into the workbook that "edit data" opens as a formula, so that is written here too.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Iterable, Sequence
from io import BytesIO
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
from pptx.oxml.xmlchemy import OxmlElement
from pptx.slide import Slide
from pptx.util import Pt
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from crm_analytics.export.chart_layout import Axis
from crm_analytics.export.slides.page import Box, describe, emu, rgb
from crm_analytics.export.text import alternative
from crm_analytics.report.chart import Chart
from crm_analytics.report.palette import LIGHT, category, form
from crm_analytics.report.words import plain

Numbers = tuple[str, Sequence[float | None]]
SIZE = 12


def place_chart(chart: Chart, slide: Slide, where: Box, kind: Any, written: Any) -> Any:  # noqa: ANN401
    """The native chart of this kind in the box, with the words for those who cannot see it."""
    frame: Any = slide.shapes.add_chart(kind, *emu(where), written)
    describe(frame, alternative(chart))
    frame.name = plain(chart.name)
    native = frame.chart
    native.has_title = native.has_legend = False
    native.font.size, native.font.color.rgb = Pt(SIZE), rgb(LIGHT.ink)
    return native


def by_category(labels: Sequence[str], columns: Sequence[Numbers], form: str) -> CategoryChartData:
    """Categories and series as python-pptx wants them."""
    written = CategoryChartData(number_format=form)
    written.categories = labels
    for name, values in columns:
        written.add_series(name, values)
    return written


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


def fill(drawn: Any, colour: str, edged: bool = True) -> None:  # noqa: ANN401
    """The colour of a series of bars; edged: with a thin white edge where they touch."""
    drawn.invert_if_negative = False
    drawn.format.fill.solid()
    drawn.format.fill.fore_color.rgb = rgb(colour)
    if edged:
        drawn.format.line.color.rgb, drawn.format.line.width = rgb(LIGHT.background), Pt(0.75)


def marker(drawn: Any, turn: int, size: int) -> None:  # noqa: ANN401 - python-pptx has no types
    """The dots of a series: groups differ in form too."""
    dot, colour = drawn.marker, rgb(category(turn))
    dot.style, dot.size = XL_MARKER_STYLE[form(turn).upper()], size
    dot.format.fill.solid()
    dot.format.fill.fore_color.rgb = dot.format.line.color.rgb = colour


def stroke(drawn: Any, colour: str, width: float = 2.25, dashed: bool = False) -> None:  # noqa: ANN401
    """The line of a series."""
    drawn.format.line.color.rgb, drawn.format.line.width = rgb(colour), Pt(width)
    if dashed:
        drawn.format.line.dash_style = MSO_LINE.DASH
    drawn.smooth = False


def child(parent: Any, tag: str, value: object = None) -> Any:  # noqa: ANN401 - XML has no types
    """A new element, the last one of its parent when it has one."""
    element = OxmlElement(tag)
    if value is not None:
        element.set("val", str(value))
    if parent is not None:
        parent.append(element)
    return element


def fix_plot(native: Native, inner: Box) -> None:
    """Tell the chart where its plot lies, so that what is drawn over it meets it.

    inner: in shares of the frame of the chart.
    """
    area: Any = native._chartSpace.find(qn("c:chart")).find(qn("c:plotArea"))
    layout = area.find(qn("c:layout"))
    if layout is None:
        layout = OxmlElement("c:layout")
        area.insert(0, layout)
    manual = child(layout, "c:manualLayout")
    for tag, value in (
        ("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"),
        ("x", inner.left), ("y", inner.top), ("w", inner.width), ("h", inner.height),
    ):  # fmt: skip
        child(manual, f"c:{tag}", value)


def refer(series: Any, tag: str, cells: str) -> None:  # noqa: ANN401 - XML has no types
    """Let a part of a series (its name, its x, its y) read other cells of the chart's workbook."""
    for formula in series.find(qn(tag)).iter(qn("c:f")):
        formula.text = f"Sheet1!{cells}"


def unlisted(native: Native, places: Sequence[int]) -> None:
    """Take series out of the legend."""
    legend: Any = native._chartSpace.find(qn("c:chart")).find(qn("c:legend"))
    if legend is None:
        return
    after = legend.find(qn("c:legendPos"))
    for place in reversed(places):
        entry = child(None, "c:legendEntry")
        child(entry, "c:idx", place)
        child(entry, "c:delete", 1)
        after.addnext(entry)


def cells(column: int, rows: int) -> str:
    """So many rows of a column of the chart's workbook, under its header."""
    letter = xl_col_to_name(column)
    return f"${letter}$2:${letter}${rows + 1}"


def whiskers(  # noqa: PLR0913 - the last one is usually absent
    series: Any,  # noqa: ANN401 - XML has no types
    column: int,
    minus: Sequence[float | None],
    plus: Sequence[float | None],
    colour: str,
    upright: bool = False,
) -> None:
    """Error bars whose reach stands in two columns of the chart's own workbook; none if empty."""
    if all(far is None for far in (*minus, *plus)):
        return
    bars = child(None, "c:errBars")
    if upright:
        child(bars, "c:errDir", "y")
    for tag, value in (("c:errBarType", "both"), ("c:errValType", "cust"), ("c:noEndCap", "0")):
        child(bars, tag, value)
    for tag, place, reach in (("c:plus", column + 1, plus), ("c:minus", column, minus)):
        numbers = child(child(bars, tag), "c:numRef")
        child(numbers, "c:f").text = f"Sheet1!{cells(place, len(reach))}"
        cache = child(numbers, "c:numCache")
        child(cache, "c:formatCode").text = "General"
        child(cache, "c:ptCount", len(reach))
        for row, far in enumerate(reach):
            if far is not None:
                point = child(cache, "c:pt")
                point.set("idx", str(row))
                child(point, "c:v").text = repr(float(far))
    line = child(child(bars, "c:spPr"), "a:ln")
    line.set("w", str(Pt(1.75)))
    child(child(line, "a:solidFill"), "a:srgbClr", colour[1:])
    # the schema wants error bars before the categories
    before = series.find(qn("c:cat"))
    (series.find(qn("c:xVal")) if before is None else before).addprevious(bars)


def edit_data(native: Any, labels: Sequence[str], columns: Iterable[Numbers]) -> None:  # noqa: ANN401
    """Write the workbook that "edit data" opens; labels and names are text whatever they hold."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet("Sheet1")
        page.set_column(0, 0, 40)
        for down, label in enumerate(labels, start=1):
            page.write_string(down, 0, label)
        for across, (name, values) in enumerate(columns, start=1):
            page.write_string(0, across, name)
            for down, value in enumerate(values, start=1):
                if value is not None:
                    page.write_number(down, across, value)
    native.part.chart_workbook.update_from_xlsx_blob(content.getvalue())
