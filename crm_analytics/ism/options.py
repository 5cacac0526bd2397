"""What a reader may choose about an ISM, and what people laid beside the judgements."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_analytics.ism.aggregation import (
    HALF,
    MODE,
    STRENGTH,
    UNANIMOUS,
    VOTE,
    Aggregate,
    aggregate,
)
from crm_analytics.ism.judgements import Arrow, FuzzyPanel, Judgements, Panel
from crm_analytics.ism.layout import Point
from crm_analytics.ism.micmac import Cut
from crm_analytics.ism.model import Model, explained
from crm_analytics.report.options import Choice, Chosen, Switch, option

EXPLAINED, NONE, EVERY = "explained", "none", "every"
MOST = 300  # arrows that only follow from others; a drawing of more tells nothing
SHARES = {share / 10: f"{share * 10}%" for share in range(4, 10)}
STRENGTHS = {tenth / 10: f"{tenth / 10:g}" for tenth in range(1, 10)}


def _several(_: Chosen, judgements: Judgements) -> bool:
    return isinstance(judgements, Panel) and len(judgements.experts) > 1


def _by_vote(chosen: Chosen, judgements: Judgements) -> bool:
    return _several(chosen, judgements) and chosen["rule"] == VOTE


def _fuzzy(_: Chosen, judgements: Judgements) -> bool:
    return isinstance(judgements, FuzzyPanel)


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

    def aggregate(self, judgements: Judgements) -> Aggregate:
        """The relations that count."""
        return aggregate(judgements, self.rule, self.share, self.strength)


@dataclass(frozen=True, slots=True)
class ModelDisplay:
    """How a model is shown: what was chosen, and what people laid beside it. Factors go by ids.

    reasons: why one factor leads to another. moved: where a person put a box.
    under: a second line in the box of a factor; whose says whose numbers these are.
    """

    options: IsmOptions = field(default_factory=IsmOptions)
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    moved: Mapping[str, Point] = field(default_factory=dict)
    under: Mapping[str, str] = field(default_factory=dict)
    whose: str = ""

    def explained(self, model: Model) -> dict[Arrow, str]:
        """The links with the reasons that belong to one; others wait until their link is back."""
        place = {factor.id: i for i, factor in enumerate(model.factors)}
        still = {
            (tail, head): text
            for (tail, head), text in self.reasons.items()
            if text.strip() and tail in place and head in place and tail != head
            if model.final[place[tail], place[head]]
        }
        return explained(model, still)

    def chosen(self, model: Model) -> tuple[Arrow, ...]:
        """The transitive links to draw."""
        if self.options.transitive == EVERY and not self.too_many(model):
            return model.added
        if self.options.transitive == NONE:
            return ()
        return tuple(
            sorted(arrow for arrow in self.explained(model) if not model.relations.leads[arrow])
        )

    def too_many(self, model: Model) -> bool:
        """Whether every transitive link was asked for, and they are too many to draw."""
        return self.options.transitive == EVERY and len(model.added) > MOST

    def places(self, model: Model) -> dict[int, Point]:
        """Where boxes were put, by position."""
        return {i: self.moved[f.id] for i, f in enumerate(model.factors) if f.id in self.moved}
