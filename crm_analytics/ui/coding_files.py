"""The coders' files and the code book of a study: kept as one archive, dropped, taken away.

Before there are any, the sample is looked at.
"""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import streamlit as st

from crm_analytics import coding
from crm_analytics.coding import CodeBook, Codings
from crm_analytics.errors import Problem, Problems, UnusableCoding
from crm_analytics.files.formats import upload_extensions
from crm_analytics.survey.samples import FOLDER
from crm_analytics.ui import documents, state
from crm_analytics.ui.documents import DocumentKind
from crm_analytics.ui.messages import show_problems

SAMPLE, SAMPLE_BOOK = "interview_codes.csv", "interview_code_book.csv"
FORM = 1  # of the archive; a change of it is another number
ABOUT, BOOK = "about.json", "book"
_REFUSED, _UNTAKEN = "coders' files refused", "coders' files not taken"
_UPLOAD, _BOOK = "coders' files", "code book file"
Raw = tuple[bytes, str]  # bytes and name of a file


@dataclass(frozen=True, eq=False, slots=True)
class CoderFiles:
    """coders, book_file: as they were given. codings, book: what they say."""

    coders: tuple[Raw, ...]
    codings: Codings
    book_file: Raw | None = None
    book: CodeBook | None = None

    @classmethod
    def of(cls, coders: Sequence[Raw], book: Raw | None = None) -> "CoderFiles":
        """Read files; raises Problems."""
        return cls(tuple(coders), coding.read(coders)).with_book(book)

    def with_book(self, raw: Raw | None) -> "CoderFiles":
        """The same with another code book, or with none; raises Problems."""
        return replace(self, book_file=raw, book=coding.read_book(*raw) if raw else None)

    @property
    def name(self) -> str:
        """The coders' files by their names."""
        return ", ".join(name for _, name in self.coders)


def sample() -> CoderFiles:
    """Files that ship with the app."""
    coders, book = (((FOLDER / name).read_bytes(), name) for name in (SAMPLE, SAMPLE_BOOK))
    return CoderFiles.of([coders], book)


def _joined(
    base: CoderFiles, theirs: CoderFiles, mine: CoderFiles
) -> tuple[CoderFiles, tuple[Problem, ...]]:
    """Files are put in whole."""
    what = "were changed by somebody else meanwhile, and theirs count."
    return theirs, (Problem("The coders' files", what, "Bring yours back if they should."),)


DOCUMENT = DocumentKind(
    "coding",
    lambda given: to_zip(given.coders, given.book_file),
    lambda kept: CoderFiles.of(*from_zip(kept)),
    sample,
    _joined,
)


def categories() -> tuple[str, ...]:
    """What the code book of the study gathers codes in; of the sample once Coding was opened."""
    if not DOCUMENT.last_shown() and not DOCUMENT.edition():
        return ()
    book = DOCUMENT.current()[0].content.book
    return book.categories if book else ()


class Uploaded(Protocol):
    """A file as the uploader hands it over."""

    name: str

    def getvalue(self) -> bytes:
        """Its bytes."""


def ask() -> CoderFiles:
    """The uploaders and the button of the sample; what was given, and what is wrong with it."""
    held = DOCUMENT.current()[0]
    left, right = st.columns(2)
    left.file_uploader(
        "Drop the coders' files",
        upload_extensions(),
        accept_multiple_files=True,
        key=_UPLOAD,
        on_change=_take,
        help="One file with a column a coder, one row a code, or one file a coder.",
    )
    right.file_uploader(
        "A code book, if there is one",
        upload_extensions(),
        key=_BOOK,
        on_change=_take_book,
        help="Columns code, category, group and, if you like, role in the paradigm model.",
    )
    with st.container(horizontal=True):
        look = partial(_do, lambda: DOCUMENT.look_at(sample()))
        st.button("Look at the sample", key="coding sample", on_click=look)
        if held.content.book:
            leave = partial(_do, lambda: DOCUMENT.keep(DOCUMENT.shown().content.with_book(None)))
            st.button("Leave the code book out", key="no code book", on_click=leave)
    refused: tuple[Problem, ...] = state.get(f"{_REFUSED} {state.here()}", ())
    show_problems(refused)
    not_taken: bool = state.get(_UNTAKEN, False)
    if not_taken:
        documents.nothing_taken(held)
    was = DOCUMENT.earlier()
    bring_back, remove = partial(_do, DOCUMENT.bring_back), partial(_do, DOCUMENT.remove)
    documents.status(held, was.name if was else "", bring_back, remove)
    return held.content


def _take() -> None:
    """Runs before the page, once for new files; a code book of one's own stays."""
    uploaded: list[Uploaded] = state.get(_UPLOAD, [])
    if uploaded:
        coders = tuple((one.getvalue(), one.name) for one in uploaded)
        held = DOCUMENT.shown()
        book = held.content.book_file if held.own else None
        _do(lambda: DOCUMENT.replace_by(CoderFiles.of(coders, book)))


def _take_book() -> None:
    """Runs before the page, once for a new code book."""
    given: Uploaded | None = state.get(_BOOK, None)
    if given:
        raw = given.getvalue(), given.name
        _do(lambda: DOCUMENT.keep(DOCUMENT.shown().content.with_book(raw)))


def _do(step: Callable[[], tuple[Problem, ...]]) -> None:
    """A step with its refusal."""
    state.put(_UNTAKEN, False)
    try:
        problems = step()
    except Problems as error:
        problems = error.problems
        state.put(_UNTAKEN, True)
    state.put(f"{_REFUSED} {state.here()}", problems)


def to_zip(coders: Sequence[Raw], book: Raw | None = None) -> bytes:
    """Coders' files and a code book as they were given; equal files give equal bytes."""
    about = {
        "form": FORM,
        "coders": [name for _, name in coders],
        "book": book and book[1],
    }
    sink = io.BytesIO()
    with ZipFile(sink, "w") as archive:
        _put(archive, ABOUT, json.dumps(about).encode())
        for turn, (raw, _) in enumerate(coders):
            _put(archive, str(turn), raw)
        if book:
            _put(archive, BOOK, book[0])
    return sink.getvalue()


def from_zip(kept: bytes) -> tuple[tuple[Raw, ...], Raw | None]:
    """The files that `to_zip` was given; raises UnusableCoding for those of another program."""
    with ZipFile(io.BytesIO(kept)) as archive:
        about = json.loads(archive.read(ABOUT))
        if about["form"] != FORM:
            what = "were kept by a newer version of this program."
            raise UnusableCoding(Problem("The coders' files", what, "Update the program."))
        names: Sequence[str] = about["coders"]
        coders = tuple((archive.read(str(turn)), name) for turn, name in enumerate(names))
        return coders, ((archive.read(BOOK), about["book"]) if about["book"] else None)


def _put(archive: ZipFile, name: str, raw: bytes) -> None:
    """Under a name of ours, at no time: neither the names nor the day of a file matter here."""
    archive.writestr(ZipInfo(name), raw, ZIP_DEFLATED)
