"""Where judgements come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from crm_analytics import __version__
from crm_analytics.structure.panel import FuzzyPanel, Panel
from crm_analytics.view.section import Provenance


@dataclass(frozen=True, slots=True)
class Source:
    """The files that were read. sha256: of each, in their order."""

    names: tuple[str, ...]
    sha256: tuple[str, ...]

    @classmethod
    def of(cls, files: Sequence[tuple[str, bytes]]) -> "Source":
        """Of files as they were given."""
        digests = (sha256(raw).hexdigest() for _, raw in files)
        return cls(tuple(name for name, _ in files), tuple(digests))

    def stamp(self, given: Panel | FuzzyPanel) -> Provenance:
        """The provenance of a section: every expert judged every pair."""
        pairs = len(given.factors) * (len(given.factors) - 1)
        judged = pairs if isinstance(given, FuzzyPanel) else pairs // 2
        count = judged * len(given.experts)
        return Provenance(
            study=", ".join(self.names),
            data_sha256=", ".join(self.sha256),
            questionnaire_sha256="",
            rows=count,
            people=count,
            filters=(),
            waves=(),
            version=__version__,
            unit="judgements",
        )
