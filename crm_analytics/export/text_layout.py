"""Where text has room: the size and lines of text in boxes, and the side of a spot its name takes.

Written out, for no library places names for a page, a slide and a sheet alike.
Names of spots are placed greedily: each takes the first free side of its spot, then a shorter form
of itself, else it is left out. A page does not know how wide it will be drawn, so a side must be
free at every width.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from textwrap import wrap

from crm_analytics.report.chart import Map, Spot
from crm_analytics.report.diagram import Diagram, Node, Point
from crm_analytics.report.words import legal, plain, shortened

FEWEST = 8  # letters in a line; where there is less room, ids stand for names
SIDES = {
    "right": (1, 0), "left": (-1, 0), "top": (0, 1), "bottom": (0, -1),
    "top right": (1, 1), "bottom right": (1, -1), "top left": (-1, 1), "bottom left": (-1, -1),
}  # fmt: skip
CROSS = ("right", "left", "top", "bottom")
WIDE, SHORT = 18, 11  # letters in a line of the name of a spot, and of its beginning
Area = tuple[float, float, float, float]  # left, bottom, right, top
Room = tuple[int, int, int]  # letters in a line of a heading, letters in a line, lines


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
        return max(int(letters / self.bold), 1), max(int(letters), 1), max(int(lines), 1)


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
    lettering, size, short = LISTED if chart.listed else NAMED, 0.0, False
    boxes: list[tuple[Node, Room]] = []
    for size in sizes:
        boxes = [(node, lettering.room(node, across, down, size)) for node in chart.nodes]
        short = any(letters < FEWEST for _, (_, letters, _) in boxes)
        whole = list(filter(None, (_whole(node, size, room) for node, room in boxes)))
        if len(whole) == len(boxes) and not short:
            return whole, False
    if not short:
        return [_cut(node, size, room) for node, room in boxes], False
    names = [shortened(node.short or node.label, max(room[1], 3)) for node, room in boxes]
    return [Fitted(size, (name,)) for name in names], True


def fit_one(node: Node, sizes: Sequence[float]) -> Fitted:
    """The text of one box, its sides in the unit of the sizes, at the largest size that fits."""
    rooms = [(size, CLOSE.room(node, 1.0, 1.0, size)) for size in sizes]
    whole = (_whole(node, *room) for room in rooms)
    return next(filter(None, whole), None) or _cut(node, *rooms[-1])


def _whole(node: Node, size: float, room: Room) -> Fitted | None:
    """The text with no word broken; nothing where it does not fit. A frame has one line."""
    wide, letters, most = room
    if node.frame:
        return Fitted(size, (shortened(node.label, letters),))
    heading = wrap(plain(node.label), wide, break_long_words=False) or [" "]
    # not `plain`: it would let a line break between a name and its number
    parts = (wrap(legal(line), letters, break_long_words=False) for line in node.lines)
    lines = [part for found in parts for part in found]
    broad = max(map(len, heading)) > wide or max(map(len, lines), default=0) > letters
    if broad or len(heading) + len(lines) > most:
        return None
    return Fitted(size, tuple(heading), tuple(lines))


def _cut(node: Node, size: float, room: Room) -> Fitted:
    """As much of the text as there is room for."""
    wide, letters, most = room
    if node.frame:
        return Fitted(size, (shortened(node.label, letters),))
    above = max(most - bool(node.lines), 1)
    heading = wrap(plain(node.label), wide, max_lines=above, placeholder=" …") or [" "]
    lines = [part for line in node.lines for part in wrap(legal(line), letters)]
    left = most - len(heading)
    if len(lines) > left:
        lines[max(left - 1, 0) :] = [shortened(f"{lines[left - 1]} …", letters)] * (left > 0)
    return Fitted(size, tuple(heading), tuple(lines))


@dataclass(frozen=True, slots=True)
class Paper:
    """What a map is drawn on.

    x, y: both ends of the axes.
    widths: of the plot, in the unit of everything below; a name must be free at each of them.
    letter, line: width of a letter, height of a line.
    dot: radius of a spot.
    sides: where a name may stand.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    widths: tuple[float, ...]
    height: float
    letter: float
    line: float
    dot: float
    sides: tuple[str, ...] = tuple(SIDES)

    def place(self, x: float, y: float, width: float) -> Point:
        """Where a point of the map is on a plot of this width, from its lower left corner."""
        (left, right), (low, high) = self.x, self.y
        return (x - left) / (right - left) * width, (y - low) / (high - low) * self.height


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
    taken = []
    for width in paper.widths:
        places = [paper.place(spot.x, spot.y, width) for spot in chart.points]
        dot = paper.dot
        dots = [(x - dot, y - dot, x + dot, y + dot) for x, y in places]
        taken.append([*dots, *_corners(chart, paper, width)])
    # long names first: short ones find room later
    order = sorted(range(len(chart.points)), key=lambda place: -len(chart.points[place].label))
    found = {place: _label(chart, chart.points[place], paper, taken) for place in order}
    return tuple(found[place] for place in range(len(chart.points)))


