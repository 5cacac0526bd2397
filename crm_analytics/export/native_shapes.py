"""Rectangles of a slide with a few lines of text in them, and connectors glued to them."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from crm_analytics.export.lettering import Fitted
from crm_analytics.export.slides import Box, describe, emu, rgb, write
from crm_analytics.report.plain import plain

Glue = tuple[Any, int]  # a shape, and the side of it that a connector is glued to


def rectangle(slide: Slide, where: Box, fill: str, edge: str, name: str) -> Any:  # noqa: ANN401
    """A flat rectangle; without a ground or an edge where it has no colour."""
    shape: Any = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *emu(where))
    for own, colour in ((shape.fill, fill), (shape.line.fill, edge)):
        if colour:
            own.solid()
            own.fore_color.rgb = rgb(colour)
        else:
            own.background()
    if edge:
        shape.line.width = Pt(1)
    _named(shape, name)
    return shape


def connector(slide: Slide, start: Glue, end: Glue, colour: str, name: str) -> Any:  # noqa: ANN401
    """A straight line that follows when one of its shapes is moved."""
    nowhere = [Pt(0)] * 4  # gluing moves both ends
    line: Any = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *nowhere)
    line.begin_connect(*start)
    line.end_connect(*end)
    line.line.color.rgb = rgb(colour)
    _named(line, name)
    return line


def letter(shape: Any, fit: Fitted, ink: str, margin: float) -> None:  # noqa: ANN401
    """The text as it was fitted, from the top left corner, its heading bold; margin in points."""
    frame = shape.text_frame
    _write(shape, fit, ink)
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(margin)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for paragraph in frame.paragraphs[: len(fit.heading)]:
        for run in paragraph.runs:
            run.font.bold = True


def centre(shape: Any, fit: Fitted, ink: str, anchor: MSO_ANCHOR) -> None:  # noqa: ANN401
    """The text as it was fitted, its lines in the middle."""
    _write(shape, fit, ink)
    shape.text_frame.vertical_anchor = anchor
    for paragraph in shape.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.CENTER


def _write(shape: Any, fit: Fitted, ink: str) -> None:  # noqa: ANN401
    write(shape.text_frame, (*fit.heading, *fit.lines), fit.size, colour=ink)
    # lines are broken already: a font that is a little wider must not break them once more
    shape.text_frame.word_wrap = False


def _named(shape: Any, name: str) -> None:  # noqa: ANN401
    shape.name = plain(name)[:80] or "Box"
    describe(shape, name)
    # the style brings a shadow, which some programs draw whatever the shape says
    shape._element.remove(shape._element.find(qn("p:style")))
