"""A rectangle cut into rectangles of given areas, as square as they can be.

Bruls, Huizing & van Wijk (2000), Squarified treemaps: the largest first, in rows along the shorter
side; a row takes one more as long as its worst rectangle becomes no worse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


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
