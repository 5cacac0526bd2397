"""The charts of a model: the digraph, the MICMAC map, reachability and what experts dispute."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np

from crm_analytics.ism.aggregation import ExpertAgreement
from crm_analytics.ism.judgements import Arrow, Factor
from crm_analytics.ism.layout import INSIDE, TRANSITIVE, DigraphLayout, LayoutBox, LayoutLine
from crm_analytics.ism.micmac import Quadrants
from crm_analytics.ism.model import Model
from crm_analytics.ism.options import ModelDisplay
from crm_analytics.ism.sections.naming import CUT_WORDS
from crm_analytics.report import words
from crm_analytics.report.chart import Chart, Heat, Map, Spot
from crm_analytics.report.diagram import Diagram, DiagramRow, Edge, Node, Point, meeting

WIDEST, GAP = 1.3, 0.2  # of a box, and between two beside each other
AROUND = 0.3  # above and below the boxes of a row
CORNERS = ("Drivers", "Linkage", "Autonomous", "Dependent")


def charts(
    model: Model, display: ModelDisplay, found: Quadrants, agreed: ExpertAgreement | None
) -> Iterator[Chart]:
    """The digraph first."""
    yield digraph(model, display)
    yield _micmac(model, found)
    if agreed and agreed.disputed:
        yield _disputes(model)
    yield _reachability(model)


def _micmac(model: Model, found: Quadrants) -> Map:
    """Who drives and who depends; factors of the same place share one name."""
    at: dict[tuple[int, int], list[Factor]] = {}
    for factor, place in zip(
        model.factors, zip(found.dependence, found.driving, strict=True), strict=True
    ):
        at.setdefault(place, []).append(factor)
    spots = tuple(
        Spot(str(own[0]) if len(own) == 1 else ", ".join(one.id for one in own), float(x), float(y))
        for (x, y), own in at.items()
    )
    driving, dependence = found.cuts[found.cut]
    note = f"Of the {found.matrix} matrix; the lines are at {CUT_WORDS[found.cut]}"
    return Map(
        "micmac", "MICMAC: who drives and who depends",
        "Dependence, how many lead to it", "Driving power, how many it leads to",
        spots, dependence, driving, CORNERS, note,
    )  # fmt: skip


def _disputes(model: Model) -> Heat:
    """For every pair the share of experts who do not give its most frequent letter."""
    names, n = tuple(map(str, model.factors)), len(model.factors)
    ids = tuple(factor.id for factor in model.factors)
    shares = 100 * model.aggregate.conflict
    values = tuple(
        tuple(float(shares[i, j]) if i < j else None for j in range(n)) for i in range(n)
    )
    flags = tuple(("",) * n for _ in range(n))
    return Heat(
        "disputes", "Where experts differ", names, ids, values, flags, 0.0, 75.0,
        "Above the diagonal; 0 where all give the same letter", "% of experts of another opinion",
        decimals=0, rising=True, detail=True,
    )  # fmt: skip


def _reachability(model: Model) -> Heat:
    order = list(model.order)
    final = model.final[np.ix_(order, order)]
    initial = model.relations.initial[np.ix_(order, order)]
    values = tuple(tuple(map(float, row)) for row in final)
    flags = tuple(tuple("*" if one else "" for one in row) for row in final & ~initial)
    factors = [model.factors[i] for i in order]
    return Heat(
        "reachability", "Final reachability, by level from the top",
        tuple(map(str, factors)), tuple(one.id for one in factors), values, flags, 0.0, 1.0,
        "1 where the row leads to the column, * where only over others", "Leads to",
        decimals=0, rising=True, detail=True,
    )  # fmt: skip


def digraph(model: Model, display: ModelDisplay) -> Diagram:
    """Boxes and arrows as they are laid out, or where a person put them."""
    chosen = display.chosen(model)
    drawn = model.layout(chosen, display.places(model))
    nodes = (*_factors(model, drawn, display), *_frames(drawn))
    frames = {box.members: len(model.factors) + turn for turn, box in enumerate(_cycles(drawn))}
    said = display.explained(model)
    edges = tuple(_edge(line, nodes, _ends(model, line, frames), said) for line in drawn.lines)
    return Diagram(
        name="digraph",
        title=f"Which factor leads to which: {words.counted(model.partition.count, 'level')}",
        nodes=nodes,
        edges=tuple(_joined(edges)),
        rows=tuple(_rows(model, model.layout(chosen))),
        note=_note(model, drawn, display),
    )


def _note(model: Model, drawn: DigraphLayout, display: ModelDisplay) -> str:
    parts = ["Arrows lead upwards to what they bring about"] if model.partition.count > 1 else []
    if any(line.kind == TRANSITIVE for line in drawn.lines):
        parts.append("dashed arrows only follow from others")
    if display.too_many(model):
        parts.append(f"{len(model.added):,} arrows that only follow from others are not drawn")
    if _cycles(drawn):
        parts.append("factors in a dotted frame all lead to one another")
    if display.under and display.whose:
        parts.append(f"means are of {display.whose}")
    note = "; ".join(parts)
    return note[:1].upper() + note[1:]


def _factors(model: Model, drawn: DigraphLayout, display: ModelDisplay) -> Iterator[Node]:
    wide = _wide(drawn)
    powers = model.quadrants(display.options.cut)
    for i, (factor, (x, y)) in enumerate(zip(model.factors, drawn.nodes, strict=True)):
        told = (
            f"level {model.level[i]} of {model.partition.count}",
            f"driving power {powers.driving[i]}, dependence {powers.dependence[i]}: "
            f"{powers.quadrant[i]}",
        )
        # a mean and its number stay in one line
        under = display.under.get(factor.id, "").replace(" ", "\N{NO-BREAK SPACE}")
        lines = (under,) if under else ()
        yield Node(str(factor), float(x), float(y), wide, 1.0, factor.id, lines, told)


def _wide(drawn: DigraphLayout) -> float:
    """As wide as boxes can be without touching one that stands beside them."""
    level = sorted(drawn.nodes)
    beside = [
        bx - ax for place, (ax, ay) in enumerate(level) for bx, by in level[place + 1 :]
        if abs(by - ay) < 1.0
    ]  # fmt: skip
    return float(min(max(min(beside, default=WIDEST) - GAP, 1.0), WIDEST))


def _cycles(drawn: DigraphLayout) -> list[LayoutBox]:
    return [box for box in drawn.boxes if len(box.members) > 1]


def _frames(drawn: DigraphLayout) -> Iterator[Node]:
    for box in _cycles(drawn):
        label = f"Circle of {len(box.members)}"
        wide, high = box.width + WIDEST - 1.0, box.height
        yield Node(label, float(box.x), float(box.y), float(wide), float(high), frame=True)


def _rows(model: Model, drawn: DigraphLayout) -> Iterator[DiagramRow]:
    """From the first to the last row, half way between where they are apart."""
    level = [int(one) for one in model.level]
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
