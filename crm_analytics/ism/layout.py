"""The drawing of a model in abstract units: a row a level, level 1 on top, drivers at the bottom.

x grows to the right, y downwards; a factor is a node of width and height 1. Factors that lead to
one another stand on a ring in one box. Arrows between boxes are those left after the reduction;
links that only the closure adds are drawn where they were chosen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.components import Blocks, behind
from crm_analytics.ism.relations import Arrow, Relations
from crm_analytics.ism.rows import Rows, placed

Point = tuple[float, float]

DIRECT, TRANSITIVE, INSIDE = "direct", "transitive", "inside"
NODE = 1.0
MARGIN = 0.5  # around a box, and between its edge and its nodes
BETWEEN = 1.0  # from one row to the next
CHORD = 1.6  # from node to node on a ring


@dataclass(frozen=True, slots=True)
class LayoutNode:
    """One factor; x and y are its centre."""

    factor: int
    level: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LayoutBox:
    """One block; x and y are its centre."""

    members: tuple[int, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class LayoutLine:
    """One drawn arrow, from the first point to the last.

    kind: `DIRECT` and solid, `TRANSITIVE` and dashed, or `INSIDE` a box.
    arrows: the judged arrows between factors that it stands for; of a dashed one its own ends.
    """

    kind: str
    arrows: tuple[Arrow, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything there is to draw. crossings: between rows, before anything was moved."""

    nodes: tuple[LayoutNode, ...]
    boxes: tuple[LayoutBox, ...]
    lines: tuple[LayoutLine, ...]
    crossings: int


def layout(
    relations: Relations,
    blocks: Blocks,
    level: NDArray[np.int64],
    chosen: Sequence[Arrow] = (),
    moved: Mapping[int, Point] | None = None,
) -> Layout:
    """Where everything is drawn; the same for the same relations.

    chosen: transitive links to draw. moved: where a person put the node of a factor.
    """
    heads = [members[0] for members in blocks.members]
    row = [int(level[head]) - 1 for head in heads]
    size = [_size(len(members)) for members in blocks.members]
    between = [(int(blocks.of[i]), int(blocks.of[j])) for i, j in chosen]
    drawn = [*blocks.arrows, *(pair for pair in between if pair[0] != pair[1])]
    rows = placed(row, [one + MARGIN for one in size], drawn)
    bands = _bands(row, size)
    at = {
        factor: point
        for block, members in enumerate(blocks.members)
        for factor, point in _around(members, float(rows.x[block]), sum(bands[row[block]]) / 2)
    }
    shifted = dict(moved or {})
    at |= shifted
    nodes = tuple(LayoutNode(i, int(level[i]), *at[i]) for i in range(len(relations.factors)))
    boxes = tuple(_box(members, at) for members in blocks.members)
    sheet = _Sheet(relations, blocks, boxes, rows, bands)
    lines = (*_direct(sheet, shifted), *_inside(sheet, at), *_dashed(sheet, chosen, shifted, at))
    return Layout(nodes, boxes, lines, rows.crossings)


@dataclass(frozen=True, eq=False, slots=True)
class _Sheet:
    """What lines are drawn from. bands: upper and lower end of each row."""

    relations: Relations
    blocks: Blocks
    boxes: tuple[LayoutBox, ...]
    rows: Rows
    bands: Sequence[Point]

    def way(self, pair: Arrow, moved: Mapping[int, Point]) -> tuple[Point, ...]:
        """From a box up to another, around those between; straight when one of them was moved."""
        tail, head = (self.boxes[block] for block in pair)
        ends = (tail.x, tail.y - tail.height / 2), (head.x, head.y + head.height / 2)
        if not moved.keys().isdisjoint({*tail.members, *head.members}):
            return ends
        # straight up through every row on the way, past boxes however tall they are
        bends = [
            (float(self.rows.x[bend]), y)
            for bend, row in self.rows.bends[pair]
            for y in reversed(self.bands[row])
        ]
        return (ends[0], *bends, ends[1])


def _size(members: int) -> float:
    return NODE if members == 1 else 2 * _radius(members) + NODE + 2 * MARGIN


def _radius(members: int) -> float:
    """Of a ring on which neighbours are a chord apart."""
    return CHORD / (2 * sin(pi / members))


def _bands(row: Sequence[int], size: Sequence[float]) -> list[Point]:
    """Upper and lower end of each row, the tallest box of which has room."""
    tall = np.zeros(max(row) + 1)
    np.maximum.at(tall, list(row), list(size))
    tops = np.concatenate([[0.0], np.cumsum(tall + BETWEEN)[:-1]])
    return [(float(top), float(top + one)) for top, one in zip(tops, tall, strict=True)]


def _around(members: Sequence[int], x: float, y: float) -> Iterator[tuple[int, Point]]:
    """One factor in the middle, two side by side, more on a ring from the top, clockwise."""
    if len(members) == 1:
        yield members[0], (x, y)
        return
    radius, start = _radius(len(members)), pi if len(members) == 2 else pi / 2
    for place, factor in enumerate(members):
        angle = start - 2 * pi * place / len(members)
        yield factor, (x + radius * cos(angle), y - radius * sin(angle))


def _box(members: tuple[int, ...], at: Mapping[int, Point]) -> LayoutBox:
    xs, ys = zip(*(at[factor] for factor in members), strict=True)
    edge = NODE if len(members) == 1 else NODE + 2 * MARGIN
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    middle = (left + right) / 2, (top + bottom) / 2
    return LayoutBox(members, *middle, right - left + edge, bottom - top + edge)


def _direct(sheet: _Sheet, moved: Mapping[int, Point]) -> Iterator[LayoutLine]:
    for pair in sheet.blocks.arrows:
        arrows = behind(sheet.relations, sheet.blocks, pair)
        yield LayoutLine(DIRECT, arrows, sheet.way(pair, moved))


def _inside(sheet: _Sheet, at: Mapping[int, Point]) -> Iterator[LayoutLine]:
    for tail, head in sheet.blocks.inside:
        yield LayoutLine(INSIDE, ((tail, head),), (at[tail], at[head]))


def _dashed(
    sheet: _Sheet, chosen: Sequence[Arrow], moved: Mapping[int, Point], at: Mapping[int, Point]
) -> Iterator[LayoutLine]:
    for tail, head in chosen:
        pair = int(sheet.blocks.of[tail]), int(sheet.blocks.of[head])
        same = pair[0] == pair[1]
        points = (at[tail], at[head]) if same else sheet.way(pair, moved)
        yield LayoutLine(TRANSITIVE, ((tail, head),), points)
