"""Dots and bars as charts that PowerPoint itself draws and the reader can edit.

Horizontal bars from zero; the interval of a dot is an error bar whose reach stands in the chart's
own workbook.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from typing import Any

from pptx.chart.chart import Chart as Native
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt
from xlsxwriter.utility import xl_col_to_name

from crm_analytics.export.alternative import alternative
from crm_analytics.export.axis import Axis
from crm_analytics.export.chart_book import Series, chart_book, series_of
from crm_analytics.export.marks import add_marks, label_size
from crm_analytics.export.native_xml import Reach, child, whiskers
from crm_analytics.export.slides import Box, describe, emu, rgb
from crm_analytics.view.chart import Bars, Dots
from crm_analytics.view.palette import LIGHT
from crm_analytics.view.plain import plain


def add_chart(chart: Dots | Bars, slide: Slide, where: Box) -> None:
    """The chart in the box, rows from top to bottom as given."""
    series = series_of(chart)
    labels = [plain(point.label) for point in chart.points]
    written: Any = CategoryChartData(number_format=_format(chart))
    written.categories = labels
    for one in series:
        written.add_series(one.name, one.values)
    frame: Any = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *emu(where), written)
    native: Native = frame.chart
    describe(frame, alternative(chart))
    frame.name = plain(chart.name)
    frame.chart.part.chart_workbook.update_from_xlsx_blob(chart_book(labels, series))
    _dress(native, chart, series)
    for place, one in enumerate(series):
        if one.reaches:
            _whiskers(native, place, len(series), one)
    if isinstance(chart, Dots):
        add_marks(slide, native, chart, where)


def _format(chart: Dots | Bars) -> str:
    decimals = chart.decimals if isinstance(chart, Bars) else 2
    return "0" + ("." + "0" * decimals if decimals else "")


def _dress(native: Native, chart: Dots | Bars, series: Sequence[Series]) -> None:
    """Colours, labels, axes: quiet, and the order from top to bottom."""
    native.has_title = False
    native.font.size, native.font.color.rgb = Pt(12), rgb(LIGHT.ink)
    native.has_legend = len(series) > 1
    if native.legend is not None:
        native.legend.position = XL_LEGEND_POSITION.TOP
        native.legend.include_in_layout = False
    plot = native.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 55, 100, False
    for drawn, one in zip(plot.series, series, strict=True):
        drawn.invert_if_negative = False
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = rgb(one.colour)
    if isinstance(chart, Bars):
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = (
            _format(chart),
            False,
        )
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    _axes(native, chart)


def _axes(native: Native, chart: Dots | Bars) -> None:
    labels, scale = native.category_axis, native.value_axis
    labels.reverse_order = True
    labels.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    labels.major_tick_mark = XL_TICK_MARK.NONE
    labels.format.line.color.rgb = rgb(LIGHT.muted)
    labels.tick_labels.font.size = Pt(label_size(chart))
    # office programs leave out labels they think too close
    child(labels._element, "c:tickLblSkip", 1)
    labels._element.find(qn("c:noMultiLvlLbl")).addprevious(labels._element[-1])
    # reversed labels take the scale to the top; "high" is now the bottom
    scale.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    axis = Axis.of(chart)
    scale.minimum_scale, scale.maximum_scale, scale.major_unit = axis.low, axis.high, axis.step
    scale.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid)
    scale.format.line.fill.background()
    scale.major_tick_mark = XL_TICK_MARK.NONE
    scale.tick_labels.number_format, scale.tick_labels.number_format_is_linked = axis.format, False
    scale.has_title = True
    scale.axis_title.text_frame.text = plain(chart.axis)
    run = scale.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(12), False
    run.font.color.rgb = rgb(LIGHT.muted)


def _whiskers(native: Native, place: int, groups: int, series: Series) -> None:
    """Error bars from the columns of the chart's workbook that follow the values."""
    column = 1 + groups + 2 * place

    def reach(turn: int, values: Sequence[float | None]) -> Reach:
        letter = xl_col_to_name(column + turn)
        return Reach(f"${letter}$2:${letter}${len(values) + 1}", values)

    drawn = native.plots[0].series[place]._element
    whiskers(drawn, reach(0, series.minus), reach(1, series.plus), LIGHT.ink)
