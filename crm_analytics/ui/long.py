"""Work that takes a while: it says how far it is, can be stopped, and is remembered when done."""

import streamlit as st

from crm_analytics import __version__
from crm_analytics.analyses.choices import Choices
from crm_analytics.report.section import Provenance, Section
from crm_analytics.survey.view import View
from crm_analytics.ui import cache, choose, state

_DONE = "long work"
_MOST = 8  # sections a visitor's session remembers


def section(id: str, view: View, stamp: Provenance, key: str, choices: Choices) -> Section:
    """A section whose intervals are drawn by resampling, when the reader asked for them."""
    if not choices.bootstrap:
        return cache.section(id, view, stamp, key, choices)
    done: dict[str, Section] = state.get(_DONE, {})
    name = f"{id}/{key}/{choices.key}/{stamp}/{__version__}"
    if name not in done:
        made = _watched(id, view, stamp, choices)
        done = dict([*done.items(), (name, made)][-_MOST:])
        state.put(_DONE, done)
    return done[name]


def _watched(id: str, view: View, stamp: Provenance, choices: Choices) -> Section:
    """The work under a bar; a press on Stop ends this run at its next step, and starts another."""
    from crm_analytics import analyses as sections

    place = st.empty()
    with place.container(border=True):
        said = f"Drawing {choices.bootstrap:,} samples of people anew …"
        bar = st.progress(0.0, said)
        st.button("Stop", key="stop the work", on_click=_stop, icon=":material/stop_circle:")

    def tick(share: float) -> None:
        bar.progress(min(share, 1.0), said)

    made = sections.build(id, view, stamp, choices, tick)
    place.empty()
    return made


def _stop() -> None:
    state.put(choose.BOOTSTRAP, False)
