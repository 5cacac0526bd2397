"""The Questionnaire page: one grid of what measures what, corrected live."""

import pandas as pd
import streamlit as st

from crm_analytics.errors import SurveyError
from crm_analytics.statistics.reliability import reversed_items
from crm_analytics.survey.grid import ROLES, Row
from crm_analytics.survey.view import View
from crm_analytics.ui import draft as drafts
from crm_analytics.ui import state
from crm_analytics.ui.plain import plain
from crm_analytics.ui.study import OpenStudy

_WARNED = "reversed items"


def grid(study: OpenStudy) -> None:
    """The grid; an edit that makes a usable questionnaire is kept at once."""
    draft = drafts.current(study)
    for problem in (*draft.problems, *study.problems):
        st.error(plain(str(problem)))
    st.caption(
        "Click a cell to correct it. Construct, role and scale of a dimension change together; "
        "empty the dimension of a column to leave it out."
    )
    st.data_editor(
        pd.DataFrame([_cells(row) for row in draft.base]),
        key=draft.key,
        on_change=drafts.commit,
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


def _cells(row: Row) -> dict[str, object]:
    return {
        "column": row.column,
        "text": row.text,
        "dimension": row.dimension,
        "construct": row.construct,
        "role": row.role,
        "reversed": row.reversed,
        "scale": row.scale,
    }


def warnings(study: OpenStudy) -> None:
    """Items that look reversed, with a button that marks them."""
    for dimension, items in _against(study).items():
        verb = "looks" if len(items) == 1 else "look"
        st.warning(plain(f"{', '.join(items)} of {dimension} {verb} reversed."))
        st.button(
            f"Mark {', '.join(map(plain, items))} as reversed",
            key=f"reverse {dimension}",
            on_click=_reverse,
            args=(study, items),
        )


def _against(study: OpenStudy) -> dict[str, tuple[str, ...]]:
    """By the answers of everyone; asked once per questionnaire."""
    if study.responses is None:
        return {}
    known: tuple[str, dict[str, tuple[str, ...]]] = state.get(_WARNED, ("", {}))
    if known[0] == study.key:
        return known[1]
    try:
        found = reversed_items(View.of(study.responses))
    except SurveyError:  # too few people may be shown: nothing is told about them
        found = {}
    state.put(_WARNED, (study.key, found))
    return found


def _reverse(study: OpenStudy, items: tuple[str, ...]) -> None:
    draft = drafts.current(study)
    turned = {row.column: not row.reversed for row in draft.rows if row.column in items}
    drafts.change(study, drafts.fresh(draft), {c: {"reversed": v} for c, v in turned.items()})
