"""A file that waits to become a wave: what was asked differently, and what a person says of it.

What is doubtful is asked, the rest shown. It waits in this session only, until it is added or given
up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

import streamlit as st

from crm_analytics.errors import Problem, UnreadableSurvey, UnusableQuestionnaire, refuse
from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.survey.instrument import AskedWave, Instrument
from crm_analytics.survey.suggesting.columns import text_of
from crm_analytics.survey.waves.comparison import WaveQuestion
from crm_analytics.survey.waves.entry import ordered, proposed_name, without
from crm_analytics.survey.waves.gate import Before, Gate, gate
from crm_analytics.ui import cache, state
from crm_analytics.ui.messages import plain
from crm_analytics.ui.study import OpenStudy

_PENDING, _GATE = "wave to add", "gate of the wave to add"
NOT_ASKED = ""
SAME = "same:"  # how questions of the gate about one column begin
_NAMELESS = "This wave"  # until it has a name of its own
WEIGHTS = {"stop": "to be decided", "check": "worth a look", "note": "harmless"}
WHOLE = 16  # rows that stand on a page without scrolling
FEW = 4  # choices that are seen at once


@dataclass(frozen=True, eq=False, slots=True)
class Pending:
    """What a person has said so far of the file, and what was dropped of it.

    first: hash of the first file of its study; a sample keeps it when it becomes one's own.
    read_from: column of the questionnaire → column of the file, or NOT_ASKED.
    answers: question of the gate → choice.
    """

    first: str
    file: SurveyFile
    dropped: tuple[Note, ...]
    name: str
    read_from: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


def current(study: OpenStudy) -> Pending | None:
    """What waits for this study."""
    pending: Pending | None = state.get(_PENDING, None)
    return pending if pending and pending.first == study.first else None


def take(study: OpenStudy, file: SurveyFile, dropped: tuple[Note, ...]) -> None:
    """Let a file wait; raises UnreadableSurvey for one that asks nothing of the study."""
    name = proposed_name(file.name, _taken(study))
    entry = study.instrument.wave(name)
    read_from = {**entry.columns, **dict.fromkeys(entry.left_out, NOT_ASKED)}
    pending = Pending(study.first, file, dropped, name, read_from)
    refuse(UnreadableSurvey, _nothing_in_common(file, compared(study, pending)))
    state.put(_PENDING, pending)


def change(changed: Callable[[Pending], Pending]) -> None:
    """What a person says of the file that waits, if it still does."""
    pending: Pending | None = state.get(_PENDING, None)
    if pending:
        state.put(_PENDING, changed(pending))


def forget() -> None:
    """Give the file up."""
    state.forget(_PENDING)
    cache.forget_in_session(_GATE)


def _taken(study: OpenStudy) -> tuple[str, ...]:
    """Names that another wave has."""
    return (*study.names, *study.damaged)


def compared(study: OpenStudy, pending: Pending) -> Gate:
    """What differs between the file and the study; compared once for the same words of a person.

    Raises UnreadableSurvey when the last wave does not fit its own entry.
    """

    def look() -> Gate:
        last = [name for name in study.waves if name in study.files][-1]
        before = Before(study.names, study.files[last])
        name = _NAMELESS if wrong_name(study, pending.name) else pending.name
        return gate(_with_columns(study.instrument, pending, name), before, pending.file, name)

    words = (study.key, pending.file.sha256, pending.name, dict(pending.read_from))
    return cache.in_session(_GATE, words, look)


def settled(study: OpenStudy, pending: Pending, found: Gate, earlier: int) -> Instrument:
    """The questionnaire that knows the wave, after so many of the others.

    Raises UnusableQuestionnaire with every question that is open.
    """
    asked = {q.id: {choice.id for choice in q.choices} for q in found.questions}
    answers = {id: own for id, own in pending.answers.items() if own in asked.get(id, ())}
    names = list(study.names)
    names.insert(earlier, pending.name)
    refuse(UnusableQuestionnaire, wrong_name(study, pending.name))
    return ordered(found.settled(answers), names)


def wrong_name(study: OpenStudy, name: str, own: str = "") -> list[Problem]:
    """What is wrong with the name of a wave, whose name is `own` so far."""
    if not name.strip():
        return [Problem("The wave", "has no name.", "Give it one.")]
    if name != own and name in _taken(study):
        what = "is the name of another wave of this study."
        return [Problem(f"'{name}'", what, "Choose another name.")]
    return []


def _with_columns(instrument: Instrument, pending: Pending, name: str) -> Instrument:
    """The questionnaire with what a person said of the columns of this wave."""
    columns = {column: own for column, own in pending.read_from.items() if own != NOT_ASKED}
    left_out = tuple(column for column, own in pending.read_from.items() if own == NOT_ASKED)
    others = without(instrument, name)
    entry = AskedWave(name, columns=columns, left_out=left_out)
    return replace(others, waves=(*others.waves, entry))


def _nothing_in_common(file: SurveyFile, found: Gate) -> list[Problem]:
    if not any(change.what == "no item found" for change in found.changes):
        return []
    what = "has no question in common with this study."
    remedy = "Start a study of its own with it, or call its columns as this study does."
    return [Problem(f"File '{file.name}'", what, remedy)]


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
    change(lambda one: replace(one, read_from={**one.read_from, **columns}))


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


def _ask(question: WaveQuestion, waiting: Pending) -> None:
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
        change(lambda one: replace(one, answers={**one.answers, **answers}))
