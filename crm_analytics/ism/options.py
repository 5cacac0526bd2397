"""What a reader may choose about an ISM: which arrows count, and how the model is looked at."""

from dataclasses import dataclass

from crm_analytics.ism import aggregation
from crm_analytics.ism.aggregation import HALF, STRENGTH, Aggregate
from crm_analytics.ism.micmac import Cut
from crm_analytics.ism.panel import FuzzyPanel, Panel
from crm_analytics.report.options import Choice, Chosen, Switch, option

VOTE, MODE, UNANIMOUS = "vote", "mode", "unanimous"
EXPLAINED, NONE, EVERY = "explained", "none", "every"
SHARES = {share / 10: f"{share * 10}%" for share in range(4, 10)}
STRENGTHS = {tenth / 10: f"{tenth / 10:g}" for tenth in range(1, 10)}


def _several(_: Chosen, given: Panel | FuzzyPanel) -> bool:
    return isinstance(given, Panel) and len(given.experts) > 1


def _by_vote(chosen: Chosen, given: Panel | FuzzyPanel) -> bool:
    return _several(chosen, given) and chosen["rule"] == VOTE


def _fuzzy(_: Chosen, given: Panel | FuzzyPanel) -> bool:
    return isinstance(given, FuzzyPanel)


@dataclass(frozen=True, slots=True)
class IsmOptions:
    """rule, share: how several experts become one set of relations; share for `VOTE` only.

    strength: the mean that an arrow needs where strengths were given.
    cut: above which a factor drives, or depends.
    transitive: which links are drawn that only follow from others: those somebody gave a reason
    for, none, or every one. alternatives: whether other rules for levels are shown to everybody.
    """

    rule: str = option(
        VOTE,
        Choice(
            "Arrows that count",
            {VOTE: "By votes", MODE: "Most frequent", UNANIMOUS: "Unanimous"},
            "Each arrow is voted on by itself, a pair takes its most frequent letter, or only what "
            "everyone sees counts.",
            _several,
        ),
    )
    share: float = option(
        HALF,
        Choice(
            "Share of experts",
            SHARES,
            "An arrow counts when at least so many experts see it.",
            _by_vote,
            slider=True,
        ),
    )
    strength: float = option(
        STRENGTH,
        Choice(
            "Strength at least",
            STRENGTHS,
            "An arrow counts when its mean strength is at least this.",
            _fuzzy,
            slider=True,
        ),
    )
    cut: Cut = option(
        "half",
        Choice(
            "MICMAC cut",
            {"half": "Half", "mean": "Mean", "median": "Median"},
            "Above it a factor drives much, or depends much.",
        ),
    )
    transitive: str = option(
        EXPLAINED,
        Choice(
            "Transitive arrows",
            {EXPLAINED: "With a reason", NONE: "None", EVERY: "All"},
            "Arrows that only follow from others: those you gave a reason, none, all.",
        ),
    )
    alternatives: bool = option(
        False,
        Switch(
            "Other ways to levels",
            "Rules that papers and programs use, side by side; only one is an ISM.",
        ),
    )

    def aggregate(self, given: Panel | FuzzyPanel) -> Aggregate:
        """The relations that count; one expert is taken at their word."""
        if isinstance(given, FuzzyPanel):
            return aggregation.by_strength(given, self.strength)
        if len(given.experts) == 1:
            return aggregation.as_judged(given)
        if self.rule == MODE:
            return aggregation.by_mode(given)
        if self.rule == UNANIMOUS:
            return aggregation.unanimous(given)
        return aggregation.by_vote(given, self.share)
