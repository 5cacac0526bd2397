"""What does the evidence support?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_analytics.analyses.ledger import ALPHA, Evidence, LedgerLine, ledger
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Interval
from crm_analytics.report.options import confidence
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.survey.instrument import Hypothesis

ABOUT = About("hypotheses", "Hypotheses", "What does the evidence support?")
NONE_YET = "No hypothesis is written down yet. Add one on Hypotheses, or in the questionnaire file."
COLUMNS = (
    "id",
    "statement",
    "test",
    "n",
    "statistic_name",
    "statistic",
    "df1",
    "df",
    "p",
    "p_holm",
    "effect_name",
    "effect",
    "low",
    "high",
    "decision",
    "sentence",
)
BRIEF = ("id", "statement", "decision", "effect_name", "effect", "low", "high", "p_holm", "n")
METHOD = (
    "A correlation is Pearson's r of two scores, with Fisher's interval. An effect of a dimension "
    "is its coefficient beside the other dimensions of its role; an effect of a construct is the "
    "model of all its dimensions together (F), with R². A difference is tested as on Groups. A "
    "level is the mean against the middle of the scale (one-sample t), with Cohen's d.",
    "p is two-tailed. H1a, H1.1 and so on are parts of H1: the parts of one hypothesis are a "
    "family, and so are the hypotheses that are no part of another. p (Holm) is adjusted within "
    f"the family (Holm 1979), and decides at α = {ALPHA:g}.",
    "Supported means: the answers would be surprising if there were nothing. Not supported means: "
    "no evidence, which is not evidence of nothing. Contradicted means: evidence for the opposite "
    "of the expected sign. Answers given once show what goes together, not what causes what.",
)


@dataclass(frozen=True, slots=True)
class HypothesesOptions:
    """level: of intervals."""

    level: float = confidence()


def section(context: Context[HypothesesOptions]) -> Section:
    """The ledger of the questionnaire's hypotheses."""
    lines = ledger(context.view, context.scores, context.options.level)
    return ABOUT.section(
        context,
        _finding(lines),
        charts=_charts(lines, context.options.level),
        tables=[_table(context, lines)] if lines else (),
        caveats=_caveats(lines),
        method=METHOD,
    )


def _finding(lines: Sequence[LedgerLine]) -> str:
    tested = [line for line in lines if line.decision != "untested"]
    if not lines:
        return NONE_YET
    if not tested:
        return "None of the hypotheses can be tested with these answers."
    said = [f"The answers support {_of(tested, 'supported')} of {_counted(tested)}"]
    against = [line.claim.id for line in tested if line.decision == "contradicted"]
    nothing = [line.claim.id for line in tested if line.decision == "not supported"]
    if against:
        said.append(f"they speak against {words.listed(against)}")
    if nothing:
        said.append(f"there is no evidence for {words.listed(nothing)}")
    return "; ".join(said) + "."


def _of(tested: Sequence[LedgerLine], decision: str) -> str:
    n = sum(line.decision == decision for line in tested)
    return "all" if n == len(tested) > 1 else "none" if n == 0 else str(n)


def _counted(tested: Sequence[LedgerLine]) -> str:
    return words.counted(len(tested), "hypothesis", "hypotheses")


def statement(claim: Hypothesis) -> str:
    """The claim as a sentence without its full stop."""
    sign = {"+": "positive ", "-": "negative ", "": ""}[claim.sign]
    if claim.kind == "correlation":
        return f"{claim.of} has a {sign}correlation with {claim.other}"
    if claim.kind == "effect":
        return f"{claim.of} has {'a ' if sign else 'an '}{sign}effect on {claim.other}"
    if claim.kind == "difference":
        return f"{claim.of} differs by {claim.other}"
    how = {"+": "above", "-": "below", "": "away from"}[claim.sign]
    return f"{claim.of} is {how} the middle of its scale"


def _sentence(line: LedgerLine) -> str:
    found = line.evidence
    if isinstance(found, Unavailable):
        return found.reason
    said = {
        "supported": "There is evidence",
        "contradicted": "There is evidence for the opposite",
        "not supported": "There is no evidence",
        "untested": "",
    }[line.decision]
    sentence = f"{said}: {_numbers(found, line.p_holm or 0)}"
    if line.parts:
        every = "all" if line.supported == line.parts else str(line.supported)
        sentence += f"; supported parts: {every} of {line.parts}"
    return sentence + "."


def _numbers(found: Evidence, p: float) -> str:
    # a rank test has none, H has one, F has two
    df = ", ".join(_degrees(each) for each in (found.df1, found.df) if each)
    statistic = "∞" if found.statistic is None else words.number(found.statistic)
    effect = "" if found.effect is None else f"{found.effect_name} = {words.number(found.effect)}, "
    return (
        f"{effect}{found.statistic_name}{f'({df})' if df else ''} = {statistic}, {words.p_value(p)}"
    )


def _degrees(df: float) -> str:
    return f"{df:,.0f}" if df == int(df) else f"{df:,.1f}"


def _table(context: Context[HypothesesOptions], lines: Sequence[LedgerLine]) -> Table:
    table = Table.of(
        "ledger", "Every hypothesis and its decision", COLUMNS, map(_row, lines), BRIEF
    )
    found = (line.evidence for line in lines)
    return context.with_effective(
        table, (e.effective if isinstance(e, Evidence) else None for e in found)
    )


def _row(line: LedgerLine) -> tuple[Value, ...]:
    found = line.evidence
    if isinstance(found, Unavailable):
        known: tuple[Value, ...] = (None,) * 12
    else:
        f = found
        tested = (f.test, f.n, f.statistic_name, f.statistic, f.df1, f.df, f.p, line.p_holm)
        known = (*tested, f.effect_name, f.effect, f.low, f.high)
    return (line.claim.id, statement(line.claim), *known, line.decision, _sentence(line))


def _charts(lines: Sequence[LedgerLine], level: float) -> Iterator[Dots]:
    """Effects of one kind share an axis: one chart for each."""
    for name, title in (
        ("r", "Correlations that were expected"),
        ("B", "Effects that were expected: points of the outcome per point of the driver"),
        ("d", "Levels that were expected, against the middle of the scale"),
    ):
        points = tuple(
            Interval(_short(line.claim), e.effect, e.low, e.high)
            for line in lines
            if isinstance(e := line.evidence, Evidence)
            and e.effect_name == name
            and e.effect is not None
        )
        if points:
            yield Dots(
                name=f"claims {name}",
                title=title,
                axis=f"{name} with {level:.0%} interval",
                points=points,
                marks=((0.0, "none"),),
            )


def _short(claim: Hypothesis) -> str:
    return f"{claim.id}: {claim.of} – {claim.other}" if claim.other else f"{claim.id}: {claim.of}"


def _caveats(lines: Sequence[LedgerLine]) -> Iterator[str]:
    for line in lines:
        if isinstance(line.evidence, Unavailable):
            yield f"{line.claim.id} is not tested. {line.evidence.reason}"
    bare = [
        line.claim.id
        for line in lines
        if line.p_holm is not None
        and isinstance(line.evidence, Evidence)
        and line.evidence.p < ALPHA <= line.p_holm
    ]
    if bare:
        yield (
            f"{words.listed(bare)} would pass a test alone, but not when the whole family is "
            "tested together."
        )
    mixed = [line.claim.id for line in lines if 0 < line.supported < line.parts]
    if mixed:
        yield f"Of {words.listed(mixed)}, only some parts are supported."


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=9,
    shows="the ledger of what was expected, edited there",
    options=HypothesesOptions,
)
