"""Dots, bars and histograms as charts that PowerPoint itself draws and the reader can edit.

Dots and bars are horizontal bars from zero; the interval of a dot is an error bar whose reach
stands in the chart's own workbook; reference lines are drawn on the slide, over a plot whose place
is fixed. A histogram is columns that touch and a smooth line: python-pptx cannot combine kinds, so
both are columns first and the second is then moved into a line chart on the same axes.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pptx.chart.chart import Chart as Native
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Inches, Pt

from crm_analytics.export.chart_layout import Axis, bell, centres, step_names
from crm_analytics.export.slides.page import Box, box, describe, rgb
from crm_analytics.export.slides.style import (
    Numbers,
    by_category,
    child,
    edit_data,
    fill,
    fix_plot,
    legend_on_top,
    named_axis,
    number_axis,
    place_chart,
    rows_down,
    whiskers,
)
from crm_analytics.report.chart import Bars, Dots, Histogram, Interval, groups
from crm_analytics.report.palette import LIGHT, TINT, category
from crm_analytics.report.words import formatted, plain

MARK_WIDTH, MARK_LANE, LABEL_WIDTH = 1.5, 0.2, 4.8
# how wide a letter is for its height, in the widest fonts that stand in for Calibri
LETTER = 0.57
# the blue of the bars on a page, which are a little transparent there
BARS = "#73B2D8"
CURVE = "Normal curve of this mean and SD"


@dataclass(frozen=True, slots=True)
class Series:
    """One group: its colour and one value a row; None where the row belongs to another group."""

    name: str
    colour: str
    values: tuple[float | None, ...]
    minus: tuple[float | None, ...]
    plus: tuple[float | None, ...]


def series_of(chart: Dots | Bars) -> list[Series]:
    """One series a group; an interval is how far it reaches below and above the value."""
    names = groups(chart) or ("",)
    tint = len(names) == 1 and isinstance(chart, Dots)
    return [
        Series(
            plain(group) or plain(chart.axis),
            TINT if tint else category(turn),
            tuple(
                point.value if point.group == group and point.value - point.value == 0 else None
                for point in chart.points
            ),
            tuple(_reach(point, group, point.value, point.low) for point in chart.points),
            tuple(_reach(point, group, point.high, point.value) for point in chart.points),
        )
        for turn, group in enumerate(names)
    ]


def _reach(point: Interval, group: str, far: float | None, near: float | None) -> float | None:
    if point.group != group or far is None or near is None or far - near != far - near:
        return None
    return max(far - near, 0.0)


def add_chart(chart: Dots | Bars, slide: Slide, where: Box) -> None:
    """The chart in the box, rows from top to bottom as given."""
    series = series_of(chart)
    labels = [plain(point.label) for point in chart.points]
    columns: list[Numbers] = [(one.name, one.values) for one in series]
    written = by_category(labels, columns, _format(chart))
    native = place_chart(chart, slide, where, XL_CHART_TYPE.BAR_CLUSTERED, written)
    _dress(native, chart, series)
    rows_down(native, Axis.of(chart), chart.axis, label_size(chart))
    for drawn, one in zip(native.plots[0].series, series, strict=True):
        whiskers(drawn._element, 1 + len(columns), one.minus, one.plus, LIGHT.ink)
        columns += [(f"{one.name}: minus", one.minus), (f"{one.name}: plus", one.plus)]
    edit_data(native, labels, columns)
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
        fill(drawn, one.colour, edged=False)
    if isinstance(chart, Bars):
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = _format(chart), False
        labels.position = XL_LABEL_POSITION.OUTSIDE_END


def add_marks(slide: Slide, native: Native, chart: Dots, where: Box) -> None:
    """A dashed line and a word for each mark, over a plot with room for labels at its left."""
    if not chart.marks:
        return
    wide = _longest(chart) * label_size(chart) * LETTER / 72
    x = min(0.42, wide / where.width + 0.02)
    y = (0.36 + 2 * MARK_LANE if native.has_legend else 2 * MARK_LANE + 0.05) / where.height
    inner = Box(x, y, 0.97 - x, 1 - y - 0.75 / where.height)
    fix_plot(native, inner)
    axis = Axis.of(chart)
    top, high = where.top + where.height * inner.top, where.height * inner.height
    left, wide = where.left + where.width * inner.left, where.width * inner.width
    placed = [(left + wide * axis.share(at), at, word) for at, word in sorted(chart.marks)]
    near = any(b[0] - a[0] < 0.085 * max(len(a[2]), len(b[2])) for a, b in pairwise(placed))
    for turn, (x, at, word) in enumerate(placed):
        ends = (Inches(edge) for edge in (x, top, x, top + high))
        line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
        line.line.width, line.line.dash_style = Pt(1.25), MSO_LINE.DASH
        line.line.color.rgb = rgb(LIGHT.muted)
        describe(line, f"Mark at {formatted(at)}: {word}")
        above = top - MARK_LANE * (1 + (turn % 2 if near else 0)) - 0.03
        where = Box(x - MARK_WIDTH / 2, above, MARK_WIDTH, MARK_LANE)
        said = box(slide, where, [word], 11, f"Mark: {word}")
        said.paragraphs[0].alignment = PP_ALIGN.CENTER


def label_size(chart: Dots | Bars) -> int:
    """Points at which the labels keep to their rows: one line each, two when rows are few."""
    rows = len(chart.points)
    tall = 14 if rows <= 9 else 12 if rows <= 16 else 10 if rows <= 24 else 8
    line = max(_longest(chart) / (2 if rows <= 7 else 1), 1)
    return min(tall, max(8, round(LABEL_WIDTH * 72 / LETTER / line)))


def _longest(chart: Dots | Bars) -> int:
    return max((len(plain(point.label)) for point in chart.points), default=0)


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
    axis = Axis.holding((0.0, *chart.counts, *curve))
    number_axis(native.value_axis, axis, "People")
    if curve:
        _curve(native)
        legend_on_top(native)


def _curve(native: Any) -> None:  # noqa: ANN401 - python-pptx has no types
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
