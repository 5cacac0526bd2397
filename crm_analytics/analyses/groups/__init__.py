"""Who differs?"""

from collections.abc import Iterator, Sequence

import numpy as np

from crm_analytics.analyses.groups.comparisons import (
    Crossing,
    GroupComparison,
    GroupsOptions,
    compared,
    crossings,
    hidden_because,
    matrix,
    means,
    tables,
)
from crm_analytics.analyses.options import BANDS
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.report import words
from crm_analytics.report.chart import Chart, Dots, Heat, Interval, Likert, Share
from crm_analytics.report.section import Section
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.counts import Counts, Numbers
from crm_analytics.statistics.group_tests import FAR, SMALL, Comparison, equal_variances
from crm_analytics.statistics.ranks import EXACT_BELOW
from crm_analytics.survey.instrument import Instrument, Scale
from crm_analytics.survey.view import View

ABOUT = About("groups", "Groups", "Who differs?")
SURE = 0.05
METHOD = (
    "Two groups: Welch's t; three or more: Welch's F. They need no equal variances, and a test of "
    "variances first would make more errors (Zimmerman 2004; Delacre, Lakens & Leys 2017). Ranks "
    "are compared (Mann–Whitney, Kruskal–Wallis) where a group has fewer than "
    f"{SMALL} people (Moore, McCabe & Craig 2012) whose skewness or kurtosis is more than {FAR} "
    "standard errors from zero (Kim 2013), or fewer than 4. Every number shows the other tests "
    "beside the chosen one.",
    "p of Mann–Whitney's U is exact where no two people have the same score and each group has "
    f"fewer than {EXACT_BELOW}; otherwise it is that of the normal curve, with ties corrected and "
    "without continuity correction. p of Kruskal–Wallis's H is that of χ², of Dunn's z that of the "
    "normal curve.",
    "p (Holm) is adjusted for all comparisons of the table (Holm 1979). A construct contains its "
    "dimensions, so their rows say partly the same.",
    "Hedges' g is the difference in pooled standard deviations, without bias, with the interval of "
    "the noncentral t. Explained is the part of the variance that goes with the groups: ω², of "
    f"ranks ε² = H/(n−1); small from 1%, medium from 6%, large from 14% "
    f"({words.EXPLAINED.source}).",
    "Pairs: Games–Howell after Welch's F, Dunn with Holm's adjustment after Kruskal–Wallis, of "
    "every comparison with p < .05 on its own and of the one in the chart; Tukey's HSD beside it "
    "where Levene's test (mean-centred, as SPSS) finds no different variances. The difference is "
    "A − B, in scale points.",
    "Demographics with one another: χ² without Yates's correction, Fisher's exact test for two "
    "categories each, Cramér's V, and V without bias (Bergsma 2013).",
    "With case weights the variance of each mean is linearised within its group, in the same "
    "formulas; χ² is Rao and Scott's (1984) second-order F. Student's, Levene's and rank tests "
    "have no weighted form.",
    "A group needs the questionnaire's smallest number of people with that very score. Spread and "
    "intervals ask for 10.",
)
LARGE = 14.0  # per cent explained; the colours reach at least this far (Cohen 1988)
ROUNDING = 1e-9  # of a step: a score on a border belongs above it


def section(context: Context[GroupsOptions]) -> Section:
    """Every score in every demographic, tested together; one comparison in pictures."""
    view, options = context.view, context.options
    cells = matrix(view, context.scores, options.level)
    crossed = crossings(view)
    shown = _chosen(cells, options)
    drawn = tuple(charts(context, cells, shown)) if shown else ()
    levels = [chart for chart in drawn if isinstance(chart, Likert)]
    return ABOUT.section(
        context,
        _finding(cells),
        charts=drawn,
        tables=tables(context, cells, crossed, shown, levels) if shown else (),
        caveats=_caveats(view, cells, crossed, shown),
        method=METHOD,
    )


def _chosen(cells: Sequence[GroupComparison], options: GroupsOptions) -> GroupComparison | None:
    """The comparison asked for as far as it exists; of those left the strongest that holds up."""
    for key, wanted in (("variable", options.variable), ("demographic", options.demographic)):
        cells = [c for c in cells if getattr(c, key) == wanted] or cells
    return max(cells, key=_strength, default=None)


