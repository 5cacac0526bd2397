"""What a reader may choose about how sections are made; the defaults are the definitions."""

from dataclasses import astuple, dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Choices:
    """level: of intervals. bands: words for a mean, 5 or 3. items: correlate items, not scores.

    bootstrap: how many times people are drawn anew for intervals; 0 is never.
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
        return "/".join(map(str, astuple(self)))


DEFAULT = Choices()

UNWEIGHTED = (
    "The questionnaire names a weight column; these numbers count everyone once, unweighted."
)
