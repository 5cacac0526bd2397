"""A wave of the study gets another place, or goes."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.survey.waves.order import ordered, without
from crm_analytics.ui import printed_wave, state
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy

_CHOSEN, _REMOVING, _REFUSED = "wave to change", "wave to remove", "wave change refused"


def change(study: OpenStudy, published: set[str]) -> None:
    """One of several waves: earlier, later, corrected or removed."""
    refused: tuple[Problem, ...] = state.get(_REFUSED, ())
    for problem in refused:
        st.error(plain(str(problem)))
    names = (*study.waves, *study.damaged)
    if len(names) > 1:
        _one_of(study, names, published)


def _one_of(study: OpenStudy, names: tuple[str, ...], published: set[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Change a wave",
            names,
            index=None,
            placeholder="Choose one",
            key=_CHOSEN,
            width=260,
        )
        if name is None:
            return
        place = st.container(horizontal=True, vertical_alignment="bottom")
        if name not in study.damaged:
            _moves(study, name, place)
        why = _stays(study, name, published)
        place.button(
            "Remove …",
            key="remove wave",
            icon=":material/delete:",
            disabled=bool(why),
            on_click=state.put,
            args=(_REMOVING, name),
        )
    if why:
        st.caption(plain(why))
    if state.get(_REMOVING, "") == name:
        _confirm(study, name)


def _moves(study: OpenStudy, name: str, place: DeltaGenerator) -> None:
    at = study.waves.index(name)
    for label, step, end in (("Earlier", -1, 0), ("Later", 1, len(study.waves) - 1)):
        place.button(
            label,
            key=f"{label} wave",
            disabled=at == end,
            on_click=_move,
            args=(study, at, at + step),
        )
    if study.instrument.wave(name).printed:
        place.button(
            "Correct its numbers",
            key="correct printed wave",
            on_click=printed_wave.correct,
            args=(study, name),
        )


def _move(study: OpenStudy, place: int, to: int) -> None:
    names = list(study.names)
    names.insert(to, names.pop(place))
    state.put(_REFUSED, ())
    try:
        state.ask_as(ordered(study.instrument, names))
    except StoreTrouble as trouble:
        state.put(_REFUSED, trouble.problems)


def _stays(study: OpenStudy, name: str, published: set[str]) -> str:
    """Why a wave cannot be removed; empty when it can."""
    if name in published:
        return f"{name} is published: it stays as long as its study."
    if {*study.files, *study.damaged} == {name}:
        return f"{name} is the only wave with answers, and a study needs one."
    return ""


def _confirm(study: OpenStudy, name: str) -> None:
    """Asks once more, and says what goes."""
    if study.instrument.wave(name).printed:
        goes = "Its numbers leave the questionnaire; earlier versions of it still have them."
    else:
        goes = (
            "The answers of its people are erased from the store, byte by byte. A backup made "
            "before still has them. This cannot be undone."
        )
    with st.container(border=True):
        st.warning(plain(f"Remove {name}? {goes}"))
        with st.container(horizontal=True):
            st.button(
                f"Remove {plain(name)} for good",
                key="remove wave for good",
                type="primary",
                on_click=_remove,
                args=(study, name),
            )
            st.button("Keep it", key="keep wave", on_click=state.forget, args=(_REMOVING,))


def _remove(study: OpenStudy, name: str) -> None:
    for key in (_REMOVING, _CHOSEN):
        state.forget(key)
    state.put(_REFUSED, ())
    try:
        if study.instrument.wave(name).printed:
            state.ask_as(without(study.instrument, name))
        else:
            state.remove_wave(name)
    except StoreTrouble as trouble:
        state.put(_REFUSED, trouble.problems)
