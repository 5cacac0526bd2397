"""Which factor leads to which? The section: its finding, what weakens it, how it is computed."""

from collections.abc import Iterator

from crm_analytics.ism.aggregation import ExpertAgreement
from crm_analytics.ism.cycles import Cycle
from crm_analytics.ism.document import SourceFiles
from crm_analytics.ism.judgements import Panel
from crm_analytics.ism.micmac import Quadrants
from crm_analytics.ism.model import Model
from crm_analytics.ism.options import ModelDisplay
from crm_analytics.ism.robustness import Robustness
from crm_analytics.ism.sections import tables
from crm_analytics.ism.sections.charts import charts
from crm_analytics.ism.sections.naming import CUT_WORDS, link, names
from crm_analytics.report import words
from crm_analytics.report.section import Section
from crm_analytics.report.words import counted

ALPHA_OF_EXPERTS = 0.667  # Krippendorff (2004): below it not even tentative conclusions
STEADY = 0.8  # of the draws: a level that is lost more often hangs on disputed judgements
LETTERS = (
    "For two factors i before j the SSIM says V when i leads to j, A when j leads to i, X when "
    "both lead to each other and O when neither does. The initial reachability matrix holds these "
    "arrows, and every factor reaches itself."
)
CLOSURE = (
    "The final matrix is the transitive closure: whoever reaches a factor reaches what that factor "
    "reaches, until nothing is added (Warshall 1962). It is computed once, before the levels. "
    "Entries it adds are marked 1*."
)
LEVELS = (
    "A factor is on level 1, the top, when all it reaches also reach it; it is taken away, and the "
    "same is asked of the rest (Warfield 1974). Factors that lead to one another share a level; no "
    "level is made up. The drawing leaves out arrows that a longer way implies."
)
REVIEW = (
    "What holds a circle together is the smallest set of arrows without which it falls apart (a "
    "minimum cut); what to review is the smallest set without which no circle is left (a "
    "minimum feedback arc set), the arrows fewest experts see first."
)
MICMAC = (
    "Driving power is the row sum and dependence the column sum of the final matrix (Duperrin & "
    "Godet 1973); where every factor has the same, those of the initial matrix are shown. Above "
    "the cut a factor is high. MICMAC proper multiplies the matrix of direct relations until the "
    "ranks settle."
)
EXPERTS = (
    "Each arrow is voted on by itself, unless another rule is chosen. Fleiss' κ and Krippendorff's "
    "α take every pair as a unit that each expert codes V, A, X or O. Robustness gives every "
    "disputed pair the letter of one expert at random, many times."
)
FUZZY = (
    "Strengths from 0 to 1 are averaged over the experts, and an arrow counts when its mean "
    "reaches the bound. Fuzzy MICMAC composes the strengths (a chain is as strong as its weakest "
    "arrow) until both rank orders repeat (Gorane & Kant 2013)."
)


def ism_section(model: Model, source: SourceFiles, display: ModelDisplay | None = None) -> Section:
    """What follows from the judgements, looked at as it is chosen."""
    display = display or ModelDisplay()
    found, robust = model.quadrants(display.options.cut), model.robustness
    agreed = model.agreement
    return Section(
        id="ism",
        title="ISM",
        question="Which factor leads to which?",
        finding=finding(model),
        charts=tuple(charts(model, display, found, agreed)),
        tables=(
            *tables.of_levels(model),
            *tables.of_powers(model, found),
            *tables.to_review(model, display.options.alternatives),
            *tables.of_experts(model, agreed, robust),
            tables.of_reasons(model, display),
        ),
        caveats=caveats(model, found, agreed, robust),
        method=tuple(_method(model)),
        provenance=source.provenance(model.judgements),
    )


def finding(model: Model) -> str:
    """One sentence a manager can repeat."""
    n = len(model.factors)
    if not model.relations.arrows:
        return f"No factor leads to another, so all {n} stand side by side on one level."
    if model.collapsed:
        return (
            f"All {n} factors lead to one another, so the model has one level; "
            f"{_holding(model, model.cycles[0])}."
        )
    top, bottom = model.partition.groups[0], model.partition.groups[-1]
    reached = len(top) == 1 and model.final[:, top[0]].all()
    leads = "everything leads" if reached else "the others lead"
    return (
        f"{n} factors stand on {counted(model.partition.count, 'level')}: "
        f"{names(model.factors, top)} at the top, where {leads}, and "
        f"{names(model.factors, bottom)} at the bottom, where the longest way begins."
    )


def _holding(model: Model, cycle: Cycle) -> str:
    """The fewest arrows without which a circle falls apart; of several sets the most useful."""
    if not cycle.splits:
        return f"{counted(len(cycle.review), 'judgement')} would have to change to open the circle"
    best = max(cycle.splits, key=lambda arrows: cycle.splits[arrows])
    arrows = words.listed([link(model.factors, arrow) for arrow in best], 3)
    holds = "holds" if len(best) == 1 else "hold"
    return f"{arrows} {holds} the circle together"


def caveats(
    model: Model, found: Quadrants, agreed: ExpertAgreement | None, robust: Robustness | None
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
    for rule, holds in model.checks.items():
        if not holds:
            yield f"A rule that every ISM keeps is broken: {rule}. Please report it."


def _collapsed(model: Model) -> Iterator[str]:
    """One level is an answer, not a failure; and no more levels are made up."""
    if not model.collapsed:
        return
    yield (
        "The model has collapsed into one level: no factor is cause or outcome of the others. "
        "Levels printed for such judgements do not follow from them."
    )
    cycle = model.cycles[0]
    count = counted(len(cycle.review), "judgement")
    tried = len(cycle.unfolding) > len(cycle.review)
    then = f"; the model then has {counted(cycle.unfolding[-1], 'level')}" if tried else ""
    yield (
        f"{count if cycle.exact else f'About {count}'} would have to change until no circle is "
        f"left{then}. Review them with the experts, never to please the drawing."
    )


def _shared(model: Model) -> Iterator[str]:
    """Circles of a model that has several levels."""
    if model.collapsed:
        return
    for cycle in model.cycles:
        level = int(model.level[cycle.members[0]])
        yield (
            f"{names(model.factors, cycle.members)} lead to one another and share level {level}: "
            f"{_holding(model, cycle)}."
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


def _of_experts(
    model: Model, agreed: ExpertAgreement | None, robust: Robustness | None
) -> Iterator[str]:
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


def _method(model: Model) -> Iterator[str]:
    """How the numbers are defined, a paragraph each; only what this model needs."""
    yield LETTERS
    if len(model.judgements.experts) > 1 or not isinstance(model.judgements, Panel):
        yield f"What counts: {model.aggregate.rule}."
        if isinstance(model.judgements, Panel):
            yield EXPERTS
        else:
            source = model.judgements.words
            scale = f" Words count as in {source}; of a triangle, its centre." if source else ""
            yield FUZZY + scale
    yield CLOSURE
    yield LEVELS
    if model.cycles:
        yield REVIEW
    yield MICMAC
