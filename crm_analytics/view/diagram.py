"""Boxes with text and arrows between them: what a diagram shows, wherever it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

from crm_analytics.view.plain import legal

Side = Literal["top", "left", "bottom", "right"]

LETTER, BOLD = 0.53, 1.08  # how wide a letter is for its height, and how much wider a bold one
LINE = 1.28  # how high a line is for its letters


@dataclass(frozen=True, slots=True)
class Node:
    """A box: a heading, and lines under it.

    left, top, width, height: as shares of the drawing; y goes down.
    strong: stands out from the others.
    """

    heading: str
    lines: tuple[str, ...]
    left: float
    top: float
    width: float
    height: float
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """From one box to another, by their places."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes, and arrows that end at their sides."""

    name: str
    title: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    note: str = ""
    detail: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """Where an arrow meets a box: the middle of one of its sides."""

    side: Side
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """The text of a box as it fits: its lines, and the size of its letters."""

    size: float
    heading: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """How large the drawing is, and how far text keeps from the edge of its box."""

    width: float
    height: float
    pad: float


def ends(start: Node, end: Node) -> tuple[End, End]:
    """The sides that face each other: those between which the wider gap lies."""
    right, left = end.left - start.left - start.width, start.left - end.left - end.width
    below, above = end.top - start.top - start.height, start.top - end.top - end.height
    widest = max(right, left, below, above)
    if widest == right:
        return _at(start, "right"), _at(end, "left")
    if widest == left:
        return _at(start, "left"), _at(end, "right")
    if widest == below:
        return _at(start, "bottom"), _at(end, "top")
    return _at(start, "top"), _at(end, "bottom")


def texts(chart: Diagram, paper: Paper, sizes: Sequence[float]) -> tuple[Fitted, ...]:
    """The text of every box, all at the largest size at which every one fits."""
    rooms = [
        (node.width * paper.width - 2 * paper.pad, node.height * paper.height - 2 * paper.pad)
        for node in chart.nodes
    ]
    own = [fitted(node, *room, sizes) for node, room in zip(chart.nodes, rooms, strict=True)]
    least = [min((fit.size for fit in own), default=sizes[-1])]
    return tuple(fitted(node, *room, least) for node, room in zip(chart.nodes, rooms, strict=True))


def fitted(node: Node, width: float, height: float, sizes: Sequence[float]) -> Fitted:
    """The text at the largest size at which it fits; at the smallest, what does not fit is cut.

    width, height: of the room for text, in the unit of the sizes. Words are broken at the smallest
    size only.
    """
    longest = max(
        (len(word) for text in (node.heading, *node.lines) for word in text.split()), default=0
    )
    found = [_wrapped(node, width, size) for size in sizes]
    for fit in found:
        whole = longest * BOLD <= width / (fit.size * LETTER)
        if whole and (len(fit.heading) + len(fit.lines)) * fit.size * LINE <= height:
            return fit
    last = found[-1]
    if (len(last.heading) + len(last.lines)) * last.size * LINE <= height:
        return last
    room = max(int(height / (last.size * LINE)), 1)
    every = (*last.heading, *last.lines)
    kept = (*every[: room - 1], every[room - 1] + " …")
    return Fitted(last.size, kept[: len(last.heading)], kept[len(last.heading) :])


def _at(node: Node, side: Side) -> End:
    x = {"left": 0.0, "right": 1.0}.get(side, 0.5)
    y = {"top": 0.0, "bottom": 1.0}.get(side, 0.5)
    return End(side, node.left + x * node.width, node.top + y * node.height)


def _wrapped(node: Node, width: float, size: float) -> Fitted:
    letters = max(int(width / (size * LETTER)), 4)
    heading = wrap(legal(node.heading), max(int(letters / BOLD), 4)) or [""]
    # not `plain`: it would let a line break between a name and its number
    lines = [part for line in node.lines for part in wrap(legal(line), letters)]
    return Fitted(size, tuple(heading), tuple(lines))
