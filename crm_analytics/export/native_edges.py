"""The arrows of a diagram on slides: connectors glued to its boxes, so that both can be moved.

A connector is straight. An arrow that goes around something is several of them, glued to dots as
small as the line is wide.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pptx.enum.dml import MSO_LINE
from pptx.slide import Slide
from pptx.util import Pt

from crm_analytics.export.native_scale import Scale
from crm_analytics.export.native_shapes import Glue, connector, rectangle
from crm_analytics.export.native_xml import child
from crm_analytics.export.slides import Box, describe
from crm_analytics.report.diagram import Diagram, Edge, Node, Point, sides
from crm_analytics.report.palette import ACCENT, LIGHT
from crm_analytics.report.plain import plain

DOT = 0.03  # inches
QUIET = "#9DA5B0"  # for the many arrows of a circle
BOTTOM = 2  # where a connector is glued to a dot; the places of `sides`


def add_edges(slide: Slide, chart: Diagram, shapes: Mapping[int, Any], scale: Scale) -> None:
    """Every arrow, behind the boxes at its ends."""
    boxes = [shape for place, shape in shapes.items() if not chart.nodes[place].frame]
    for edge in chart.edges:
        tail, head = (plain(chart.nodes[end].label) for end in (edge.tail, edge.head))
        name = f"{tail} {'↔' if edge.both else '→'} {head}"
        dots = [_dot(slide, scale.inches(point), edge, name) for point in edge.points[1:-1]]
        first, last = (
            (shapes[end], _side(chart.nodes[end], point, scale))
            for end, point in ((edge.tail, edge.points[0]), (edge.head, edge.points[-1]))
        )
        pieces = list(pairwise([first, *((dot, BOTTOM) for dot in dots), last]))
        for turn, piece in enumerate(pieces):
            ends = edge.both and turn == 0, turn == len(pieces) - 1
            line = _piece(slide, piece, edge, name, ends)
            line.line.width = Pt(0.75 if edge.quiet else 2 if chart.listed else 1.5)
            boxes[0]._element.addprevious(line._element)


def _piece(
    slide: Slide, piece: tuple[Glue, Glue], edge: Edge, name: str, heads: tuple[bool, bool]
) -> Any:  # noqa: ANN401 - python-pptx has no types
    """A straight piece of an arrow; heads: whether it has one where it begins, where it ends."""
    line = connector(slide, *piece, _colour(edge), name)
    describe(line, f"Arrow: {name}{f': {edge.word}' if edge.word else ''}")
    if edge.dashed:
        line.line.dash_style = MSO_LINE.DASH
    for tag, wanted in zip(("headEnd", "tailEnd"), heads, strict=True):
        if wanted:
            head = child(line.line._get_or_add_ln(), f"a:{tag}")
            for part, value in (("type", "triangle"), ("w", None), ("len", None)):
                head.set(part, value or ("sm" if edge.quiet else "med"))
    return line


def _dot(slide: Slide, at: Point, edge: Edge, name: str) -> Any:  # noqa: ANN401
    where = Box(at[0] - DOT / 2, at[1] - DOT / 2, DOT, DOT)
    return rectangle(slide, where, _colour(edge), "", f"Bend of {name}")


def _colour(edge: Edge) -> str:
    return ACCENT if edge.dashed else QUIET if edge.quiet else LIGHT.muted


def _side(node: Node, at: Point, scale: Scale) -> int:
    """The side whose middle is nearest to where the arrow meets the box."""
    x, y = scale.inches(at)
    far = [(x - a) ** 2 + (y - b) ** 2 for a, b in map(scale.inches, sides(node))]
    return far.index(min(far))
