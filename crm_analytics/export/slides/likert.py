"""Likert bars on slides: stacked bars that PowerPoint draws, low answers as negative numbers.

The neutral answers are two series, half to the left and half to the right of zero. What stands
apart (a neutral column, missing answers) is a chart of its own beside the bars, with the same rows.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.util import Pt

from crm_analytics.export.chart_layout import (
    Axis,
    likert_ends,
    neutral_room,
    neutral_shares,
    no_answer_shares,
    rows_with_headings,
    signed_parts,
)
from crm_analytics.export.slides.charts import LETTER
from crm_analytics.export.slides.page import Box, box, describe, rgb
from crm_analytics.export.slides.style import (
    Numbers,
    by_category,
    child,
    edit_data,
    fill,
    fix_plot,
    number_axis,
    place_chart,
    rows_down,
)
from crm_analytics.report.chart import Likert, Share
from crm_analytics.report.palette import LIGHT, NEUTRAL, ink_on, shades
from crm_analytics.report.words import formatted, plain

ROWS = 12
KEY, HEAD, FOOT, SIDE, GAP = 0.34, 0.24, 0.62, 1.0, 0.2
SIZE_OF_KEY = 12
# inches that a number needs inside its part of a bar
NUMBER = 0.27
STEP = 20
# inches that a row takes at most
TALL = 0.62
SIGNLESS = "0;0"


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

    def inner(self, left: float, width: float, of: float) -> Box:
        """The plot of a chart so many inches wide, level with those beside it."""
        high = self.frame.height
        return Box(left / of, HEAD / high, width / of, 1 - (HEAD + FOOT) / high)


def likert_pages(chart: Likert) -> list[tuple[Share, ...]]:
    """The rows in even parts that a slide can show."""
    parts = max(1, -(-len(chart.rows) // ROWS))
    size = max(1, -(-len(chart.rows) // parts))
    return [chart.rows[start : start + size] for start in range(0, len(chart.rows), size)]


def add_likert(chart: Likert, rows: tuple[Share, ...], slide: Slide, where: Box) -> None:
    """These rows of the chart in the box, under the words of the scale."""
    sheet = _LikertSlide.of(chart, rows, where)
    _key(chart, slide, where)
    _bars(sheet, slide)
    left = where.left + sheet.labels + sheet.bars + 0.1
    if neutral_shares(chart) is not None and chart.middle is not None:
        shares = [_share(row, chart.middle) for row in sheet.rows]
        beside = Box(left + GAP, sheet.frame.top, sheet.neutral, sheet.frame.height)
        _column(sheet, slide, beside, (chart.points[chart.middle], shares), neutral_room(chart))
        left += GAP + sheet.neutral
    known = [share for share in no_answer_shares(chart) or () if share is not None]
    if known:
        missing = [row.no_answer if isinstance(row, Share) else None for row in sheet.rows]
        beside = Box(left + GAP, sheet.frame.top, SIDE, sheet.frame.height)
        _column(sheet, slide, beside, ("No answer", missing), max(*known, 1.0) * 1.8)


def _bars(sheet: _LikertSlide, slide: Slide) -> None:
    chart, width = sheet.chart, sheet.labels + sheet.bars + 0.25
    sides = {-0.5: ", left half", 0.5: ", right half"}
    columns: list[Numbers] = [
        (
            plain(chart.points[point]) + sides.get(part, ""),
            [_share(row, point, part) for row in sheet.rows],
        )
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
    for place, row in enumerate(sheet.rows):
        share = _share(row, point)
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
    name, values = column
    columns = [(f"{plain(name)}, %", values)]
    written = by_category(sheet.names, columns, "0")
    native = place_chart(sheet.chart, slide, where, XL_CHART_TYPE.BAR_CLUSTERED, written)
    pairs = zip(sheet.names, values, strict=True)
    said = "; ".join(f"{row} {formatted(value, 0)}" for row, value in pairs if value is not None)
    describe(slide.shapes[-1], f"{name}, %: {said}")
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
    words = box(slide, above, [f"{plain(name)}, %"], 11, f"Column: {name}, %")
    words.paragraphs[0].alignment = PP_ALIGN.LEFT


def _key(chart: Likert, slide: Slide, where: Box) -> None:
    """The words of the scale, each after a square in its colour, from low to high."""
    above = Box(where.left, where.top - 0.06, where.width, KEY * _key_lines(chart, where.width))
    frame = box(
        slide, above, [""], SIZE_OF_KEY, "Colours of the answers: " + ", ".join(chart.points)
    )
    paragraph = frame.paragraphs[0]
    for word, colour in zip(chart.points, shades(len(chart.points), chart.middle), strict=True):
        for text, ink in (("■ ", colour), (f"{plain(word)}      ", LIGHT.ink)):
            run = paragraph.add_run()
            run.text = text
            run.font.size, run.font.color.rgb = Pt(SIZE_OF_KEY), rgb(ink)


def _key_lines(chart: Likert, width: float) -> int:
    letters = sum(len(plain(word)) + 6 for word in chart.points)
    return 1 + int(letters * SIZE_OF_KEY * LETTER / 72 // width)


def _label(row: Share | str) -> str:
    return f"{plain(row)}:" if isinstance(row, str) else plain(row.label)


def _share(row: Share | str, point: int, part: float = 1.0) -> float | None:
    """A share, or the part of it on one side of zero; None for a heading or an empty row."""
    if isinstance(row, str) or not row.shares:
        return None
    return row.shares[point] * part
