"""A diagram on slides: boxes are shapes, arrows are connectors glued to them."""

from typing import Any

from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR
from pptx.slide import Slide
from pptx.util import Pt

from crm_analytics.export.alternative import alternative
from crm_analytics.export.lettering import LISTED, Fitted, lettering
from crm_analytics.export.native_edges import add_edges
from crm_analytics.export.native_scale import FOOT, SIDE, Scale
from crm_analytics.export.native_shapes import centre, letter, rectangle
from crm_analytics.export.slides import Box, box, describe
from crm_analytics.report.diagram import Diagram, Node, colours
from crm_analytics.report.palette import LIGHT

NAMES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
LISTS = (16.0, 15.0, *NAMES)
SMALL = 10.0  # points, of the label of a frame
GROUND = "#F3F5F8"
NAMELESS = "There is no room for names: boxes carry ids, which the tables name."


def add_diagram(chart: Diagram, slide: Slide, where: Box) -> None:
    """Every box with its text; then the arrows, which follow when a box is moved."""
    slide.shapes.turbo_add_enabled = True  # a slide may have a thousand connectors
    scale = Scale.of(chart, where)
    letters = lettering(chart, scale.across * 72, scale.down * 72, LISTS if chart.listed else NAMES)
    _rows(slide, chart, scale, where)
    boxes = zip(chart.nodes, letters.texts, strict=True)
    frames_first = sorted(enumerate(boxes), key=lambda one: not one[1][0].frame)
    shapes = {place: _box(slide, chart, *own, scale) for place, own in frames_first}
    add_edges(slide, chart, shapes, scale)
    describe(next(iter(shapes.values())), alternative(chart))
    if letters.short:
        foot = Box(where.left, where.top + where.height - FOOT, where.width, FOOT)
        box(slide, foot, [NAMELESS], SMALL, "Names left out")


def _rows(slide: Slide, chart: Diagram, scale: Scale, where: Box) -> None:
    """The name of a row at the side, every other one on a quiet ground."""
    for turn, row in enumerate(chart.rows):
        top, high = scale.inches((0, row.top))[1], (row.bottom - row.top) * scale.down
        if turn % 2 == 0:
            ground = Box(where.left, top, where.width, high)
            rectangle(slide, ground, GROUND, "", f"Ground of {row.word}")
        side = Box(where.left + 0.05, top, SIDE - 0.1, high)
        box(slide, side, [row.word], 12, row.word).vertical_anchor = MSO_ANCHOR.MIDDLE


def _box(slide: Slide, chart: Diagram, node: Node, fit: Fitted, scale: Scale) -> Any:  # noqa: ANN401
    fill, edge, ink = colours(chart, node, LIGHT)
    shape = rectangle(slide, scale.box(node), fill, edge, node.label)
    describe(shape, " · ".join(filter(None, (node.label, *node.lines, *node.told))))
    shape.line.width = Pt(1 if node.frame else 1.25)
    if node.frame:
        shape.line.dash_style = MSO_LINE.ROUND_DOT
        centre(shape, Fitted(min(fit.size, SMALL), fit.heading), ink, MSO_ANCHOR.TOP)
    elif chart.listed:
        letter(shape, fit, ink, LISTED.beside * fit.size)
    else:
        centre(shape, fit, ink, MSO_ANCHOR.MIDDLE)
    return shape
