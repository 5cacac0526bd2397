"""Where text has room: the size and lines of text in boxes, and the side of a spot its name takes.

Names of spots are placed greedily: each takes the first free side of its spot, then a shorter form
of itself, else it is left out. A page does not know how wide it will be drawn, so a side must be
free at every width.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from textwrap import wrap

from crm_analytics.report.chart import Map, Spot
from crm_analytics.report.diagram import Diagram, Node
from crm_analytics.report.words import legal, plain, shortened

FEWEST = 8  # letters in a line; where there is less room, ids stand for names
SIDES = {
    "right": (1, 0), "left": (-1, 0), "top": (0, 1), "bottom": (0, -1),
    "top right": (1, 1), "bottom right": (1, -1), "top left": (-1, 1), "bottom left": (-1, -1),
}  # fmt: skip
CROSS = ("right", "left", "top", "bottom")
WIDE, SHORT = 18, 11  # letters in a line of the name of a spot, and of its beginning
_Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Room:
    """What a box holds at a size: letters in a line, fewer of a bold heading, and lines."""

    size: float
    heading: int
    letters: int
    lines: int


@dataclass(frozen=True, slots=True)
class Lettering:
    """How text is set in a box, in shares of the size of its letters.

    letter, line: width of a letter, height of a line. beside, above: what the text keeps free
    inside its box. bold: how much wider the letters of a heading are.
    """

    letter: float
    line: float
    beside: float
    above: float
    bold: float = 1.08

    def room(self, node: Node, across: float, down: float, size: float) -> Room:
        """What a box holds at a size; across, down: one unit of a box in the unit of the size."""
        letters = (node.width * across - 2 * self.beside * size) / (size * self.letter)
        lines = (node.height * down - 2 * self.above * size) / (size * self.line)
        heading = max(int(letters / self.bold), 1)
        return Room(size, heading, max(int(letters), 1), max(int(lines), 1))


NAMED = Lettering(0.56, 1.25, 0.4, 0.2, bold=1.0)
LISTED = Lettering(0.53, 1.28, 0.6, 0.8)
CLOSE = Lettering(0.53, 1.28, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The text of a box as it fits: its lines, and the size of its letters."""

    size: float
    heading: tuple[str, ...]
    lines: tuple[str, ...] = ()


def fit_all(
    chart: Diagram, across: float, down: float, sizes: Sequence[float]
) -> tuple[list[Fitted], bool]:
    """The text of every box at the largest size at which all fit, for they are read together.

    across, down: how large one unit is drawn, in the unit of the sizes. Where the smallest size is
    too large, long text is cut, or ids stand for names; whether they do is said with the texts.
    """
    lettering, short = LISTED if chart.listed else NAMED, False
    boxes: list[tuple[Node, Room]] = []
    for size in sizes:
        boxes = [(node, lettering.room(node, across, down, size)) for node in chart.nodes]
        short = any(room.letters < FEWEST for _, room in boxes)
        whole = list(filter(None, (_whole(node, room) for node, room in boxes)))
        if len(whole) == len(boxes) and not short:
            return whole, False
    return [_short(node, room) if short else _cut(node, room) for node, room in boxes], short


def fit_one(node: Node, sizes: Sequence[float]) -> Fitted:
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


