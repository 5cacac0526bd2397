"""Another file of the same survey becomes a wave, once it is clear what was asked differently."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from crm_analytics import files as reading
from crm_analytics.errors import Conflict, Problems, SurveyError
from crm_analytics.files.formats import upload_extensions
from crm_analytics.survey.identity import without_identity
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.view import View
from crm_analytics.survey.waves.entry import FIRST_WAVE, proposed_place
from crm_analytics.survey.waves.gate import Gate
from crm_analytics.ui import pending_wave, state
from crm_analytics.ui.messages import plain, refusing, show_problems, show_refused
from crm_analytics.ui.pending_wave import Pending
from crm_analytics.ui.studies import ARROW
from crm_analytics.ui.study import OpenStudy

_UPLOAD, _REFUSED, _NAME, _ADDED = "wave upload", "wave refused", "wave name", "wave added"


def add(study: OpenStudy) -> None:
    """Take a file, show what differs, let a person decide, keep it as a wave."""
    st.subheader("Add a wave")
    _show_added(study)
    waiting = pending_wave.current(study)
    if waiting is None:
        st.file_uploader(
            "Drop the same survey, asked at another time",
            upload_extensions(),
            key=_UPLOAD,
            on_change=_take,
            args=(study,),
            help="You see what was asked differently before anything is kept.",
        )
    show_refused(_REFUSED)
    if waiting is not None:
        with st.container(border=True):
            _waiting(study, waiting)


def ask_place(names: Sequence[str], earlier: int, key: str) -> None:
    """When was a wave? How many of the other waves are earlier.

    names: of the others, from first to last. earlier: the proposal; another one asks anew.
    """

    def words(at: int) -> str:
        if at == 0:
            return f"Before {names[0]}"
        if at == len(names):
            return f"After {names[-1]}"
        return f"Between {names[at - 1]} and {names[at]}"

    st.selectbox(
        "When was it?",
        range(len(names) + 1),
        index=earlier,
        format_func=words,
        key=_place_key(names, earlier, key),
        persist_state="session",
    )


def chosen_place(names: Sequence[str], earlier: int, key: str) -> int:
    """What was answered to `ask_place`, else the proposal."""
    return state.get(_place_key(names, earlier, key), earlier)


def _place_key(names: Sequence[str], earlier: int, key: str) -> str:
    return f"{key}, {earlier} of {len(names)}"


def _take(study: OpenStudy) -> None:
    """Runs before the page, once for a new file."""
    uploaded = state.get(_UPLOAD, None)
    with refusing(_REFUSED):
        if uploaded is not None:
            state.forget(_ADDED)
            file, dropped = without_identity(reading.read(uploaded.getvalue(), uploaded.name))
            pending_wave.take(study, file, dropped)


def _waiting(study: OpenStudy, waiting: Pending) -> None:
    file = waiting.file
    st.markdown(f"**{plain(file.name)}**: {file.rows:,} rows × {len(file.columns)} columns.")
    for note in waiting.dropped:
        st.caption(plain(f"{note.what}: {note.found}."))
    same = [name for name, own in study.files.items() if own.sha256 == file.sha256]
    if same:
        st.warning(plain(f"This is the very file of {same[0] or FIRST_WAVE}."))
    left, right = st.columns(2)
    state.put(_NAME, waiting.name)
    left.text_input(
        "Name of the wave",
        key=_NAME,
        on_change=_rename,
        help="A year, a quarter: how it is called on every page.",
    )
    with right:
        ask_place(*_place(study, waiting))
    found: Gate | None = None
    try:
        found = pending_wave.compared(study, waiting)
        pending_wave.changes(found)
        pending_wave.columns(found, waiting)
        pending_wave.questions(found, waiting)
    except Problems as error:  # the last wave itself does not fit
        show_problems(error.problems)
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


def _place(study: OpenStudy, waiting: Pending) -> tuple[tuple[str, ...], int, str]:
    usual = proposed_place(study.names, waiting.name, len(study.names))
    return study.names, usual, f"wave place {waiting.file.sha256[:8]}"


def _rename() -> None:
    name = state.get(_NAME, "").strip()
    pending_wave.change(lambda one: replace(one, name=name))


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
    earlier = chosen_place(*_place(study, waiting))
    return pending_wave.settled(study, waiting, found, earlier)


def _keep(study: OpenStudy) -> None:
    """Runs before the page, after what was typed last; what cannot be kept still waits."""
    waiting = pending_wave.current(study)
    if waiting is None:
        return
    state.put(_REFUSED, ())
    try:
        asked = _settled(study, waiting, pending_wave.compared(study, waiting))
        state.add_wave(waiting.name, waiting.file, asked)
    except Conflict as conflict:
        state.put(_REFUSED, conflict.problems)
        state.open_anew()  # it is compared with what the study says by now
    except Problems as error:
        state.put(_REFUSED, error.problems)
    else:
        pending_wave.forget()
        grown = state.study()
        state.put(_ADDED, (grown.id, grown.wave, _what_was_added(grown)))


def _cancel() -> None:
    pending_wave.forget()
    state.forget(_UPLOAD)
    state.put(_REFUSED, ())


def _show_added(study: OpenStudy) -> None:
    """What became of the file, in one sentence, while the wave is there."""
    of, wave, sentence = state.get(_ADDED, ("", "", ""))
    if of == study.id and wave in study.files:
        st.success(plain(sentence))
        st.page_link("pages/waves.py", label="See what changed", icon=ARROW)


def _what_was_added(study: OpenStudy) -> str:
    """How many people, and how many of them the nearest other wave has too."""
    people = f"{study.wave} is here: {study.file.rows:,} people"
    earlier = [name for name in study.waves if name in study.answered and name != study.wave]
    if not earlier or not study.instrument.id:
        return f"{people}."
    at = study.waves.index(study.wave)
    near = max(earlier, key=lambda name: (study.waves.index(name) < at, study.waves.index(name)))
    try:
        known = _known_again(study, near)
    except SurveyError:  # too few people may be shown: nothing is told about them
        return f"{people}."
    return f"{people}, {known} known again by '{study.instrument.id}' from {near}."


def _known_again(study: OpenStudy, earlier: str) -> str:
    from crm_analytics.analyses.waves.scores import link

    then, now = (View.of(study.answered[name]) for name in (earlier, study.wave))
    known, fewest = link(then.ids, now.ids).matched, study.instrument.minimum_group
    return f"{known:,}" if known == 0 or known >= fewest else f"fewer than {fewest}"
