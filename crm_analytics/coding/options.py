"""What a reader may choose about coders' files, and what of them is looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from crm_analytics import __version__
from crm_analytics.coding.code_book import CodeBook
from crm_analytics.coding.codings import Codings
from crm_analytics.report.options import (
    Choice,
    Name,
    Names,
    Switch,
    Text,
    confidence,
    option,
)
from crm_analytics.report.section import Provenance

MANY = {"code": "codes", "category": "categories", "group": "groups"}
File = tuple[str, str]  # its name and its SHA-256


def _names(codings: Codings, book: CodeBook | None) -> Sequence[str]:
    """Codes, then the categories and groups that they are in."""
    above = [*book.categories, *book.groups] if book else []
    return tuple(dict.fromkeys([*codings.codes, *above]))


@dataclass(frozen=True, slots=True)
class AgreementOptions:
    """level: of intervals. without: coders who do not count. compare: code, category or group.

    empty_cells: a value of Gaps. one_code: a unit may have one code of a coder only.
    about: the code whose disputed units are listed, or what it is in; empty for all.
    printed: a number from a paper whose coefficient is looked for; empty for none.
    """

    level: float = confidence()
    without: tuple[str, ...] = option(
        (),
        Names(
            "Not a coder, or left out",
            "nobody",
            "coders",
            lambda codings, book: codings.coders,
            "A column such as age may have been taken for a coder.",
        ),
    )
    compare: str = option(
        "code",
        Choice(
            "Compare",
            {"code": "Codes", "category": "Categories", "group": "Groups"},
            "What a code book gathers codes in can be compared instead of the codes.",
            lambda _, codings, book: book is not None,
        ),
    )
    empty_cells: str = option(
        "left_out",
        Choice(
            "Empty cells",
            {
                "left_out": "Left out",
                "decision": "A decision",
                "decision_if_coded": "A decision, where anybody coded",
            },
            "The coder did not code the unit, or decided that no code applies.",
        ),
    )
    one_code: bool = option(
        False,
        Switch(
            "One code a unit only",
            "On: two codes of a coder for one unit are a mistake, and are named.",
        ),
    )
    about: str = option(
        "",
        Name(
            "Disagreements about",
            "all codes",
            "code, category or group",
            _names,
            "Lists only the units to which somebody gave this code.",
        ),
    )
    printed: str = option(
        "",
        Text(
            "A printed value",
            20,
            ".83",
            "A paper prints an agreement and does not say which: here it is looked for.",
        ),
    )

    def compared(self, codings: Codings, book: CodeBook | None) -> Codings:
        """The codings of those who count, gathered in what is compared; raises UnusableCoding."""
        own = self.counted(codings)
        if book is None or self.compare == "code":
            return own
        return own.grouped(book.group_of_code() if self.compare == "group" else book.category)

    def counted(self, codings: Codings) -> Codings:
        """The codings of those who count; raises UnusableCoding."""
        kept = [coder for coder in codings.coders if coder not in self.without]
        return codings.only(kept) if self.without else codings

    def possible(self, book: CodeBook | None) -> tuple[str, ...]:
        """What could be given, though nobody may have."""
        if book is None:
            return ()
        return {"code": book.codes, "category": book.categories, "group": book.groups}[self.compare]

    def listed(self, book: CodeBook | None) -> tuple[str, ...]:
        """What is compared and `about`: itself, what it is in, or what is in it; none for all."""
        if book is None or not self.about:
            return (self.about,) if self.about else ()
        place = list(MANY).index(self.compare)
        rows = ((code, category, book.group[category]) for code, category in book.category.items())
        found = dict.fromkeys(row[place] for row in rows if self.about in row)
        return tuple(found) or (self.about,)


@dataclass(frozen=True, slots=True)
class CodesOptions:
    """rings: the tree as rings around a centre. together: in the same document or unit."""

    rings: bool = option(
        False,
        Choice(
            "Draw the tree as",
            {False: "Treemap", True: "Sunburst"},
            "A click on a part looks into it, one on its top or centre goes back.",
        ),
    )
    together: str = option(
        "document",
        Choice(
            "Together in the same",
            {"document": "Document", "unit": "Unit"},
            "Where one and the same coder gave both.",
            lambda _, codings, book: codings.several_documents,
        ),
    )


@dataclass(frozen=True, slots=True)
class Sources:
    """The coders' files, the code book if there is one, and what of them is looked at.

    compare: what codes are gathered in before anything is counted.
    without: columns or persons that are not counted as coders.
    """

    files: tuple[File, ...]
    book: File | None = None
    compare: str = "code"
    without: tuple[str, ...] = ()

    def stamp(self, units: int, of: int) -> Provenance:
        """units: those that tell something, of all."""
        return Provenance(
            study=named([name for name, _ in self.files]),
            data_sha256=" ".join(sha for _, sha in self.files),
            questionnaire_sha256=self.book[1] if self.book else "",
            rows=of,
            people=units,
            filters=tuple(self._filters()),
            waves=(),
            version=__version__,
            unit="units",
        )

    def _filters(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        if self.compare != "code":
            yield "codes gathered in", (MANY[self.compare],)
        if self.without:
            yield "without", self.without


def fingerprint(raw: bytes, name: str) -> File:
    """By what a file is told."""
    return name, sha256(raw).hexdigest()


def named(names: Sequence[str]) -> str:
    """The files in a line: "a.csv", "a.csv and 2 more files"."""
    more = len(names) - 1
    return names[0] + (f" and {more} more file{'s' * (more > 1)}" if more else "")
