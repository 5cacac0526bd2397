"""Boxes in rows and arrows between them: what leads to what, wherever it is drawn.

Units are those of the layout: x grows to the right, y downwards. Whoever draws it stretches both as
there is room, so that the picture on a page, a slide and a sheet is the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from crm_analytics.view.plain import plain

Point = tuple[float, float]

LETTER, LINE = 0.56, 1.25  # how wide a letter is, and how high a line, for the size of the letters
PAD = 0.4  # of the size, between the edge of a box and its text
FEWEST = (
    8  # letters in a line, and then names are cut; where there is less room, ids stand for them
)


@dataclass(frozen=True, slots=True)
class Place:
    """A box; x and y are its centre.

    short: stands for the label where there is no room for it. under: a second line.
    told: what else is said where the pointer is.
    frame: holds other boxes; its label stands at its upper edge.
    """

    label: str
    x: float
    y: float
    width: float = 1.0
    height: float = 1.0
    short: str = ""
    under: str = ""
    told: tuple[str, ...] = ()
    frame: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow from one box to another, by their positions.

    points: its way, from edge to edge. dashed: follows only from others. quiet: inside a frame.
    both: leads back as well. word: why, where somebody said it.
    """

    tail: int
    head: int
    points: tuple[Point, ...]
    dashed: bool = False
    quiet: bool = False
    both: bool = False
    word: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of boxes, from its upper to its lower end, with its name at the side."""

    word: str
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Digraph:
    """Boxes, their arrows, and the rows they stand in."""

    name: str
    title: str
    places: tuple[Place, ...]
    links: tuple[Link, ...]
    rows: tuple[Row, ...] = ()
    note: str = ""
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """The ends of a drawing."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Lettering:
    """The lines in each box, and the size of their letters. short: ids stand for names."""

    size: float
    lines: tuple[tuple[str, ...], ...]
    short: bool = False


def extent(chart: Digraph, around: float = 0.25) -> Extent:
    """The ends of everything that is drawn, with a margin."""
    xs = [x for place in chart.places for x in _ends(place.x, place.width)]
    ys = [y for place in chart.places for y in _ends(place.y, place.height)]
    bends = [point for link in chart.links for point in link.points]
    xs += [x for x, _ in bends]
    ys += [y for _, y in bends] + [y for row in chart.rows for y in (row.top, row.bottom)]
    known = bool(xs)
    left, right = (min(xs), max(xs)) if known else (0.0, 1.0)
    top, bottom = (min(ys), max(ys)) if known else (0.0, 1.0)
    return Extent(left - around, top - around, right + around, bottom + around)


def meeting(place: Place, toward: Point) -> Point:
    """Where a line from the centre of a box towards a point leaves the box."""
    dx, dy = toward[0] - place.x, toward[1] - place.y
    far = max(abs(dx) / (place.width / 2), abs(dy) / (place.height / 2))
    return (place.x + dx / far, place.y + dy / far) if far > 1 else toward


def lettering(chart: Digraph, across: float, down: float, sizes: Sequence[float]) -> Lettering:
    """The text of every box at the largest size at which all fit, for they are read together.

    across, down: how large one unit is drawn, in the unit of the sizes. Where the smallest size is
    too large, long names are cut, or ids stand for them. The label of a frame is one line.
    """
    for size in sizes:
        lines = tuple(_lines(place, across, down, size) for place in chart.places)
        if all(lines):
            return Lettering(size, lines)
    size = sizes[-1]
    short = min(_room(place, across, down, size)[0] for place in chart.places) < FEWEST
    cut = (_cut(place, across, down, size, short) for place in chart.places)
    return Lettering(size, tuple(cut), short)


def told(chart: Digraph, place: Place) -> Iterator[str]:
    """Everything that is known of a box, a line each."""
    yield place.label
    yield from filter(None, (place.under, *place.told))


def _ends(middle: float, size: float) -> Point:
    return middle - size / 2, middle + size / 2


def _room(place: Place, across: float, down: float, size: float) -> tuple[int, int]:
    """How many letters a line of a box has, and how many lines there are."""
    letters = int((place.width * across - 2 * PAD * size) / (size * LETTER))
    return letters, max(int((place.height * down - PAD * size) / (size * LINE)), 1)


def _lines(place: Place, across: float, down: float, size: float) -> tuple[str, ...]:
    """The text of a box; nothing where it does not fit."""
    letters, most = _room(place, across, down, size)
    if place.frame:
        return (_shortened(place.label, letters),)
    if letters < FEWEST:
        return ()
    words = wrap(plain(place.label), letters, break_long_words=False) or [" "]
    lines = (*words, *([plain(place.under)] if place.under else []))
    fits = len(lines) <= most and max(map(len, lines)) <= letters
    return lines if fits else ()


def _cut(place: Place, across: float, down: float, size: float, short: bool) -> tuple[str, ...]:
    letters, most = _room(place, across, down, size)
    letters = max(letters, 1)
    if place.frame:
        return (_shortened(place.label, letters),)
    if short:
        return (_shortened(place.short or place.label, max(letters, 3)),)
    room = max(most - bool(place.under), 1)
    words = wrap(plain(place.label), letters, max_lines=room, placeholder=" …") or [" "]
    return (*words, *([_shortened(place.under, letters)] if place.under and most > 1 else []))


def _shortened(text: str, letters: int) -> str:
    whole = plain(text) or " "
    return whole if len(whole) <= letters else whole[: max(letters - 1, 1)].rstrip() + "…"