def _strength(cell: GroupComparison) -> tuple[bool, bool, float]:
    if not isinstance(cell.found, Comparison):
        return False, False, 0.0
    sure = _sure(cell)
    return True, sure, cell.found.explained if sure else -cell.found.evidence.p


def _sure(cell: GroupComparison) -> bool:
    return cell.p_holm is not None and cell.p_holm < SURE


def _finding(cells: Sequence[GroupComparison]) -> str:
    known = compared(cells)
    if not cells:
        return "There are no groups. On Questionnaire, choose the columns that describe people."
    if not known:
        reasons = [c.found.reason for c in cells if isinstance(c.found, Unavailable)]
        return f"No groups can be compared. {reasons[0]}"
    sure = [c for c, _ in known if _sure(c)]
    said = _said(*max(known, key=lambda one: _strength(one[0])))
    if not sure:
        none = "it does not hold" if len(known) == 1 else "none holds"
        count = words.counted(len(known), "comparison")
        return f"No group differs from another beyond chance: of {count} {none} up. {said}."
    verb = "holds" if len(sure) == 1 else "hold"
    together = "" if len(known) == 1 else " when all are tested together"
    count = words.counted(len(known), "comparison")
    return f"{said}; {len(sure)} of {count} {verb} up{together}."


def _said(cell: GroupComparison, found: Comparison) -> str:
    """The comparison in words: the highest group against the lowest."""
    summary, evidence = found.summary, found.evidence
    top, bottom = int(summary.deviations.argmax()), int(summary.deviations.argmin())
    size = "" if evidence.effect is None else f", {evidence.effect_name} = "
    size += "" if evidence.effect is None else words.number(abs(evidence.effect))
    strongest = "differs most" if _sure(cell) else "comes closest"
    return (
        f"{cell.variable} {strongest} by {cell.demographic}: "
        f"{words.number(summary.mean[top], 1)} among {summary.names[top]} against "
        f"{words.number(summary.mean[bottom], 1)} among {summary.names[bottom]} "
        f"({words.p_value(cell.p_holm or evidence.p)}{size})"
    )


def _caveats(
    view: View,
    cells: Sequence[GroupComparison],
    crossed: Sequence[Crossing],
    shown: GroupComparison | None,
) -> Iterator[str]:
    known = [found for _, found in compared(cells)]
    if known:
        yield from _lacking(cells)
    yield from _hidden(view, cells)
    ranked = [f for f in known if f.of_ranks]
    if ranked:
        yield (
            f"{len(ranked)} of {words.counted(len(known), 'comparison')} "
            f"{'is' if len(ranked) == 1 else 'are'} of ranks: a small group is not close to normal."
        )
    if shown and shown.n and shown.counts.n.min() < words.FEW_PEOPLE:
        sizes = zip(shown.counts.names, shown.counts.n.tolist(), strict=True)
        few = [name for name, n in sizes if n < words.FEW_PEOPLE]
        yield (
            f"Fewer than {words.FEW_PEOPLE} people of {words.listed(few)} ({shown.demographic}) "
            "are compared; look at the intervals."
        )
    unequal = 0 if view.weighted else sum(not equal_variances(f) for f in known)
    if unequal:
        yield (
            f"Variances differ in {unequal} of {words.counted(len(known), 'comparison')} "
            "(Levene); Welch's tests allow for that."
        )
    untold = [c.found.reason for c in crossed if isinstance(c.found, Unavailable)]
    if untold:
        yield (
            f"{len(untold)} of {words.counted(len(crossed), 'pair')} of demographics cannot be "
            f"compared with one another, for example: {untold[0]}"
        )
    if view.weighted and known:
        yield "Student's, Levene's and rank tests are not defined with case weights."


