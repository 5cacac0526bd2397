"""What a reader may choose about how sections are made; the defaults are the definitions."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Choices:
    """level: of intervals. bands: words for a mean, 5 or 3. items: correlate items, not scores.

    bootstrap: how many times people are drawn anew for intervals; 0 is never.
    variable, demographic: the score and the groups looked at; empty for the strongest difference.
    """

    level: float = 0.95
    bands: int = 5
    items: bool = False
    bootstrap: int = 0
    variable: str = ""
    demographic: str = ""

    @property
    def key(self) -> str:
        """Short and complete, for caches."""
        return "/".join(map(repr, astuple(self)))  # names may hold a stroke


DEFAULT = Choices()

UNWEIGHTED = (
    "The questionnaire names a weight column; these numbers count everyone once, unweighted."
)
