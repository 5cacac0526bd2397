"""A wave known only from print: n, mean and s of dimensions and constructs, typed in."""

import pandas as pd
import streamlit as st

from crm_analytics.errors import Problem, Problems
from crm_analytics.survey.instrument import AskedWave, Instrument
from crm_analytics.survey.mistakes import checked
from crm_analytics.survey.waves.order import placed, proposed_place, without
from crm_analytics.ui import printed_draft, state, wave_place
from crm_analytics.ui.plain import plain
from crm_analytics.ui.printed_draft import FIGURES, Draft
from crm_analytics.ui.study import OpenStudy

_NAME, _REFUSED = "printed wave name", "printed wave refused"


def write(study: OpenStudy) -> None:
    """Name, place and numbers of a wave, for a new one or one that is corrected."""
    draft = printed_draft.current(study)
    title = f"Correct {plain(draft.own)}" if draft.own else "Add a wave known only from print"
    with st.expander(title, expanded=bool(draft.own), key=f"printed wave {draft.number}"):
        st.caption(
            "Numbers of an earlier report, where the answers themselves are gone: people, mean and "
            "standard deviation of whatever was printed. Leave the rest empty."
        )
        left, right = st.columns(2)
        state.put(_NAME, draft.name)
        left.text_input("Name of the printed wave", key=_NAME, on_change=_rename)
        with right:
            wave_place.ask(*_place(study, draft))
        _grid(study.instrument, draft)
        refused: tuple[Problem, ...] = state.get(_REFUSED, ())
        for problem in refused:
            st.error(plain(str(problem)))
        _buttons(study, draft)


def correct(study: OpenStudy, name: str) -> None:
    """Fill the grid with what a wave says already; "" empties it."""
    state.put(_REFUSED, ())
    printed_draft.start(study, name)


def _rename() -> None:
    printed_draft.rename(state.get(_NAME, ""))


def _place(study: OpenStudy, draft: Draft) -> tuple[list[str], int, str]:
    others = [name for name in study.names if name != draft.own]
    if draft.own:
        return others, study.waves.index(draft.own), draft.key
    return others, proposed_place(others, draft.name, 0), draft.key


def _grid(instrument: Instrument, draft: Draft) -> None:
    scales = printed_draft.measured(instrument)
    table = pd.DataFrame(
        {
            "of": list(scales),
            **{f: pd.array([row[f] for row in draft.base], "Float64") for f in FIGURES},
            "scale": list(scales.values()),
        }
    )
    st.data_editor(
        table,
        key=draft.key,
        on_change=printed_draft.commit,
        hide_index=True,
        num_rows="fixed",
        disabled=["of", "scale"],
        height="content",
        placeholder="",
        alt="People, mean and standard deviation of each dimension and construct",
        column_config={
            "of": st.column_config.TextColumn("Dimension or construct"),
            "n": st.column_config.NumberColumn("People (n)", min_value=0, step=1, format="%d"),
            "mean": st.column_config.NumberColumn("Mean"),
            "sd": st.column_config.NumberColumn("Standard deviation (s)", min_value=0),
            "scale": st.column_config.TextColumn("Scale", width="small"),
        },
    )


def _buttons(study: OpenStudy, draft: Draft) -> None:
    with st.container(horizontal=True):
        st.button(
            "Keep these numbers" if draft.own else "Add these numbers",
            key="keep printed wave",
            type="primary",
            on_click=_keep,
            args=(study,),
        )
        if draft.begun:
            st.button("Cancel", key="cancel printed wave", on_click=correct, args=(study, ""))


def _keep(study: OpenStudy) -> None:
    """Runs before the page, after what was typed last; what cannot be kept stays in the grid."""
    draft = printed_draft.current(study)
    state.put(_REFUSED, ())
    try:
        wave = AskedWave(draft.name, printed=printed_draft.printed(study, draft))
        others, *_ = place = _place(study, draft)
        left = without(study.instrument, draft.own)
        state.ask_as(checked(placed(left, others, wave, wave_place.chosen(*place))))
    except Problems as error:
        state.put(_REFUSED, error.problems)
    else:
        printed_draft.start(state.study(), "")