def _lacking(cells: Sequence[GroupComparison]) -> Iterator[str]:
    """Each reason once, with the scores and demographics it holds for."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for c in cells:
        if isinstance(c.found, Unavailable):
            reasons.setdefault((c.demographic, c.found.reason), []).append(c.variable)
    for (demographic, reason), variables in reasons.items():
        yield f"{words.listed(variables)} by {demographic}: {reason}"


def _hidden(view: View, cells: Sequence[GroupComparison]) -> Iterator[str]:
    left: dict[str, dict[str, None]] = {}
    for c in cells:
        left.setdefault(c.demographic, {}).update(dict.fromkeys(c.hidden))
    for demographic, names in left.items():
        if names:
            yield (
                f"{demographic}: {words.listed(list(names))} cannot be shown for some scores or "
                f"for any ({hidden_because(view)})."
            )


def charts(
    context: Context[GroupsOptions], cells: Sequence[GroupComparison], shown: GroupComparison
) -> Iterator[Chart]:
    """The whole matrix, then the comparison that is shown."""
    if any(isinstance(c.found, Comparison) for c in cells):
        yield _heat(cells)
    yield from _means(context, shown)
    yield from _levels(context, shown)


def _heat(cells: Sequence[GroupComparison]) -> Heat:
    rows = tuple(dict.fromkeys(c.variable for c in cells))
    columns = tuple(dict.fromkeys(c.demographic for c in cells))
    by_place = {(c.variable, c.demographic): c for c in cells}
    grid = [[by_place[row, column] for column in columns] for row in rows]
    values = tuple(tuple(_percent(c) for c in line) for line in grid)
    top = max(LARGE, *(value or 0.0 for line in values for value in line))
    return Heat(
        name="matrix",
        title="How much of the differences between people goes with each demographic",
        rows=rows,
        columns=columns,
        values=values,
        flags=tuple(tuple(words.flag(c.p_holm) for c in line) for line in grid),
        low=-top,
        high=top,
        note="* p < .05, ** p < .01 when all are tested together (Holm); empty: not comparable",
        measure="Explained, %",
    )


def _percent(cell: GroupComparison) -> float | None:
    return max(0.0, 100 * cell.found.explained) if isinstance(cell.found, Comparison) else None


def _means(context: Context[GroupsOptions], cell: GroupComparison) -> Iterator[Dots]:
    rows = [row for row in means(context, cell) if row[4] is not None]
    points = tuple(
        Interval(str(name), float(mean or 0), _number(low), _number(high))
        for _, _, name, _, mean, _, low, high, _, _ in rows
    )
    if points:
        scale = _scale(context.view.instrument, cell.variable)
        unit = f"on a scale of {scale}" if scale else "in scale points"
        yield Dots(
            name="means",
            title=f"{cell.variable} by {cell.demographic}",
            axis=f"Mean with {context.options.level:.0%} interval, {unit}",
            points=points,
            note=f"n = {cell.n:,}{_tested(cell)}",
        )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, float) else None


def _tested(cell: GroupComparison) -> str:
    if not isinstance(cell.found, Comparison):
        return ""
    e = cell.found.evidence
    return f", {e.test}: {words.p_value(e.p)} on its own"


def _levels(context: Context[GroupsOptions], cell: GroupComparison) -> Iterator[Likert]:
    scale = _scale(context.view.instrument, cell.variable)
    places = cell.showing(context.view.for_distributions)
    if scale is None or not places:
        return
    bands = BANDS
    counts = cell.counts.only(places)
    rows = zip(counts.names, _shares(counts, scale, bands), counts.n.tolist(), strict=True)
    yield Likert(
        name="levels",
        title=f"Levels of {cell.variable} by {cell.demographic}",
        rows=tuple(Share(name, tuple(shares.tolist()), n) for name, shares, n in rows),
        points=words.LEVELS[bands],
        middle=bands // 2,
        note=f"n = {int(counts.n.sum()):,}; {words.level_rule((scale.low, scale.high), bands)}",
        axis="% of people",
        detail=True,
    )


def _shares(counts: Counts, scale: Scale, bands: int) -> Numbers:
    """Per cent of each group in each equal band of the scale, shape (groups, bands)."""
    width = (scale.high - scale.low) / bands
    band = np.floor((counts.values - scale.low) / width + ROUNDING).astype(int)
    inside = np.clip(band, 0, bands - 1)[:, None] == np.arange(bands)
    weight = counts.weight if counts.weighted else counts.people
    shares: Numbers = 100 * (weight @ inside) / weight.sum(axis=1, keepdims=True)
    return shares


def _scale(instrument: Instrument, name: str) -> Scale | None:
    """The scale of a score; none for a construct whose dimensions have different ones."""
    for construct in instrument.constructs:
        of = {d.name: [d.scale] for d in construct.dimensions}
        if name in of or name == construct.name:
            scales = of.get(name) or [d.scale for d in construct.dimensions]
            same = len({(scale.low, scale.high) for scale in scales}) == 1
            return scales[0] if same else None
    return None


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=10,
    shows="every score by every demographic, the test chosen and why, pairs",
    options=GroupsOptions,
    of_scores=True,
)
