"""Judgements, and everything that was laid beside them: what is worked on, and kept, as one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from crm_analytics.ism.layout import Point
from crm_analytics.ism.panel import FuzzyPanel, Panel
from crm_analytics.ism.source import Source
from crm_analytics.ism.writing import write

Given = Panel | FuzzyPanel


@dataclass(frozen=True, eq=False, slots=True)
class Work:
    """What experts say about factors, and what goes with it.

    source: the files. given: what the experts say by now. as_read: `fingerprint` of what they said
    in the files. reasons: by the ids of two factors. linked: the dimension of a survey behind a
    factor, by its id; moved: where its box stands. levels: name and bytes of a printed level table.
    """

    source: Source
    given: Given
    as_read: str
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    linked: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, Point] = field(default_factory=dict)
    levels: tuple[str, bytes] | None = None

    @classmethod
    def of(cls, source: Source, given: Given) -> "Work":
        """Judgements as they were read."""
        return cls(source, given, fingerprint(given))

    @property
    def begun(self) -> tuple[Source, str]:
        """The files as they were read: works that began alike have the same factors in places."""
        return self.source, self.as_read

    @property
    def origin(self) -> Source:
        """The files, or what was made of them; an edited matrix has a SHA-256 of its own."""
        now = fingerprint(self.given)
        if now == self.as_read:
            return self.source
        return Source((f"{', '.join(self.source.names)} (edited)",), (now,))


def fingerprint(given: Given) -> str:
    """SHA-256 of what the experts say; of one SSIM it is that of its file as `write` gives it."""
    if isinstance(given, FuzzyPanel):
        names = "\n".join(map(str, given.factors)).encode()
        return sha256(names + given.strength.tobytes()).hexdigest()
    said = (write(given.of(expert)) for expert in range(len(given.experts)))
    return sha256("\n".join(said).encode()).hexdigest()
