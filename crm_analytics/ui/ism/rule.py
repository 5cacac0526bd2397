"""How several experts become one set of relations, and the words of what may be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm_analytics.ism import FuzzyPanel, Panel
from crm_analytics.ism.aggregation import (
    HALF,
    STRENGTH,
    Aggregate,
    by_mode,
    by_strength,
    by_vote,
    unanimous,
)
from crm_analytics.ism.micmac import Cut
from crm_analytics.ism.sections import EVERY, EXPLAINED, NONE

VOTE, MODE, EVERYONE = "vote", "mode", "everyone"
RULES = {VOTE: "By votes", MODE: "Most frequent", EVERYONE: "Unanimous"}
CUTS: Mapping[Cut, str] = {"half": "Half", "mean": "Mean", "median": "Median"}
TRANSITIVE = {EXPLAINED: "With a reason", NONE: "None", EVERY: "All"}
SHARES = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
STRENGTHS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is chosen. share: of the experts that an arrow needs; strength: its mean at least."""

    kind: str = VOTE
    share: float = HALF
    strength: float = STRENGTH

    def aggregate(self, given: Panel | FuzzyPanel) -> Aggregate | None:
        """The relations that count; None for one expert, who is taken at their word."""
        if isinstance(given, FuzzyPanel):
            return by_strength(given, self.strength)
        if len(given.experts) == 1:
            return None
        if self.kind == MODE:
            return by_mode(given)
        return unanimous(given) if self.kind == EVERYONE else by_vote(given, self.share)
