"""Boxes and arrows between them: what leads to what, wherever it is drawn.

Units are those of the layout: x grows to the right, y downwards. Whoever draws it stretches both as
there is room, so that the picture on a page, a slide and a sheet is the same.
"""

from dataclasses import dataclass

from crm_analytics.report.palette import Theme

Point = tuple[float, float]

MARGIN, EDGE = 0.25, 0.02  # around rows, and around boxes that stand in none


@dataclass(frozen=True, slots=True)
class Node:
    """A box; x and y are its centre.

    short: stands for the label where there is no room for it. lines: text under the label.
    told: more lines, which only the hover text and the alternative text show.
    frame: holds other boxes; its label stands at its upper edge. strong: filled, to stand out.
    """

    label: str
    x: float
    y: float
    width: float = 1.0
    height: float = 1.0
    short: str = ""
    lines: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    frame: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two boxes.

    tail, head: positions of the boxes in `Diagram.nodes`.
    points: its way from the side of one box to that of the other, with every bend.
    dashed: it follows only from other arrows. quiet: it lies inside a frame and is drawn pale.
    both: it leads back as well. word: a reason that somebody gave for it.
    """

    tail: int
    head: int
    points: tuple[Point, ...]
    dashed: bool = False
    quiet: bool = False
    both: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class DiagramRow:
    """A row of boxes, from its upper to its lower end, with its name at the side."""

    word: str
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes, their arrows, and the rows they stand in, if they stand in rows.

    listed: a box is a list under a bold heading; otherwise a name in its middle.
    """

    name: str
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    rows: tuple[DiagramRow, ...] = ()
    note: str = ""
    detail: bool = False
    listed: bool = False


def extent(chart: Diagram) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what holds every box, arrow and row, with a margin."""
    xs = [x for node in chart.nodes for x in _ends(node.x, node.width)]
    ys = [y for node in chart.nodes for y in _ends(node.y, node.height)]
    bends = [point for edge in chart.edges for point in edge.points]
    xs += [x for x, _ in bends]
    ys += [y for _, y in bends] + [y for row in chart.rows for y in (row.top, row.bottom)]
    around = MARGIN if chart.rows else EDGE
    left, right = (min(xs), max(xs)) if xs else (0.0, 1.0)
    top, bottom = (min(ys), max(ys)) if xs else (0.0, 1.0)
    return left - around, top - around, right + around, bottom + around


def meeting(node: Node, toward: Point) -> Point:
    """Where a line from the centre of a box towards a point leaves the box."""
    dx, dy = toward[0] - node.x, toward[1] - node.y
    far = max(abs(dx) / (node.width / 2), abs(dy) / (node.height / 2))
    return (node.x + dx / far, node.y + dy / far) if far > 1 else toward


def sides(node: Node) -> tuple[Point, Point, Point, Point]:
    """The middles of its upper, left, lower and right side: where an arrow is glued to a shape."""
    (left, right), (top, bottom) = _ends(node.x, node.width), _ends(node.y, node.height)
    return (node.x, top), (left, node.y), (node.x, bottom), (right, node.y)


def facing(tail: Node, head: Node) -> tuple[Point, Point]:
    """The middles of the sides that face each other: those with the widest gap between them."""
    top, left, bottom, right = sides(tail)
    upper, near, lower, far = sides(head)
    gaps = {
        near[0] - right[0]: (right, near), left[0] - far[0]: (left, far),
        upper[1] - bottom[1]: (bottom, upper), top[1] - lower[1]: (top, lower),
    }  # fmt: skip
    return gaps[max(gaps)]


def colours(chart: Diagram, node: Node, theme: Theme) -> tuple[str, str, str]:
    """Fill, border and text colour of a box; the fill of a frame is ""."""
    if node.frame:
        return "", theme.muted, theme.muted
    if node.strong:
        return theme.accent, theme.accent, theme.background
    return theme.grid if chart.listed else theme.background, theme.accent, theme.ink


def _ends(middle: float, size: float) -> Point:
    return middle - size / 2, middle + size / 2
