"""What a reader may choose about coders' files, and what of them is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from crm_analytics import __version__
from crm_analytics.report.section import Provenance

MANY = {"code": "codes", "category": "categories", "group": "groups"}
File = tuple[str, str]  # its name and its SHA-256


@dataclass(frozen=True, slots=True)
class AgreementOptions:
    """level: of intervals. without: coders who do not count. compare: code, category or group.

    empty_cells: a value of Gaps. one_code: a unit may have one code of a coder only.
    about: the code whose disputed units are listed; empty for all.
    printed: a number from a paper whose coefficient is looked for; empty for none.
    """

    level: float = 0.95
    without: tuple[str, ...] = ()
    compare: str = "code"
    empty_cells: str = "left_out"
    one_code: bool = False
    about: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class CodesOptions:
    """rings: the tree as rings around a centre. together: in the same document or unit."""

    rings: bool = False
    together: str = "document"


@dataclass(frozen=True, slots=True)
class Sources:
    """The coders' files, the code book if there is one, and what of them is looked at.

    level: what codes are gathered in before anything is counted.
    left_out: columns or persons that are not counted as coders.
    """

    files: tuple[File, ...]
    book: File | None = None
    level: str = "code"
    left_out: tuple[str, ...] = ()

    def stamp(self, units: int, of: int) -> Provenance:
        """units: those that tell something, of all."""
        filters: list[tuple[str, tuple[str, ...]]] = []
        if self.level != "code":
            filters.append(("codes gathered in", (MANY[self.level],)))
        if self.left_out:
            filters.append(("without", self.left_out))
        return Provenance(
            study=named([name for name, _ in self.files]),
            data_sha256=" ".join(sha for _, sha in self.files),
            questionnaire_sha256=self.book[1] if self.book else "",
            rows=of,
            people=units,
            filters=tuple(filters),
            waves=(),
            version=__version__,
            unit="units",
        )


def fingerprint(raw: bytes, name: str) -> File:
    """By what a file is told."""
    return name, sha256(raw).hexdigest()


def named(names: Sequence[str]) -> str:
    """The files in a line: "a.csv", "a.csv and 2 more files"."""
    more = len(names) - 1
    return names[0] + (f" and {more} more file{'s' * (more > 1)}" if more else "")
