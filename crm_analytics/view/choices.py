"""What a reader may choose about how sections are made; the defaults are the definitions."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Choices:
    """What is asked of the sections; each field is explained beside its default.

    level: of intervals. bands: words for a mean, 5 or 3. items: correlate items, not scores.
    variable, demographic: the score and the groups looked at; empty for the strongest difference.
    """

    level: float = 0.95
    bands: int = 5
    items: bool = False
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
