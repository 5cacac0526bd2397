"""What to do about a circle: the judgements that hold it together, and what their change brings."""

from dataclasses import replace

import streamlit as st

from crm_analytics.ism import Model, Panel, Work
from crm_analytics.ism.circles import Circle
from crm_analytics.ism.sections.naming import link, names
from crm_analytics.ism.work import Given
from crm_analytics.report.words import counted
from crm_analytics.ui import state
from crm_analytics.ui.drafts import renew
from crm_analytics.ui.ism import desk as desks
from crm_analytics.ui.ism.desk import GRID
from crm_analytics.ui.messages import plain

LISTED = 12
_TREATED = "ism treated"


def doctor(here: Work, made: Model) -> None:
    """A box for each circle, the largest first; nothing where there is none."""
    if _before(here) is not None:
        st.button("Undo the changes of the circle", on_click=_undo)
    for number, circle in enumerate(sorted(made.circles, key=lambda one: -len(one.members))[:3]):
        with st.container(border=True):
            _circle(here, made, circle, number)


def _circle(here: Work, made: Model, circle: Circle, number: int) -> None:
    several = len(circle.members) == len(made.factors)
    who = "All factors" if several else names(made.factors, circle.members)
    st.markdown(f"**{plain(who)} lead to one another: which judgements to look at again**")
    most = len(circle.unfolding) - 1
    key = f"ism changes {number} {len(circle.review)}"
    count = st.slider("Change the first", 0, most, min(1, most), key=key) if most > 0 else 0
    then = counted(circle.unfolding[count], "level")
    st.caption(f"With {count} of {len(circle.review)} changed, the model has {then}.")
    st.markdown("\n".join(_lines(made, circle, count)))
    if isinstance(here.given, Panel) and len(here.given.experts) == 1:
        st.button(
            f"Change {counted(count, 'judgement')} in the grid",
            key=f"{key} do", disabled=not count, on_click=_change,
            args=(here.begun, circle, count),
        )  # fmt: skip
    else:
        st.caption("With several experts, take these pairs back to them.")


def _lines(made: Model, circle: Circle, count: int) -> list[str]:
    shown = [
        f"{'~~' if turn < count else ''}{plain(link(made.factors, one.arrow))}"
        f"{'~~' if turn < count else ''} · {one.letter} → {one.instead}"
        + (" · in every smallest set of changes" if one.certain else "")
        for turn, one in enumerate(circle.review)
    ]
    more = len(shown) - max(LISTED, count)
    kept = shown[: max(LISTED, count)] + ([f"… and {more} more in the table"] if more > 0 else [])
    return [f"1. {line}" if not line.startswith("…") else f"\n{line}" for line in kept]


def _change(begun: desks.Begun, circle: Circle, count: int) -> None:
    here = desks.desk()
    if desks.still(begun) and isinstance(here.given, Panel):
        arrows = [one.arrow for one in circle.review[:count]]
        leads = here.given.of(desks.expert(here)).without(arrows).leads
        alone = desks.rejudge(desks.expert(here), leads)
        # what others changed meanwhile must not be undone with it
        state.put(_TREATED, (desks.desk().given, here.given) if alone else None)
        renew(GRID)


def _undo() -> None:
    here = desks.desk()
    before = _before(here)
    if before is not None:
        desks.put(replace(here, given=before))
        renew(GRID)


def _before(here: Work) -> Given | None:
    """The judgements before the change, as long as nothing else was changed."""
    treated: tuple[Given, Given] | None = state.get(_TREATED, None)
    return treated[1] if treated and treated[0] is here.given else None
