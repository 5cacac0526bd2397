"""What the gate found: what differs, which column is which, and what a person must decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import streamlit as st

from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.suggesting.blocks import text_of
from crm_analytics.survey.waves.change import Question
from crm_analytics.survey.waves.gate import Gate
from crm_analytics.ui import pending, state
from crm_analytics.ui.pending import NOT_ASKED, Pending
from crm_analytics.ui.plain import plain

WEIGHTS = {"stop": "to be decided", "check": "worth a look", "note": "harmless"}
SAME = "same:"  # how questions about one column of the study begin
WHOLE = 16  # rows that stand on a page without scrolling
FEW = 4  # choices that are seen at once


@dataclass(frozen=True, slots=True)
class Read:
    """One question of the study and the column of the file that is read for it.

    source: NOT_ASKED where there is none; None while nobody has said.
    proposed: the column that seems to ask it, though it is not sure.
    """

    column: str
    source: str | None
    proposed: str = ""


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
    with st.container(key="middling changes"):
        if len(rows) > WHOLE:
            st.dataframe(table, hide_index=True, alt="What was asked differently")
        else:
            st.table(_escaped(table), hide_index=True, alt="What was asked differently")


def _escaped(table: pa.Table) -> pa.Table:
    return pa.table(
        {name: [plain(v) for v in table[name].to_pylist()] for name in table.schema.names}
    )


def columns(found: Gate, waiting: Pending) -> None:
    """Which column asks which question: what is doubtful is asked, the rest can be corrected."""
    reads = tuple(_reads(found, waiting))
    doubtful = [read for read in reads if read.proposed]
    free = _free(found, waiting, reads)
    if doubtful:
        st.markdown("**Is it the same question?**")
        st.caption("These columns look like questions of the study, but it is not certain.")
        if len(doubtful) > 1:
            st.button(
                f"All {len(doubtful)} as proposed",
                key="take all proposed",
                on_click=pending.say,
                args=({read.column: read.proposed for read in doubtful},),
            )
        _boxes(doubtful, found.study, waiting, free)
    others = [read for read in reads if not read.proposed]
    if others:
        with st.expander(f"Correct which column is which question ({len(others)})"):
            _boxes(others, found.study, waiting, free)


def _reads(found: Gate, waiting: Pending) -> Iterator[Read]:
    """Questions that are not simply read from the column of the same name."""
    doubtful = {q.columns[0]: q for q in found.questions if q.id.startswith(SAME)}
    entry = found.proposed
    for column in found.study.columns:
        if column in doubtful:
            says = doubtful[column].choices[0].says.columns
            yield Read(column, None, says.get(column, column))
        elif column in entry.left_out or column not in (*waiting.file.columns, *entry.columns):
            yield Read(column, NOT_ASKED)
        elif column in entry.columns or column in waiting.said:
            yield Read(column, entry.columns.get(column, column))


def _free(found: Gate, waiting: Pending, reads: Sequence[Read]) -> list[str]:
    """Columns of the file that answer no question of the study for sure."""
    told = {read.column: read.source for read in reads}
    used = {told.get(column, column) for column in found.study.columns}
    return [column for column in waiting.file.columns if column not in used]


def _boxes(reads: Sequence[Read], study: Instrument, waiting: Pending, free: list[str]) -> None:
    texts = {item.column: item.text for item in study.items}
    left, right = st.columns(2)
    for number, read in enumerate(reads):
        key = f"column of {read.column}"
        own = [c for c in dict.fromkeys((read.proposed, read.source)) if c]
        options = [*own, *(column for column in free if column not in own), NOT_ASKED]
        state.put(key, read.source)
        (right if number % 2 else left).selectbox(
            _titled(read.column, texts.get(read.column, "")),
            options,
            index=None,
            key=key,
            format_func=lambda column: _option(waiting, column),
            placeholder=f"Perhaps {read.proposed}",
            on_change=_choose,
            args=(read.column, key),
        )


def _titled(column: str, text: str) -> str:
    return f"**{plain(column)}** {plain(text)}" if text else f"**{plain(column)}**"


def _option(waiting: Pending, column: str) -> str:
    if column == NOT_ASKED:
        return "No column: it was not asked"
    text = text_of(waiting.file, column)
    return f"{column}: {text}" if text else column


def _choose(column: str, key: str) -> None:
    chosen: str | None = state.get(key, None)
    if chosen is not None:
        pending.say({column: chosen})


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
    ask = st.radio if len(labels) <= FEW else st.selectbox
    ask(  # type: ignore[operator]
        f"**{plain(question.where)}** {plain(question.why)}",
        tuple(labels),
        index=None if question.stops else 0,
        key=key,
        format_func=lambda id: plain(labels[id]),
        on_change=_answer,
        args=(question.id, key),
    )


def _answer(question: str, key: str) -> None:
    chosen: str | None = state.get(key, None)
    if chosen is not None:
        pending.answer(question, chosen)
