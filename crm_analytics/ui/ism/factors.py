"""The factors in a grid: their names, where their boxes stand, and the scores behind them."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import pandas as pd
import streamlit as st

from crm_analytics.analyses.priority import PriorityOptions
from crm_analytics.errors import Problem
from crm_analytics.ism import Factor, IsmDocument, Model
from crm_analytics.ism.options import ModelDisplay
from crm_analytics.ism.square import NAME
from crm_analytics.report.words import plain
from crm_analytics.ui import cache, people, state
from crm_analytics.ui.drafts import Edits
from crm_analytics.ui.ism import document as documents
from crm_analytics.ui.ism.drawing import FAR, put_back

_SHOWN = "ism factors"
UNLINKED = "–"
TYPED = 2_000  # characters of a cell that says nothing else


def factor_grid(document: IsmDocument, model: Model, display: ModelDisplay) -> None:
    """A row a factor. Every edit starts the grid anew, for other rows may follow it."""
    with st.expander("Factors: names, places in the drawing, scores behind them", key="ism about"):
        known = dimensions()
        rows = _rows(document, model, display)
        key = "factors " + sha256(repr(rows).encode("utf-8", "replace")).hexdigest()[:16]
        state.put(_SHOWN, (key, rows, document.begun))
        st.caption(
            "Across and down say where a box stands, in widths and heights of a box. The dimension "
            "of the open study shows its mean in the box, as far as its people may be shown."
        )
        st.data_editor(
            pd.DataFrame(rows),
            key=key,
            on_change=_changed,
            hide_index=True,
            num_rows="fixed",
            disabled=["id"],
            height="content" if len(model.factors) <= 20 else 500,
            alt="Names, places and dimensions of the factors",
            column_config={
                "id": st.column_config.TextColumn("Id", pinned=True, width=60),
                "name": st.column_config.TextColumn("Factor", width="medium", max_chars=NAME),
                "dimension": st.column_config.SelectboxColumn(
                    "Dimension", options=[UNLINKED, *known]
                ),
                "across": st.column_config.NumberColumn("Across", format="%.1f", step=0.1),
                "down": st.column_config.NumberColumn("Down", format="%.1f", step=0.1),
            },
        )
        put_back(document, "back beneath the grid")


def _rows(document: IsmDocument, model: Model, display: ModelDisplay) -> list[dict[str, object]]:
    places = model.layout(display.chosen(model), display.places(model)).nodes
    return [
        {
            "id": factor.id,
            "name": factor.name,
            "dimension": document.linked.get(factor.id, UNLINKED),
            "across": round(float(places[i][0]), 1),
            "down": round(float(places[i][1]), 1),
        }
        for i, factor in enumerate(model.factors)
    ]


def _changed() -> None:
    """Take over what the grid says; runs before the page."""
    document = documents.last_shown()
    shown: tuple[str, list[dict[str, object]], documents.Begun] = state.get(
        _SHOWN, ("", [], document.begun)
    )
    edited: Mapping[str, Edits] = state.get(shown[0], {"edited_rows": {}})
    documents.refuse_with()
    if not documents.unchanged_since(shown[2]):
        return
    for place, cells in edited["edited_rows"].items():
        i = int(place)
        document = _linked(document, i, cells)
        document = _moved(document, i, {**shown[1][i], **cells}, cells)
        if "name" in cells:
            document = _renamed(document, i, cell_text(cells["name"], NAME))
    documents.keep(document)


def _linked(document: IsmDocument, i: int, cells: Mapping[str, object]) -> IsmDocument:
    if "dimension" not in cells:
        return document
    id, name = document.judgements.factors[i].id, cell_text(cells["dimension"]) or UNLINKED
    others = {other: linked for other, linked in document.linked.items() if other != id}
    return replace(document, linked=others if name == UNLINKED else {**others, id: name})


def _moved(
    document: IsmDocument, i: int, row: Mapping[str, object], cells: Mapping[str, object]
) -> IsmDocument:
    """Where a box stands; what is not said of its place stays as it was shown."""
    if not {"across", "down"} & cells.keys():
        return document
    point = _near(row["across"]), _near(row["down"])
    return replace(document, moved={**document.moved, document.judgements.factors[i].id: point})


def _near(value: object) -> float:
    """A place on a drawing of a sensible size; the middle where none is said."""
    if not isinstance(value, int | float) or value != value:
        return 0.0
    return min(max(float(value), -FAR), FAR)


def _renamed(document: IsmDocument, i: int, name: str) -> IsmDocument:
    factors = document.judgements.factors
    taken = {factor.name.casefold() for j, factor in enumerate(factors) if j != i}
    taken |= {factor.id.casefold() for j, factor in enumerate(factors) if j != i}
    if not name or name.casefold() in taken:
        what = "is the name of another factor." if name else "is empty."
        documents.refuse_with(
            (Problem(f"Name '{name}'", what, "Give every factor a name of its own."),)
        )
        return document
    old = factors[i]
    new = Factor(name if old.id == old.name else old.id, name)
    judgements = replace(document.judgements, factors=(*factors[:i], new, *factors[i + 1 :]))
    called = {old.id: new.id}
    return replace(
        document,
        judgements=judgements,
        linked={called.get(id, id): said for id, said in document.linked.items()},
        moved={called.get(id, id): point for id, point in document.moved.items()},
        reasons={
            (called.get(a, a), called.get(b, b)): why for (a, b), why in document.reasons.items()
        },
    )


def dimensions() -> tuple[str, ...]:
    """The dimensions of the open study."""
    return tuple(d.name for d in state.study().instrument.dimensions)


def means(linked: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The second line of each linked factor by its id, and whose answers these are.

    Writes the line of the people looked at where a factor is linked.

    The numbers are those of Priorities, which stand behind the gate; nothing where it is shut.
    """
    known = set(dimensions())
    wanted = {id: name for id, name in linked.items() if name in known}
    if not wanted:
        return {}, ""
    looked_at = people.looked_at(state.study())
    if looked_at is None:
        return {}, ""
    section = cache.section(cache.SectionRequest("priority", PriorityOptions(), True), looked_at)
    table = next((one for one in section.tables if one.name == "dimensions"), None)
    if table is None:
        return {}, ""
    mean = {row["name"]: row["mean"] for row in table.records()}
    lines = {
        id: f"mean {value:.1f}"  # groups under fifty may show no more than one decimal
        for id, name in wanted.items()
        if isinstance(value := mean.get(name), float)
    }
    return lines, looked_at.stamp.line


def cell_text(said: object, longest: int = TYPED) -> str:
    """What was typed into a cell, as one line that every page, file and store can take.

    A browser keeps to the length of a cell; whoever sends an edit without one need not.
    """
    return plain(str(said or ""))[:longest].rstrip()
