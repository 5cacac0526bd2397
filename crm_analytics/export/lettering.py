"""How text is set in boxes: the size of its letters, and where its lines end."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from crm_analytics.report.diagram import Diagram, Node
from crm_analytics.report.plain import legal, plain, shortened

FEWEST = 8  # letters in a line; where there is less room, ids stand for names


@dataclass(frozen=True, slots=True)
class Room:
    """What a box holds at a size: letters in a line, fewer of a bold heading, and lines."""

    size: float
    heading: int
    letters: int
    lines: int


@dataclass(frozen=True, slots=True)
class Hand:
    """How wide a letter and how high a line is, and how far text keeps from the edges of its box.

    All are shares of the size. bold: how much wider the letters of a heading are.
    """

    letter: float
    line: float
    beside: float
    above: float
    bold: float = 1.08

    def room(self, node: Node, across: float, down: float, size: float) -> Room:
        """Of a box; one unit is drawn so large, in the unit of the size."""
        letters = (node.width * across - 2 * self.beside * size) / (size * self.letter)
        lines = (node.height * down - 2 * self.above * size) / (size * self.line)
        return Room(
            size, max(int(letters / self.bold), 1), max(int(letters), 1), max(int(lines), 1)
        )


NAMED = Hand(0.56, 1.25, 0.4, 0.2, bold=1.0)
LISTED = Hand(0.53, 1.28, 0.6, 0.8)
CLOSE = Hand(0.53, 1.28, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The text of a box as it fits: its lines, and the size of its letters."""

    size: float
    heading: tuple[str, ...]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lettering:
    """The text of every box. short: ids stand for names."""

    texts: tuple[Fitted, ...]
    short: bool = False


def lettering(chart: Diagram, across: float, down: float, sizes: Sequence[float]) -> Lettering:
    """The text of every box at the largest size at which all fit, for they are read together.

    across, down: how large one unit is drawn, in the unit of the sizes. Where the smallest size is
    too large, long text is cut, or ids stand for names.
    """
    hand, short = LISTED if chart.listed else NAMED, False
    boxes: list[tuple[Node, Room]] = []
    for size in sizes:
        boxes = [(node, hand.room(node, across, down, size)) for node in chart.nodes]
        short = any(room.letters < FEWEST for _, room in boxes)
        whole = tuple(filter(None, (_whole(node, room) for node, room in boxes)))
        if len(whole) == len(boxes) and not short:
            return Lettering(whole)
    return Lettering(tuple((_short if short else _cut)(node, room) for node, room in boxes), short)


def fitted(node: Node, sizes: Sequence[float]) -> Fitted:
    """The text of one box, its sides in the unit of the sizes, at the largest size that fits."""
    rooms = [CLOSE.room(node, 1.0, 1.0, size) for size in sizes]
    whole = (_whole(node, room) for room in rooms)
    return next(filter(None, whole), None) or _cut(node, rooms[-1])


def _whole(node: Node, room: Room) -> Fitted | None:
    """The text with no word broken; nothing where it does not fit. A frame has one line."""
    if node.frame:
        return Fitted(room.size, (shortened(node.label, room.letters),))
    heading = wrap(plain(node.label), room.heading, break_long_words=False) or [" "]
    # not `plain`: it would let a line break between a name and its number
    parts = (wrap(legal(line), room.letters, break_long_words=False) for line in node.lines)
    lines = [part for found in parts for part in found]
    wide = max(map(len, heading)) > room.heading or max(map(len, lines), default=0) > room.letters
    if wide or len(heading) + len(lines) > room.lines:
        return None
    return Fitted(room.size, tuple(heading), tuple(lines))


def _cut(node: Node, room: Room) -> Fitted:
    """As much of the text as there is room for."""
    if node.frame:
        return Fitted(room.size, (shortened(node.label, room.letters),))
    most = max(room.lines - bool(node.lines), 1)
    heading = wrap(plain(node.label), room.heading, max_lines=most, placeholder=" …") or [" "]
    lines = [part for line in node.lines for part in wrap(legal(line), room.letters)]
    left = room.lines - len(heading)
    if len(lines) > left:
        lines[max(left - 1, 0) :] = [shortened(f"{lines[left - 1]} …", room.letters)] * (left > 0)
    return Fitted(room.size, tuple(heading), tuple(lines))


def _short(node: Node, room: Room) -> Fitted:
    return Fitted(room.size, (shortened(node.short or node.label, max(room.letters, 3)),))
