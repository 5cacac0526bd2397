"""Who is being looked at: filters in the sidebar, one line at the top, the gate in between."""

import streamlit as st

from crm_analytics.errors import Hidden, SurveyError
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import Filters, View
from crm_analytics.ui import frame, link, state
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy
from crm_analytics.view.provenance import provenance
from crm_analytics.view.section import Provenance

Chosen = dict[str, tuple[str, ...]]
_CHOSEN, _VIEW = "chosen filters", "last view"


def study_or_stop() -> OpenStudy:
    """The visitor's study; without one that can be opened, say so and end the page here."""
    frame.needed()
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
        link.write(study.id, ())
        st.stop()
    view = line(study)
    if view is None:
        st.stop()
    return view, _stamp(study, view), f"{study.key}/{view.filters}"


def line(study: OpenStudy) -> View | None:
    """Filters and the line that says who is looked at; None when they may not be shown."""
    if study.responses is None:
        link.write(study.id, ())
        return None
    chosen = _sidebar(study.responses, study.id)
    link.write(study.id, chosen)
    try:
        view = _view(study.responses, chosen, study.wave, study.key)
    except Hidden as reason:
        st.warning(plain(str(reason)))
        return None
    st.caption(plain(_stamp(study, view).line))
    if view.instrument.minimum_group == 1:
        st.badge("No anonymity promised: every group is shown", icon=":material/visibility:")
    return view


def _stamp(study: OpenStudy, view: View) -> Provenance:
    return provenance(view, study.file.sha256, study.text)


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
    """One choice per demographic; the link decides when it says something new.

    A widget forgets when its page is left, so what was chosen is remembered here and given to the
    widget each time.
    """
    remembered: tuple[str, Chosen] = state.get(_CHOSEN, ("", {}))
    chosen = remembered[1] if remembered[0] == study else {}
    asked = link.filters()
    if asked is not None and asked != chosen:
        chosen = _existing(responses, asked)
    state.put(_CHOSEN, (study, chosen))
    if responses.demographics:
        st.sidebar.markdown("**Who**")
    for name, categories in responses.demographics.items():
        key = f"filter {study} {name}"
        state.put(key, list(chosen.get(name, ())))
        st.sidebar.multiselect(
            plain(name),
            categories.names,
            key=key,
            on_change=_choose,
            args=(responses, study, name, key),
            placeholder="Everyone",
        )
    return tuple(chosen.items())


def _choose(responses: Responses, study: str, name: str, key: str) -> None:
    """Remember a choice, and say it in the link; runs before the page."""
    remembered: tuple[str, Chosen] = state.get(_CHOSEN, (study, {}))
    picked: list[str] = state.get(key, [])
    chosen = _existing(responses, {**remembered[1], name: tuple(picked)})
    state.put(_CHOSEN, (study, chosen))
    link.write(study, tuple(chosen.items()))


def _existing(responses: Responses, asked: Chosen) -> Chosen:
    """Categories that exist, in questionnaire order."""
    found = {
        name: tuple(c for c in categories.names if c in asked.get(name, ()))
        for name, categories in responses.demographics.items()
    }
    return {name: kept for name, kept in found.items() if kept}
