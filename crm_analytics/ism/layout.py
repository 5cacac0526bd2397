"""The drawing of a model in abstract units: a row a level, level 1 on top, drivers at the bottom.

x grows to the right, y downwards; a factor is a node of width and height 1. Factors that lead to
one another stand on a ring in one box. Arrows between boxes are those left after the reduction;
links that only the closure adds are drawn where they were chosen.

Rows follow the layered drawing of Sugiyama, Tagawa & Toda (1981, IEEE Transactions on Systems, Man,
and Cybernetics 11, 109-125): an arrow that passes a row has a bend there; the order of a row
follows the mean place of what its members are joined to, upwards and downwards, then neighbours
change places while that saves crossings. At last everything moves as near to what it is joined to
as the widths allow. Ours, for networkx draws no layers and Graphviz is another program.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism.judgements import Arrow, DirectRelations
from crm_analytics.ism.levels import Blocks, Levels

Point = tuple[float, float]

DIRECT, TRANSITIVE, INSIDE = "direct", "transitive", "inside"
NODE = 1.0
MARGIN = 0.5  # around a box, and between its edge and its nodes
BETWEEN = 1.0  # from one row to the next
CHORD = 1.6  # from node to node on a ring
SWEEPS = 24
ROUNDS = 12
BEND = 0.3  # how wide the place is where an arrow passes a row

Order = list[NDArray[np.int64]]
Bends = Mapping[Arrow, tuple[Arrow, ...]]  # of each arrow those on its way up: position, row


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
class DigraphLayout:
    """Everything there is to draw.

    nodes: the centre of each factor. crossings: between rows, before anything was moved.
    """

    nodes: tuple[Point, ...]
    boxes: tuple[LayoutBox, ...]
    lines: tuple[LayoutLine, ...]
    crossings: int


def layout(
    relations: DirectRelations,
    blocks: Blocks,
    level: Levels,
    chosen: Sequence[Arrow] = (),
    moved: Mapping[int, Point] | None = None,
) -> DigraphLayout:
    """Where everything is drawn; the same for the same relations.

    chosen: transitive links to draw. moved: where a person put the node of a factor.
    """
    heads = [members[0] for members in blocks.members]
    row = [int(level[head]) - 1 for head in heads]
    size = [_size(len(members)) for members in blocks.members]
    between = [(int(blocks.of[i]), int(blocks.of[j])) for i, j in chosen]
    drawn = [*blocks.arrows, *(pair for pair in between if pair[0] != pair[1])]
    x, bends, crossings = placed(row, [one + MARGIN for one in size], drawn)
    bands = _bands(row, size)
    at = {
        factor: point
        for block, members in enumerate(blocks.members)
        for factor, point in _around(members, float(x[block]), sum(bands[row[block]]) / 2)
    }
    shifted = dict(moved or {})
    at |= shifted
    boxes = tuple(_box(members, at) for members in blocks.members)

    def way(pair: Arrow) -> tuple[Point, ...]:
        """From a box up to another, around those between; straight when one of them was moved."""
        tail, head = (boxes[block] for block in pair)
        ends = (tail.x, tail.y - tail.height / 2), (head.x, head.y + head.height / 2)
        if not shifted.keys().isdisjoint({*tail.members, *head.members}):
            return ends
        # straight up through every row on the way, past boxes however tall they are
        passed = [(float(x[bend]), y) for bend, row in bends[pair] for y in reversed(bands[row])]
        return (ends[0], *passed, ends[1])

    lines = [
        LayoutLine(DIRECT, blocks.direct(relations, pair), way(pair)) for pair in blocks.arrows
    ]
    lines += [
        LayoutLine(INSIDE, ((tail, head),), (at[tail], at[head])) for tail, head in blocks.inside
    ]
    for (tail, head), pair in zip(chosen, between, strict=True):
        points = (at[tail], at[head]) if pair[0] == pair[1] else way(pair)
        lines.append(LayoutLine(TRANSITIVE, ((tail, head),), points))
    nodes = tuple(at[i] for i in range(len(relations.factors)))
    return DigraphLayout(nodes, boxes, tuple(lines), crossings)


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


@dataclass(frozen=True, eq=False, slots=True)
class _LayeredGraph:
    """Blocks and bends in rows. joined: which of them a piece of an arrow joins, symmetric."""

    row: NDArray[np.int64]
    width: NDArray[np.float64]
    joined: NDArray[np.bool_]


def placed(
    row: Sequence[int], width: Sequence[float], arrows: Sequence[Arrow]
) -> tuple[NDArray[np.float64], Bends, int]:
    """Where each block and then each bend is across, 0 being the middle; the bends; the crossings.

    row: of each block, from 0; every arrow leads to a row of a smaller number.
    width: of each block, its margin included.
    """
    rows, widths = list(row), list(width)
    bends: dict[Arrow, tuple[Arrow, ...]] = {}
    pairs: list[Arrow] = []
    for tail, head in dict.fromkeys(arrows):
        passed = range(row[tail] - 1, row[head], -1)
        own = range(len(rows), len(rows) + len(passed))
        rows += passed
        widths += [BEND] * len(passed)
        bends[tail, head] = tuple(zip(own, passed, strict=True))
        way = (tail, *own, head)
        pairs += [(upper, lower) for lower, upper in pairwise(way)]
    joined = np.zeros((len(rows), len(rows)), dtype=bool)
    for upper, lower in pairs:
        joined[upper, lower] = joined[lower, upper] = True
    graph = _LayeredGraph(np.array(rows), np.array(widths), joined)
    order, crossings = _ordered(graph)
    return _spread(graph, order), bends, crossings


def _ordered(graph: _LayeredGraph) -> tuple[Order, int]:
    """The order with the fewest crossings of all sweeps, and then of all changes of neighbours."""
    count = int(graph.row.max()) + 1
    order = [np.flatnonzero(graph.row == one) for one in range(count)]
    best, fewest = order, _crossings(graph, order)
    for sweep in range(SWEEPS):
        order = _swept(graph, order, down=sweep % 2 == 0)
        if (crossings := _crossings(graph, order)) < fewest:
            best, fewest = order, crossings
        if not fewest:
            break
    best = _switched(graph, best)
    return best, _crossings(graph, best)


def _swept(graph: _LayeredGraph, order: Order, down: bool) -> Order:
    new = list(order)
    steps = range(1, len(order)) if down else range(len(order) - 2, -1, -1)
    for one in steps:
        fixed = new[one - 1] if down else new[one + 1]
        means = _means(graph.joined[np.ix_(fixed, new[one])])
        new[one] = new[one][np.argsort(means, kind="stable")]
    return new


def _means(joined: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The mean place of what each is joined to; its own place where that is nothing."""
    count = joined.sum(axis=0)
    places = np.arange(len(joined)) @ joined
    own = np.arange(joined.shape[1]) * len(joined) / max(joined.shape[1], 1)
    means: NDArray[np.float64] = np.where(count, places / np.maximum(count, 1), own)
    return means


