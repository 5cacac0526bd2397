"""The coders' files and the code book of a study, and the sample before there are any."""

from dataclasses import dataclass, replace

from crm_analytics import coding
from crm_analytics.coding import CodeBook, Codings
from crm_analytics.coding.keeping import Files, Raw, from_zip, to_zip
from crm_analytics.coding.sections.stamp import Source
from crm_analytics.errors import Problem
from crm_analytics.survey.samples import FOLDER
from crm_analytics.ui.documents import DocumentKind

SAMPLE, SAMPLE_BOOK = "interview_codes.csv", "interview_code_book.csv"


@dataclass(frozen=True, eq=False, slots=True)
class Given:
    """files: as they were given. codings, book: what they say. sources: what they are told by."""

    files: Files
    codings: Codings
    sources: tuple[Source, ...]
    book: CodeBook | None = None
    book_source: Source | None = None

    @classmethod
    def of(cls, files: Files) -> "Given":
        """Read files; raises Problems."""
        coded = cls(
            Files(files.coders),
            coding.read(files.coders),
            tuple(Source.of(*raw) for raw in files.coders),
        )
        return coded.with_book(files.book)

    def with_book(self, raw: Raw | None) -> "Given":
        """The same with another code book, or with none; raises Problems."""
        return replace(
            self,
            files=replace(self.files, book=raw),
            book=coding.read_book(*raw) if raw else None,
            book_source=Source.of(*raw) if raw else None,
        )

    @property
    def name(self) -> str:
        """The coders' files by their names."""
        return ", ".join(source.name for source in self.sources)


def sample() -> Given:
    """Files that ship with the app."""
    coders, book = (((FOLDER / name).read_bytes(), name) for name in (SAMPLE, SAMPLE_BOOK))
    return Given.of(Files((coders,), book))


def _joined(base: Given, theirs: Given, mine: Given) -> tuple[Given, tuple[Problem, ...]]:
    """Files are put in whole."""
    what = "were changed by somebody else meanwhile, and theirs count."
    return theirs, (Problem("The coders' files", what, "Bring yours back if they should."),)


DOCUMENT = DocumentKind(
    "coding",
    lambda given: to_zip(given.files),
    lambda kept: Given.of(from_zip(kept)),
    sample,
    _joined,
)


def categories() -> tuple[str, ...]:
    """What the code book of the study gathers codes in; of the sample once Coding was opened."""
    if not DOCUMENT.last_shown() and not DOCUMENT.edition():
        return ()
    book = DOCUMENT.current()[0].content.book
    return book.categories if book else ()
