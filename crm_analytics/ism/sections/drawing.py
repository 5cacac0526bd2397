"""The digraph of a model: a row a level, a circle as one box with its members."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from crm_analytics.ism.layout import INSIDE, TRANSITIVE, Layout, LayoutBox, LayoutLine
from crm_analytics.ism.model import Model
from crm_analytics.ism.reasons import Link
from crm_analytics.ism.relations import Arrow
from crm_analytics.ism.sections.display import ModelDisplay
from crm_analytics.report import words
from crm_analytics.report.diagram import Diagram, DiagramRow, Edge, Node, Point, meeting

WIDEST, GAP = 1.3, 0.2  # of a box, and between two beside each other
AROUND = 0.3  # above and below the boxes of a row


def digraph(model: Model, display: ModelDisplay) -> Diagram:
    """Boxes and arrows as they are laid out, or where a person put them."""
    chosen = display.chosen(model)
    drawn = model.layout(chosen, display.places(model))
    nodes = (*_factors(model, drawn, display), *_frames(drawn))
    frames = {box.members: len(model.factors) + turn for turn, box in enumerate(_circles(drawn))}
    said = {one.arrow: one.reason for one in _explained(model, display)}
    edges = tuple(_edge(line, nodes, _ends(model, line, frames), said) for line in drawn.lines)
    return Diagram(
        name="digraph",
        title=f"Which factor leads to which: {words.counted(model.partition.count, 'level')}",
        nodes=nodes,
        edges=tuple(_joined(edges)),
        rows=tuple(_rows(model.layout(chosen))),
        note=_note(model, drawn, display),
    )


def _explained(model: Model, display: ModelDisplay) -> Iterator[Link]:
    found = display.explained(model)
    yield from (link for link in (*found.direct, *found.transitive) if link.reason)


def _note(model: Model, drawn: Layout, display: ModelDisplay) -> str:
    parts = ["Arrows lead upwards to what they bring about"] if model.partition.count > 1 else []
    if any(line.kind == TRANSITIVE for line in drawn.lines):
        parts.append("dashed arrows only follow from others")
    if display.too_many(model):
        parts.append(f"{len(model.added):,} arrows that only follow from others are not drawn")
    if _circles(drawn):
        parts.append("factors in a dotted frame all lead to one another")
    if display.under and display.whose:
        parts.append(f"means are of {display.whose}")
    note = "; ".join(parts)
    return note[:1].upper() + note[1:]


def _factors(model: Model, drawn: Layout, display: ModelDisplay) -> Iterator[Node]:
    wide = _wide(drawn)
    powers = model.quadrants(display.options.cut).powers
    for node in drawn.nodes:
        factor, power = model.factors[node.factor], powers[node.factor]
        told = (
            f"level {node.level} of {model.partition.count}",
            f"driving power {power.driving}, dependence {power.dependence}: {power.quadrant}",
        )
        # a mean and its number stay in one line
        under = display.under.get(factor.id, "").replace(" ", "\N{NO-BREAK SPACE}")
        lines = (under,) if under else ()
        yield Node(str(factor), float(node.x), float(node.y), wide, 1.0, factor.id, lines, told)


def _wide(drawn: Layout) -> float:
    """As wide as boxes can be without touching one that stands beside them."""
    level = sorted((node.x, node.y) for node in drawn.nodes)
    beside = [
        bx - ax for place, (ax, ay) in enumerate(level) for bx, by in level[place + 1 :]
        if abs(by - ay) < 1.0
    ]  # fmt: skip
    return float(min(max(min(beside, default=WIDEST) - GAP, 1.0), WIDEST))


def _circles(drawn: Layout) -> list[LayoutBox]:
    return [box for box in drawn.boxes if len(box.members) > 1]


def _frames(drawn: Layout) -> Iterator[Node]:
    for box in _circles(drawn):
        label = f"Circle of {len(box.members)}"
        wide, high = box.width + WIDEST - 1.0, box.height
        yield Node(label, float(box.x), float(box.y), float(wide), float(high), frame=True)


def _rows(drawn: Layout) -> Iterator[DiagramRow]:
    """From the first to the last row, half way between where they are apart."""
    level = {node.factor: node.level for node in drawn.nodes}
    ends: dict[int, tuple[float, float]] = {}
    for box in drawn.boxes:
        top, bottom = ends.get(level[box.members[0]], (box.y, box.y))
        high = box.height / 2
        ends[level[box.members[0]]] = min(top, box.y - high), max(bottom, box.y + high)
    found = sorted(ends.items())
    for number, (top, bottom) in found:
        word = "Level 1, top" if number == 1 else f"Level {number}"
        yield DiagramRow(word, float(top - AROUND), float(bottom + AROUND))


def _ends(model: Model, line: LayoutLine, frames: Mapping[tuple[int, ...], int]) -> Arrow:
    """The boxes at the ends of a line: factors, or the frames that hold them."""
    tail, head = line.arrows[0]
    if line.kind == INSIDE or _block(model, tail) == _block(model, head):
        return tail, head
    return frames.get(_block(model, tail), tail), frames.get(_block(model, head), head)


def _block(model: Model, factor: int) -> tuple[int, ...]:
    return model.blocks.members[int(model.blocks.of[factor])]


def _edge(
    line: LayoutLine, nodes: tuple[Node, ...], ends: Arrow, said: Mapping[Arrow, str]
) -> Edge:
    points = tuple((float(x), float(y)) for x, y in line.points)
    tail, head = nodes[ends[0]], nodes[ends[1]]
    if len(points) == 2 and (line.kind == INSIDE or _stands_wrong(points)):
        points = meeting(tail, (head.x, head.y)), meeting(head, (tail.x, tail.y))
    reasons = dict.fromkeys(said[arrow] for arrow in line.arrows if arrow in said)
    return Edge(
        *ends, _straightened(points), line.kind == TRANSITIVE, line.kind == INSIDE,
        word=" ".join(reasons),
    )  # fmt: skip


def _stands_wrong(points: tuple[Point, ...]) -> bool:
    """Whether a line does not lead upwards: somebody moved one of its boxes."""
    return points[0][1] <= points[-1][1]


def _straightened(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Without the bends on a straight piece."""
    kept = [points[0]]
    for before, (here, after) in zip(points, pairwise(points[1:]), strict=False):
        turn = (here[0] - before[0]) * (after[1] - here[1])
        if abs(turn - (here[1] - before[1]) * (after[0] - here[0])) > 1e-6:
            kept.append(here)
    return (*kept, points[-1])


def _joined(edges: tuple[Edge, ...]) -> Iterator[Edge]:
    """Two arrows between the same boxes as one with two heads."""
    known = {(edge.tail, edge.head): edge for edge in edges if edge.quiet}
    for edge in edges:
        back = known.get((edge.head, edge.tail)) if edge.quiet else None
        if back is None:
            yield edge
        elif edge.tail < edge.head:
            word = " ".join(filter(None, (edge.word, back.word)))
            yield replace(edge, both=True, word=word)
