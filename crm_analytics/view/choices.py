"""What a reader may choose about how sections are made; the defaults are the definitions."""

from dataclasses import dataclass, fields
from typing import Literal


@dataclass(frozen=True, slots=True)
class Choices:
    """level: of intervals. bands: words for a mean, 5 or 3. items: correlate items, not scores.

    bootstrap: how many times people are drawn anew for intervals of reliability; 0 is never.
    rotation: of the factors. as_asked: as many factors as the questionnaire has dimensions, not as
    many as parallel analysis finds.
    """

    level: float = 0.95
    bands: int = 5
    items: bool = False
    bootstrap: int = 0
    rotation: Literal["oblimin", "varimax"] = "oblimin"
    as_asked: bool = False

    @property
    def key(self) -> str:
        """Short and complete, for caches."""
        return "/".join(str(getattr(self, field.name)) for field in fields(self))


DEFAULT = Choices()

UNWEIGHTED = (
    "The questionnaire names a weight column; these numbers count everyone once, unweighted."
)