def _switched(graph: _LayeredGraph, order: Order) -> Order:
    """Neighbours of a row change places while that saves a crossing."""
    new, better = list(order), True
    while better:
        better = False
        for one in range(len(new)):
            cost = _costs(graph, new, one)
            places = list(range(len(cost)))
            for left, right in pairwise(range(len(cost))):
                a, b = places[left], places[right]
                if cost[a, b] > cost[b, a]:
                    places[left], places[right] = b, a
            better |= places != sorted(places)
            new[one] = new[one][places]
    return new


def _costs(graph: _LayeredGraph, order: Order, one: int) -> NDArray[np.int64]:
    """How often the arrows of two members of a row cross when the first stands on the left."""
    row = order[one]
    cost = np.zeros((len(row), len(row)), dtype=np.int64)
    for other in (order[place] for place in (one - 1, one + 1) if 0 <= place < len(order)):
        joined = graph.joined[np.ix_(other, row)].astype(np.int64)
        before: NDArray[np.int64] = joined.cumsum(axis=0) - joined
        cost += joined.T @ before
    return cost


def _crossings(graph: _LayeredGraph, order: Order) -> int:
    """Pairs of arrows between two rows of which one starts further left and ends further right."""
    total = 0
    for upper, lower in pairwise(order):
        joined = graph.joined[np.ix_(upper, lower)].astype(np.int64)
        before = joined.cumsum(axis=0).cumsum(axis=1)  # from the first to here, both ways
        left_below = before[-1][None, :] - before
        total += int((joined[:, 1:] * left_below[:, :-1]).sum())
    return total


def _spread(graph: _LayeredGraph, order: Order) -> NDArray[np.float64]:
    x = np.zeros(len(graph.row))
    for row in order:
        x[row] = _apart(np.zeros(len(row)), graph.width[row])
    near = graph.joined.astype(np.float64)
    count = near.sum(axis=1)
    for _ in range(ROUNDS):
        wished = np.where(count > 0, near @ x / np.maximum(count, 1), x)
        for row in order:
            x[row] = _apart(wished[row], graph.width[row])
    return x


def _apart(wished: NDArray[np.float64], width: NDArray[np.float64]) -> NDArray[np.float64]:
    """The places nearest to those wished, in this order and without overlap: least squares.

    Pool adjacent violators (Ayer et al. 1955, Annals of Mathematical Statistics 26, 641-647) on the
    wishes less the room that everything to the left needs. Ours, for scipy.optimize, which has it,
    takes a third of a second to import.
    """
    room = np.concatenate([[0.0], np.cumsum((width[1:] + width[:-1]) / 2)])
    pools: list[tuple[float, int]] = []
    for wish in wished - room:
        mean, size = float(wish), 1
        while pools and pools[-1][0] > mean:
            before, others = pools.pop()
            mean = (mean * size + before * others) / (size + others)
            size += others
        pools.append((mean, size))
    places: NDArray[np.float64] = np.repeat([m for m, _ in pools], [s for _, s in pools]) + room
    return places
