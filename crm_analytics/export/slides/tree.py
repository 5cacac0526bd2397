"""A tree on slides: rectangles in rectangles, each a shape of its own.

Bruls, Huizing & van Wijk (2000), Squarified treemaps: the largest first, in rows along the shorter
side; a row takes one more as long as its worst rectangle becomes no worse.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pptx.slide import Slide

from crm_analytics.export.slides.diagram import letter, rectangle
from crm_analytics.export.slides.page import Box, describe
from crm_analytics.export.text import alternative
from crm_analytics.export.text_layout import CLOSE, Fitted, fitted
from crm_analytics.report.chart import Branch, Tree, readable
from crm_analytics.report.diagram import Node
from crm_analytics.report.palette import LIGHT, ink_on, part_colour

BAND, EDGE = 34.0, 3.0  # points
SIZES = (14.0, 12.0, 11.0, 10.0, 9.0, 8.0)
MARGIN = 3


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Left, top, width and height, in whatever is measured; y goes down."""

    left: float
    top: float
    width: float
    height: float

    def within(self, edge: float, top: float) -> "Rectangle":
        """What is left inside an edge, and a wider one on top; never less than nothing."""
        return Rectangle(
            self.left + min(edge, self.width / 2),
            self.top + min(top, self.height),
            max(self.width - 2 * edge, 0.0),
            max(self.height - top - edge, 0.0),
        )


def squarified(sizes: Sequence[float], where: Rectangle) -> list[Rectangle]:
    """One rectangle a size, in the order of the sizes, with areas in their proportion.

    Together they fill the rectangle exactly. Sizes are above zero.
    """
    if not sizes:
        return []
    unit = where.width * where.height / sum(sizes)
    order = sorted(range(len(sizes)), key=lambda place: -sizes[place])
    areas = [sizes[place] * unit for place in order]
    found: dict[int, Rectangle] = dict(zip(order, _cut(areas, where), strict=True))
    return [found[place] for place in range(len(sizes))]


def _cut(areas: Sequence[float], where: Rectangle) -> Iterator[Rectangle]:
    """Rows of areas that fall; each row is laid along the shorter side of what is free."""
    first = 0
    while first < len(areas):
        side = min(where.width, where.height)
        last = first + 1
        while last < len(areas) and _worst(areas[first : last + 1], side) <= _worst(
            areas[first:last], side
        ):
            last += 1
        yield from _row(areas[first:last], where)
        where = _rest(sum(areas[first:last]), where)
        first = last


def _worst(row: Sequence[float], side: float) -> float:
    """The largest ratio of long to short sides in a row along this side."""
    total = sum(row)
    if not side or not total:
        return 0.0
    return max(side * side * max(row) / (total * total), total * total / (side * side * min(row)))


def _row(row: Sequence[float], where: Rectangle) -> Iterator[Rectangle]:
    total = sum(row)
    upright = where.width >= where.height
    side = where.height if upright else where.width
    thick, along = (total / side if side else 0.0), 0.0
    for area in row:
        length = side * area / total if total else 0.0
        if upright:
            yield Rectangle(where.left, where.top + along, thick, length)
        else:
            yield Rectangle(where.left + along, where.top, length, thick)
        along += length


def _rest(area: float, where: Rectangle) -> Rectangle:
    """What a row of this area leaves free."""
    if where.width >= where.height:
        thick = area / where.height if where.height else 0.0
        free = max(where.width - thick, 0.0)
        return Rectangle(where.left + thick, where.top, free, where.height)
    thick = area / where.width
    return Rectangle(where.left, where.top + thick, where.width, max(where.height - thick, 0.0))


@dataclass(frozen=True, slots=True)
class Placed:
    """A part and where it lies. turn: which of the first parts it belongs to; depth: from 0.

    leaf: nothing is drawn inside.
    """

    branch: Branch
    turn: int
    depth: int
    where: Rectangle
    leaf: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What a map of rectangles keeps free: a band for the name of a part, and an edge inside.

    depth: parts below are not drawn.
    """

    band: float
    edge: float
    depth: int


def add_tree(chart: Tree, slide: Slide, where: Box) -> None:
    """The tree down to the last level that can be read; what is inside a part shares its room."""
    whole = Rectangle(where.left * 72, where.top * 72, where.width * 72, where.height * 72)
    for turn, part in enumerate(placed(chart, whole, Frame(BAND, EDGE, readable(chart)))):
        own = Box(*(points / 72 for points in _ends(part.where)))
        if not min(own.width, own.height) > 0:
            continue
        fill = part_colour(part.turn, part.depth)
        shape = rectangle(slide, own, fill, LIGHT.background, part.branch.label)
        said = f"{part.branch.label}: {part.branch.count:,}"
        describe(shape, said if turn else alternative(chart))
        letter(shape, words(part), ink_on(fill), MARGIN)


def words(part: Placed) -> Fitted:
    """Name and count; of a part with others inside, in the band above them."""
    room = part.where.width - 2 * MARGIN
    high = (part.where.height if part.leaf else BAND) - 2 * MARGIN
    if room < 4 * SIZES[-1] * 0.5 or high < SIZES[-1] * CLOSE.line:
        return Fitted(SIZES[-1], (), ())
    count = f"{part.branch.count:,}"
    if part.leaf:
        return fitted(Node(part.branch.label, 0, 0, room, high, lines=(count,)), SIZES)
    return fitted(Node(f"{part.branch.label} · {count}", 0, 0, room, high), SIZES)


def placed(tree: Tree, where: Rectangle, frame: Frame) -> Iterator[Placed]:
    """Where every part lies; a part before those inside it."""
    for turn, (branch, own) in enumerate(_shared(tree.parts, where)):
        yield from _inside(Placed(branch, turn, 0, own, _leaf(branch, 0, frame)), frame)


def _inside(part: Placed, frame: Frame) -> Iterator[Placed]:
    yield part
    if part.leaf:
        return
    room = part.where.within(frame.edge, frame.edge + frame.band)
    for branch, own in _shared(part.branch.parts, room):
        depth = part.depth + 1
        yield from _inside(
            Placed(branch, part.turn, depth, own, _leaf(branch, depth, frame)), frame
        )


def _leaf(branch: Branch, depth: int, frame: Frame) -> bool:
    return not branch.parts or depth + 1 >= frame.depth


def _shared(parts: tuple[Branch, ...], where: Rectangle) -> Iterator[tuple[Branch, Rectangle]]:
    shown = [part for part in parts if part.area]
    yield from zip(shown, squarified([part.area for part in shown], where), strict=True)


def _ends(where: Rectangle) -> tuple[float, float, float, float]:
    return where.left, where.top, where.width, where.height
