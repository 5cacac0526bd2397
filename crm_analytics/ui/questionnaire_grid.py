"""The Questionnaire page: one grid of what measures what, corrected live."""

from collections.abc import Mapping
from dataclasses import asdict, replace

import pandas as pd
import streamlit as st

from crm_analytics.analyses.inputs import reversed_items
from crm_analytics.errors import SurveyError
from crm_analytics.survey import grid as survey_grid
from crm_analytics.survey.grid import ROLES, Row
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.merging import carried
from crm_analytics.survey.view import View
from crm_analytics.ui import cache, drafts
from crm_analytics.ui.drafts import QUESTIONNAIRE, Draft, Problemed
from crm_analytics.ui.messages import plain, show_problems
from crm_analytics.ui.study import OpenStudy


def grid(study: OpenStudy) -> None:
    """The grid; an edit that makes a usable questionnaire is kept at once."""
    draft = _draft(study)
    show_problems((*draft.problems, *study.problems))
    st.caption(
        "Click a cell to correct it. Construct, role and scale of a dimension change together; "
        "empty the dimension of a column to leave it out."
    )
    st.data_editor(
        pd.DataFrame([asdict(row) for row in draft.base]),
        key=draft.key,
        on_change=_commit,
        args=(study, draft),
        hide_index=True,
        num_rows="fixed",
        disabled=["column"],
        height="content",
        alt="Which column measures which dimension of which construct",
        column_config={
            "column": st.column_config.TextColumn("Column", pinned=True),
            "text": st.column_config.TextColumn("Question", width="medium"),
            "dimension": st.column_config.TextColumn("Dimension"),
            "construct": st.column_config.TextColumn("Construct"),
            "role": st.column_config.SelectboxColumn("Role", options=ROLES, required=True),
            "reversed": st.column_config.CheckboxColumn("Reversed"),
            "scale": st.column_config.TextColumn("Scale"),
        },
    )


def warnings(study: OpenStudy) -> None:
    """Items that look reversed, with a button that marks them."""
    found = cache.in_session("reversed items", study.key, lambda: _look_reversed(study))
    for dimension, items in found.items():
        verb = "looks" if len(items) == 1 else "look"
        st.warning(plain(f"{', '.join(items)} of {dimension} {verb} reversed."))
        st.button(
            f"Mark {', '.join(map(plain, items))} as reversed",
            key=f"reverse {dimension}",
            on_click=_reverse,
            args=(study, items),
        )


def _look_reversed(study: OpenStudy) -> dict[str, tuple[str, ...]]:
    """Items by dimension, by the answers of everyone."""
    if study.responses is None:
        return {}
    try:
        return reversed_items(View.of(study.responses))
    except SurveyError:  # too few people may be shown: nothing is told about them
        return {}


def _reverse(study: OpenStudy, items: tuple[str, ...]) -> None:
    draft = _draft(study)
    turned = {row.column: not row.reversed for row in draft.rows if row.column in items}
    _change(study, drafts.renewed(draft), {c: {"reversed": v} for c, v in turned.items()})


def _draft(study: OpenStudy) -> Draft[Row]:
    def rows(instrument: Instrument) -> tuple[Row, ...]:
        return survey_grid.rows(instrument, study.file)

    return drafts.of_questionnaire(QUESTIONNAIRE, study, rows, _carry)


def _carry(draft: Draft[Row], then: tuple[Row, ...], now: tuple[Row, ...]) -> Problemed[Row]:
    """Others changed the questionnaire meanwhile, or a setting did: the edit still waits."""
    rows, lost = carried(then, draft.rows, now)
    return rows, (*draft.problems, *lost)


def _commit(study: OpenStudy, draft: Draft[Row]) -> None:
    """Take over what the editor says; runs before the page, once per edit."""
    edited = draft.edited_rows()
    _change(study, draft, {draft.base[place].column: cells for place, cells in edited.items()})


def _change(study: OpenStudy, draft: Draft[Row], edits: Mapping[str, Mapping[str, object]]) -> None:
    """Take over edits by column; a new editor begins where an edit changed other rows too."""
    rows = draft.base
    for column, cells in edits.items():
        rows = survey_grid.edit(rows, column, cells)
    alone = tuple(replace(row, **edits.get(row.column, {})) for row in draft.base)  # type: ignore[arg-type]
    draft = replace(draft, rows=rows)
    draft = drafts.renewed(draft) if rows != alone else draft
    drafts.keep(draft, lambda: survey_grid.instrument(rows, study.instrument))
