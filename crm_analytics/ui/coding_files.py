"""Coders' files and a code book are dropped, looked at, taken away; what is wrong is said."""

from collections.abc import Callable
from typing import Protocol

import streamlit as st

from crm_analytics.coding.keeping import Files
from crm_analytics.errors import Problem, Problems
from crm_analytics.ui import coding_kept, documents, state
from crm_analytics.ui.coding_kept import DOCUMENT, Given
from crm_analytics.ui.messages import show_problems

KINDS = ("csv", "tsv", "txt", "xlsx", "sav", "parquet")
_REFUSED, _UNTAKEN = "coders' files refused", "coders' files not taken"
_UPLOAD, _BOOK = "coders' files", "code book file"


class Uploaded(Protocol):
    """A file as the uploader hands it over."""

    name: str

    def getvalue(self) -> bytes:
        """Its bytes."""


def ask() -> Given:
    """The uploaders and the button of the sample; what was given, and what is wrong with it."""
    held = DOCUMENT.current()[0]
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
        st.button("Look at the sample", key="coding sample", on_click=_look_at_sample)
        if held.content.book:
            st.button("Leave the code book out", key="no code book", on_click=_leave_book)
    refused: tuple[Problem, ...] = state.get(f"{_REFUSED} {state.here()}", ())
    show_problems(refused)
    not_taken: bool = state.get(_UNTAKEN, False)
    if not_taken:
        documents.nothing_taken(held)
    was = DOCUMENT.earlier()
    documents.status(held, was.name if was else "", _bring_back, _remove)
    return held.content


def _take() -> None:
    """Runs before the page, once for new files; a code book of one's own stays."""
    uploaded: list[Uploaded] = state.get(_UPLOAD, [])
    if uploaded:
        coders = tuple((one.getvalue(), one.name) for one in uploaded)
        _do(lambda: DOCUMENT.replace_by(Given.of(Files(coders, _own_book()))))


def _own_book() -> tuple[bytes, str] | None:
    held = DOCUMENT.shown()
    return held.content.files.book if held.own else None


def _take_book() -> None:
    """Runs before the page, once for a new code book."""
    given: Uploaded | None = state.get(_BOOK, None)
    if given:
        raw = given.getvalue(), given.name
        _do(lambda: DOCUMENT.keep(DOCUMENT.shown().content.with_book(raw)))


def _leave_book() -> None:
    _do(lambda: DOCUMENT.keep(DOCUMENT.shown().content.with_book(None)))


def _look_at_sample() -> None:
    _do(lambda: DOCUMENT.look_at(coding_kept.sample()))


def _bring_back() -> None:
    _do(DOCUMENT.bring_back)


def _remove() -> None:
    _do(DOCUMENT.remove)


def _do(step: Callable[[], tuple[Problem, ...]]) -> None:
    """A step with its refusal."""
    state.put(_UNTAKEN, False)
    try:
        problems = step()
    except Problems as error:
        problems = error.problems
        state.put(_UNTAKEN, True)
    state.put(f"{_REFUSED} {state.here()}", problems)
