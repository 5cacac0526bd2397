"""Which coders' files a section is made of, and what of them is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from crm_analytics import __version__
from crm_analytics.report.section import Provenance

Level = Literal["code", "category", "group"]
MANY: dict[Level, str] = {"code": "codes", "category": "categories", "group": "groups"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its name and its SHA-256."""

    name: str
    sha256: str

    @classmethod
    def of(cls, raw: bytes, name: str) -> "Source":
        """A file from its bytes."""
        return cls(name, sha256(raw).hexdigest())


@dataclass(frozen=True, slots=True)
class Sources:
    """The coders' files, the code book if there is one, and what of them is looked at.

    level: what codes are gathered in before anything is counted.
    left_out: columns or persons that are not counted as coders.
    """

    files: tuple[Source, ...]
    book: Source | None = None
    level: Level = "code"
    left_out: tuple[str, ...] = ()

    def stamp(self, units: int, of: int) -> Provenance:
        """units: those that tell something, of all."""
        return Provenance(
            study=named([source.name for source in self.files]),
            data_sha256=" ".join(source.sha256 for source in self.files),
            questionnaire_sha256=self.book.sha256 if self.book else "",
            rows=of,
            people=units,
            filters=tuple(self._filters()),
            waves=(),
            version=__version__,
            unit="units",
        )

    def _filters(self) -> list[tuple[str, tuple[str, ...]]]:
        found: list[tuple[str, tuple[str, ...]]] = []
        if self.level != "code":
            found.append(("codes gathered in", (MANY[self.level],)))
        if self.left_out:
            found.append(("without", self.left_out))
        return found


def named(names: Sequence[str]) -> str:
    """The files in a line: "a.csv", "a.csv and 2 more files"."""
    more = len(names) - 1
    return names[0] + (f" and {more} more file{'s' * (more > 1)}" if more else "")
