"""A wave is published when others rely on its numbers: from then on it is locked."""

import streamlit as st

from crm_analytics.errors import Problem, Problems
from crm_analytics.ui import state
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy
from crm_analytics.ui.times import when
from crm_analytics.ui.who import who

LOCK = ":material/lock:"
MEANING = (
    "Publishing locks a wave: it is never removed without the whole study, and the fewest people "
    "that may be shown may be raised, never lowered."
)
_REFUSED = "publishing refused"


def waves(study: OpenStudy) -> None:
    """Each wave with its badge, or with the button that publishes it."""
    if not study.version:
        return
    st.markdown("**Published waves**")
    st.caption(MEANING)
    refused: tuple[Problem, ...] = state.get(_REFUSED, ())
    for problem in refused:
        st.error(plain(str(problem)))
    for entry in state.kept_here().open(study.id).waves:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(f"{entry.name} · {entry.rows:,} people"), width="content")
            if entry.published:
                st.badge(plain(f"Published {when(entry.published)}"), icon=LOCK, color="green")
            else:
                key = f"publish {study.id} {entry.name}"
                st.button("Publish", key=key, on_click=_publish, args=(study.id, entry.name))


def _publish(study: str, wave: str) -> None:
    state.put(_REFUSED, ())
    try:
        state.kept_here().publish(study, wave, who=who())
    except Problems as error:
        state.put(_REFUSED, error.problems)
