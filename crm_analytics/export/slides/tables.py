"""A table as tables of slides, cut so that each part fits on one; a heat map as coloured tables."""

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

from crm_analytics.export.slides.page import BREADTH, Box, describe, emu, lines_of, rgb
from crm_analytics.export.text import alternative
from crm_analytics.report.chart import Heat
from crm_analytics.report.palette import ACCENT, BAND, LIGHT, graded, ink_on
from crm_analytics.report.table import Table, columns_of
from crm_analytics.report.words import formatted, plain, shortened

ROWS = 14
KEPT = 1.2
MARGIN, APART = 0.08, 0.2  # before a cell's words, and before words that follow a number
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
# of a heat map: cells of a block, the width of names, the height of a line and of a row of letters
CELLS, NAMED, GRID_LINE, GRID_HIGH = 15, 3.0, 1.25, 1.4


@dataclass(frozen=True, slots=True)
class TableText:
    """A table as it is read: words in cells, which columns stand right, widths in inches."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    widths: tuple[float, ...]
    size: int

    @classmethod
    def of(cls, table: Table) -> "TableText":
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

    def pages(self, height: float) -> list["TableText"]:
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


def add_table(words: TableText, slide: Slide, where: Box) -> None:
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


def blocks(heat: Heat) -> list[Heat]:
    """A heat map in blocks of at most 15 by 15, without those that are empty."""
    cut = [
        replace(
            heat,
            rows=heat.rows[down],
            columns=heat.columns[across],
            values=tuple(row[across] for row in heat.values[down]),
            flags=tuple(row[across] for row in heat.flags[down]),
        )
        for down in _evenly(len(heat.rows))
        for across in _evenly(len(heat.columns))
    ]
    full = [block for block in cut if any(v is not None for row in block.values for v in row)]
    return full or cut[:1]


def _evenly(count: int) -> list[slice]:
    parts = max(1, -(-count // CELLS))
    size = max(1, -(-count // parts))
    return [slice(start, start + size) for start in range(0, count, size)]


def add_grid(heat: Heat, slide: Slide, where: Box) -> None:
    """The heat map in the box: names at the left and on top, a colour behind every number.

    Rows are as high as the box allows after names, which stand upright when they are long.
    """
    size = 11 if len(heat.columns) <= 10 else 9
    letter = size * 0.56 / 72
    width = min(0.95, (where.width - NAMED) / len(heat.columns))
    least = size * GRID_HIGH / 72 + 0.04
    room = int((where.height - 0.2 - least * len(heat.rows)) / letter)
    names = [shortened(name, min(28, max(12, room))) for name in heat.columns]
    longest = max(map(len, names))
    turned = longest > width * 10
    head = 0.2 + longest * letter if turned else 0.32
    tall = min(0.42, (where.height - head) / len(heat.rows))
    size = max(6, min(size, int((tall - 0.04) * 72 / GRID_LINE)))

    box = Box(where.left, where.top, NAMED + width * len(heat.columns), head)
    native = empty_table(slide, (len(heat.rows) + 1, len(heat.columns) + 1), box, alternative(heat))
    native.columns[0].width, native.rows[0].height = Inches(NAMED), Inches(head)
    for across, name in enumerate(names, start=1):
        native.columns[across].width = Inches(width)
        cell = native.cell(0, across)
        fill_cell(cell, name, size, LIGHT.background)
        cell.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT if turned else PP_ALIGN.CENTER
        if turned:
            cell._tc.get_or_add_tcPr().set("vert", "vert270")
    for down, name in enumerate(heat.rows):
        native.rows[down + 1].height = Inches(tall)
        fill_cell(native.cell(down + 1, 0), shortened(name, 34), size, LIGHT.background)
        for across in range(len(heat.columns)):
            _number(native.cell(down + 1, across + 1), heat, (down, across), size)


def _number(cell: Cell, heat: Heat, at: tuple[int, int], size: int) -> None:
    """One number with its flag on its colour; an empty cell where there is none."""
    value, flag = heat.values[at[0]][at[1]], heat.flags[at[0]][at[1]]
    if value is None or value - value != 0:
        fill_cell(cell, "", size, LIGHT.background)
        return
    colour = graded(value, heat.low, heat.high, heat.rising)
    fill_cell(cell, formatted(value, heat.decimals) + plain(flag), size, colour)
    cell.margin_left = cell.margin_right = Inches(0.02)
    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER
