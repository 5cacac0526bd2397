"""Earlier versions of the questionnaire: looked at beside the one that counts, brought back."""

import streamlit as st

from crm_analytics.errors import Problem, Problems
from crm_analytics.survey import questionnaire
from crm_analytics.survey.difference import difference
from crm_analytics.ui import draft, hypotheses, state
from crm_analytics.ui.plain import plain
from crm_analytics.ui.settling import compared
from crm_analytics.ui.study import OpenStudy
from crm_analytics.ui.times import when

_REFUSED = "version refused"


def earlier(study: OpenStudy) -> None:
    """Every earlier version with its day, who made it, and what it says differently."""
    if study.version < 2:
        return
    with st.expander("Earlier versions", key="earlier versions"):
        refused: tuple[Problem, ...] = state.get(_REFUSED, ())
        for problem in refused:
            st.error(plain(str(problem)))
        known = state.kept_here().questionnaires(study.id)
        names = {
            one.number: " · ".join(filter(None, (str(one.number), when(one.created), one.who)))
            for one in known[::-1]
            if one.number < study.version
        }
        chosen = st.selectbox(
            "Version",
            tuple(names),
            index=None,
            format_func=lambda number: names[number],
            placeholder=f"Choose one of {len(names)}",
            key=f"version {study.id} {study.version}",
        )
        if chosen:
            _look(study, chosen)


def _look(study: OpenStudy, number: int) -> None:
    try:
        text = state.kept_here().questionnaire(study.id, number)
        found = difference(questionnaire.read(text), study.instrument)
    except Problems as error:
        st.error(plain(str(error)))
        return
    if not found:
        st.caption("It says the same as the one that counts.")
        return
    sides = {"Then": [one.theirs for one in found], "Now": [one.mine for one in found]}
    compared(sides, list(found))
    st.button("Bring this version back", key="bring back", on_click=_bring_back, args=(text,))


def _bring_back(text: str) -> None:
    """As a new version: what counts now becomes an earlier one."""
    state.put(_REFUSED, ())
    try:
        state.ask_as(questionnaire.read(text))
        draft.drop()
        hypotheses.drop()
    except Problems as error:
        state.put(_REFUSED, error.problems)
