"""What a person wrote, on a slide: in full ink behind a line, apart from what was computed."""

from pptx.slide import Slide

from crm_analytics.export.native_shapes import rectangle
from crm_analytics.export.slides import BREADTH, Box, describe, emu, lines_of, write
from crm_analytics.report.palette import ACCENT

SIZE, INDENT = 14, 0.18


def remark(slide: Slide, where: Box, text: str) -> None:
    """The text behind its line."""
    edge = Box(where.left, where.top + 0.02, 0.05, where.height - 0.04)
    rectangle(slide, edge, ACCENT, "", "A coloured line beside the note")
    inner = Box(where.left + INDENT, where.top, where.width - INDENT, where.height)
    shape = slide.shapes.add_textbox(*emu(inner))
    write(shape.text_frame, [text], SIZE)
    describe(shape, "Note")


def remark_height(text: str) -> float:
    """The room that a remark needs, in inches."""
    return 0.245 * lines_of(text, BREADTH - INDENT, SIZE)
