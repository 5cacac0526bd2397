"""Several questions at once: put into a dimension, turned round, rescaled, left out; and undone.

What stands here changes the same draft as the grid of the page, so both always say the same.
"""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from crm_analytics.analyses.validity import items_together
from crm_analytics.errors import SurveyError
from crm_analytics.report.words import counted
from crm_analytics.survey import grid, questionnaire
from crm_analytics.survey.grid import LEFT_OUT, OUTCOME, Row
from crm_analytics.survey.view import View
from crm_analytics.ui import drafts, state
from crm_analytics.ui.drafts import HYPOTHESES, QUESTIONNAIRE, Draft
from crm_analytics.ui.messages import plain
from crm_analytics.ui.study import OpenStudy

_GROUPED = "why grouped so"
_CHOSEN, _DIMENSION, _SCALE, _RESULT = "questions", "dimension", "scale of questions", "result"
Rows = tuple[Row, ...]


def result(study: OpenStudy, draft: Draft[Row]) -> None:
    """Ask once what is the result one cares about; drivers and outcome follow."""
    names = grid.possible_outcomes(draft.rows)
    if len(names) < 2 or any(row.role == OUTCOME for row in draft.rows):
        return
    st.selectbox(
        "Which of these is the result you care about?",
        names,
        index=None,
        placeholder="Choose one: the others are then what may drive it",
        key=f"{_RESULT} {study.id}",
        on_change=_choose_result,
        args=(study, draft),
    )


def several(study: OpenStudy, draft: Draft[Row]) -> None:
    """Choose questions, then say what to do with all of them."""
    rows = {row.column: row for row in draft.rows}
    with st.container(border=True):
        st.multiselect(
            "Several questions at once",
            tuple(rows),
            format_func=lambda column: _named(rows[column]),
            placeholder="Choose questions, or type to find them",
            key=_key(_CHOSEN, draft),
        )
        left, middle, right = st.columns([3, 2, 3], vertical_alignment="bottom")
        left.selectbox(
            "Put them into the dimension",
            tuple(dict.fromkeys(row.dimension for row in draft.rows if row.dimension)),
            index=None,
            placeholder="Choose one, or type a new name",
            accept_new_options=True,
            key=_key(_DIMENSION, draft),
            on_change=_act,
            args=(study, draft, _put),
        )
        middle.text_input(
            "Answered from … to",
            placeholder="1–5",
            key=_key(_SCALE, draft),
            on_change=_act,
            args=(study, draft, _rescale),
        )
        if about := state.get(_GROUPED, ""):
            st.caption(plain(about))
            state.forget(_GROUPED)
        with right.container(horizontal=True):
            _button("Turn round", "turn", study, draft, _turn)
            _button("Leave out", "leave out", study, draft, _leave_out)
            st.button(
                "Group by answers",
                key="group by answers",
                on_click=_group,
                args=(study, draft),
                help="Questions whose answers go together get a dimension of their own. Undo takes "
                "it back.",
            )
            if draft.problems or drafts.before(study):
                st.button(
                    "Undo", key="undo", icon=":material/undo:", on_click=_undo, args=(study, draft)
                )


def _named(row: Row) -> str:
    return f"{row.text} ({row.column})" if row.text else row.column


def _key(name: str, draft: Draft[Row]) -> str:
    """The widget begins anew with every editor, so what was done is not done twice."""
    return f"{name} {draft.number}"


def _button(
    label: str, key: str, study: OpenStudy, draft: Draft[Row], act: Callable[..., Rows]
) -> None:
    st.button(label, key=key, on_click=_act, args=(study, draft, act))


def _act(study: OpenStudy, draft: Draft[Row], act: Callable[..., Rows]) -> None:
    """Runs before the page: the draft with what was asked for, kept where it can be used."""
    chosen: list[str] = state.get(_key(_CHOSEN, draft), [])
    if chosen:
        keep(study, draft, act(draft, chosen))


def _put(draft: Draft[Row], chosen: list[str]) -> Rows:
    wanted = str(state.get(_key(_DIMENSION, draft), None) or "").strip()
    return grid.edit_all(draft.rows, chosen, {"dimension": wanted}) if wanted else draft.rows


def _rescale(draft: Draft[Row], chosen: list[str]) -> Rows:
    wanted = str(state.get(_key(_SCALE, draft), None) or "").strip()
    measured = [row.column for row in draft.rows if row.measured and row.column in chosen]
    return grid.edit_all(draft.rows, measured, {"scale": wanted}) if wanted else draft.rows


def _turn(draft: Draft[Row], chosen: list[str]) -> Rows:
    return grid.turn(draft.rows, chosen)


def _leave_out(draft: Draft[Row], chosen: list[str]) -> Rows:
    return grid.edit_all(draft.rows, chosen, {"role": LEFT_OUT})


def _group(study: OpenStudy, draft: Draft[Row]) -> None:
    """By the answers of everyone, as the questionnaire that counts now maps them."""
    try:
        if study.responses is None:
            return
        groups, why = items_together(View.of(study.responses))
    except SurveyError as reason:  # too few people may be shown
        groups, why = (), str(reason)
    state.put(_GROUPED, why)
    keep(study, draft, grid.grouped(draft.rows, groups))


def _choose_result(study: OpenStudy, draft: Draft[Row]) -> None:
    chosen = state.get(f"{_RESULT} {study.id}", None)
    if chosen:
        keep(study, draft, grid.the_outcome(draft.rows, chosen))


def keep(study: OpenStudy, draft: Draft[Row], rows: Rows) -> None:
    """Take over rows that were changed, under a new editor, which starts from them."""
    if rows != draft.rows:
        changed = drafts.renewed(replace(draft, rows=rows))
        drafts.keep(changed, lambda: grid.instrument(rows, study.instrument))


def _undo(study: OpenStudy, draft: Draft[Row]) -> None:
    """Give up what waits, else what the questionnaire said before counts again as a new version."""
    text = drafts.before(study)
    if text and not draft.problems:
        state.ask_as(questionnaire.read(text))
        drafts.went_back()
    drafts.drop(QUESTIONNAIRE, HYPOTHESES)


def said(draft: Draft[Row]) -> str:
    """How many questions are mapped, in one line above the grid."""
    items = [row for row in draft.rows if row.measured]
    dimensions = {row.dimension for row in items}
    left = sum(row.role == LEFT_OUT for row in draft.rows)
    parts = [f"{counted(len(items), 'question')} in {counted(len(dimensions), 'dimension')}"]
    parts += [f"{counted(left, 'column')} left out"] if left else []
    return plain(" · ".join(parts))
