"""The waves of the study: one row each."""

from typing import TYPE_CHECKING

import streamlit as st

from crm_analytics.errors import StoreTrouble
from crm_analytics.survey.samples import sample
from crm_analytics.survey.waves.order import FIRST_WAVE
from crm_analytics.ui import state, wave_change
from crm_analytics.ui.how_asked import how_asked
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.waves import WaveEntry


def waves(study: OpenStudy) -> None:
    """Every wave from first to last, and a choice of one to change."""
    st.subheader("Waves")
    entries = _kept()
    if entries and set(entries) != {*study.files, *study.damaged}:  # somebody changed them
        state.open_anew()
        st.rerun()
    rows = [_row(study, name, entries.get(name)) for name in (*study.waves, *study.damaged)]
    with st.container(key="wide waves"):
        st.table(
            {heading: [row[heading] for row in rows] for heading in rows[0]},
            hide_index=True,
            alt="The waves of the study",
        )
    wave_change.change(study, {name for name, entry in entries.items() if entry.published})


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
    counts = [told.n for told in study.instrument.wave(name).printed.values()]
    if not counts:
        return "–"
    few, many = min(counts), max(counts)
    return f"{few:,}" if few == many else f"{few:,} to {many:,}"


def _unkept(study: OpenStudy, name: str) -> str:
    return "a sample" if sample(study.id) and name in study.files else "–"
