"""Boxes moved by hand: a surface on which a person drags them, or pushes them with arrow keys."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import streamlit as st

from crm_analytics.ism import IsmDocument, Model
from crm_analytics.ism.layout import Point
from crm_analytics.report.diagram import Diagram, Edge, Node
from crm_analytics.report.section import Section
from crm_analytics.report.words import plain
from crm_analytics.ui import state
from crm_analytics.ui.ism import document as documents

FAR = 500.0  # widths or heights of a box, beyond which no drawing is sensible
_SURFACE, _TURN, _BEGUN = "arranged boxes", "arranged turn", "arranged judgements"
_PARTS = Path(__file__).with_name("arranging")


def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


_surface = st.components.v2.component(
    "crm_analytics.arrange",
    html=_part("page.html"),
    css=_part("style.css"),
    js="\n".join(map(_part, ("geometry.js", "places.js", "surface.js", "hand.js"))),
)


def arrange(document: IsmDocument, model: Model, section: Section) -> None:
    """The drawing with boxes that can be moved; where one is dropped, it is drawn everywhere."""
    # the last turn that was answered says which places the surface may forget
    state.put(_BEGUN, document.begun)
    with st.expander("Arrange the drawing: drag its boxes", key="ism arranging"):
        for chart in section.charts:
            if isinstance(chart, Diagram):
                told = {"arranged": bool(document.moved), "turn": state.get(_TURN, 0), "far": FAR}
                shown = drawing(chart, model)
                _surface(key=_SURFACE, data=told | shown, on_dropped_change=_dropped)
        put_back(document, "back beneath the surface")


def put_back(document: IsmDocument, key: str) -> None:
    """The way back to the places of the layout, once a box was moved."""
    if document.moved:
        st.button("Put every box back", key=key, on_click=_back)


def drawing(chart: Diagram, model: Model) -> dict[str, object]:
    """A digraph as the surface takes it: what stands where, by position, and the ids of boxes."""
    n = len(model.factors)
    cycles = [list(members) for members in model.blocks.members if len(members) > 1]
    return {
        "boxes": [
            {"id": factor.id, "under": plain(" ".join(node.lines)), **_stands(node)}
            for factor, node in zip(model.factors, chart.nodes[:n], strict=True)
        ],
        "frames": [
            {"members": members, **_stands(node)}
            for members, node in zip(cycles, chart.nodes[n:], strict=True)
        ],
        "links": [_arrow(edge) for edge in chart.edges],
        "rows": [
            {"word": row.word, "top": row.top, "bottom": row.bottom} for row in chart.rows
        ],
    }  # fmt: skip


def _stands(node: Node) -> dict[str, object]:
    return {
        "name": plain(node.label), "x": node.x, "y": node.y,
        "width": node.width, "height": node.height,
    }  # fmt: skip


def _arrow(edge: Edge) -> dict[str, object]:
    look = "quiet" if edge.quiet else "dashed" if edge.dashed else "direct"
    points = [list(point) for point in edge.points]
    return {
        "tail": edge.tail, "head": edge.head, "points": points, "look": look, "both": edge.both,
    }  # fmt: skip


def put_down(document: IsmDocument, said: object) -> IsmDocument:
    """What is laid out after a drop.

    said: what a browser sent; `boxes` in it are lists of an id, across and down. A box that is not
    there, or a place that is no place, moves nothing.
    """
    boxes = said.get("boxes") if isinstance(said, Mapping) else None
    known = {factor.id for factor in document.judgements.factors}
    places = dict(_places(boxes, known)) if isinstance(boxes, list) else {}
    return replace(document, moved={**document.moved, **places}) if places else document


def _places(boxes: list[object], known: set[str]) -> Iterator[tuple[str, Point]]:
    for box in boxes:
        match box:
            case [str(id), int() | float() as x, int() | float() as y]:
                if id in known and _near(x) and _near(y):
                    yield id, (float(x), float(y))


def _near(value: float) -> bool:
    # NaN is within no bounds; True would count as 1
    return not isinstance(value, bool) and abs(value) <= FAR


def _dropped() -> None:
    """Take over where boxes were dropped; runs before the page."""
    heard: Mapping[str, object] = state.get(_SURFACE, {})
    said = heard.get("dropped")
    turn = said.get("turn") if isinstance(said, Mapping) else None
    if isinstance(turn, int):
        state.put(_TURN, turn)
    document = documents.last_shown()
    after = put_down(document, said)
    # boxes of other judgements may have the same ids
    if after is not document and documents.unchanged_since(state.get(_BEGUN, document.begun)):
        documents.refuse_with()
        documents.keep(after)


def _back() -> None:
    documents.keep(replace(documents.last_shown(), moved={}))
