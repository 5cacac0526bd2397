"""Who is being looked at: filters in the sidebar, one line at the top, the gate in between."""

import streamlit as st

from crm_analytics.errors import Hidden, SurveyError
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import Filters, View
from crm_analytics.ui import link, state
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy
from crm_analytics.view.provenance import provenance
from crm_analytics.view.section import Provenance

_CHOSEN, _VIEW = "chosen filters", "last view"


def study_or_stop() -> OpenStudy:
    """The visitor's study; without one that can be opened, say so and end the page here."""
    try:
        return state.study()
    except SurveyError as error:
        st.error(plain(str(error)))
        st.page_link("pages/data.py", label="Open Data")
        st.stop()


def view_or_stop() -> tuple[View, Provenance, str]:
    """The people of this page, their provenance and a key for caches; writes the line at the top.

    Ends the page with a sentence when the answers do not fit or may not be shown.
    """
    study = study_or_stop()
    if study.responses is None:
        st.error("These answers do not fit their questionnaire yet.")
        st.markdown("\n".join(f"- {plain(str(problem))}" for problem in study.problems[:20]))
        st.page_link("pages/questionnaire.py", label="Correct it on Questionnaire")
        st.stop()
    chosen = _sidebar(study.responses, study.id)
    link.write(study.id, chosen)
    try:
        view = _view(study.responses, chosen, study.wave, study.key)
    except Hidden as reason:
        st.warning(plain(str(reason)))
        st.stop()
    stamp = provenance(view, study.file.sha256, study.text)
    _line(view, stamp)
    return view, stamp, f"{study.key}/{chosen}"


def _view(responses: Responses, chosen: Filters, wave: str, key: str) -> View:
    """The last view again, or a new one; kept in the session, for it holds answers."""
    known: tuple[str, View] | None = state.get(_VIEW, None)
    name = f"{key}/{chosen}"
    if known and known[0] == name:
        return known[1]
    view = View.of(responses, chosen, wave)
    state.put(_VIEW, (name, view))
    return view


def _sidebar(responses: Responses, study: str) -> Filters:
    """One choice per demographic; the link decides when it says something new."""
    asked = link.filters()
    if asked is not None and asked != state.get(_CHOSEN, None):
        for name, categories in responses.demographics.items():
            kept = [c for c in asked.get(name, ()) if c in categories.names]
            state.put(_key(study, name), kept)
    chosen: dict[str, tuple[str, ...]] = {}
    if responses.demographics:
        st.sidebar.markdown("**Who**")
    for name, categories in responses.demographics.items():
        kept = st.sidebar.multiselect(
            plain(name), categories.names, key=_key(study, name), placeholder="Everyone"
        )
        if kept:
            chosen[name] = tuple(c for c in categories.names if c in kept)
    state.put(_CHOSEN, chosen)
    return tuple(chosen.items())


def _key(study: str, demographic: str) -> str:
    return f"filter {study} {demographic}"


def _line(view: View, stamp: Provenance) -> None:
    st.caption(plain(stamp.line))
    if view.instrument.minimum_group == 1:
        st.badge("No anonymity promised: every group is shown", icon=":material/visibility:")
