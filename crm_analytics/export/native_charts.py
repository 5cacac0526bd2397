"""Dots and bars as charts that PowerPoint itself draws and the reader can edit.

Horizontal bars from zero; the interval of a dot is an error bar whose reach stands in the chart's
own workbook.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence

from pptx.chart.chart import Chart as Native
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.slide import Slide
from xlsxwriter.utility import xl_col_to_name

from crm_analytics.export.axis import Axis
from crm_analytics.export.chart_book import Series, chart_book, series_of
from crm_analytics.export.marks import add_marks, label_size
from crm_analytics.export.native_look import (
    by_category,
    fill,
    legend_on_top,
    place_chart,
    rows_down,
)
from crm_analytics.export.native_xml import Reach, whiskers
from crm_analytics.export.slides import Box
from crm_analytics.report.chart import Bars, Dots
from crm_analytics.report.palette import LIGHT
from crm_analytics.report.plain import plain


def add_chart(chart: Dots | Bars, slide: Slide, where: Box) -> None:
    """The chart in the box, rows from top to bottom as given."""
    series = series_of(chart)
    labels = [plain(point.label) for point in chart.points]
    written = by_category(labels, [(one.name, one.values) for one in series], _format(chart))
    native = place_chart(chart, slide, where, XL_CHART_TYPE.BAR_CLUSTERED, written)
    native.part.chart_workbook.update_from_xlsx_blob(chart_book(labels, series))
    _dress(native, chart, series)
    rows_down(native, Axis.of(chart), chart.axis, label_size(chart))
    for place, one in enumerate(series):
        if one.reaches:
            _whiskers(native, place, len(series), one)
    if isinstance(chart, Dots):
        add_marks(slide, native, chart, where)


def _format(chart: Dots | Bars) -> str:
    decimals = chart.decimals if isinstance(chart, Bars) else 2
    return "0" + ("." + "0" * decimals if decimals else "")


def _dress(native: Native, chart: Dots | Bars, series: Sequence[Series]) -> None:
    """Colours, a legend for groups, a number at the end of every bar."""
    if len(series) > 1:
        legend_on_top(native)
    plot = native.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 55, 100, False
    for drawn, one in zip(plot.series, series, strict=True):
        fill(drawn, one.colour, parted=False)
    if isinstance(chart, Bars):
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = _format(chart), False
        labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _whiskers(native: Native, place: int, groups: int, series: Series) -> None:
    """Error bars from the columns of the chart's workbook that follow the values."""
    column = 1 + groups + 2 * place

    def reach(turn: int, values: Sequence[float | None]) -> Reach:
        letter = xl_col_to_name(column + turn)
        return Reach(f"${letter}$2:${letter}${len(values) + 1}", values)

    drawn = native.plots[0].series[place]._element
    whiskers(drawn, reach(0, series.minus), reach(1, series.plus), LIGHT.ink)
