"""A diagram on slides: boxes are shapes, arrows are connectors glued to them."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from typing import Any

from pptx.enum.shapes import MSO_CONNECTOR
from pptx.slide import Slide
from pptx.util import Inches, Pt

from crm_analytics.export.alternative import alternative
from crm_analytics.export.native_shapes import letter, rectangle
from crm_analytics.export.native_xml import child
from crm_analytics.export.slides import Box, describe, rgb
from crm_analytics.view.diagram import Arrow, Diagram, Fitted, Node, Paper, Side, ends, texts
from crm_analytics.view.palette import ACCENT, LIGHT
from crm_analytics.view.plain import plain

SITES: dict[Side, int] = {"top": 0, "left": 1, "bottom": 2, "right": 3}
SIZES = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
MARGIN = 6  # points


def add_diagram(chart: Diagram, slide: Slide, where: Box) -> None:
    """Every box with its text, then the arrows; moving a box takes its arrows along."""
    fits = texts(chart, Paper(where.width * 72, where.height * 72, MARGIN), SIZES)
    boxes = [_box(slide, node, fit, where) for node, fit in zip(chart.nodes, fits, strict=True)]
    for arrow in chart.arrows:
        _arrow(slide, chart, arrow, boxes, where)
    if boxes:
        describe(boxes[0], alternative(chart))


def _box(slide: Slide, node: Node, fit: Fitted, where: Box) -> Any:  # noqa: ANN401 - python-pptx has no types
    own = Box(
        where.left + node.left * where.width,
        where.top + node.top * where.height,
        node.width * where.width,
        node.height * where.height,
    )
    fill, ink = (ACCENT, LIGHT.background) if node.strong else (LIGHT.grid, LIGHT.ink)
    shape = rectangle(slide, own, fill, ACCENT, f"Box: {node.heading}")
    shape.name = plain(node.heading)[:60] or "Box"
    letter(shape, fit, ink, MARGIN)
    return shape


def _arrow(slide: Slide, chart: Diagram, arrow: Arrow, boxes: list[Any], where: Box) -> None:
    start, end = ends(chart.nodes[arrow.start], chart.nodes[arrow.end])
    places = [
        Inches(inch)
        for at in (start, end)
        for inch in (where.left + at.x * where.width, where.top + at.y * where.height)
    ]
    line: Any = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *places)
    line.begin_connect(boxes[arrow.start], SITES[start.side])
    line.end_connect(boxes[arrow.end], SITES[end.side])
    line.line.width, line.line.color.rgb = Pt(2), rgb(LIGHT.muted)
    head = child(line.line._get_or_add_ln(), "a:tailEnd")
    head.set("type", "triangle")
    names = (plain(chart.nodes[place].heading) for place in (arrow.start, arrow.end))
    describe(line, "Arrow: " + " → ".join(names))
