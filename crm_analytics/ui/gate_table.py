"""What the gate found: a table of what differs, and what a person must decide."""

import pyarrow as pa
import streamlit as st

from crm_analytics.survey.waves.change import Question
from crm_analytics.survey.waves.gate import Gate
from crm_analytics.ui import pending, state
from crm_analytics.ui.pending import SAME, Pending
from crm_analytics.ui.plain import plain

WEIGHTS = {"stop": "to be decided", "check": "worth a look", "note": "harmless"}
WHOLE = 16  # rows that stand on a page without scrolling
FEW = 4  # choices that are seen at once


def changes(found: Gate) -> None:
    """One table of all that differs, what must be decided first."""
    if not found.changes:
        st.success("Asked exactly as before.")
        return
    order = list(WEIGHTS)
    rows = sorted(found.changes, key=lambda change: order.index(change.weight))
    st.markdown(f"**What was asked differently** ({len(rows):,})")
    table = pa.table(
        {
            "": [WEIGHTS[row.weight] for row in rows],
            "What": [f"{row.what[0].upper()}{row.what[1:]}" for row in rows],
            "Where": [row.where for row in rows],
            "Before": [row.before for row in rows],
            "Now": [row.now for row in rows],
        }
    )
    if len(rows) > WHOLE:
        st.dataframe(table, hide_index=True, alt="What was asked differently")
    else:
        st.table(_escaped(table), hide_index=True, alt="What was asked differently")


def _escaped(table: pa.Table) -> pa.Table:
    return pa.table(
        {name: [plain(v) for v in table[name].to_pylist()] for name in table.schema.names}
    )


def questions(found: Gate, waiting: Pending) -> None:
    """A choice for every other question; none is taken for granted where it matters."""
    asked = [question for question in found.questions if not question.id.startswith(SAME)]
    stopping = [question for question in asked if question.stops]
    if stopping:
        st.markdown("**To be decided**")
    for question in stopping:
        _ask(question, waiting)
    rest = [question for question in asked if not question.stops and len(question.choices) > 1]
    if rest:
        st.markdown("**Can be decided**")
        for question in rest:
            _ask(question, waiting)


def _ask(question: Question, waiting: Pending) -> None:
    labels = {choice.id: choice.label for choice in question.choices}
    key = f"answer {question.id}"
    chosen = waiting.answers.get(question.id)
    usual = None if question.stops else question.choices[0].id
    state.put(key, chosen if chosen in labels else usual)
    few = len(labels) <= FEW
    ask = st.radio if few else st.selectbox
    ask(  # type: ignore[operator]
        f"**{plain(question.where)}** {plain(question.why)}",
        tuple(labels),
        index=None if question.stops else 0,
        key=key,
        format_func=lambda id: plain(labels[id]) if few else labels[id],  # a list is never markup
        on_change=_answer,
        args=(question.id, key),
    )


def _answer(question: str, key: str) -> None:
    chosen: str | None = state.get(key, None)
    if chosen is not None:
        pending.answer(question, chosen)
