"""A heat map as coloured tables of slides, in blocks that can be read."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from dataclasses import dataclass, replace

from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.table import _Cell as Cell
from pptx.util import Inches

from crm_analytics.export.alternative import alternative
from crm_analytics.export.native_tables import empty_table, fill_cell
from crm_analytics.export.slides import Box
from crm_analytics.report.chart import Heat
from crm_analytics.report.palette import LIGHT, graded
from crm_analytics.report.plain import number, plain, shortened

CELLS = 15
NAMED = 3.0
LINE = 1.25  # of the size of its letters
HIGH = 1.4  # of the size: what every program gives a row of them


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


@dataclass(frozen=True, slots=True)
class _Measures:
    """How large everything is, in inches; size in points; names as there is room for them."""

    names: tuple[str, ...]
    turned: bool
    size: int
    width: float
    head: float
    tall: float

    @classmethod
    def of(cls, heat: Heat, where: Box) -> "_Measures":
        """Rows as high as the box allows after names, which stand upright when they are long."""
        size = 11 if len(heat.columns) <= 10 else 9
        letter = size * 0.56 / 72
        width = min(0.95, (where.width - NAMED) / len(heat.columns))
        least = size * HIGH / 72 + 0.04
        room = int((where.height - 0.2 - least * len(heat.rows)) / letter)
        names = tuple(shortened(name, min(28, max(12, room))) for name in heat.columns)
        longest = max(map(len, names))
        turned = longest > width * 10
        head = 0.2 + longest * letter if turned else 0.32
        tall = min(0.42, (where.height - head) / len(heat.rows))
        fits = max(6, min(size, int((tall - 0.04) * 72 / LINE)))
        return cls(names, turned, fits, width, head, tall)


def add_grid(heat: Heat, slide: Slide, where: Box) -> None:
    """The heat map in the box: names at the left and on top, a colour behind every number."""
    fit = _Measures.of(heat, where)
    box = Box(where.left, where.top, NAMED + fit.width * len(heat.columns), fit.head)
    native = empty_table(slide, (len(heat.rows) + 1, len(heat.columns) + 1), box, alternative(heat))
    native.columns[0].width, native.rows[0].height = Inches(NAMED), Inches(fit.head)
    for across, name in enumerate(fit.names, start=1):
        native.columns[across].width = Inches(fit.width)
        fill_cell(native.cell(0, across), name, fit.size, LIGHT.background)
        _turn(native.cell(0, across), fit.turned)
    for down, name in enumerate(heat.rows):
        native.rows[down + 1].height = Inches(fit.tall)
        fill_cell(native.cell(down + 1, 0), shortened(name, 34), fit.size, LIGHT.background)
        for across in range(len(heat.columns)):
            _number(native.cell(down + 1, across + 1), heat, (down, across), fit.size)


def _number(cell: Cell, heat: Heat, at: tuple[int, int], size: int) -> None:
    """One number with its flag on its colour; an empty cell where there is none."""
    value, flag = heat.values[at[0]][at[1]], heat.flags[at[0]][at[1]]
    if value is None or value - value != 0:
        fill_cell(cell, "", size, LIGHT.background)
        return
    colour = graded(value, heat.low, heat.high, heat.rising)
    fill_cell(cell, number(value, heat.decimals) + plain(flag), size, colour)
    cell.margin_left = cell.margin_right = Inches(0.02)
    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER


def _turn(cell: Cell, turned: bool) -> None:
    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT if turned else PP_ALIGN.CENTER
    if turned:
        cell._tc.get_or_add_tcPr().set("vert", "vert270")
