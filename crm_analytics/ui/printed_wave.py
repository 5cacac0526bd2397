"""A wave that is known only from a printed report: its numbers are typed in, the answers are gone.

Unfinished numbers survive a visit to another page.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import pandas as pd
import streamlit as st

from crm_analytics.errors import Problem, UnusableQuestionnaire, refuse
from crm_analytics.survey.instrument import AskedWave, Instrument, Printed
from crm_analytics.survey.mistakes import checked
from crm_analytics.survey.waves.entry import placed, proposed_place, without
from crm_analytics.ui import drafts, state
from crm_analytics.ui.adding_a_wave import ask_place, chosen_place
from crm_analytics.ui.drafts import Draft
from crm_analytics.ui.messages import plain, refusing, show_refused
from crm_analytics.ui.pending_wave import wrong_name
from crm_analytics.ui.study import OpenStudy

FIGURES = ("n", "mean", "sd")
_DRAFT, _NAME, _REFUSED = "printed wave draft", "printed wave name", "printed wave refused"
Figures = dict[str, float | None]


def write(study: OpenStudy) -> None:
    """Name, place and numbers of a wave, for a new one or one that is corrected."""
    draft, wave = _current(study)
    title = f"Correct {plain(wave)}" if wave else "Add a wave known only from print"
    with st.expander(title, expanded=bool(wave), key=f"printed wave {draft.number}"):
        st.caption(
            "Numbers of an earlier report, where the answers themselves are gone: people, mean and "
            "standard deviation of whatever was printed. Leave the rest empty."
        )
        left, right = st.columns(2)
        left.text_input("Name of the printed wave", key=_NAME, persist_state="session")
        with right:
            ask_place(*_place(study, draft, wave))
        _grid(study.instrument, draft)
        show_refused(_REFUSED)
        with st.container(horizontal=True):
            st.button(
                "Keep these numbers" if wave else "Add these numbers",
                key="keep printed wave",
                type="primary",
                on_click=_keep,
                args=(study,),
            )
            numbers = any(value is not None for row in draft.rows for value in row.values())
            if wave or _name() or numbers:
                st.button("Cancel", key="cancel printed wave", on_click=correct, args=(study, ""))


def correct(study: OpenStudy, wave: str) -> None:
    """Fill the grid with what a wave says already; "" empties it."""
    state.put(_REFUSED, ())
    _begin(study, wave)


def _begin(study: OpenStudy, wave: str) -> Draft[Figures]:
    names, printed = tuple(_scales(study.instrument)), study.instrument.wave(wave).printed
    state.put(_NAME, wave)
    rows = tuple({f: getattr(printed.get(name), f, None) for f in FIGURES} for name in names)
    return drafts.begin(_DRAFT, (study.first, names, wave), rows)


def _current(study: OpenStudy) -> tuple[Draft[Figures], str]:
    """The grid, and the wave that is corrected in it; "" for a new one."""
    draft = drafts.last(_DRAFT)
    if draft is None:
        return _begin(study, ""), ""
    about = cast(tuple[str, tuple[str, ...], str], draft.about)
    wave = about[2]
    gone = wave and wave not in study.waves
    if gone or about != (study.first, tuple(_scales(study.instrument)), wave):
        return _begin(study, ""), ""
    return drafts.table(_DRAFT, about, draft.rows), wave


def _scales(instrument: Instrument) -> dict[str, str]:
    """Everything that has a score → its scale; a construct after its dimensions."""
    found: dict[str, str] = {}
    for construct in instrument.constructs:
        found |= {d.name: str(d.scale) for d in construct.dimensions}
        ends = {str(d.scale) for d in construct.dimensions}
        found.setdefault(construct.name, " or ".join(sorted(ends)))
    return found


def _name() -> str:
    return state.get(_NAME, "").strip()


def _place(study: OpenStudy, draft: Draft[Figures], wave: str) -> tuple[Sequence[str], int, str]:
    others = [name for name in study.names if name != wave]
    if wave:
        return others, study.waves.index(wave), draft.key
    return others, proposed_place(others, _name(), 0), draft.key


def _grid(instrument: Instrument, draft: Draft[Figures]) -> None:
    scales = _scales(instrument)
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
        on_change=_commit,
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


def _commit() -> None:
    """Remember what the editor says; runs before the page, once per edit."""
    if draft := drafts.last(_DRAFT):
        drafts.remember(replace(draft, rows=draft.edited()))


def _keep(study: OpenStudy) -> None:
    """Runs before the page, after what was typed last; what cannot be kept stays in the grid."""
    draft, wave = _current(study)
    with refusing(_REFUSED):
        printed = AskedWave(_name(), printed=_printed(study, draft, wave))
        others, *_ = place = _place(study, draft, wave)
        left = without(study.instrument, wave)
        state.ask_as(checked(placed(left, others, printed, chosen_place(*place))))
        _begin(state.study(), "")


def _printed(study: OpenStudy, draft: Draft[Figures], corrected: str) -> dict[str, Printed]:
    """The rows that say something; refused with every one that says only half."""
    problems = wrong_name(study, _name(), corrected)
    printed: dict[str, Printed] = {}
    for name, row in zip(_scales(study.instrument), draft.edited(), strict=True):
        n, mean, sd = (row.get(figure) for figure in FIGURES)
        if n is not None and mean is not None and sd is not None:
            printed[name] = Printed(int(n), float(mean), float(sd))
        elif (n, mean, sd) != (None, None, None):
            lacks = [f for f in FIGURES if row.get(f) is None]
            what = f"has no {' and no '.join(lacks)}."
            problems.append(Problem(f"The row of '{name}'", what, "Fill it in, or empty the row."))
    if not printed and not problems:
        problems.append(Problem("The wave", "has no numbers yet.", "Fill in a row."))
    refuse(UnusableQuestionnaire, problems)
    return printed
