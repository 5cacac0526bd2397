"""The waves of the study: one row each, their order, and removing one."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.survey.samples import sample
from crm_analytics.survey.waves.order import ordered, without
from crm_analytics.ui import printed_wave, state
from crm_analytics.ui.how_asked import how_asked
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import FIRST_WAVE, OpenStudy

_CHOSEN, _REMOVING, _REFUSED = "wave to change", "wave to remove", "wave change refused"


def waves(study: OpenStudy) -> None:
    """Every wave from first to last, and a choice of one to change."""
    st.subheader("Waves")
    entries = {entry.name: entry for entry in state.kept_waves()}
    if entries and set(entries) != {*study.files, *study.damaged}:  # somebody changed them
        state.open_anew()
        st.rerun()
    published = {name for name, entry in entries.items() if entry.published}
    days = {name: entry.created[:10] for name, entry in entries.items()}
    rows = [_row(study, name, days, published) for name in (*study.waves, *study.damaged)]
    with st.container(key="wide waves"):
        st.table(
            {heading: [row[heading] for row in rows] for heading in rows[0]},
            hide_index=True,
            alt="The waves of the study",
        )
    refused: tuple[Problem, ...] = state.get(_REFUSED, ())
    for problem in refused:
        st.error(plain(str(problem)))
    if len(rows) > 1:
        _change(study, published)


def _row(study: OpenStudy, name: str, days: dict[str, str], published: set[str]) -> dict[str, str]:
    told = study.instrument.wave(name).printed.values()
    file = study.files.get(name)
    few, many = min((t.n for t in told), default=0), max((t.n for t in told), default=0)
    people = f"{few:,}" if few == many else f"{few:,} to {many:,}"
    asked = how_asked(study.instrument, name)
    if not file and not told:
        asked = " ".join(f"{problem.what} {problem.remedy}" for problem in study.damaged[name])
    cells = {
        "Wave": name or FIRST_WAVE,
        "People": f"{file.rows:,}" if file else people if told else "–",
        "File": file.name if file else "–",
        "How it was asked": asked,
        "Kept": days.get(name, "a sample" if sample(study.id) and file else "–"),
        "Published": "yes" if name in published else "no" if file else "–",
    }
    return {heading: plain(cell) for heading, cell in cells.items()}


def _change(study: OpenStudy, published: set[str]) -> None:
    """Earlier, later, corrected or removed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Change a wave",
            (*study.waves, *study.damaged),
            index=None,
            format_func=plain,
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
