"""Reference lines of a chart of dots: drawn on the slide, over a plot whose place is fixed."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from itertools import pairwise

from pptx.chart.chart import Chart as Native
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.util import Inches, Pt

from crm_analytics.export.axis import Axis
from crm_analytics.export.native_xml import Inner, fix_plot
from crm_analytics.export.slides import Box, box, describe, rgb
from crm_analytics.report.chart import Bars, Dots
from crm_analytics.report.palette import LIGHT
from crm_analytics.report.plain import number, plain

WORD, LANE, LABELS = 1.5, 0.2, 4.8
# how wide a letter is for its height, in the widest fonts that stand in for Calibri
LETTER = 0.57


def add_marks(slide: Slide, native: Native, chart: Dots, where: Box) -> None:
    """A dashed line and a word for each mark; nothing when there are none."""
    if not chart.marks:
        return
    inner = _fix(native, chart, where)
    axis = Axis.of(chart)
    top, high = where.top + where.height * inner.y, where.height * inner.h
    left, wide = where.left + where.width * inner.x, where.width * inner.w
    placed = [(left + wide * axis.share(at), at, word) for at, word in sorted(chart.marks)]
    near = any(b[0] - a[0] < 0.085 * max(len(a[2]), len(b[2])) for a, b in pairwise(placed))
    for turn, (x, at, word) in enumerate(placed):
        _line(slide, x, top, high, f"Mark at {number(at)}: {word}")
        above = top - LANE * (1 + (turn % 2 if near else 0)) - 0.03
        where = Box(x - WORD / 2, above, WORD, LANE)
        said = box(slide, where, [word], 11, f"Mark: {word}")
        said.paragraphs[0].alignment = PP_ALIGN.CENTER


def label_size(chart: Dots | Bars) -> int:
    """Points at which the labels keep to their rows: one line each, two when rows are few."""
    rows = len(chart.points)
    tall = 14 if rows <= 9 else 12 if rows <= 16 else 10 if rows <= 24 else 8
    line = max(_longest(chart) / (2 if rows <= 7 else 1), 1)
    return min(tall, max(8, round(LABELS * 72 / LETTER / line)))


def _longest(chart: Dots | Bars) -> int:
    return max((len(plain(point.label)) for point in chart.points), default=0)


def _line(slide: Slide, x: float, top: float, high: float, alt: str) -> None:
    ends = (Inches(edge) for edge in (x, top, x, top + high))
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
    line.line.width, line.line.dash_style = Pt(1.25), MSO_LINE.DASH
    line.line.color.rgb = rgb(LIGHT.muted)
    describe(line, alt)


def _fix(native: Native, chart: Dots, where: Box) -> Inner:
    """Tell the chart where its plot lies, with room for the labels at the left."""
    wide = _longest(chart) * label_size(chart) * LETTER / 72
    x = min(0.42, wide / where.width + 0.02)
    y = (0.36 + 2 * LANE if native.has_legend else 2 * LANE + 0.05) / where.height
    inner = Inner(x, y, 0.97 - x, 1 - y - 0.75 / where.height)
    fix_plot(native, inner)
    return inner
