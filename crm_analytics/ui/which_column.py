"""Which column of a new file asks which question? What is doubtful is asked, the rest shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import streamlit as st

from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.suggesting.blocks import text_of
from crm_analytics.survey.waves.gate import Gate
from crm_analytics.ui import pending, state
from crm_analytics.ui.pending import NOT_ASKED, SAME, Pending
from crm_analytics.ui.plain import plain


@dataclass(frozen=True, slots=True)
class Read:
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
    for pair in zip_longest(reads[::2], reads[1::2]):
        for place, read in zip(st.columns(2), pair, strict=True):  # row by row, also on a phone
            if read:
                with place:
                    _box(read, texts.get(read.column, ""), waiting, free)


def _box(read: Read, text: str, waiting: Pending, free: list[str]) -> None:
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
        pending.say({column: chosen})
