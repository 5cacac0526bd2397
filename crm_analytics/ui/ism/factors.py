"""The factors in a grid: their names, where their boxes stand, and the scores behind them."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import pandas as pd
import streamlit as st

from crm_analytics.errors import Problem
from crm_analytics.ism import Factor, Model, Work
from crm_analytics.ism.reading.lines import NAME
from crm_analytics.ism.sections import ModelDisplay
from crm_analytics.ui import state
from crm_analytics.ui.drafts import Edits
from crm_analytics.ui.ism import desk as desks
from crm_analytics.ui.ism.arrange import FAR, back
from crm_analytics.ui.ism.scores import dimensions
from crm_analytics.ui.ism.typed import typed

_SHOWN = "ism factors"
UNLINKED = "–"


def factors(here: Work, made: Model, display: ModelDisplay) -> None:
    """A row a factor. Every edit starts the grid anew, for other rows may follow it."""
    with st.expander("Factors: names, places in the drawing, scores behind them", key="ism about"):
        known = dimensions()
        rows = _rows(here, made, display)
        key = "factors " + sha256(repr(rows).encode("utf-8", "replace")).hexdigest()[:16]
        state.put(_SHOWN, (key, rows, here.begun))
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
            height="content" if len(made.factors) <= 20 else 500,
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
        back(here, "back beneath the grid")


def _rows(here: Work, made: Model, display: ModelDisplay) -> list[dict[str, object]]:
    places = {
        node.factor: (round(float(node.x), 1), round(float(node.y), 1))
        for node in made.layout(display.chosen(made), display.places(made)).nodes
    }
    return [
        {
            "id": factor.id, "name": factor.name, "dimension": here.linked.get(factor.id, UNLINKED),
            "across": places[i][0], "down": places[i][1],
        }
        for i, factor in enumerate(made.factors)
    ]  # fmt: skip


def _changed() -> None:
    """Take over what the grid says; runs before the page."""
    here = desks.desk()
    shown: tuple[str, list[dict[str, object]], desks.Begun] = state.get(
        _SHOWN, ("", [], here.begun)
    )
    edited: Mapping[str, Edits] = state.get(shown[0], {"edited_rows": {}})
    desks.refuse()
    if not desks.still(shown[2]):
        return
    for place, cells in edited["edited_rows"].items():
        i = int(place)
        here = _linked(here, i, cells)
        here = _moved(here, i, {**shown[1][i], **cells}, cells)
        if "name" in cells:
            here = _renamed(here, i, typed(cells["name"], NAME))
    desks.put(here)


def _linked(here: Work, i: int, cells: Mapping[str, object]) -> Work:
    if "dimension" not in cells:
        return here
    id, name = here.given.factors[i].id, typed(cells["dimension"]) or UNLINKED
    others = {other: linked for other, linked in here.linked.items() if other != id}
    return replace(here, linked=others if name == UNLINKED else {**others, id: name})


def _moved(here: Work, i: int, row: Mapping[str, object], cells: Mapping[str, object]) -> Work:
    """Where a box stands; what is not said of its place stays as it was shown."""
    if not {"across", "down"} & cells.keys():
        return here
    point = _near(row["across"]), _near(row["down"])
    return replace(here, moved={**here.moved, here.given.factors[i].id: point})


def _near(value: object) -> float:
    """A place on a drawing of a sensible size; the middle where none is said."""
    if not isinstance(value, int | float) or value != value:
        return 0.0
    return min(max(float(value), -FAR), FAR)


def _renamed(here: Work, i: int, name: str) -> Work:
    factors = here.given.factors
    taken = {factor.name.casefold() for j, factor in enumerate(factors) if j != i}
    taken |= {factor.id.casefold() for j, factor in enumerate(factors) if j != i}
    if not name or name.casefold() in taken:
        what = "is the name of another factor." if name else "is empty."
        desks.refuse((Problem(f"Name '{name}'", what, "Give every factor a name of its own."),))
        return here
    old = factors[i]
    new = Factor(name if old.id == old.name else old.id, name)
    given = replace(here.given, factors=(*factors[:i], new, *factors[i + 1 :]))
    called = {old.id: new.id}
    return replace(
        here,
        given=given,
        linked={called.get(id, id): said for id, said in here.linked.items()},
        moved={called.get(id, id): point for id, point in here.moved.items()},
        reasons={(called.get(a, a), called.get(b, b)): why for (a, b), why in here.reasons.items()},
    )
