"""What a model says in sentences: the finding, and what weakens it."""

from collections.abc import Iterator

from crm_analytics.ism.agreement import Agreement
from crm_analytics.ism.circles import Circle
from crm_analytics.ism.micmac import Quadrants
from crm_analytics.ism.model import Model
from crm_analytics.ism.robustness import Robustness
from crm_analytics.ism.sections.naming import link, names
from crm_analytics.ism.sections.powers import CUT_WORDS
from crm_analytics.report import words
from crm_analytics.report.words import counted

ALPHA_OF_EXPERTS = 0.667  # Krippendorff (2004): below it not even tentative conclusions
STEADY = 0.8  # of the draws: a level that is lost more often hangs on disputed judgements


def finding(model: Model) -> str:
    """One sentence a manager can repeat."""
    n = len(model.factors)
    if not model.relations.arrows:
        return f"No factor leads to another, so all {n} stand side by side on one level."
    if model.collapsed:
        return (
            f"All {n} factors lead to one another, so the model has one level; "
            f"{_holding(model, model.circles[0])}."
        )
    top, bottom = model.partition.groups[0], model.partition.groups[-1]
    leads = "everything leads" if len(top) == 1 and _reached(model, top[0]) else "the others lead"
    return (
        f"{n} factors stand on {counted(model.partition.count, 'level')}: "
        f"{names(model.factors, top)} at the top, where {leads}, and "
        f"{names(model.factors, bottom)} at the bottom, where the longest way begins."
    )


def _reached(model: Model, factor: int) -> bool:
    return bool(model.final[:, factor].all())


def _holding(model: Model, circle: Circle) -> str:
    """The fewest arrows without which a circle falls apart; of several sets the most useful."""
    if not circle.splits:
        return f"{counted(len(circle.review), 'judgement')} would have to change to open the circle"
    best = max(circle.splits, key=lambda split: split.levels)
    arrows = words.listed([link(model.factors, arrow) for arrow in best.arrows], 3)
    holds = "holds" if len(best.arrows) == 1 else "hold"
    return f"{arrows} {holds} the circle together"


def caveats(
    model: Model, found: Quadrants, agreed: Agreement | None, robust: Robustness | None
) -> tuple[str, ...]:
    """Everything that weakens the finding, the gravest first."""
    return (
        *_broken(model),
        *_collapsed(model),
        *_shared(model),
        *_alone(model),
        *_of_experts(model, agreed, robust),
        *_of_micmac(model, found),
    )


def _broken(model: Model) -> Iterator[str]:
    for check in model.checks:
        if not check.holds:
            yield f"A rule that every ISM keeps is broken: {check.rule}. Please report it."


def _collapsed(model: Model) -> Iterator[str]:
    """One level is an answer, not a failure; and no more levels are made up."""
    if not model.collapsed:
        return
    yield (
        "The model has collapsed into one level: no factor is cause or outcome of the others. "
        "Levels printed for such judgements do not follow from them."
    )
    yield from _to_review(model.circles[0])


def _to_review(circle: Circle) -> Iterator[str]:
    count = counted(len(circle.review), "judgement")
    tried = len(circle.unfolding) > len(circle.review)
    then = f"; the model then has {counted(circle.unfolding[-1], 'level')}" if tried else ""
    yield (
        f"{count if circle.exact else f'About {count}'} would have to change until no circle is "
        f"left{then}. Review them with the experts, never to please the drawing."
    )


def _shared(model: Model) -> Iterator[str]:
    """Circles of a model that has several levels."""
    if model.collapsed:
        return
    for circle in model.circles:
        level = int(model.level[circle.members[0]])
        yield (
            f"{names(model.factors, circle.members)} lead to one another and share level {level}: "
            f"{_holding(model, circle)}."
        )


def _alone(model: Model) -> Iterator[str]:
    """Factors without an arrow: nothing places them, and the partition puts them at the top."""
    leads = model.relations.leads
    alone = [i for i in range(len(leads)) if not (leads[i].any() or leads[:, i].any())]
    if alone and model.relations.arrows:
        verb, their = ("is", "its") if len(alone) == 1 else ("are", "their")
        yield (
            f"{names(model.factors, alone)} {verb} tied to no other factor, so {their} place at "
            "the top says nothing."
        )


def _of_experts(model: Model, agreed: Agreement | None, robust: Robustness | None) -> Iterator[str]:
    if model.aggregate.ties:
        pairs = counted(len(model.aggregate.ties), "pair")
        yield f"The votes on {pairs} are at the very edge of the rule; one more would turn them."
    if agreed and agreed.alpha is not None and agreed.alpha < ALPHA_OF_EXPERTS:
        alpha = words.number(agreed.alpha)
        yield f"The experts agree too little to build on: Krippendorff's α is {alpha}."
    if agreed and agreed.disputed and agreed.experts > 1:
        pairs = f"{len(agreed.disputed)} of {counted(len(agreed.cells), 'pair')}"
        yield f"The experts differ on {pairs}."
    if robust and robust.disputed:
        shaky = [i for i, kept in enumerate(robust.kept) if kept < STEADY]
        if shaky:
            yield (
                f"The level of {names(model.factors, shaky)} hangs on disputed judgements: it "
                f"changes in more than {1 - STEADY:.0%} of the draws."
            )


def _of_micmac(model: Model, found: Quadrants) -> Iterator[str]:
    if found.reason:
        yield f"MICMAC: {found.reason}"
    if found.changing:
        changing = names(model.factors, found.changing)
        verb = "changes" if len(found.changing) == 1 else "change"
        yield f"{changing} {verb} quadrant when the cut is not {CUT_WORDS[found.cut]}."
