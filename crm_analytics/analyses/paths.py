"""Through what does it work, and for whom?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crm_analytics.analyses.inputs import scale_ends
from crm_analytics.analyses.options import Waves, score_names
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Interval, Line, Lines, Reading
from crm_analytics.report.options import Name, Names, confidence, option
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.mediation import USUAL, Mediation, PathEffect, mediation
from crm_analytics.statistics.moderation import FEWEST, Moderation, Slope, by_category, moderation
from crm_analytics.statistics.regression import ALPHA, regression
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.view import View

ABOUT = About("paths", "Paths", "Through what does it work, and for whom?")
BY_RULE = "Chosen by rule"
MEDIATION = (
    "Mediation: a is the effect of the driver on the mediator, b that of the mediator on the "
    "outcome with the driver held equal, a·b the indirect effect, c′ the direct and c the total "
    f"one. The interval of a·b is the percentile bootstrap's of {USUAL.count:,} draws (seed "
    f"{USUAL.seed}; MacKinnon, Lockwood & Williams 2004), so zero outside it is evidence of "
    "mediation; Sobel's z stands beside it. Other intervals are those of t. The share is a·b / c, "
    "only where a·b and c′ have the same sign.",
)
MODERATION = (
    "Moderation by a score: the outcome on driver, moderator and their product, both centred at "
    "their means; simple slopes at mean − s, mean and mean + s (Aiken & West 1991), and the part "
    "of the moderator's scale where the slope differs from zero (Johnson & Neyman 1936). By a "
    "demographic: a slope per category that may be shown, equal slopes tested by F with the "
    "errors of all groups pooled.",
)
METHOD = (
    "Unless the reader chooses, the way is chosen by rule: the driver with the largest |β| in the "
    "model of the first outcome construct, the driver with the next largest as mediator and as "
    "moderator.",
    *MEDIATION,
    *MODERATION,
)
PATH = (
    "path_from", "path_through", "path_to", "path", "b", "se", "beta", "statistic", "p", "low",
    "high",
)  # fmt: skip
SUPPOSED = (
    "Everything was asked at one time: that the way runs in this direction is supposed, not shown."
)
_WORDS = {
    "total": "total (c)",
    "direct": "direct (c′)",
    "a": "driver to mediator (a)",
    "b": "mediator to outcome (b)",
    "indirect": "indirect (a·b)",
}
MODERATED = ("b", "se", "f", "df1", "df2", "p", "r2", "r2_change")
SLOPES = ("b", "se", "t", "p", "low", "high")


def moderators(view: View, waves: Waves = ()) -> tuple[str, ...]:
    """Scores and demographics."""
    return tuple(dict.fromkeys((*score_names(view), *view.demographics)))


@dataclass(frozen=True, slots=True)
class PathsOptions:
    """The scores of a way by name, empty where a rule chooses. level: of intervals."""

    level: float = confidence()
    driver: str = option(
        "", Name("Driver", BY_RULE, "score", score_names, "What may move the outcome.")
    )
    mediators: tuple[str, ...] = option(
        (),
        Names(
            "Mediators",
            BY_RULE,
            "score",
            score_names,
            "What may lie between the driver and the outcome.",
        ),
    )
    outcome: str = option("", Name("Outcome", BY_RULE, "score", score_names, "What is moved."))
    moderator: str = option(
        "",
        Name(
            "Moderator",
            BY_RULE,
            "score or demographic",
            moderators,
            "For whom, or when, the effect may be stronger.",
        ),
    )


@dataclass(frozen=True, slots=True)
class Way:
    """start, end: driver and outcome. through: mediators. by: moderator, a score or a demographic.

    through and by are empty where nothing is left to choose. by_rule: the roles nobody chose.
    """

    start: str
    through: tuple[str, ...]
    end: str
    by: str
    by_rule: tuple[str, ...]


def section(context: Context[PathsOptions]) -> Section:
    """One way through mediators and one moderator of it."""
    chosen = way(context)
    if isinstance(chosen, str):
        return ABOUT.section(context, chosen, method=METHOD)
    findings: list[str] = []
    charts: list[Dots | Lines] = []
    tables: list[Table] = []
    caveats = [*_of_choice(chosen, context.view.instrument)]
    supposed: list[str] = []
    names, options = (chosen.start, chosen.through, chosen.end), context.options
    weighted = context.view.weighted
    try:
        m = mediation(names, context.scores, options.level, USUAL, context.tick)
        findings.append(_through(m))
        charts.append(_effects_chart(m))
        tables += _mediation_tables(m, weighted)
        caveats += _mediation_caveats(m)
        supposed.append(SUPPOSED)
    except NotEnoughData as reason:
        findings.append(str(reason))
    try:
        slopes = _moderation(chosen, context)
        findings.append(_whom(slopes))
        charts.append(_slope_lines(slopes))
        tables += _moderation_tables(slopes, weighted)
        caveats += [lacking.reason for lacking in slopes.unavailable]
    except NotEnoughData as reason:
        findings.append(str(reason))
    return ABOUT.section(
        context,
        " ".join(findings),
        charts=charts,
        tables=tables,
        caveats=(*caveats, *supposed),
        method=METHOD,
    )


def way(context: Context[PathsOptions]) -> Way | str:
    """The way, or what the questionnaire does not say yet."""
    instrument, options = context.view.instrument, context.options
    outcomes = [c.name for c in instrument.with_role("outcome")]
    drivers = [d.name for c in instrument.with_role("driver") for d in c.dimensions]
    if not outcomes or not drivers:
        lacks = "driver" if outcomes else "outcome"
        return f"No {lacks} is chosen. On Questionnaire, give a construct the role {lacks}."
    scores = {*score_names(context.view), *outcomes}
    end = _first([options.outcome], scores) or outcomes[0]
    ranked = [name for name in _ranked(drivers, outcomes[0], context) if name != end]
    start = _first([options.driver], scores) or _first(ranked, ranked)
    through = tuple(name for name in options.mediators if name in scores)
    next_ = _first((name for name in ranked if name != start), ranked)
    by = _first([options.moderator], scores | set(context.view.demographics))
    chosen = {
        "driver": options.driver,
        "mediator": options.mediators,
        "outcome": options.outcome,
        "moderator": options.moderator,
    }
    view = context.view
    of_two = (name for name in view.demographics if len(view.groups(name).names) > 1)
    return Way(
        start=start,
        through=through or ((next_,) if next_ else ()),
        end=end,
        by=by or next_ or next(of_two, ""),
        by_rule=tuple(role for role, name in chosen.items() if not name),
    )


def _first(names: Iterable[str], among: Iterable[str]) -> str:
    """The first name that there is; empty without any."""
    there = set(among)
    return next((name for name in names if name in there), "")


def _ranked(drivers: Sequence[str], outcome: str, context: Context[PathsOptions]) -> list[str]:
    """Drivers by |β|, the strongest first; as asked where there is no model."""
    try:
        model = regression(outcome, drivers, context.scores)
    except NotEnoughData:
        return list(drivers)
    return [t.term for t in sorted(model.drivers, key=lambda t: -abs(t.beta or 0))]


def _of_choice(chosen: Way, instrument: Instrument) -> Iterator[str]:
    """What was chosen by rule, and scores of one way that share answers."""
    if chosen.by_rule:
        roles = words.listed(chosen.by_rule).capitalize()
        yield (
            f"{roles} {'is' if len(chosen.by_rule) == 1 else 'are'} chosen by rule, from the same "
            "answers. Choose them by what is known, not by what comes out."
        )

    names = {chosen.start, *chosen.through, chosen.end, chosen.by}
    for construct in instrument.constructs:
        parts = [d.name for d in construct.dimensions if d.name in names]
        if construct.name in names and len(construct.dimensions) > 1 and parts:
            yield (
                f"{construct.name} contains {words.listed(parts)}, so they go together by "
                "construction."
            )


def _through(m: Mediation) -> str:
    """Whether something goes through, in one sentence."""
    through, effect = words.listed(m.through), m.indirect
    if not effect.certain:
        return f"There is no evidence that {m.start} works on {m.end} through {through}."
    interval = (
        f"{words.number(effect.b)}, {m.level:.0%} interval {words.number(effect.low or 0)} to "
        f"{words.number(effect.high or 0)}"
    )
    if m.share is None:
        return (
            f"What {m.start} does for {m.end} through {through} ({interval}) runs against its "
            "direct effect."
        )
    return (
        f"{m.share:.0%} of what {m.start} does for {m.end} goes through {through} "
        f"(indirect effect {interval})."
    )


def _effects_chart(m: Mediation) -> Dots:
    """The total effect and its parts."""
    parts = [e for e in m.effects if e.kind in ("total", "direct") or _own(e, m)]
    return Dots(
        name="mediation",
        title=f"What {m.start} does for {m.end}, directly and through {words.listed(m.through)}",
        axis=f"Effect with {m.level:.0%} interval: points of the outcome per point of the driver",
        points=tuple(Interval(_label(e), e.b, e.low, e.high) for e in parts),
        marks=((0.0, "no effect"),),
        note=f"n = {m.n:,}; {m.draws:,} resamples for what goes through",
    )


def _own(effect: PathEffect, m: Mediation) -> bool:
    """Whether an indirect effect is a row of its own: all together only of several mediators."""
    return effect.kind == "indirect" and bool(effect.through or len(m.through) > 1)


def _label(effect: PathEffect) -> str:
    if effect.kind != "indirect":
        return effect.kind.capitalize()
    return f"Through {effect.through}" if effect.through else "Through all together"


def _mediation_tables(m: Mediation, weighted: bool) -> Iterator[Table]:
    """Every path, then what they come to."""
    rows = (
        (
            *(m.start, e.through or None, m.end, _WORDS[e.kind], e.b, e.se, e.beta),
            *(e.statistic, e.p, e.low, e.high),
        )
        for e in m.effects
        if e.kind != "indirect" or _own(e, m)
    )
    brief = ("path_through", "path", "b", "low", "high", "p")
    yield Table.of("mediation", "Directly and through what lies between", PATH, rows, brief)
    people = ("n", "n_effective") if weighted else ("n",)
    n, share = (getattr(m, key) for key in people), None if m.share is None else 100 * m.share
    columns = ("path_from", "path_to", *people, "draws", "share")
    row = (m.start, m.end, *n, m.draws, share)
    yield Table.of("mediation_share", "Share that goes through", columns, [row], detail=True)


def _mediation_caveats(m: Mediation) -> Iterator[str]:
    """What weakens the indirect effect."""
    if m.share is None:
        yield "Direct and indirect effects differ in sign, so there is no share of the total."
    if any(e.low is None for e in m.effects if e.kind == "indirect"):
        yield "Too many resamples give no number, so an indirect effect has no interval."
    if m.n < words.FEW_PEOPLE:
        yield f"Only {m.n} people have every score of the way; look at the intervals."


def _moderation(way: Way, context: Context[PathsOptions]) -> Moderation:
    if not way.by:
        raise NotEnoughData("No moderator is left: it needs a second driver or a demographic.")
    names, level = (way.start, way.by, way.end), context.options.level
    ends = scale_ends(context.view.instrument)
    if way.by in ends:
        return moderation(names, context.scores, ends[way.by], level)
    return by_demographic(names, context.view, context.scores, level)


def by_demographic(
    way: tuple[str, str, str], view: View, scores: Scores, level: float = 0.95
) -> Moderation:
    """A slope in each category that may be shown, judged among the people with both scores."""
    start, by, end = way
    there = ~np.isnan(scores.column(start) + scores.column(end))
    among = replace(view, demographics={by: view.demographics[by].among(there)})
    shown = among.groups(by, FEWEST)
    found = by_category(way, scores, (shown.names, shown.codes), level)
    hidden = (
        Unavailable(
            name, f"'{name}' is not shown: it, or a group found by subtraction, is too small."
        )
        for name in shown.hidden
    )
    return replace(found, unavailable=(*hidden, *found.unavailable))


def _whom(m: Moderation) -> str:
    """Whether slopes differ, in one sentence."""
    if m.p >= ALPHA:
        p = words.p_value(m.p)
        return f"There is no evidence that the effect of {m.start} depends on {m.by} ({p})."
    low, high = (end(m.slopes, key=lambda slope: slope.b) for end in (min, max))
    return (
        f"The effect of {m.start} depends on {m.by} ({words.p_value(m.p)}): it is "
        f"{words.number(high.b)} {_where(high, m)} and {words.number(low.b)} {_where(low, m)}."
    )


def _where(slope: Slope, m: Moderation) -> str:
    if slope.value is None:
        return f"for {slope.at}"
    middling = {"mean − s": "low", "mean": "middling", "mean + s": "high"}
    return f"where {m.by} is {middling[slope.at]}"


def _slope_lines(m: Moderation) -> Lines:
    """One line a value of the moderator, over one standard deviation to both sides."""
    return Lines(
        name="slopes",
        title=f"{m.end} by {m.start}, for values of {m.by}",
        x_axis=f"{m.start}, one SD around its mean",
        y_axis=f"{m.end}, expected",
        series=tuple(
            Line(
                slope.at if slope.value is None else f"{m.by}: {slope.at}",
                tuple(Reading(m.mean + by, slope.middle + slope.b * by) for by in (-m.sd, m.sd)),
            )
            for slope in m.slopes
        ),
        note=f"n = {m.n:,}; equal slopes: {words.p_value(m.p)}",
    )


def _moderation_tables(m: Moderation, weighted: bool) -> Iterator[Table]:
    """The test of equal slopes, the slopes, and where they differ from zero."""
    people = ("n", "n_effective") if weighted else ("n",)
    keys = (*people, *MODERATED)
    yield Table.of(
        "moderation",
        "Do slopes differ?",
        ("path_from", "path_by", "path_to", *keys),
        [(m.start, m.by, m.end, *(getattr(m, key) for key in keys))],
        ("path_from", "path_by", "path_to", "n", "f", "df1", "df2", "p", "r2_change"),
        detail=True,
    )
    shown = ("at", "value", *people, *SLOPES)
    slopes = ((m.by, *(getattr(slope, key) for key in shown)) for slope in m.slopes)
    brief = (
        ("at", "b", "low", "high", "p") if m.b is not None else ("at", "n", "b", "low", "high", "p")
    )
    yield Table.of(
        "slopes", f"Effect of {m.start} for values of {m.by}", ("path_by", *shown), slopes, brief
    )
    if m.regions:
        regions = ((m.by, low, high) for low, high in m.regions)
        title = f"Where on {m.by} the effect differs from zero"
        yield Table.of("regions", title, ("path_by", "low", "high"), regions, detail=True)


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=8,
    shows="mediation with bootstrap, moderation with simple slopes",
    options=PathsOptions,
    overview=False,
    of_scores=True,
)
