"""A table as tables of slides, cut so that each part fits on one."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.table import Table as Native
from pptx.table import _Cell as Cell
from pptx.util import Inches, Pt

from crm_analytics.export.slides import BREADTH, Box, describe, emu, lines_of, rgb
from crm_analytics.report.palette import ACCENT, LIGHT, ink_on
from crm_analytics.report.table import Table, columns_of

ROWS = 14
KEPT = 1.2
MARGIN, APART = 0.08, 0.2  # before a cell's words, and before words that follow a number
BAND = "#F3F5F8"
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True, slots=True)
class Words:
    """A table as it is read: words in cells, which columns stand right, widths in inches."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    widths: tuple[float, ...]
    size: int

    @classmethod
    def of(cls, table: Table) -> "Words":
        """The brief columns of a table, as wide as they need."""
        shown = table.shown()
        columns = columns_of(shown)
        rows = tuple(shown.words())
        header = tuple(column.heading for column in columns)
        size = 13 if len(header) <= 8 else 11
        return cls(
            shown.title, header, rows, tuple(column.kind != "text" for column in columns),
            _widths(header, rows, size), size,
        )  # fmt: skip

    def pages(self, height: float) -> list["Words"]:
        """The same table in parts that fit into so many inches, 14 rows at most."""
        parts: list[list[tuple[str, ...]]] = [[]]
        free = height - self.tall(self.header)
        for row in self.rows:
            tall = self.tall(row)
            if parts[-1] and (len(parts[-1]) == ROWS or tall > free):
                parts.append([])
                free = height - self.tall(self.header)
            parts[-1].append(row)
            free -= tall
        return [replace(self, rows=tuple(part)) for part in parts]

    def margin(self, across: int) -> float:
        """What a column keeps free at its left: a number at the right edge is close to words."""
        follows = across > 0 and self.right[across - 1] and not self.right[across]
        return APART if follows else MARGIN

    def tall(self, row: Sequence[str]) -> float:
        """About how high a row becomes, in inches."""
        rooms = [width - self.margin(at) - MARGIN for at, width in enumerate(self.widths)]
        cells = zip(row, rooms, strict=True)
        lines = max(lines_of(text, room, self.size) for text, room in cells)
        return lines * self.size * 1.2 / 72 + 0.1


def _widths(header: Sequence[str], rows: Sequence[Sequence[str]], size: int) -> tuple[float, ...]:
    """As wide as the longest text asks; where that is too much, long texts share what is left."""
    longest = [max(5, *map(len, texts)) for texts in zip(header, *rows, strict=True)]
    wished = [min(letters, 160) * size * 0.55 / 72 + 0.25 for letters in longest]
    if sum(wished) <= BREADTH:
        airy = min(1.3, BREADTH / sum(wished))
        return tuple(wish * airy for wish in wished)
    kept = [min(wish, KEPT) for wish in wished]
    left, over = BREADTH - sum(kept), sum(wished) - sum(kept)
    if left <= 0 or over == 0:
        return tuple(wish * BREADTH / sum(kept) for wish in kept)
    pairs = zip(kept, wished, strict=True)
    return tuple(keep + (wish - keep) * left / over for keep, wish in pairs)


def add_words(words: Words, slide: Slide, where: Box) -> None:
    """The table at the top of the box."""
    box = Box(where.left, where.top, sum(words.widths), words.tall(words.header))
    native = empty_table(slide, (len(words.rows) + 1, len(words.header)), box, words.title)
    for place, width in enumerate(words.widths):
        native.columns[place].width = Inches(width)
    for down, row in enumerate((words.header, *words.rows)):
        native.rows[down].height = Inches(words.tall(row))
        fill = ACCENT if down == 0 else BAND if down % 2 == 0 else LIGHT.background
        for across, text in enumerate(row):
            cell = native.cell(down, across)
            fill_cell(cell, text, words.size, fill, bold=down == 0)
            cell.margin_left = Inches(words.margin(across))
            if words.right[across]:
                cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT


def empty_table(slide: Slide, shape: tuple[int, int], where: Box, alt: str) -> Native:
    """An empty table without any style of its own."""
    frame: Any = slide.shapes.add_table(*shape, *emu(where))
    describe(frame, alt)
    frame.name = "Table"
    native: Native = frame.table
    native.horz_banding = False
    frame._element.graphic.graphicData.tbl.tblPr[0].text = NO_STYLE
    return native


def fill_cell(cell: Cell, text: str, size: float, fill: str, bold: bool = False) -> None:
    """Text on a colour, in the ink that reads on it."""
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(fill)
    cell.margin_left = cell.margin_right = Inches(MARGIN)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    # an empty cell would otherwise be as high as a line of 18 points
    paragraph._p.get_or_add_endParaRPr().set("sz", str(Pt(size).centipoints))
    if not text:
        return
    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold = text, Pt(size), bold
    run.font.color.rgb = rgb(ink_on(fill))