def _label(chart: Map, spot: Spot, paper: Paper, taken: Sequence[list[Area]]) -> Label:
    """The first free form and side; its room is taken from then on."""
    for lines in _forms(spot.label):
        for lined, side in product((True, False), paper.sides):
            boxes = [label_area(spot, lines, side, paper, width) for width in paper.widths]
            rooms = list(zip(boxes, paper.widths, taken, strict=True))
            if all(
                _free(box, (width, paper.height), (*room, *(_barred(chart, paper, width) * lined)))
                for box, width, room in rooms
            ):
                for box, _, room in rooms:
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


def label_area(spot: Spot, lines: Sequence[str], side: str, paper: Paper, width: float) -> Area:
    """The room of a name at a side of its spot, on a plot of this width."""
    x, y = paper.place(spot.x, spot.y, width)
    across, up = SIDES[side]
    wide, high = paper.letter * max(map(len, lines)), paper.line * len(lines)
    # a name at a corner of its spot may come a little nearer
    gap = paper.dot * (1.05 if across and up else 1.3)
    left = x + across * gap + (across - 1) * wide / 2
    bottom = y + up * gap + (up - 1) * high / 2
    return left, bottom, left + wide, bottom + high


def _free(box: Area, plot: tuple[float, float], others: Iterable[Area]) -> bool:
    """Whether a room lies within the plot, so wide and high, and over nothing else."""
    left, bottom, right, top = box
    if left < 0 or bottom < 0 or right > plot[0] or top > plot[1]:
        return False
    return not any(
        left < other[2] and other[0] < right and bottom < other[3] and other[1] < top
        for other in others
    )


def _barred(chart: Map, paper: Paper, width: float) -> list[Area]:
    """The lines, which a name crosses only where it must."""
    boxes: list[Area] = []
    if chart.x_line is not None:
        x, _ = paper.place(chart.x_line, 0.0, width)
        boxes.append((x, 0.0, x, paper.height))
    if chart.y_line is not None:
        _, y = paper.place(0.0, chart.y_line, width)
        boxes.append((0.0, y, width, y))
    return boxes


def _corners(chart: Map, paper: Paper, width: float) -> Iterator[Area]:
    """The room of the words in the corners."""
    for turn, word in enumerate(chart.quadrants):
        if word:
            wide, high = len(plain(word)) * paper.letter, paper.line * 1.3
            left = width - wide if turn % 2 else 0.0
            bottom = 0.0 if turn > 1 else paper.height - high
            yield left, bottom, left + wide, bottom + high


def left_out(found: Sequence[Label]) -> str:
    """What to say about names without room; nothing when all have it."""
    missing = sum(not name.lines for name in found)
    if not missing:
        return ""
    return f"{missing} {'name has' if missing == 1 else 'names have'} no room where spots crowd"
