"""A tree of parts with counts: what it shows, and where its parts lie as a map of rectangles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm_analytics.report.palette import category, paler
from crm_analytics.report.squarified import Rectangle, squarified

MOST = 60  # parts of a level that can still be read
PALE = (0.0, 0.45, 0.72)  # how much white: the deeper, the paler


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a tree.

    count: what is written on it. Its area is that of its parts, or else its count: where a unit
    is in several parts, the count of the whole is less than the sum.
    """

    label: str
    count: int
    parts: tuple["Branch", ...] = ()

    @property
    def area(self) -> int:
        """What its share of the drawing stands for."""
        return sum(part.area for part in self.parts) if self.parts else self.count


@dataclass(frozen=True, slots=True)
class Tree:
    """Parts of parts; a map of rectangles, or rings around a centre.

    measure: what is counted. rings: as rings where they can be drawn.
    """

    name: str
    title: str
    measure: str
    parts: tuple[Branch, ...]
    rings: bool = False
    note: str = ""
    detail: bool = False


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


def colour_of(turn: int, depth: int) -> str:
    """The colour of a part: that of the first part it is in, paler the deeper it is."""
    return paler(category(turn), PALE[min(depth, len(PALE) - 1)])


def walk(tree: Tree) -> Iterator[tuple[tuple[Branch, ...], Branch]]:
    """Every part that has an area, after the parts it is in."""
    yield from _walk(tree.parts, ())


def readable(chart: Tree) -> int:
    """How many levels can be read, at least one."""
    level: Iterable[Branch] = chart.parts
    depth = 0
    while (parts := [part for part in level if part.area]) and (len(parts) <= MOST or not depth):
        depth, level = depth + 1, [inner for part in parts for inner in part.parts]
    return depth


def placed(tree: Tree, where: Rectangle, frame: Frame) -> Iterator[Placed]:
    """Where every part lies; a part before those inside it."""
    for turn, (branch, own) in enumerate(_shared(tree.parts, where)):
        yield from _inside(Placed(branch, turn, 0, own, _leaf(branch, 0, frame)), frame)


def _walk(
    parts: tuple[Branch, ...], above: tuple[Branch, ...]
) -> Iterator[tuple[tuple[Branch, ...], Branch]]:
    for part in parts:
        if part.area:
            yield above, part
            yield from _walk(part.parts, (*above, part))


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
