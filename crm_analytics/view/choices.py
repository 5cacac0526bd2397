"""What a reader may choose about how sections are made; the defaults are the definitions."""

from dataclasses import astuple, dataclass
from typing import Literal

Method = Literal["enter", "backward", "forward", "stepwise"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What is asked of the sections; each field is explained beside its default.

    level: of intervals. bands: words for a mean, 5 or 3. items: correlate items, not scores.
    bootstrap: how many times people are drawn anew for intervals that are made on request.
    method: which drivers a model has: enter (all), backward, forward or stepwise.
    robust: standard errors that do not need errors of one spread (HC3) beside the usual ones.
    path_from, path_through, path_to, path_by: driver, mediators, outcome and moderator, by name;
        empty where a rule chooses.
    """

    level: float = 0.95
    bands: int = 5
    items: bool = False
    bootstrap: int = 0
    method: Method = "enter"
    robust: bool = False
    path_from: str = ""
    path_through: tuple[str, ...] = ()
    path_to: str = ""
    path_by: str = ""

    @property
    def key(self) -> str:
        """Short and complete, for caches."""
        return "/".join(map(str, astuple(self)))


DEFAULT = Choices()

UNWEIGHTED = (
    "The questionnaire names a weight column; these numbers count everyone once, unweighted."
)
