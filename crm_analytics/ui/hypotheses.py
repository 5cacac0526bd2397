"""The hypotheses of the questionnaire in a grid; a claim that can be tested is kept at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from crm_analytics.errors import Problem, Problems
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Hypothesis, Instrument
from crm_analytics.survey.mistakes import checked
from crm_analytics.ui import state
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy

KINDS = ("correlation", "effect", "difference", "level")
FIELDS = ("id", "kind", "of", "other", "sign")

_DRAFT = "hypotheses draft"
_EITHER = "±"
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Draft:
    """The grid while it is being edited.

    study, text: of which questionnaire. base: the table given to the editor; rows: what it says
    after the edits. problems: why the edits are not kept yet.
    """

    study: str
    text: str
    number: int
    base: tuple[Cells, ...]
    rows: tuple[Cells, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        return f"hypotheses editor {self.number}"


def grid(study: OpenStudy) -> None:
    """One line a hypothesis; lines can be added, changed and taken out."""
    draft = _current(study)
    measured, partners = _choices(study.instrument)
    with st.expander("Write down what you expect", expanded=not study.instrument.hypotheses):
        for problem in draft.problems:
            st.warning(plain(f"Not kept yet. {problem}"))
        st.caption(
            "Correlation: goes with. Effect: on an outcome. Difference: between the categories of "
            "a demographic. Level: against the middle of the scale, needs no partner. Parts of H1 "
            "are called H1a, H1b and so on."
        )
        st.data_editor(
            pd.DataFrame(list(draft.base), columns=list(FIELDS), dtype=str),
            key=draft.key,
            on_change=_commit,
            args=(study, draft),
            hide_index=True,
            num_rows="dynamic",
            alt="Hypotheses: id, kind, what is claimed of what, expected sign",
            column_config={
                "id": st.column_config.TextColumn("Id", required=True, width="small"),
                "kind": st.column_config.SelectboxColumn("Kind", options=KINDS, required=True),
                "of": st.column_config.SelectboxColumn("Of", options=measured, required=True),
                "other": st.column_config.SelectboxColumn("With, on or between", options=partners),
                "sign": st.column_config.SelectboxColumn(
                    "Sign", options=[_EITHER, "+", "-"], default=_EITHER, width="small"
                ),
            },
        )


def drop() -> None:
    """Forget unfinished edits: other hypotheses take their place."""
    state.forget(_DRAFT)


def _choices(instrument: Instrument) -> tuple[list[str], list[str]]:
    names = [c.name for c in instrument.constructs] + [d.name for d in instrument.dimensions]
    measured = list(dict.fromkeys(names))
    return measured, [*measured, *(d.column for d in instrument.demographics)]


def _current(study: OpenStudy) -> _Draft:
    """The draft of this questionnaire; an unfinished line survives a visit to another page."""
    draft: _Draft | None = state.get(_DRAFT, None)
    if draft and draft.problems and draft.study == study.id and draft.text != study.text:
        draft = _carried(draft, study)
    if draft is None or (draft.study, draft.text) != (study.id, study.text):
        rows = tuple(_cells(claim) for claim in study.instrument.hypotheses)
        draft = _Draft(study.id, study.text, draft.number + 1 if draft else 1, rows, rows)
    elif draft.rows != draft.base and state.get(draft.key, None) is None:
        draft = replace(draft, number=draft.number + 1, base=draft.rows)
    state.put(_DRAFT, draft)
    return draft


def _carried(draft: _Draft, study: OpenStudy) -> _Draft:
    """The questionnaire changed meanwhile: lines still wait, unless others changed the lines."""
    then, now = questionnaire.read(draft.text).hypotheses, study.instrument.hypotheses
    if then == now:
        return replace(draft, text=study.text)
    rows = tuple(_cells(claim) for claim in now)
    mine = [" · ".join(filter(None, r.values())) for r in draft.rows if r not in draft.base]
    what = f"are not there any more, others changed the hypotheses: {'; '.join(mine)}."
    lost = Problem("Your unfinished lines", what, "Write them again if they still hold.")
    return _Draft(study.id, study.text, draft.number + 1, rows, rows, (lost,))


def _cells(claim: Hypothesis) -> Cells:
    values = (claim.id, claim.kind, claim.of, claim.other, claim.sign or _EITHER)
    return dict(zip(FIELDS, values, strict=True))


def _commit(study: OpenStudy, draft: _Draft) -> None:
    """Take over what the editor says; runs before the page, once per edit."""
    rows = edited(draft.base, state.get(draft.key, {}))
    draft = replace(draft, rows=rows, problems=())
    try:
        claims = tuple(_claim(row) for row in rows)
        state.ask_as(checked(replace(study.instrument, hypotheses=claims)))
        kept = state.study()
        draft = replace(draft, study=kept.id, text=kept.text)
    except Problems as error:
        draft = replace(draft, problems=error.problems)
    state.put(_DRAFT, draft)


def edited(base: Sequence[Cells], edits: Mapping[str, object]) -> tuple[Cells, ...]:
    """The rows after the editor's differences: cells changed, lines added, lines taken out."""
    changed: Mapping[int, Cells] = edits.get("edited_rows", {})  # type: ignore[assignment]
    added: Sequence[Cells] = edits.get("added_rows", ())  # type: ignore[assignment]
    gone: Sequence[int] = edits.get("deleted_rows", ())  # type: ignore[assignment]
    kept = [
        {**row, **changed.get(place, {})} for place, row in enumerate(base) if place not in gone
    ]
    return (*kept, *(dict(row) for row in added if row))


def _claim(row: Mapping[str, str | None]) -> Hypothesis:
    id, kind, of, other, sign = ((row.get(field) or "").strip() for field in FIELDS)
    if not id or kind not in KINDS:
        lacks = "id" if not id else "kind"
        problem = Problem(f"Hypothesis '{id}'", f"has no {lacks}.", "Fill it in.")
        raise Problems(problem)
    alone = kind == "level"
    return Hypothesis(id, kind, of, "" if alone else other, "" if sign == _EITHER else sign)
