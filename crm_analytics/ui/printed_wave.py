"""A wave known only from print: n, mean and s of dimensions and constructs, typed in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from crm_analytics.errors import Problem, Problems, UnusableQuestionnaire, refuse
from crm_analytics.survey.instrument import AskedWave, Instrument, Printed
from crm_analytics.survey.mistakes import checked
from crm_analytics.survey.waves.order import placed, proposed_place, without
from crm_analytics.ui import pending, state, wave_place
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy

FIGURES = ("n", "mean", "sd")
_DRAFT, _NAME = "printed wave draft", "printed wave name"
_REFUSED = "printed wave refused"
Figures = dict[str, float | None]


@dataclass(frozen=True, eq=False, slots=True)
class _Draft:
    """The grid while it is being filled in.

    first: of its study; names: of its rows. own: the wave that is corrected, "" for a new one.
    base: the table given to the editor; rows: what it says after the edits.
    """

    first: str
    names: tuple[str, ...]
    own: str
    name: str
    number: int
    base: tuple[Figures, ...]
    rows: tuple[Figures, ...]

    @property
    def key(self) -> str:
        return f"printed wave editor {self.number}"


def write(study: OpenStudy) -> None:
    """Name, place and numbers of a wave, for a new one or one that is corrected."""
    draft = _current(study)
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
    """Fill the grid with what a wave says already."""
    state.put(_REFUSED, ())
    state.put(_DRAFT, _started(study, name))


def _place(study: OpenStudy, draft: _Draft) -> tuple[list[str], int, str]:
    others = [name for name in study.names if name != draft.own]
    if draft.own:
        return others, study.waves.index(draft.own), draft.key
    return others, proposed_place(others, draft.name, 0), draft.key


def _grid(instrument: Instrument, draft: _Draft) -> None:
    scales = _measured(instrument)
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
        args=(draft,),
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


def _measured(instrument: Instrument) -> dict[str, str]:
    """Everything that has a score → its scale; a construct after its dimensions."""
    found: dict[str, str] = {}
    for construct in instrument.constructs:
        found |= {d.name: str(d.scale) for d in construct.dimensions}
        ends = {str(d.scale) for d in construct.dimensions}
        found.setdefault(construct.name, " or ".join(sorted(ends)))
    return found


def _current(study: OpenStudy) -> _Draft:
    """The draft of this study; unfinished numbers survive a visit to another page."""
    draft: _Draft | None = state.get(_DRAFT, None)
    names = tuple(_measured(study.instrument))
    gone = draft is not None and draft.own and draft.own not in study.waves
    if draft is None or gone or (draft.first, draft.names) != (study.first, names):
        draft = _started(study, "")
    elif draft.rows != draft.base and state.get(draft.key, None) is None:
        draft = replace(draft, number=draft.number + 1, base=draft.rows)
    state.put(_DRAFT, draft)
    return draft


def _started(study: OpenStudy, own: str) -> _Draft:
    last: _Draft | None = state.get(_DRAFT, None)
    names = tuple(_measured(study.instrument))
    told = study.instrument.wave(own).printed
    rows = tuple(_figures(told.get(name)) for name in names)
    return _Draft(study.first, names, own, own, last.number + 1 if last else 1, rows, rows)


def _figures(told: Printed | None) -> Figures:
    return {figure: getattr(told, figure) if told else None for figure in FIGURES}


def _rename() -> None:
    draft: _Draft | None = state.get(_DRAFT, None)
    if draft:
        state.put(_DRAFT, replace(draft, name=str(state.get(_NAME, "")).strip()))


def _commit(draft: _Draft) -> None:
    """Remember what the editor says; runs before the page, once per edit."""
    state.put(_DRAFT, replace(draft, rows=_rows(draft)))


def _rows(draft: _Draft) -> tuple[Figures, ...]:
    """The grid after the editor's differences."""
    edits: Mapping[str, Mapping[int, Figures]] = state.get(draft.key, {})
    edited = edits.get("edited_rows", {})
    return tuple({**row, **edited.get(place, {})} for place, row in enumerate(draft.base))


def _buttons(study: OpenStudy, draft: _Draft) -> None:
    with st.container(horizontal=True):
        st.button(
            "Keep these numbers" if draft.own else "Add these numbers",
            key="keep printed wave",
            type="primary",
            on_click=_keep,
            args=(study,),
        )
        if draft.own or any(any(row.values()) for row in draft.rows) or draft.name:
            st.button("Cancel", key="cancel printed wave", on_click=correct, args=(study, ""))


def _keep(study: OpenStudy) -> None:
    """Runs before the page, after what was typed last; what cannot be kept stays in the grid."""
    draft = _current(study)
    state.put(_REFUSED, ())
    try:
        wave = AskedWave(draft.name, printed=_printed(study, draft))
        others, *_ = place = _place(study, draft)
        left = without(study.instrument, draft.own)
        state.ask_as(checked(placed(left, others, wave, wave_place.chosen(*place))))
    except Problems as error:
        state.put(_REFUSED, error.problems)
    else:
        state.put(_DRAFT, _started(state.study(), ""))


def _printed(study: OpenStudy, draft: _Draft) -> dict[str, Printed]:
    """The rows that say something; refused with every one that says only half."""
    problems = pending.misnamed(study, draft.name, draft.own)
    printed: dict[str, Printed] = {}
    for name, row in zip(draft.names, _rows(draft), strict=True):
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