@dataclass(frozen=True, slots=True)
class Paper:
    """What a map is drawn on.

    x, y: both ends of the axes.
    widths: of the plot, in the unit of everything below; a name must be free at each of them.
    letter, line: width of a letter, height of a line.
    dot: radius of a spot.
    lines: where the upright and the level line stand.
    sides: where a name may stand.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    widths: tuple[float, ...]
    height: float
    letter: float
    line: float
    dot: float
    lines: tuple[float | None, float | None] = (None, None)
    sides: tuple[str, ...] = tuple(SIDES)


@dataclass(frozen=True, slots=True)
class Label:
    """The lines of a name and the side of its spot; no lines when there is no room for any.

    over: it lies over a line that parts the map.
    """

    lines: tuple[str, ...] = ()
    side: str = "right"
    over: bool = False


def spot_labels(chart: Map, paper: Paper) -> tuple[Label, ...]:
    """One name a spot, in the order of the spots."""
    taken = [_dots(chart, paper, width) for width in paper.widths]
    for boxes, width in zip(taken, paper.widths, strict=True):
        boxes += _corners(chart, paper, width)
    # long names first: short ones find room later
    order = sorted(range(len(chart.points)), key=lambda place: -len(chart.points[place].label))
    found = {place: _label(chart.points[place], paper, taken) for place in order}
    return tuple(found[place] for place in range(len(chart.points)))


def _label(spot: Spot, paper: Paper, taken: Sequence[list[_Area]]) -> Label:
    """The first free form and side; its room is taken from then on."""
    for lines in _forms(spot.label):
        for lined, side in product((True, False), paper.sides):
            boxes = [_box(spot, lines, side, paper, width) for width in paper.widths]
            barred = [_barred(paper, width) if lined else [] for width in paper.widths]
            if all(map(partial(_free, paper.height), boxes, paper.widths, taken, barred)):
                for room, box in zip(taken, boxes, strict=True):
                    room.append(box)
                return Label(lines, side, over=not lined)
    return Label()


def _forms(label: str) -> Iterator[tuple[str, ...]]:
    """The name in lines, then only its beginning."""
    text = plain(label)
    if not text or text == "…":
        return
    yield tuple(wrap(text, WIDE, max_lines=3, placeholder=" …"))
    if len(text) > SHORT:
        yield (text[: SHORT - 1].rstrip() + "…",)


def _place(spot: Spot, paper: Paper, width: float) -> tuple[float, float]:
    (left, right), (low, high) = paper.x, paper.y
    across = (spot.x - left) / (right - left) * width
    return across, (spot.y - low) / (high - low) * paper.height


def _box(spot: Spot, lines: Sequence[str], side: str, paper: Paper, width: float) -> _Area:
    """The room of a name: left, bottom, right, top."""
    x, y = _place(spot, paper, width)
    across, up = SIDES[side]
    wide, high = paper.letter * max(map(len, lines)), paper.line * len(lines)
    # a name at a corner of its spot may come a little nearer
    gap = paper.dot * (1.05 if across and up else 1.3)
    left = x + across * gap + (across - 1) * wide / 2
    bottom = y + up * gap + (up - 1) * high / 2
    return left, bottom, left + wide, bottom + high


def _free(
    height: float, box: _Area, width: float, taken: Sequence[_Area], barred: Sequence[_Area]
) -> bool:
    left, bottom, right, top = box
    if left < 0 or bottom < 0 or right > width or top > height:
        return False
    return not any(
        left < other[2] and other[0] < right and bottom < other[3] and other[1] < top
        for other in (*taken, *barred)
    )


def _dots(chart: Map, paper: Paper, width: float) -> list[_Area]:
    places = [_place(spot, paper, width) for spot in chart.points]
    dot = paper.dot
    return [(x - dot, y - dot, x + dot, y + dot) for x, y in places]


def _barred(paper: Paper, width: float) -> list[_Area]:
    """The lines, which a name crosses only where it must."""
    (left, right), (low, high) = paper.x, paper.y
    upright, level = paper.lines
    boxes: list[_Area] = []
    if upright is not None:
        x = (upright - left) / (right - left) * width
        boxes.append((x, 0.0, x, paper.height))
    if level is not None:
        y = (level - low) / (high - low) * paper.height
        boxes.append((0.0, y, width, y))
    return boxes


def _corners(chart: Map, paper: Paper, width: float) -> list[_Area]:
    """The room of the words in the corners."""
    boxes = []
    for turn, word in enumerate(chart.quadrants):
        if word:
            wide, high = len(plain(word)) * paper.letter, paper.line * 1.3
            left = width - wide if turn % 2 else 0.0
            bottom = 0.0 if turn > 1 else paper.height - high
            boxes.append((left, bottom, left + wide, bottom + high))
    return boxes


def left_out(found: Sequence[Label]) -> str:
    """What to say about names without room; nothing when all have it."""
    missing = sum(not name.lines for name in found)
    if not missing:
        return ""
    return f"{missing} {'name has' if missing == 1 else 'names have'} no room where spots crowd"
