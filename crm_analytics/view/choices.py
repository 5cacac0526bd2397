"""What a reader may choose about how sections are made; the defaults are the definitions."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Choices:
    """What is asked of the sections; each field is explained beside its default.

    level: of intervals. bands: words for a mean, 5 or 3. items: correlate items, not scores.
    highest_first: items by their top-two share, not as asked. split: neutral answers lie on both
        sides of the middle, not apart.
    by: a demographic whose categories are compared, or empty.
    dimension: the one to look into, or empty for all.
    """

    level: float = 0.95
    bands: int = 5
    items: bool = False
    highest_first: bool = False
    split: bool = True
    by: str = ""
    dimension: str = ""

    @property
    def key(self) -> str:
        """Short and complete, for caches."""
        return repr(astuple(self))  # names may hold any separator


DEFAULT = Choices()

UNWEIGHTED = (
    "The questionnaire names a weight column; these numbers count everyone once, unweighted."
)
