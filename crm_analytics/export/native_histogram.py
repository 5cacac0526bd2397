"""A histogram on slides: columns that touch and a smooth line over them, in one native chart.

python-pptx cannot combine kinds, so both series are columns first and the second is then moved
into a line chart on the same axes.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from crm_analytics.export.axis import Axis
from crm_analytics.export.bell import bell, centres, steps
from crm_analytics.export.chart_book import Column, book_of
from crm_analytics.export.native_look import (
    by_category,
    fill,
    legend_on_top,
    named_axis,
    number_axis,
    place_chart,
)
from crm_analytics.export.native_xml import child
from crm_analytics.export.slides import Box
from crm_analytics.report.chart import Histogram
from crm_analytics.report.palette import LIGHT

# the blue of the bars on a page, which are a little transparent there
BARS = "#73B2D8"
CURVE = "Normal curve of this mean and SD"


def add_histogram(chart: Histogram, slide: Slide, where: Box) -> None:
    """Counts as columns, the heights of the curve at the middles of the steps as a line."""
    labels, curve = list(steps(chart)), bell(chart, centres(chart))
    columns: list[Column] = [("People", chart.counts)]
    if curve:
        columns.append((CURVE, curve))
    written = by_category(labels, columns, "0")
    native = place_chart(chart, slide, where, XL_CHART_TYPE.COLUMN_CLUSTERED, written)
    native.part.chart_workbook.update_from_xlsx_blob(book_of(labels, columns))
    plot = native.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 0, 100, False
    fill(plot.series[0], BARS)
    named_axis(native.category_axis, chart.axis)
    axis = Axis.holding((0.0, *chart.counts, *curve))
    number_axis(native.value_axis, axis, "People")
    if curve:
        _line(native)
        legend_on_top(native)


def _line(native: Any) -> None:  # noqa: ANN401 - python-pptx has no types
    """Make the second series a smooth line without dots."""
    bars = native.plots[0]._element
    series = bars.findall(qn("c:ser"))[1]
    bars.remove(series)
    for element in series.findall(qn("c:invertIfNegative")):
        series.remove(element)
    child(series, "c:smooth", 1)
    marker = child(None, "c:marker")
    child(marker, "c:symbol", "none")
    series.find(qn("c:cat")).addprevious(marker)
    marker.addprevious(_stroke())
    lines = child(None, "c:lineChart")
    child(lines, "c:grouping", "standard")
    child(lines, "c:varyColors", 0)
    lines.append(series)
    child(lines, "c:marker", 1)
    for axis in bars.findall(qn("c:axId")):
        child(lines, "c:axId", axis.get("val"))
    bars.addnext(lines)


def _stroke() -> Any:  # noqa: ANN401 - XML has no types
    look = child(None, "c:spPr")
    line = child(look, "a:ln")
    line.set("w", str(Pt(2.25)))
    child(child(line, "a:solidFill"), "a:srgbClr", LIGHT.ink[1:])
    return look
