"""The waves of a study: a table of them, one of them changed, published when others rely on it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import streamlit as st

from crm_analytics.errors import StoreTrouble
from crm_analytics.survey.instrument import AskedWave, Instrument
from crm_analytics.survey.samples import sample
from crm_analytics.survey.waves.entry import FIRST_WAVE, ordered, without
from crm_analytics.ui import frame, printed_wave, state
from crm_analytics.ui.messages import plain, refusing, show_refused, when
from crm_analytics.ui.state import who
from crm_analytics.ui.study import OpenStudy

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.study_rows import WaveEntry

AS_NOW = "As the questionnaire says"
LOCK = ":material/lock:"
MEANING = (
    "Publishing locks a wave: it is never removed without the whole study, and the fewest people "
    "that may be shown may be raised, never lowered."
)
_CHOSEN, _REMOVING, _REFUSED = "wave to change", "wave to remove", "wave change refused"
_PUBLISHING_REFUSED = "publishing refused"


def table(study: OpenStudy) -> None:
    """A row a wave from first to last, and a choice of one to change."""
    st.subheader("Waves")
    entries = _kept()
    if entries and set(entries) != {*study.files, *study.damaged}:  # somebody changed them
        state.open_anew()
        st.rerun()
    rows = [_row(study, name, entries.get(name)) for name in (*study.waves, *study.damaged)]
    with frame.room("wide", "waves"):
        st.table(
            {heading: [row[heading] for row in rows] for heading in rows[0]},
            hide_index=True,
            alt="The waves of the study",
        )
    _change(study, {name for name, entry in entries.items() if entry.published})


def _kept() -> "dict[str, WaveEntry]":
    try:
        return {entry.name: entry for entry in state.kept_waves()}
    except StoreTrouble as trouble:
        st.error(plain(str(trouble)))
        return {}


def _row(study: OpenStudy, name: str, entry: "WaveEntry | None") -> dict[str, str]:
    file = study.files.get(name)
    asked = how_asked(study.instrument, name)
    if damage := study.damaged.get(name):
        asked = " ".join(f"{problem.what} {problem.remedy}" for problem in damage)
    cells = {
        "Wave": name or FIRST_WAVE,
        "People": f"{file.rows:,}" if file else _printed_people(study, name),
        "File": file.name if file else "–",
        "How it was asked": asked,
        "Kept": entry.created[:10] if entry else _unkept(study, name),
        "Published": "–" if not entry else "yes" if entry.published else "no",
    }
    return {heading: plain(cell) for heading, cell in cells.items()}


def _printed_people(study: OpenStudy, name: str) -> str:
    counts = [printed.n for printed in study.instrument.wave(name).printed.values()]
    if not counts:
        return "–"
    few, many = min(counts), max(counts)
    return f"{few:,}" if few == many else f"{few:,} to {many:,}"


def _unkept(study: OpenStudy, name: str) -> str:
    return "a sample" if sample(study.id) and name in study.files else "–"


def how_asked(instrument: Instrument, name: str) -> str:
    """What was different in this wave; nothing is left out."""
    wave = instrument.wave(name)
    if wave.printed:
        return f"Known from print: {', '.join(wave.printed)}"
    parts = "; ".join(_differences(instrument, wave))
    return parts or AS_NOW


def _differences(instrument: Instrument, wave: AskedWave) -> Iterator[str]:
    called = {column: own for column, own in wave.columns.items() if column not in wave.left_out}
    if called:
        yield ", ".join(f"{column} is called {own}" for column, own in called.items())
    if wave.turned:
        yield f"{', '.join(wave.turned)} turned round"
    if wave.left_out:
        yield f"{', '.join(wave.left_out)} left out"
    ends = {d.name: (d.scale.low, d.scale.high) for d in instrument.dimensions}
    for dimension, scale in wave.scales.items():
        if ends.get(dimension) == (scale.low, scale.high):
            yield f"{dimension} in other words"
        else:
            yield f"{dimension} on {scale}, looked at alone"
    for column, renamed in wave.categories.items():
        yield f"{column}: {', '.join(f'{old} is called {new}' for new, old in renamed.items())}"


def _change(study: OpenStudy, published: set[str]) -> None:
    """One of several waves: earlier, later, corrected or removed."""
    show_refused(_REFUSED)
    names = (*study.waves, *study.damaged)
    if len(names) < 2:
        return
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
        why = _stays(study, name, published)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if name not in study.damaged:
                _moves(study, name)
            st.button(
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


def _moves(study: OpenStudy, name: str) -> None:
    at = study.waves.index(name)
    for label, step, end in (("Earlier", -1, 0), ("Later", 1, len(study.waves) - 1)):
        st.button(
            label,
            key=f"{label} wave",
            disabled=at == end,
            on_click=_move,
            args=(study, at, at + step),
        )
    if study.instrument.wave(name).printed:
        st.button(
            "Correct its numbers",
            key="correct printed wave",
            on_click=printed_wave.correct,
            args=(study, name),
        )


def _move(study: OpenStudy, place: int, to: int) -> None:
    names = list(study.names)
    names.insert(to, names.pop(place))
    with refusing(_REFUSED):
        state.ask_as(ordered(study.instrument, names))


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
    with refusing(_REFUSED):
        if study.instrument.wave(name).printed:
            state.ask_as(without(study.instrument, name))
        else:
            state.remove_wave(name)


def publishing(study: OpenStudy) -> None:
    """Each wave with its badge, or with the button that publishes it."""
    if not study.version:
        return
    st.markdown("**Published waves**")
    st.caption(MEANING)
    show_refused(_PUBLISHING_REFUSED)
    for entry in state.kept_here().open(study.id).waves:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(f"{entry.name} · {entry.rows:,} people"), width="content")
            if entry.published:
                st.badge(plain(f"Published {when(entry.published)}"), icon=LOCK, color="green")
            else:
                key = f"publish {study.id} {entry.name}"
                st.button("Publish", key=key, on_click=_publish, args=(study.id, entry.name))


def _publish(study: str, wave: str) -> None:
    with refusing(_PUBLISHING_REFUSED):
        state.kept_here().publish(study, wave, who=who())
