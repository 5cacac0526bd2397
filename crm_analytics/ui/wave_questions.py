"""What was asked differently in a new wave: which column is which question, what must be decided.

What is doubtful is asked, the rest shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import streamlit as st

from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.suggesting.columns import text_of
from crm_analytics.survey.waves.comparison import Question
from crm_analytics.survey.waves.gate import Gate
from crm_analytics.ui import pending_wave, state
from crm_analytics.ui.messages import plain
from crm_analytics.ui.pending_wave import NOT_ASKED, SAME, Pending

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
    cells = [
        (WEIGHTS[r.weight], f"{r.what[0].upper()}{r.what[1:]}", r.where, r.before, r.now)
        for r in rows
    ]
    columns = ("", "What", "Where", "Before", "Now")
    if len(rows) > WHOLE:
        table = dict(zip(columns, zip(*cells, strict=True), strict=True))
        st.dataframe(table, hide_index=True, alt="What was asked differently")
    else:
        escaped = zip(*([plain(cell) for cell in row] for row in cells), strict=True)
        table = dict(zip(columns, escaped, strict=True))
        st.table(table, hide_index=True, alt="What was asked differently")


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """One question of the study and the column of the file that is read for it.

    source: NOT_ASKED where there is none; None while nobody has said.
    proposed: the column that seems to ask it, though it is not sure.
    """

    column: str
    source: str | None
    proposed: str = ""


def columns(found: Gate, waiting: Pending) -> None:
    """A box for each question that is not simply read from the column of its name."""
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
                on_click=_read_from,
                args=({read.column: read.proposed for read in doubtful},),
            )
        _boxes(doubtful, found.study, waiting, free)
    others = [read for read in reads if not read.proposed]
    if others:
        with st.expander(f"Correct which column is which question ({len(others)})"):
            _boxes(others, found.study, waiting, free)


def _reads(found: Gate, waiting: Pending) -> Iterator[ReadColumn]:
    """Questions that are not simply read from the column of the same name."""
    doubtful = {q.columns[0]: q for q in found.questions if q.id.startswith(SAME)}
    entry = found.proposed
    for column in found.study.columns:
        if column in doubtful:
            says = doubtful[column].choices[0].says.columns
            yield ReadColumn(column, None, says.get(column, column))
        elif column in entry.left_out or column not in (*waiting.file.columns, *entry.columns):
            yield ReadColumn(column, NOT_ASKED)
        elif column in entry.columns or column in waiting.read_from:
            yield ReadColumn(column, entry.columns.get(column, column))


def _free(found: Gate, waiting: Pending, reads: Sequence[ReadColumn]) -> list[str]:
    """Columns of the file that answer no question of the study for sure."""
    sources = {read.column: read.source for read in reads}
    used = {sources.get(column, column) for column in found.study.columns}
    return [column for column in waiting.file.columns if column not in used]


def _boxes(
    reads: Sequence[ReadColumn], study: Instrument, waiting: Pending, free: list[str]
) -> None:
    texts = {item.column: item.text for item in study.items}
    for pair in zip_longest(reads[::2], reads[1::2]):
        for place, read in zip(st.columns(2), pair, strict=True):  # row by row, also on a phone
            if read:
                with place:
                    _box(read, texts.get(read.column, ""), waiting, free)


def _box(read: ReadColumn, text: str, waiting: Pending, free: list[str]) -> None:
    key = f"column of {read.column}"
    own = [c for c in dict.fromkeys((read.proposed, read.source)) if c]
    state.put(key, read.source)
    st.selectbox(
        f"**{plain(read.column)}** {plain(text)}",
        [*own, *(column for column in free if column not in own), NOT_ASKED],
        index=None,
        key=key,
        format_func=lambda column: _option(waiting, column),
        placeholder=f"Perhaps {_option(waiting, read.proposed)}",
        on_change=_choose,
        args=(read.column, key),
    )


def _option(waiting: Pending, column: str) -> str:
    if column == NOT_ASKED:
        return "No column: it was not asked"
    text = text_of(waiting.file, column)
    return f"{column}: {text}" if text else column


def _choose(column: str, key: str) -> None:
    chosen: str | None = state.get(key, None)
    if chosen is not None:
        _read_from({column: chosen})


def _read_from(columns: dict[str, str]) -> None:
    pending_wave.change(lambda one: replace(one, read_from={**one.read_from, **columns}))


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
        answers = {question: chosen}
        pending_wave.change(lambda one: replace(one, answers={**one.answers, **answers}))
