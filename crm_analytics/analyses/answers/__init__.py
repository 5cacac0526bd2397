"""How did they answer?"""

from collections.abc import Iterator
from dataclasses import replace

from crm_analytics.analyses.answers.charts import (
    SCORES,
    Compared,
    compared,
    highest,
    histograms,
    of_questions,
    top_words,
)
from crm_analytics.analyses.answers.counts import (
    AnswerCounts,
    AnswersOptions,
    Results,
    known,
    reasons,
    tables,
    told,
)
from crm_analytics.analyses.options import BANDS
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.report import words
from crm_analytics.report.chart import Chart
from crm_analytics.report.section import Section
from crm_analytics.statistics.descriptives import NO_WEIGHTED_SE, Descriptives
from crm_analytics.statistics.frequencies import Shares

ABOUT = About("answers", "Answers", "How did they answer?")
METHOD = (
    "Bars: every share is of the people who answered; what they skipped or did not know stands "
    "beside the bar and is never inside it. All points of the questionnaire's scale are counted, "
    "used or not, after reverse-scoring. Top two and bottom two are the shares at both ends, net "
    "is their difference; the net promoter score is 9 and 10 minus 0 to 6 on a scale from 0 to 10 "
    "(Reichheld 2003).",
    "Skewness and kurtosis are the type 2 estimators of Joanes & Gill (1998), zero for a normal "
    "distribution; SE(G₁) = √(6n(n−1)/((n−2)(n+1)(n+3))), "
    "SE(G₂) = 2·SE(G₁)·√((n²−1)/((n−3)(n+5))). Percentiles are HAVERAGE, the weighted average at "
    "(n + 1)p. The mode is the smallest of the most frequent answers. s and variance use n − 1.",
    "Kolmogorov–Smirnov D compares with a normal curve of the same mean and s; its p is that of "
    "Lilliefors (Dallal & Wilkinson 1986; above .10 Stephens 1974). Shapiro–Wilk after Royston "
    "(1995), up to 5,000 people.",
)
WEIGHTED = (
    "Shares, means, moments and percentiles are weighted, with weights scaled to sum to n; the "
    "standard error of a mean is the linearised one. n is people, effective n (Σw)²/Σw²."
)


def section(context: Context[AnswersOptions]) -> Section:
    """Everything point by point, so only of as many people as that needs."""
    fewest = context.view.for_distributions
    if context.view.people < fewest:
        return ABOUT.section(
            context,
            f"Fewer than {fewest} people are in this view, so their answers are not shown one by "
            "one. Choose fewer filters.",
            method=METHOD,
        )
    counted = AnswerCounts.of(context)
    results = Results.of(counted, context.thorough)
    of_groups = compared(counted)
    return ABOUT.section(
        context,
        _finding(counted, results),
        charts=_charts(counted, results, of_groups),
        tables=tables(counted, results),
        caveats=(*_caveats(counted, results), *of_groups.caveats),
        method=_method(context, results, of_groups),
    )


def _method(
    context: Context[AnswersOptions], results: Results, of_groups: Compared
) -> Iterator[str]:
    yield from METHOD
    shared = [d.name for d in known(results.described) if d.modes > 1]
    if shared:
        yield f"Several values are most frequent in {words.listed(shared)}."
    if context.view.weighted:
        yield WEIGHTED
    if of_groups.chart and of_groups.chart.axis == SCORES:
        bands = BANDS
        for scale in {str(d.scale): d.scale for d in context.view.instrument.dimensions}.values():
            yield f"Levels on {scale}: {words.level_rule((scale.low, scale.high), bands)}."


def _charts(counted: AnswerCounts, results: Results, of_groups: Compared) -> Iterator[Chart]:
    bars = tuple(of_questions(counted))
    yield from bars
    if of_groups.chart:
        yield of_groups.chart
    curves = histograms(counted, known(results.dimensions))
    asked = counted.context.options.dimension in counted.dimensions
    yield from (replace(curve, detail=bool(bars) and not asked) for curve in curves)


def _finding(counted: AnswerCounts, results: Results) -> str:
    ranked = sorted(known(results.shares), key=highest, reverse=True)
    if not ranked:
        return _by_mean(known(results.items))
    first, last = ranked[0], ranked[-1]
    said = f"{_called(counted, first)} is answered highest ({_end(counted, first)})"
    if len(ranked) > 1:
        said += f", {_called(counted, last)} lowest ({_end(counted, last)})"
    return f"{said}. {_unanswered(counted)}"


def _by_mean(found: list[Descriptives]) -> str:
    if not found:
        return "Too few people answered each question to show anything."
    first, last = max(found, key=_mean), min(found, key=_mean)
    said = f"{first.name} has the highest mean ({words.number(first.mean)})"
    if len(found) == 1:
        return f"{said.replace('the highest', 'a')}."
    return f"{said}, {last.name} the lowest ({words.number(last.mean)})."


def _mean(d: Descriptives) -> float:
    return d.mean


def _called(counted: AnswerCounts, found: Shares) -> str:
    question = counted.questions[found.name]
    return f"“{question.words}”" if question.item.text else question.words


def _end(counted: AnswerCounts, found: Shares) -> str:
    """For example "91% Agree or Strongly agree"."""
    scale = counted.questions[found.name].scale
    return f"{highest(found):.0f}% {top_words(scale)}"


def _unanswered(counted: AnswerCounts) -> str:
    """How much of all that was asked has no answer, by reason."""
    lost: dict[str, float] = {}
    for tally in counted.items.values():
        for gap in tally.gaps:
            lost[gap.reason] = lost.get(gap.reason, 0) + gap.weight
    if not lost:
        return "Nobody left a question out."
    asked = sum(tally.everyone for tally in counted.items.values())
    parts = [f"{reason} {_percent(weight / asked)}" for reason, weight in lost.items()]
    total = _percent(sum(lost.values()) / asked)
    why = f" ({next(iter(lost))})" if len(lost) == 1 else f": {words.listed(parts)}"
    return f"{total} of all answers are missing{why}."


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%" if share >= 0.0005 else "under 0.1%"


def _caveats(counted: AnswerCounts, results: Results) -> Iterator[str]:
    people = counted.view.people
    if people < words.FEW_PEOPLE:
        yield f"Only {people} people are in this view; each of them moves a share much."
    turned = [q.item.column for q in counted.questions.values() if q.item.reversed]
    if turned:
        yield (
            f"{words.listed(turned)}: asked the other way round and turned, so a high answer here "
            "is a low one to the words of the question."
        )
    absent = (*results.described, *results.shares, *results.frequencies, *results.normality)
    yield from told(reasons(absent))
    if counted.view.weighted:
        yield NO_WEIGHTED_SE


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=2,
    shows="Likert charts, SPSS descriptives and frequencies, histograms, top two, NPS, normality",
    options=AnswersOptions,
)
