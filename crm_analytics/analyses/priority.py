"""What comes first?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_analytics.analyses.options import BANDS
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.report import words
from crm_analytics.report.chart import Bars, Dots, Interval
from crm_analytics.report.options import LEVEL, Choice, option
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics.priority import (
    AgainstMidpoint,
    Asked,
    Priorities,
    Priority,
    against_midpoint,
    priorities,
)
from crm_analytics.statistics.resampling import USUAL
from crm_analytics.survey.instrument import Construct, Scale
from crm_analytics.survey.view import View

ABOUT = About("priority", "Priorities", "What comes first?")
COLUMNS = (
    "name", "construct", "n", "mean", "sd", "cv", "relative_importance", "rank_cv", "rank_cv_low",
    "rank_cv_high", "rank_mean", "rank_mean_low", "rank_mean_high", "rank_importance", "level",
)  # fmt: skip
BRIEF = ("name", "construct", "n", "mean", "sd", "cv")
AGAINST = ("name", "n", "mean", "midpoint", "t", "df", "p", "p_holm", "cohens_d", "low", "high")


@dataclass(frozen=True, slots=True)
class PriorityOptions:
    """bands: how many words there are for a mean."""

    bands: int = option(
        BANDS,
        Choice(
            "Levels of a mean",
            {5: "Five levels", 3: "Three levels"},
            "Equal parts of the scale, with a word for each.",
        ),
    )


def section(context: Context[PriorityOptions]) -> Section:
    """Means, spread and both orders of dimensions and constructs."""
    level, bands = LEVEL, context.options.bands
    found = priorities(
        context.scores, asked(context.view.instrument.constructs), level, context.thorough
    )
    return ABOUT.section(
        context,
        _finding(found),
        charts=_charts(found, level) if found.dimensions else (),
        tables=_tables(found, context) if found.dimensions else (),
        caveats=_caveats(found),
        method=_method(context.view, bands),
    )


def asked(constructs: Sequence[Construct]) -> list[Asked]:
    """Every dimension with the ends of its scale, then the constructs of several dimensions."""
    dimensions: list[Asked] = [
        (d.name, construct.name, (d.scale.low, d.scale.high))
        for construct in constructs
        for d in construct.dimensions
    ]
    scales = [
        (construct, {(d.scale.low, d.scale.high) for d in construct.dimensions})
        for construct in constructs
        if [d.name for d in construct.dimensions] != [construct.name]  # a dimension's name
    ]
    return dimensions + [
        (construct.name, "", next(iter(ends)) if len(ends) == 1 else None)
        for construct, ends in scales
    ]


def _groups(found: Priorities) -> dict[str, list[Priority]]:
    groups: dict[str, list[Priority]] = {}
    for p in found.dimensions:
        groups.setdefault(p.construct, []).append(p)
    return groups


def _finding(found: Priorities) -> str:
    groups = [group for group in _groups(found).values() if len(group) > 1]
    leaders = [p for group in groups for p in group if p.by_cv.rank == 1 and p.sd > 0]
    if not leaders:
        leaders = sorted((p for p in found.dimensions if p.cv is not None and p.sd > 0), key=_cv)[
            :1
        ]
    if not leaders:
        reason = found.unavailable[0].reason if found.unavailable else ""
        return f"Nothing can be ranked. {reason}".strip()
    if len(found.dimensions) == 1:
        only = leaders[0]
        return f"{only.name} has a mean of {words.number(only.mean)} ({_where(only, 1)})."
    said = [f"{p.name} ({_where(p, len(groups))})" for p in leaders]
    verb = "it comes" if len(said) == 1 else "these come"
    return f"People agree most on {words.listed(said)}: {verb} first."


def _cv(p: Priority) -> float:
    return p.cv or 0


def _where(p: Priority, groups: int) -> str:
    cv = f"CV {words.number(p.cv or 0, 1)}%"
    return f"in {p.construct}, {cv}" if groups > 1 else cv


def _charts(found: Priorities, level: float) -> Iterator[Bars | Dots]:
    in_order = [
        p
        for group in _groups(found).values()
        for p in sorted(group, key=lambda p: (p.by_cv.rank is None, p.by_cv.rank))
    ]
    low, high = min(p.n for p in in_order), max(p.n for p in in_order)
    note = f"n = {low:,}" if low == high else f"n = {low:,} to {high:,}"
    yield Bars(
        name="cv",
        title="Where people agree most: shorter bars come first",
        axis="Coefficient of variation, %",
        points=tuple(
            Interval(p.name, p.cv, group=p.construct) for p in in_order if p.cv is not None
        ),
        decimals=1,
        note=note,
    )
    by_mean = sorted(in_order, key=lambda p: -p.mean)
    ends = {str(Scale(*p.ends)) for p in in_order if p.ends}
    yield Bars(
        name="means",
        title="Mean of every dimension, highest first",
        axis=f"Mean on a scale of {ends.pop()}" if len(ends) == 1 else "Mean in scale points",
        points=tuple(Interval(p.name, p.mean, group=p.construct) for p in by_mean),
        order=tuple(_groups(found)),
        decimals=2,
        note=note,
    )
    ranked = [p for p in in_order if p.by_cv.rank and p.by_cv.low]
    if ranked:
        yield Dots(
            name="ranks",
            title="How sure the order is: ranks that other people of the same kind would give",
            axis=f"Rank by coefficient of variation with {level:.0%} bootstrap interval",
            points=tuple(
                Interval(p.name, float(p.by_cv.rank or 0), p.by_cv.low, p.by_cv.high, p.construct)
                for p in ranked
            ),
            note=note,
            detail=True,
        )


def _tables(found: Priorities, context: Context[PriorityOptions]) -> Iterator[Table]:
    for name, rows in (("dimensions", found.dimensions), ("constructs", found.constructs)):
        if rows:
            brief = [*BRIEF, "rank_cv", "level"]
            yield context.with_effective(
                Table.of(
                    name,
                    f"Priorities of {name}",
                    COLUMNS,
                    (_row(p, context.options.bands) for p in rows),
                    [key for key in brief if key != "construct" or name == "dimensions"],
                ),
                [p.effective for p in rows],
            )
    measured = (*found.dimensions, *found.constructs)
    against = against_midpoint(measured, context.view.weighted, LEVEL)
    if against:
        yield context.with_effective(
            Table.of(
                "midpoint",
                "Means against the middle of the scale",
                AGAINST,
                map(_against, against),
                detail=True,
            ),
            [a.of.effective for a in against],
        )


def _against(a: AgainstMidpoint) -> tuple[Value, ...]:
    head, df = (a.of.name, a.of.n, a.of.mean, a.midpoint), a.of.n - 1
    if a.test is None:
        return (*head, None, df, None, None, None, None, None)
    test = a.test
    return (*head, test.statistic, df, test.p, a.p_holm, test.effect, test.low, test.high)


def _row(p: Priority, bands: int) -> tuple[Value, ...]:
    level = words.level(p.mean, p.ends, bands) if p.ends else None
    orders = (p.by_cv, p.by_mean)
    ranks = (end for by in orders for end in (by.rank, by.low, by.high))
    measured = (p.n, p.mean, p.sd, p.cv, p.relative_importance, *ranks, p.by_importance.rank)
    return (p.name, p.construct, *measured, level)


def _caveats(found: Priorities) -> Iterator[str]:
    yield from (lacking.reason for lacking in found.unavailable)
    for construct, group in _groups(found).items():
        yield from _orders(construct, group)
        yield from _unsure(construct, group)
    undefined = [p.name for p in (*found.dimensions, *found.constructs) if p.cv is None]
    if undefined:
        yield (
            f"{words.listed(undefined)}: CV needs a scale that starts at 0 or above and a mean "
            "above 0, so it is undefined."
        )
    constant = [p.name for p in found.dimensions if p.sd == 0]
    if constant:
        yield f"Everyone has the same score on {words.listed(constant)}; its rank means nothing."
    mixed = [p.name for p in found.constructs if p.ends is None]
    if mixed:
        yield f"{words.listed(mixed)}: dimensions have different scales; read the mean with care."


def _orders(construct: str, group: Sequence[Priority]) -> Iterator[str]:
    """Whether agreement, mean and relative importance put the dimensions in other orders."""
    tops = {
        "the smallest coefficient of variation": [p.name for p in group if p.by_cv.rank == 1],
        "the highest mean": [p.name for p in group if p.by_mean.rank == 1],
        "the highest relative importance": [p.name for p in group if p.by_importance.rank == 1],
    }
    pairs = [(p.by_cv.rank, p.by_mean.rank) for p in group]
    pairs += [(p.by_mean.rank, p.by_importance.rank) for p in group]
    if all(a == b for a, b in pairs if a and b):
        return
    said: dict[str, list[str]] = {}
    for what, names in tops.items():
        if names:
            said.setdefault(words.listed(names), []).append(what)
    if len(said) == 1:
        (first,) = said
        yield (
            f"{construct}: agreement, mean and relative importance give different orders, though "
            f"{first} comes first in each."
        )
        return
    firsts = "; ".join(f"{first} by {words.listed(orders)}" for first, orders in said.items())
    yield f"{construct}: it depends on the order what comes first: {firsts}."


def _unsure(construct: str, group: Sequence[Priority]) -> Iterator[str]:
    for p in group:
        if p.by_cv.rank == 1 and (p.by_cv.high or 1) > 1:
            yield (
                f"{p.name} comes first in {construct} among these people; among others of the "
                f"same kind it may come as low as rank {p.by_cv.high}."
            )


def _method(view: View, bands: int) -> Iterator[str]:
    rule = "every part is" if view.instrument.missing == "complete" else "at least half are"
    yield (
        "A dimension's score is the mean of its items, a construct's the mean of its dimensions' "
        f"scores; a score counts when {rule} answered."
    )
    yield (
        "Coefficient of variation = s / mean · 100, relative importance = mean / scale maximum · "
        "100. The first rank is the smallest coefficient of variation: what people agree on most. "
        "Dimensions are ranked within their construct; equal values share the better rank. "
        f"Intervals of ranks: {USUAL.count:,} bootstrap samples of the people who have every score "
        f"of the construct, seed {USUAL.seed} (Efron 1979)."
    )
    yield (
        "Means against the middle of the scale: one-sample t, two-tailed, with Cohen's d = (mean − "
        "midpoint) / s and its interval from the noncentral t."
    )
    if view.weighted:
        yield (
            "With case weights, means and spreads are weighted, standard errors linearised (Binder "
            "1983), and the effective n is (Σw)²/Σw² (Kish 1965). The interval of Cohen's d has no "
            "weighted form."
        )
    for scale in {str(d.scale): d.scale for d in view.instrument.dimensions}.values():
        yield f"Levels on {scale}: {words.level_rule((scale.low, scale.high), bands)}."


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=5,
    shows="CV, mean and relative importance, how sure the ranks are, t against the midpoint",
    options=PriorityOptions,
    page="priorities",
    of_scores=True,
)
