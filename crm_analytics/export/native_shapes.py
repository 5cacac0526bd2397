"""A rectangle of a slide with a few lines of text in it."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from typing import Any

from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from crm_analytics.export.slides import Box, describe, emu, rgb, write
from crm_analytics.view.diagram import Fitted


def rectangle(slide: Slide, where: Box, fill: str, edge: str, alt: str) -> Any:  # noqa: ANN401
    """A flat rectangle; its alternative text says what stands for it."""
    shape: Any = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *emu(where))
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(fill)
    shape.line.color.rgb, shape.line.width = rgb(edge), Pt(1)
    # the style brings a shadow, which some programs draw whatever the shape says
    shape._element.remove(shape._element.find(qn("p:style")))
    describe(shape, alt)
    return shape


def letter(shape: Any, fit: Fitted, ink: str, margin: float) -> None:  # noqa: ANN401
    """The text as it was fitted, from the top left corner; margin in points."""
    frame = shape.text_frame
    write(frame, [*fit.heading, *fit.lines], fit.size, colour=ink)
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(margin)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    # lines are broken already: a font that is a little wider must not break them once more
    frame.word_wrap = False
    for paragraph in frame.paragraphs[: len(fit.heading)]:
        for run in paragraph.runs:
            run.font.bold = True
