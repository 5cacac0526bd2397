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
from crm_analytics.export.text_layout import CLOSE, Fitted, fit_one
from crm_analytics.report.chart import Branch, Tree, readable
from crm_analytics.report.diagram import Node
from crm_analytics.report.palette import LIGHT, ink_on, part_colour

BAND, EDGE = 34.0, 3.0  # points
SIZES = (14.0, 12.0, 11.0, 10.0, 9.0, 8.0)
MARGIN = 3


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


def _cut(areas: Sequence[float], where: Box) -> Iterator[Box]:
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


def _row(row: Sequence[float], where: Box) -> Iterator[Box]:
    total = sum(row)
    upright = where.width >= where.height
    side = where.height if upright else where.width
    thick, along = (total / side if side else 0.0), 0.0
    for area in row:
        length = side * area / total if total else 0.0
        if upright:
            yield Box(where.left, where.top + along, thick, length)
        else:
            yield Box(where.left + along, where.top, length, thick)
        along += length


def _rest(area: float, where: Box) -> Box:
    """What a row of this area leaves free."""
    if where.width >= where.height:
        thick = area / where.height if where.height else 0.0
        free = max(where.width - thick, 0.0)
        return Box(where.left + thick, where.top, free, where.height)
    thick = area / where.width
    return Box(where.left, where.top + thick, where.width, max(where.height - thick, 0.0))


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
        letter(shape, words(part), ink_on(fill), MARGIN)


def words(part: Placed) -> Fitted:
    """Name and count; of a part with others inside, in the band above them."""
    room = part.where.width - 2 * MARGIN
    high = (part.where.height if part.leaf else BAND) - 2 * MARGIN
    if room < 4 * SIZES[-1] * 0.5 or high < SIZES[-1] * CLOSE.line:
        return Fitted(SIZES[-1], (), ())
    count = f"{part.branch.count:,}"
    if part.leaf:
        return fit_one(Node(part.branch.label, 0, 0, room, high, lines=(count,)), SIZES)
    return fit_one(Node(f"{part.branch.label} · {count}", 0, 0, room, high), SIZES)


def placed(
    tree: Tree, where: Box, depth: int, band: float = BAND, edge: float = EDGE
) -> Iterator[Placed]:
    """Where every part lies, down to a depth; a part before those inside it.

    band: kept free above them for the name of a part. edge: kept free around them.
    """

    def laid(parts: Sequence[Branch], own: Box, level: int, turn: int | None) -> Iterator[Placed]:
        shown = [part for part in parts if part.area]
        boxes = squarified([part.area for part in shown], own)
        for place, (part, box) in enumerate(zip(shown, boxes, strict=True)):
            first = place if turn is None else turn
            leaf = not part.parts or level + 1 >= depth
            yield Placed(part, first, level, box, leaf)
            if not leaf:
                yield from laid(part.parts, box.within(edge, edge + band), level + 1, first)

    yield from laid(tree.parts, where, 0, None)
