"""What a reader may choose about how sections are made; the defaults are the definitions."""

from dataclasses import astuple, dataclass
from typing import Literal

from crm_analytics.statistics import Coefficient

Method = Literal["enter", "backward", "forward", "stepwise"]


@dataclass(frozen=True, slots=True)
class Choices:
    """level: of intervals. bands: words for a mean, 5 or 3. items: correlate items, not scores.

    bootstrap: how many times people are drawn anew for intervals; 0 is never.
    thorough: also what takes longer and only an analyst asks for: coefficients of the answers'
        steps, normality, every test of groups, intervals of ranks and shares unasked.
    coefficient: the one that the finding and the heat maps show.
    pairwise: each correlation among its own people, not among those who have every column.
    clustered: what goes together stands side by side in heat maps, not as it was asked.
    rotation: of the factors. as_asked: as many factors as the questionnaire has dimensions, not as
        many as parallel analysis finds.
    variable, demographic: the score and the groups looked at; empty for the strongest difference.
    highest_first: items by their top-two share, not as asked. split: neutral answers lie on both
        sides of the middle, not apart.
    by: a demographic whose categories are compared, or empty.
    dimension: the one to look into, or empty for all.
    method: which drivers a model has: enter (all), backward, forward or stepwise.
    robust: standard errors that do not need errors of one spread (HC3) beside the usual ones.
    path_from, path_through, path_to, path_by: driver, mediators, outcome and moderator, by name;
        empty where a rule chooses.
    wave_from, wave_to: the change looked at; empty for the last two waves.
    linking: the same people in both waves, or everyone of each; empty where a rule chooses.
    """

    level: float = 0.95
    bands: int = 5
    items: bool = False
    bootstrap: int = 0
    thorough: bool = True
    coefficient: Coefficient = "pearson"
    pairwise: bool = False
    clustered: bool = False
    rotation: Literal["oblimin", "varimax"] = "oblimin"
    as_asked: bool = False
    variable: str = ""
    demographic: str = ""
    highest_first: bool = False
    split: bool = True
    by: str = ""
    dimension: str = ""
    method: Method = "enter"
    robust: bool = False
    path_from: str = ""
    path_through: tuple[str, ...] = ()
    path_to: str = ""
    path_by: str = ""
    wave_from: str = ""
    wave_to: str = ""
    linking: Literal["", "linked", "independent"] = ""

    @property
    def key(self) -> str:
        """Short and complete, for caches."""
        return "/".join(map(repr, astuple(self)))  # names may hold a stroke


DEFAULT = Choices()
