"""The coders' files and the code book of a visitor's session, and the sample before there are any.

They are kept in the session only, as people's words belong in no shared place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import streamlit as st

from crm_analytics import coding
from crm_analytics.coding import CodeBook, Codings
from crm_analytics.errors import Problem, Problems
from crm_analytics.survey.samples import FOLDER
from crm_analytics.ui import state
from crm_analytics.ui.plain import plain
from crm_analytics.view.coding.stamp import Source

KINDS = ("csv", "tsv", "txt", "xlsx", "sav", "parquet")
SAMPLE, SAMPLE_BOOK = "interview_codes.csv", "interview_code_book.csv"
_KEPT, _REFUSED = "coders' files kept", "coders' files refused"
_UPLOAD, _BOOK = "coders' files", "code book file"
Raw = tuple[bytes, str]


class Uploaded(Protocol):
    """A file as the uploader hands it over."""

    name: str

    def getvalue(self) -> bytes:
        """Its bytes."""


@dataclass(frozen=True, eq=False, slots=True)
class Given:
    """raw: the files, each its bytes and its name. codings: what they say."""

    raw: tuple[Raw, ...]
    codings: Codings
    sources: tuple[Source, ...]
    book: CodeBook | None = None
    book_source: Source | None = None

    @classmethod
    def of(cls, raw: Sequence[Raw]) -> "Given":
        """Read files; raises UnusableCoding."""
        return cls(tuple(raw), coding.read(raw), tuple(Source.of(*one) for one in raw))

    def with_book(self, raw: Raw) -> "Given":
        """The same with another code book; raises Problems."""
        return replace(self, book=coding.read_book(*raw), book_source=Source.of(*raw))

    def without_book(self) -> "Given":
        """The same with no code book."""
        return replace(self, book=None, book_source=None)


def ask() -> Given:
    """The uploaders and the button of the sample; what was given, and what is wrong with it."""
    left, right = st.columns(2)
    left.file_uploader(
        "Drop the coders' files",
        KINDS,
        accept_multiple_files=True,
        key=_UPLOAD,
        on_change=_take,
        help="One file with a column a coder, one row a code, or one file a coder.",
    )
    right.file_uploader(
        "A code book, if there is one",
        KINDS,
        key=_BOOK,
        on_change=_take_book,
        help="Columns code, category, group and, if you like, role in the paradigm model.",
    )
    with st.container(horizontal=True):
        st.button("Look at the sample", key="coding sample", on_click=_take_sample)
        if _now().book:
            st.button("Leave the code book out", key="no code book", on_click=_leave_book)
    say(state.get(_REFUSED, ()))
    return _now()


def categories() -> tuple[str, ...]:
    """What the code book of this session gathers codes in; none before Coding was opened."""
    kept: Given | None = state.get(_KEPT, None)
    return kept.book.categories if kept and kept.book else ()


def say(problems: Sequence[Problem]) -> None:
    """Each problem as a sentence."""
    for problem in problems[:20]:
        st.error(plain(str(problem)))
    if len(problems) > 20:
        st.error(f"… and {len(problems) - 20:,} more.")


def _now() -> Given:
    """What the visitor gave; a new visitor sees the sample."""
    kept: Given | None = state.get(_KEPT, None)
    if kept is None:
        kept = _sample()
        state.put(_KEPT, kept)
    return kept


def _sample() -> Given:
    files, book = (((FOLDER / name).read_bytes(), name) for name in (SAMPLE, SAMPLE_BOOK))
    return Given.of([files]).with_book(book)


def _take() -> None:
    """Runs before the page, once for new files; a code book of one's own stays."""
    uploaded: list[Uploaded] = state.get(_UPLOAD, [])
    state.put(_REFUSED, ())
    if not uploaded:
        return
    before = _now()
    try:
        given = Given.of([(one.getvalue(), one.name) for one in uploaded])
    except Problems as error:
        state.put(_REFUSED, error.problems)
        return
    own = before.book_source and before.book_source.name != SAMPLE_BOOK
    kept = replace(given, book=before.book, book_source=before.book_source) if own else given
    state.put(_KEPT, kept)


def _take_book() -> None:
    """Runs before the page, once for a new code book."""
    given: Uploaded | None = state.get(_BOOK, None)
    state.put(_REFUSED, ())
    if given is None:
        return
    try:
        state.put(_KEPT, _now().with_book((given.getvalue(), given.name)))
    except Problems as error:
        state.put(_REFUSED, error.problems)


def _take_sample() -> None:
    state.put(_REFUSED, ())
    state.put(_KEPT, _sample())


def _leave_book() -> None:
    state.put(_KEPT, _now().without_book())
