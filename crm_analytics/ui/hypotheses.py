"""The hypotheses of the questionnaire in a grid; a claim that can be tested is kept at once."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from crm_analytics.errors import Problem, Problems
from crm_analytics.survey.instrument import Hypothesis, Instrument
from crm_analytics.survey.mistakes import checked
from crm_analytics.ui import drafts
from crm_analytics.ui.drafts import HYPOTHESES, Draft, Problemed
from crm_analytics.ui.messages import plain
from crm_analytics.ui.study import OpenStudy

KINDS = ("correlation", "effect", "difference", "level")
FIELDS = ("id", "kind", "of", "other", "sign")

_EITHER = "±"
Cells = dict[str, str]


def grid(study: OpenStudy) -> None:
    """One line a hypothesis; lines can be added, changed and taken out."""
    draft = drafts.of_questionnaire(HYPOTHESES, study, _rows, _carry)
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


def _choices(instrument: Instrument) -> tuple[list[str], list[str]]:
    names = [c.name for c in instrument.constructs] + [d.name for d in instrument.dimensions]
    measured = list(dict.fromkeys(names))
    return measured, [*measured, *(d.column for d in instrument.demographics)]


def _rows(instrument: Instrument) -> tuple[Cells, ...]:
    return tuple(_cells(claim) for claim in instrument.hypotheses)


def _carry(
    draft: Draft[Cells], then: tuple[Cells, ...], now: tuple[Cells, ...]
) -> Problemed[Cells]:
    """Others changed the hypotheses meanwhile: theirs stand, and what was written is said."""
    mine = [" · ".join(filter(None, row.values())) for row in draft.rows if row not in draft.base]
    what = f"are not there any more, others changed the hypotheses: {'; '.join(mine)}."
    return now, (Problem("Your unfinished lines", what, "Write them again if they still hold."),)


def _cells(claim: Hypothesis) -> Cells:
    values = (claim.id, claim.kind, claim.of, claim.other, claim.sign or _EITHER)
    return dict(zip(FIELDS, values, strict=True))


def _commit(study: OpenStudy, draft: Draft[Cells]) -> None:
    """Take over what the editor says; runs before the page, once per edit."""
    draft = replace(draft, rows=draft.edited())

    def asked() -> Instrument:
        claims = tuple(_claim(row) for row in draft.rows)
        return checked(replace(study.instrument, hypotheses=claims))

    drafts.keep(draft, asked)


def _claim(row: Mapping[str, str | None]) -> Hypothesis:
    id, kind, of, other, sign = ((row.get(field) or "").strip() for field in FIELDS)
    if not id or kind not in KINDS:
        lacks = "id" if not id else "kind"
        problem = Problem(f"Hypothesis '{id}'", f"has no {lacks}.", "Fill it in.")
        raise Problems(problem)
    alone = kind == "level"
    return Hypothesis(id, kind, of, "" if alone else other, "" if sign == _EITHER else sign)
