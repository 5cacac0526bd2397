"""Charts of a row each, drawn by PowerPoint itself, so that the reader can edit them.

Dots and bars are horizontal bars from zero; the interval of a dot is an error bar whose reach
stands in the chart's own workbook; reference lines are drawn on the slide, over a plot whose place
is fixed. Likert bars are stacked bars with low answers as negative numbers; the neutral answers are
two series, half to the left and half to the right of zero. What stands apart (a neutral column,
missing answers) is a chart of its own beside the bars, with the same rows.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pptx.chart.chart import Chart as Native
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.util import Inches, Pt

from crm_analytics.export.chart_layout import (
    Axis,
    likert_ends,
    neutral_room,
    neutral_shares,
    no_answer_shares,
    reach,
    rows_with_headings,
    signed_parts,
)
from crm_analytics.export.slides.page import LETTER, Box, box, describe, rgb
from crm_analytics.export.slides.style import (
    Numbers,
    by_category,
    child,
    edit_data,
    fill,
    fix_plot,
    legend_on_top,
    number_axis,
    place_chart,
    rows_down,
    whiskers,
)
from crm_analytics.report.chart import Bars, Dots, Interval, Likert, Share, groups
from crm_analytics.report.palette import LIGHT, NEUTRAL, TINT, category, ink_on, shades
from crm_analytics.report.words import formatted, plain

MARK_WIDTH, MARK_LANE, LABEL_WIDTH = 1.5, 0.2, 4.8  # inches
MOST_ROWS = 12  # of a Likert chart on one slide
KEY, HEAD, FOOT, SIDE, GAP = 0.34, 0.24, 0.62, 1.0, 0.2  # inches around Likert bars
KEY_SIZE = 12
NUMBER = 0.27  # inches that a number needs inside its part of a bar
TALL = 0.62  # inches that a row of answers takes at most
STEP = 20  # per cent
SIGNLESS = "0;0"
SIDES = {-0.5: ", left half", 0.5: ", right half"}


def add_rows(chart: Dots | Bars, slide: Slide, where: Box) -> None:
    """Dots or bars in the box, rows from top to bottom as given, a series for each group."""
    names, points = groups(chart) or ("",), chart.points
    labels, titles = [plain(point.label) for point in points], []
    columns: list[Numbers] = []
    for group in names:
        titles.append(plain(group) or plain(chart.axis))
        columns.append((titles[-1], [_value(point, group) for point in points]))
    decimals = chart.decimals if isinstance(chart, Bars) else 2
    form = "0" + ("." + "0" * decimals if decimals else "")
    written = by_category(labels, columns, form)
    native = place_chart(chart, slide, where, XL_CHART_TYPE.BAR_CLUSTERED, written)
    if len(names) > 1:
        legend_on_top(native)
    plot = native.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 55, 100, False
    tint = len(names) == 1 and isinstance(chart, Dots)
    for turn, drawn in enumerate(plot.series):
        fill(drawn, TINT if tint else category(turn), edged=False)
    if isinstance(chart, Bars):
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = form, False
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    rows_down(native, Axis.of(chart), chart.axis, _label_size(chart))
    for drawn, group, title in zip(plot.series, names, titles, strict=True):
        own = [point if point.group == group else None for point in points]
        minus = [None if point is None else reach(point.value, point.low) for point in own]
        plus = [None if point is None else reach(point.high, point.value) for point in own]
        whiskers(drawn._element, 1 + len(columns), minus, plus, LIGHT.ink)
        columns += [(f"{title}: minus", minus), (f"{title}: plus", plus)]
    edit_data(native, labels, columns)
    if isinstance(chart, Dots):
        _add_marks(slide, native, chart, where)


def _value(point: Interval, group: str) -> float | None:
    """None where the row belongs to another group, or where the value is no number."""
    return point.value if point.group == group and point.value - point.value == 0 else None


def _add_marks(slide: Slide, native: Native, chart: Dots, where: Box) -> None:
    """A dashed line and a word for each mark, over a plot with room for labels at its left."""
    if not chart.marks:
        return
    wide = _longest(chart) * _label_size(chart) * LETTER / 72
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


def _label_size(chart: Dots | Bars) -> int:
    """Points at which the labels keep to their rows: one line each, two when rows are few."""
    rows = len(chart.points)
    tall = 14 if rows <= 9 else 12 if rows <= 16 else 10 if rows <= 24 else 8
    line = max(_longest(chart) / (2 if rows <= 7 else 1), 1)
    return min(tall, max(8, round(LABEL_WIDTH * 72 / LETTER / line)))


def _longest(chart: Dots | Bars) -> int:
    return max((len(plain(point.label)) for point in chart.points), default=0)


@dataclass(frozen=True, slots=True)
class _LikertSlide:
    """What one slide shows: rows and headings of groups, and where they lie on it, in inches."""

    chart: Likert
    rows: tuple[Share | str, ...]
    frame: Box
    labels: float
    bars: float
    neutral: float
    size: int

    @classmethod
    def of(cls, chart: Likert, rows: tuple[Share, ...], where: Box) -> "_LikertSlide":
        """The bars get the width that labels and columns leave; one scale for both."""
        shown = rows_with_headings(replace(chart, rows=rows))
        size = 12 if len(shown) <= 10 else 11 if len(shown) <= 13 else 10
        longest = max((len(_label(row)) for row in shown), default=0)
        labels = min(0.36 * where.width, longest * size * LETTER / 72 + 0.2)
        free = where.width - labels - 0.15 - (SIDE + GAP) * (no_answer_shares(chart) is not None)
        low, high = likert_ends(chart, STEP)
        room = neutral_room(chart) if neutral_shares(chart) is not None else 0.0
        free -= GAP * (room > 0)
        part = free * (high - low) / (high - low + room)
        keys = KEY * _key_lines(chart, where.width)
        high = min(where.height - keys, max(len(shown), 2) * TALL + HEAD + FOOT)
        frame = Box(where.left, where.top + keys, where.width, high)
        return cls(chart, shown, frame, labels, part, free - part, size)

    @property
    def names(self) -> list[str]:
        """The label of each row and heading."""
        return [_label(row) for row in self.rows]

    def shares(self, point: int, part: float = 1.0) -> list[float | None]:
        """The share of a point in each row, or the part of it on one side of zero.

        None for a heading or an empty row.
        """
        return [
            None if isinstance(row, str) or not row.shares else row.shares[point] * part
            for row in self.rows
        ]

    def inner(self, left: float, width: float, of: float) -> Box:
        """The plot of a chart so many inches wide, level with those beside it."""
        high = self.frame.height
        return Box(left / of, HEAD / high, width / of, 1 - (HEAD + FOOT) / high)


def likert_pages(chart: Likert) -> list[tuple[Share, ...]]:
    """The rows in even parts that a slide can show."""
    parts = max(1, -(-len(chart.rows) // MOST_ROWS))
    size = max(1, -(-len(chart.rows) // parts))
    return [chart.rows[start : start + size] for start in range(0, len(chart.rows), size)]


def add_likert(chart: Likert, rows: tuple[Share, ...], slide: Slide, where: Box) -> None:
    """These rows of the chart in the box, under the words of the scale."""
    sheet = _LikertSlide.of(chart, rows, where)
    _key(chart, slide, where)
    _stacked(sheet, slide)
    left = where.left + sheet.labels + sheet.bars + 0.1
    if neutral_shares(chart) is not None and chart.middle is not None:
        column = chart.points[chart.middle], sheet.shares(chart.middle)
        beside = Box(left + GAP, sheet.frame.top, sheet.neutral, sheet.frame.height)
        _column(sheet, slide, beside, column, neutral_room(chart))
        left += GAP + sheet.neutral
    known = [share for share in no_answer_shares(chart) or () if share is not None]
    if known:
        missing = [row.no_answer if isinstance(row, Share) else None for row in sheet.rows]
        beside = Box(left + GAP, sheet.frame.top, SIDE, sheet.frame.height)
        _column(sheet, slide, beside, ("No answer", missing), max(*known, 1.0) * 1.8)


def _stacked(sheet: _LikertSlide, slide: Slide) -> None:
    chart, width = sheet.chart, sheet.labels + sheet.bars + 0.25
    columns: list[Numbers] = [
        (plain(chart.points[point]) + SIDES.get(part, ""), sheet.shares(point, part))
        for point, part in signed_parts(chart)
    ]
    frame = replace(sheet.frame, width=width)
    shown = replace(chart, rows=tuple(row for row in sheet.rows if isinstance(row, Share)))
    written = by_category(sheet.names, columns, SIGNLESS)
    native = place_chart(shown, slide, frame, XL_CHART_TYPE.BAR_STACKED, written)
    edit_data(native, sheet.names, columns)
    plot = native.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 32, 100, False
    colours = shades(len(chart.points), chart.middle)
    low, high = likert_ends(chart, STEP)
    least = NUMBER * (high - low) / sheet.bars
    for drawn, (point, part) in zip(plot.series, signed_parts(chart), strict=True):
        fill(drawn, colours[point])
        _numbers(drawn, sheet, (point, part), least)
    rows_down(native, Axis(low, high, STEP), chart.axis, sheet.size, SIGNLESS)
    fix_plot(native, sheet.inner(sheet.labels, sheet.bars, width))


def _numbers(drawn: Any, sheet: _LikertSlide, piece: tuple[int, float], least: float) -> None:  # noqa: ANN401
    """Numbers inside the parts that have room; a neutral number is whole and stands at zero."""
    point, part = piece
    ink = rgb(ink_on(shades(len(sheet.chart.points), sheet.chart.middle)[point]))
    labels = drawn.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, SIGNLESS, False
    labels.position = XL_LABEL_POSITION.CENTER
    labels.font.size, labels.font.color.rgb = Pt(sheet.size), ink
    for place, share in enumerate(sheet.shares(point)):
        if share is None:
            continue
        if part == -0.5 or share < least:
            label = drawn.points[place].data_label
            label.has_text_frame = False
            element = label._get_or_add_dLbl()
            for part_of in list(element)[1:]:
                element.remove(part_of)
            child(element, "c:delete", 1)
        elif part == 0.5:
            label = drawn.points[place].data_label
            label.text_frame.text = formatted(share, 0)
            label.position = XL_LABEL_POSITION.INSIDE_BASE
            font = label.text_frame.paragraphs[0].runs[0].font
            font.size, font.color.rgb = Pt(sheet.size), ink


def _column(
    sheet: _LikertSlide,
    slide: Slide,
    where: Box,
    column: tuple[str, Sequence[float | None]],
    top: float,
) -> None:
    """A narrow chart beside the bars, with the same rows and one number each."""
    name, values = f"{column[0]}, %", column[1]
    columns = [(plain(name), values)]
    written = by_category(sheet.names, columns, "0")
    native = place_chart(sheet.chart, slide, where, XL_CHART_TYPE.BAR_CLUSTERED, written)
    pairs = zip(sheet.names, values, strict=True)
    said = "; ".join(f"{row} {formatted(value, 0)}" for row, value in pairs if value is not None)
    describe(slide.shapes[-1], f"{name}: {said}")
    edit_data(native, sheet.names, columns)
    plot = native.plots[0]
    plot.gap_width, plot.vary_by_categories, plot.has_data_labels = 32, False, True
    fill(plot.series[0], NEUTRAL)
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = "0", False
    labels.font.size = Pt(sheet.size)
    labels.position = XL_LABEL_POSITION.INSIDE_BASE
    native.category_axis.reverse_order = True
    number_axis(native.value_axis, Axis(0.0, top, top), "", grid=False)
    native.category_axis.visible = native.value_axis.visible = False
    fix_plot(native, sheet.inner(0.02, where.width - 0.04, where.width))
    above = Box(where.left, where.top - 0.16, where.width, 0.38)
    words = box(slide, above, [plain(name)], 11, f"Column: {name}")
    words.paragraphs[0].alignment = PP_ALIGN.LEFT


def _key(chart: Likert, slide: Slide, where: Box) -> None:
    """The words of the scale, each after a square in its colour, from low to high."""
    above = Box(where.left, where.top - 0.06, where.width, KEY * _key_lines(chart, where.width))
    words = "Colours of the answers: " + ", ".join(chart.points)
    paragraph = box(slide, above, [""], KEY_SIZE, words).paragraphs[0]
    for word, colour in zip(chart.points, shades(len(chart.points), chart.middle), strict=True):
        for text, ink in (("■ ", colour), (f"{plain(word)}      ", LIGHT.ink)):
            run = paragraph.add_run()
            run.text = text
            run.font.size, run.font.color.rgb = Pt(KEY_SIZE), rgb(ink)


def _key_lines(chart: Likert, width: float) -> int:
    letters = sum(len(plain(word)) + 6 for word in chart.points)
    return 1 + int(letters * KEY_SIZE * LETTER / 72 // width)


def _label(row: Share | str) -> str:
    return f"{plain(row)}:" if isinstance(row, str) else plain(row.label)
