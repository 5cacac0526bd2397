"""A wave that is known only from a printed report: its numbers are typed in, the answers are gone.

Unfinished numbers survive a visit to another page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class _Table:
    """first: of its study; names: of its rows. wave: that is corrected, "" for a new one."""

    first: str
    names: tuple[str, ...]
    wave: str


def write(study: OpenStudy) -> None:
    """Name, place and numbers of a wave, for a new one or one that is corrected."""
    draft, about = _current(study)
    title = f"Correct {plain(about.wave)}" if about.wave else "Add a wave known only from print"
    with st.expander(title, expanded=bool(about.wave), key=f"printed wave {draft.number}"):
        st.caption(
            "Numbers of an earlier report, where the answers themselves are gone: people, mean and "
            "standard deviation of whatever was printed. Leave the rest empty."
        )
        left, right = st.columns(2)
        left.text_input("Name of the printed wave", key=_NAME, persist_state="session")
        with right:
            ask_place(*_place(study, draft, about))
        _grid(study.instrument, draft)
        show_refused(_REFUSED)
        with st.container(horizontal=True):
            st.button(
                "Keep these numbers" if about.wave else "Add these numbers",
                key="keep printed wave",
                type="primary",
                on_click=_keep,
                args=(study,),
            )
            numbers = any(value is not None for row in draft.rows for value in row.values())
            if about.wave or _name() or numbers:
                st.button("Cancel", key="cancel printed wave", on_click=correct, args=(study, ""))


def correct(study: OpenStudy, wave: str) -> None:
    """Fill the grid with what a wave says already; "" empties it."""
    state.put(_REFUSED, ())
    _begin(study, wave)


def _begin(study: OpenStudy, wave: str) -> tuple[Draft[Figures], _Table]:
    names, printed = tuple(_scales(study.instrument)), study.instrument.wave(wave).printed
    state.put(_NAME, wave)
    about = _Table(study.first, names, wave)
    rows = tuple(_figures(printed.get(name)) for name in names)
    return drafts.begin(_DRAFT, about, rows), about


def _figures(printed: Printed | None) -> Figures:
    return {figure: getattr(printed, figure) if printed else None for figure in FIGURES}


def _current(study: OpenStudy) -> tuple[Draft[Figures], _Table]:
    draft, names = drafts.last(_DRAFT), tuple(_scales(study.instrument))
    about = draft.about if draft else None
    if draft is None or not isinstance(about, _Table):
        return _begin(study, "")
    gone = about.wave and about.wave not in study.waves
    if gone or (about.first, about.names) != (study.first, names):
        return _begin(study, "")
    if draft.rows != draft.base and draft.left:
        draft = drafts.remember(drafts.renewed(draft))
    return draft, about


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


def _place(
    study: OpenStudy, draft: Draft[Figures], about: _Table
) -> tuple[Sequence[str], int, str]:
    others = [name for name in study.names if name != about.wave]
    if about.wave:
        return others, study.waves.index(about.wave), draft.key
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
        drafts.remember(replace(draft, rows=_rows(draft)))


def _rows(draft: Draft[Figures]) -> tuple[Figures, ...]:
    """The grid after the editor's differences; a cell is a number or empty."""
    edited = draft.edited_rows()
    return tuple({**row, **edited.get(at, {})} for at, row in enumerate(draft.base))  # type: ignore[dict-item]


def _keep(study: OpenStudy) -> None:
    """Runs before the page, after what was typed last; what cannot be kept stays in the grid."""
    draft, about = _current(study)
    with refusing(_REFUSED):
        wave = AskedWave(_name(), printed=_printed(study, draft, about))
        others, *_ = place = _place(study, draft, about)
        left = without(study.instrument, about.wave)
        state.ask_as(checked(placed(left, others, wave, chosen_place(*place))))
        _begin(state.study(), "")


def _printed(study: OpenStudy, draft: Draft[Figures], about: _Table) -> dict[str, Printed]:
    """The rows that say something; refused with every one that says only half."""
    problems = wrong_name(study, _name(), about.wave)
    printed: dict[str, Printed] = {}
    for name, row in zip(about.names, _rows(draft), strict=True):
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
