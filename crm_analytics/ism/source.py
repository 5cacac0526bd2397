"""The files that judgements or a printed table came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256


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

    def beside(self, other: "Source") -> "Source":
        """Both, where two are compared."""
        return Source((*self.names, *other.names), (*self.sha256, *other.sha256))
