"""Diagrams and trees on slides: boxes and parts are shapes, arrows are connectors glued to them.

A connector is straight. An arrow that goes around something is several of them, glued to dots as
small as the line is wide. A tree is rectangles in rectangles: Bruls, Huizing & van Wijk (2000),
Squarified treemaps: the largest first, in rows along the shorter side; a row takes one more as
long as its worst rectangle becomes no worse. Written out: plotly lays a tree out in the browser.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.util import Pt

from crm_analytics.export.slides.page import Box, box, describe, name_shape, rectangle, rgb, write
from crm_analytics.export.slides.style import child
from crm_analytics.export.text import alternative
from crm_analytics.export.text_layout import CLOSE, LISTED, Fitted, fit_all, fit_one
from crm_analytics.report.chart import Branch, Tree, readable
from crm_analytics.report.diagram import Diagram, Edge, Node, Point, colours, extent, sides
from crm_analytics.report.palette import ACCENT, BAND, LIGHT, ink_on, part_colour
from crm_analytics.report.words import plain

Glue = tuple[Any, int]  # a shape, and the side of it that a connector is glued to
SIDE, FOOT = 0.95, 0.22  # inches: for the names of rows, and for a line below
WIDEST, TALLEST = 2.3, 0.85  # inches of one unit
NAMES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
LISTS = (16.0, 15.0, *NAMES)
SMALL = 10.0  # points, of the label of a frame
NAMELESS = "There is no room for names: boxes carry ids, which the tables name."
DOT = 0.03  # inches
QUIET = "#9DA5B0"  # for the many arrows of a circle
BOTTOM = 2  # where a connector is glued to a dot; the places of `sides`
TREE_BAND, TREE_EDGE, TREE_MARGIN = 34.0, 3.0, 3  # points
TREE_SIZES = (14.0, 12.0, 11.0, 10.0, 9.0, 8.0)


def _write(shape: Any, fit: Fitted, ink: str, anchor: MSO_ANCHOR, margin: float | None) -> None:  # noqa: ANN401
    """The text as it was fitted: in the middle, or with a margin in points from the left corner.

    Text with a margin has a bold heading.
    """
    frame = shape.text_frame
    write(frame, (*fit.heading, *fit.lines), fit.size, colour=ink)
    # lines are broken already: a font that is a little wider must not break them once more
    frame.word_wrap = False
    frame.vertical_anchor = anchor
    if margin is None:
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.CENTER
        return
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(margin)
    for paragraph in frame.paragraphs[: len(fit.heading)]:
        for run in paragraph.runs:
            run.font.bold = True


@dataclass(frozen=True, slots=True)
class Drawing:
    """Inches of one unit across and down, and where on the slide the corner of the drawing is.

    corner: its upper left one, in the units of the drawing.
    """

    corner: Point
    across: float
    down: float
    left: float
    top: float

    @classmethod
    def of(cls, chart: Diagram, room: Box) -> "Drawing":
        """As large as the room allows, in the middle of it."""
        near, top, far, bottom = extent(chart)
        side, foot = (SIDE, FOOT) if chart.rows else (0.0, 0.0)
        across = min((room.width - side) / (far - near), WIDEST)
        down = min((room.height - foot) / (bottom - top), TALLEST)
        left = room.left + side + (room.width - side - across * (far - near)) / 2
        return cls((near, top), across, down, left, room.top)

    def inches(self, point: Point) -> Point:
        """A point of the drawing on the slide."""
        x, y = point
        return (
            self.left + (x - self.corner[0]) * self.across,
            self.top + (y - self.corner[1]) * self.down,
        )

    def nearest_side(self, node: Node, at: Point) -> int:
        """The side of a box whose middle is nearest to where an arrow meets it."""
        x, y = self.inches(at)
        far = [(x - a) ** 2 + (y - b) ** 2 for a, b in map(self.inches, sides(node))]
        return far.index(min(far))


def add_diagram(chart: Diagram, slide: Slide, where: Box) -> None:
    """Every box with its text; then the arrows, which follow when a box is moved."""
    slide.shapes.turbo_add_enabled = True  # a slide may have a thousand connectors
    scale = Drawing.of(chart, where)
    sizes = LISTS if chart.listed else NAMES
    texts, short = fit_all(chart, scale.across * 72, scale.down * 72, sizes)
    _row_names(slide, chart, scale, where)
    boxes = zip(chart.nodes, texts, strict=True)
    frames_first = sorted(enumerate(boxes), key=lambda one: not one[1][0].frame)
    shapes = {place: _box(slide, chart, *own, scale) for place, own in frames_first}
    _add_edges(slide, chart, shapes, scale)
    describe(next(iter(shapes.values())), alternative(chart))
    if short:
        foot = Box(where.left, where.top + where.height - FOOT, where.width, FOOT)
        box(slide, foot, [NAMELESS], SMALL, "Names left out")


def _row_names(slide: Slide, chart: Diagram, scale: Drawing, where: Box) -> None:
    """The name of a row at the side, every other one on a quiet ground."""
    for turn, row in enumerate(chart.rows):
        top, high = scale.inches((0, row.top))[1], (row.bottom - row.top) * scale.down
        if turn % 2 == 0:
            ground = Box(where.left, top, where.width, high)
            rectangle(slide, ground, BAND, "", f"Ground of {row.word}")
        side = Box(where.left + 0.05, top, SIDE - 0.1, high)
        box(slide, side, [row.word], 12, row.word).vertical_anchor = MSO_ANCHOR.MIDDLE


def _box(slide: Slide, chart: Diagram, node: Node, fit: Fitted, scale: Drawing) -> Any:  # noqa: ANN401
    fill, edge, ink = colours(chart, node, LIGHT)
    left, top = scale.inches((node.x - node.width / 2, node.y - node.height / 2))
    own = Box(left, top, node.width * scale.across, node.height * scale.down)
    shape = rectangle(slide, own, fill, edge, node.label)
    describe(shape, " · ".join(filter(None, (node.label, *node.lines, *node.told))))
    shape.line.width = Pt(1 if node.frame else 1.25)
    if node.frame:
        shape.line.dash_style = MSO_LINE.ROUND_DOT
        _write(shape, Fitted(min(fit.size, SMALL), fit.heading), ink, MSO_ANCHOR.TOP, None)
    elif chart.listed:
        _write(shape, fit, ink, MSO_ANCHOR.TOP, LISTED.beside * fit.size)
    else:
        _write(shape, fit, ink, MSO_ANCHOR.MIDDLE, None)
    return shape


def _add_edges(slide: Slide, chart: Diagram, shapes: Mapping[int, Any], scale: Drawing) -> None:
    """Every arrow, behind the boxes at its ends."""
    boxes = [shape for place, shape in shapes.items() if not chart.nodes[place].frame]
    for edge in chart.edges:
        tail, head = (plain(chart.nodes[end].label) for end in (edge.tail, edge.head))
        name = f"{tail} {'↔' if edge.both else '→'} {head}"
        colour = ACCENT if edge.dashed else QUIET if edge.quiet else LIGHT.muted
        bends = [
            Box(x - DOT / 2, y - DOT / 2, DOT, DOT) for x, y in map(scale.inches, edge.points[1:-1])
        ]
        dots = [rectangle(slide, bend, colour, "", f"Bend of {name}") for bend in bends]
        first, last = (
            (shapes[end], scale.nearest_side(chart.nodes[end], point))
            for end, point in ((edge.tail, edge.points[0]), (edge.head, edge.points[-1]))
        )
        pieces = list(pairwise([first, *((dot, BOTTOM) for dot in dots), last]))
        for turn, piece in enumerate(pieces):
            line = _arrow_piece(slide, piece, edge, name, colour)
            for tag, wanted in (
                ("a:headEnd", edge.both and turn == 0),
                ("a:tailEnd", turn == len(pieces) - 1),
            ):
                if wanted:
                    _head(line, tag, "sm" if edge.quiet else "med")
            line.line.width = Pt(0.75 if edge.quiet else 2 if chart.listed else 1.5)
            boxes[0]._element.addprevious(line._element)


def _arrow_piece(slide: Slide, piece: tuple[Glue, Glue], edge: Edge, name: str, colour: str) -> Any:  # noqa: ANN401 - python-pptx has no types
    """A straight piece of an arrow, which follows when one of its shapes is moved."""
    nowhere = [Pt(0)] * 4  # gluing moves both ends
    line: Any = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *nowhere)
    line.begin_connect(*piece[0])
    line.end_connect(*piece[1])
    line.line.color.rgb = rgb(colour)
    name_shape(line, name)
    describe(line, f"Arrow: {name}{f': {edge.word}' if edge.word else ''}")
    if edge.dashed:
        line.line.dash_style = MSO_LINE.DASH
    return line


def _head(line: Any, tag: str, size: str) -> None:  # noqa: ANN401 - python-pptx has no types
    head = child(line.line._get_or_add_ln(), tag)
    for part, value in (("type", "triangle"), ("w", size), ("len", size)):
        head.set(part, value)


def squarified(sizes: Sequence[float], where: Box) -> list[Box]:
    """One rectangle a size, in the order of the sizes, with areas in their proportion.

    Together they fill the rectangle exactly. Sizes are above zero.
    """
    if not sizes:
        return []
    unit = where.width * where.height / sum(sizes)
    order = sorted(range(len(sizes)), key=lambda place: -sizes[place])
    areas = [sizes[place] * unit for place in order]
    found: dict[int, Box] = dict(zip(order, _cut(areas, where), strict=True))
    return [found[place] for place in range(len(sizes))]


def _cut(areas: Sequence[float], free: Box) -> Iterator[Box]:
    """Rows of areas that fall; each row is laid along the shorter side of what is free."""
    first = 0
    while first < len(areas):
        side, last = min(free.width, free.height), first + 1
        while last < len(areas) and _worst(areas[first : last + 1], side) <= _worst(
            areas[first:last], side
        ):
            last += 1
        row, upright, along = areas[first:last], free.width >= free.height, 0.0
        total = sum(row)
        thick = total / side if side else 0.0
        for area in row:
            length = side * area / total if total else 0.0
            if upright:
                yield Box(free.left, free.top + along, thick, length)
            else:
                yield Box(free.left + along, free.top, length, thick)
            along += length
        if upright:
            free = Box(free.left + thick, free.top, max(free.width - thick, 0.0), free.height)
        else:
            free = Box(free.left, free.top + thick, free.width, max(free.height - thick, 0.0))
        first = last


def _worst(row: Sequence[float], side: float) -> float:
    """The largest ratio of long to short sides in a row along this side."""
    total = sum(row)
    if not side or not total:
        return 0.0
    return max(side * side * max(row) / (total * total), total * total / (side * side * min(row)))


@dataclass(frozen=True, slots=True)
class Placed:
    """A part and where it lies. turn: which of the first parts it belongs to; depth: from 0.

    leaf: nothing is drawn inside.
    """

    branch: Branch
    turn: int
    depth: int
    where: Box
    leaf: bool


def add_tree(chart: Tree, slide: Slide, where: Box) -> None:
    """The tree down to the last level that can be read; what is inside a part shares its room."""
    whole = Box(where.left * 72, where.top * 72, where.width * 72, where.height * 72)  # in points
    for turn, part in enumerate(placed(chart, whole, readable(chart))):
        room = part.where
        own = Box(room.left / 72, room.top / 72, room.width / 72, room.height / 72)
        if not min(own.width, own.height) > 0:
            continue
        fill = part_colour(part.turn, part.depth)
        shape = rectangle(slide, own, fill, LIGHT.background, part.branch.label)
        said = f"{part.branch.label}: {part.branch.count:,}"
        describe(shape, said if turn else alternative(chart))
        _write(shape, _part_text(part), ink_on(fill), MSO_ANCHOR.TOP, TREE_MARGIN)


def _part_text(part: Placed) -> Fitted:
    """Name and count; of a part with others inside, in the band above them."""
    room = part.where.width - 2 * TREE_MARGIN
    high = (part.where.height if part.leaf else TREE_BAND) - 2 * TREE_MARGIN
    if room < 4 * TREE_SIZES[-1] * 0.5 or high < TREE_SIZES[-1] * CLOSE.line:
        return Fitted(TREE_SIZES[-1], (), ())
    count = f"{part.branch.count:,}"
    if part.leaf:
        return fit_one(Node(part.branch.label, 0, 0, room, high, lines=(count,)), TREE_SIZES)
    return fit_one(Node(f"{part.branch.label} · {count}", 0, 0, room, high), TREE_SIZES)


def placed(
    tree: Tree, where: Box, depth: int, band: float = TREE_BAND, edge: float = TREE_EDGE
) -> Iterator[Placed]:
    """Where every part lies, down to a depth; a part before those inside it.

    band: kept free above them for the name of a part. edge: kept free around them.
    """

    def laid(parts: Sequence[Branch], own: Box, level: int, turn: int | None) -> Iterator[Placed]:
        shown = [part for part in parts if part.area]
        rooms = squarified([part.area for part in shown], own)
        for place, (part, room) in enumerate(zip(shown, rooms, strict=True)):
            first = place if turn is None else turn
            leaf = not part.parts or level + 1 >= depth
            yield Placed(part, first, level, room, leaf)
            if not leaf:
                yield from laid(part.parts, room.within(edge, edge + band), level + 1, first)

    yield from laid(tree.parts, where, 0, None)
