"""Another file of the same survey becomes a wave, once it is clear what was asked differently."""

import streamlit as st

from crm_analytics import files as reading
from crm_analytics.errors import Conflict, Problems
from crm_analytics.survey.identity import without_identity
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.waves.gate import Gate
from crm_analytics.survey.waves.order import FIRST_WAVE, proposed_place
from crm_analytics.ui import added_wave, gate_table, pending, state, wave_place, which_column
from crm_analytics.ui.importing import KINDS
from crm_analytics.ui.pending import Pending
from crm_analytics.ui.plain import plain
from crm_analytics.ui.refusal import say
from crm_analytics.ui.study import OpenStudy

_UPLOAD, _REFUSED, _NAME = "wave upload", "wave refused", "wave name"


def add(study: OpenStudy) -> None:
    """Take a file, show what differs, let a person decide, keep it as a wave."""
    st.subheader("Add a wave")
    added_wave.say(study)
    waiting = pending.current(study)
    if waiting is None:
        st.file_uploader(
            "Drop the same survey, asked at another time",
            KINDS,
            key=_UPLOAD,
            on_change=_take,
            args=(study,),
            help="You see what was asked differently before anything is kept.",
        )
    say(state.get(_REFUSED, ()))
    if waiting is not None:
        with st.container(border=True):
            _waiting(study, waiting)


def _take(study: OpenStudy) -> None:
    """Runs before the page, once for a new file."""
    given = state.get(_UPLOAD, None)
    state.put(_REFUSED, ())
    if given is None:
        return
    added_wave.forget()
    try:
        file, dropped = without_identity(reading.read(given.getvalue(), given.name))
        pending.take(study, file, dropped)
    except Problems as error:
        state.put(_REFUSED, error.problems)


def _waiting(study: OpenStudy, waiting: Pending) -> None:
    file = waiting.file
    st.markdown(f"**{plain(file.name)}**: {file.rows:,} rows × {len(file.columns)} columns.")
    for note in waiting.dropped:
        st.caption(plain(f"{note.what}: {note.found}."))
    same = [name for name, own in study.files.items() if own.sha256 == file.sha256]
    if same:
        st.warning(plain(f"This is the very file of {same[0] or FIRST_WAVE}."))
    _named(study, waiting)
    found: Gate | None = None
    try:
        found = pending.compared(study, waiting)
        gate_table.changes(found)
        which_column.columns(found, waiting)
        gate_table.questions(found, waiting)
    except Problems as error:  # the last wave itself does not fit
        say(error.problems)
    _buttons(study, waiting, found)


def _named(study: OpenStudy, waiting: Pending) -> None:
    left, right = st.columns(2)
    state.put(_NAME, waiting.name)
    left.text_input(
        "Name of the wave",
        key=_NAME,
        on_change=_rename,
        help="A year, a quarter: how it is called on every page.",
    )
    with right:
        wave_place.ask(*_place(study, waiting))


def _place(study: OpenStudy, waiting: Pending) -> tuple[tuple[str, ...], int, str]:
    usual = proposed_place(study.names, waiting.name, len(study.names))
    return study.names, usual, f"wave place {waiting.file.sha256[:8]}"


def _rename() -> None:
    pending.rename(state.get(_NAME, ""))


def _buttons(study: OpenStudy, waiting: Pending, found: Gate | None) -> None:
    why = _why_not(study, waiting, found)
    with st.container(horizontal=True):
        st.button(
            "Add this wave",
            key="add wave",
            type="primary",
            disabled=bool(why),
            on_click=_keep,
            args=(study,),
        )
        st.button("Cancel", key="cancel wave", on_click=_cancel)
    for sentence in why:
        st.caption(plain(sentence))


def _why_not(study: OpenStudy, waiting: Pending, found: Gate | None) -> list[str]:
    """Why the wave cannot be added yet; empty when it can."""
    if found is None:
        return ["The last wave of the study has to fit its questionnaire first."]
    try:
        _settled(study, waiting, found)
    except Problems as error:
        asked = {question.why: question.where for question in found.questions}
        still = [asked[p.what] for p in error.problems if p.what in asked]
        other = [str(problem) for problem in error.problems if problem.what not in asked]
        decide = [f"To be decided first: {', '.join(still)}."] if still else []
        return [*decide, *other]
    return []


def _settled(study: OpenStudy, waiting: Pending, found: Gate) -> Instrument:
    earlier = wave_place.chosen(*_place(study, waiting))
    return pending.settled(study, waiting, found, earlier)


def _keep(study: OpenStudy) -> None:
    """Runs before the page, after what was typed last; what cannot be kept still waits."""
    waiting = pending.current(study)
    if waiting is None:
        return
    state.put(_REFUSED, ())
    try:
        asked = _settled(study, waiting, pending.compared(study, waiting))
        state.add_wave(waiting.name, waiting.file, asked)
    except Conflict as conflict:
        state.put(_REFUSED, conflict.problems)
        state.open_anew()  # it is compared with what the study says by now
    except Problems as error:
        state.put(_REFUSED, error.problems)
    else:
        pending.forget()
        added_wave.remember(state.study())


def _cancel() -> None:
    pending.forget()
    state.forget(_UPLOAD)
    state.put(_REFUSED, ())
