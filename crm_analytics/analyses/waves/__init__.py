"""What changed?

In reading order: `comparable` says what waves asked alike and whether its scales measure the same;
`scores` has the scores of each wave and who answered two of them; `changes` the tests between two
waves; `composition` the groups, and whether others answered rather than people otherwise; `panel`
who left and joined, and the same people over all waves. What is read first, the changes and the
means wave by wave, stands here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import sqrt

from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.analyses.waves import comparable, composition, panel
from crm_analytics.analyses.waves.changes import (
    TEST,
    ComparedWaves,
    WaveChange,
    WavePair,
    WavesOptions,
    compared,
    tested,
)
from crm_analytics.analyses.waves.scores import PANEL, Point, Trend, points
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Interval, Line, Lines, Reading
from crm_analytics.report.section import Provenance, Section
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.bayes_factor import of_t
from crm_analytics.statistics.mean_tests import Paired
from crm_analytics.survey.instrument import Construct
from crm_analytics.survey.over_time import WaveView

ABOUT = About("waves", "Waves", "What changed?")
METHOD = (
    "A dimension is compared on the items that all waves which asked it have in common, on the "
    "same scale; a construct on its dimensions in common. A wave known only from print joins with "
    "its mean, standard deviation and n.",
    "Different people in both waves: Welch's t, which needs no equal variances, and Hedges' g, the "
    "difference in pooled standard deviations without bias, with the interval of the noncentral t.",
    "The same people, known by their id: paired t of those in both waves, and d_z, the mean change "
    "in standard deviations of changes. This is the rule where the ids find at least "
    f"{PANEL:.0%} of the smaller wave; with fewer, those found are a special few.",
    "p (Holm) is adjusted for all scores of the two waves compared (Holm 1979); items are a family "
    "of their own. A construct contains its dimensions, so their rows say partly the same.",
    "Mix and real add up to the difference of everyone's means (Kitagawa 1955): the part that "
    "comes from groups whose share moved, each at the mean of its two means, and the part from "
    "means that moved within groups, each at the mean of its two shares. People who did not say "
    "are a group.",
    comparable.ALIKE,
    comparable.INVARIANT,
    panel.METHOD,
    "Of two waves whose group has nearly the same people, only the later one shows it: what one "
    "who joined or left answered could be found by subtraction.",
)
BAYES = (
    "BF₁₀ says how many times more likely the answers make a change than none (Rouder et al. 2009, "
    "a Cauchy prior of width .707 on the standardised change): of the paired t of the same people, "
    f"of Student's t of different ones. Words: {words.EVIDENCE.source}. It has no weighted form."
)
SURE = 0.05
MOST = 3  # changes named on either side
CHANGES = (
    "name", "kind", "from", "to", "n_from", "n_to", "mean_from", "mean_to", *TEST, "effect_name",
    "effect", "effect_low", "effect_high", "linked", "sentence",
)  # fmt: skip
BRIEF_CHANGES = (
    "name", "from", "to", "mean_from", "mean_to", "difference", "p_holm", "effect", "sentence",
)  # fmt: skip
MEANS = ("name", "kind", "wave", "n", "mean", "sd", "low", "high", "note")
BRIEF_MEANS = ("name", "wave", "n", "mean", "low", "high")


def section(context: Context[WavesOptions]) -> Section:
    """Trends, what changed and among whom, and whether it may be compared."""
    context = replace(context, provenance=_over_all(context.provenance, context.waves))
    try:
        found = compared(context)
    except NotEnoughData as reason:
        return ABOUT.section(context, str(reason), method=METHOD)
    groups = composition.ByGroup.of(context, found)
    over_all, lacking = panel.repeated_table(context, found, groups.chosen)
    thorough = context.thorough
    views, pair = [wave.view for wave in found.scored], found.chosen.waves
    alike = comparable.compared_scales(views, context.options.level) if thorough else ()
    two = [view for view in views if view.wave in pair]
    equal = comparable.invariances(two) if thorough else ()
    return ABOUT.section(
        context,
        finding(found),
        charts=(
            *_change_chart(context, found),
            *_trend_lines(context, found),
            *comparable.reliability_lines(
                alike,
                [d.name for d in context.view.instrument.dimensions],
                [view.wave for view in views],
                context.options.level,
            ),
            *composition.heat(groups),
        ),
        tables=(
            *_change_tables(context, found),
            *comparable.scale_tables(context, alike, pair),
            *comparable.invariance_table(equal),
            *_mean_tables(context, found),
            *composition.tables(context, groups, found.chosen),
            *over_all,
            *(panel.tables(context, found) if thorough else ()),
        ),
        caveats=(
            *_caveats(found, groups),
            *comparable.scale_caveats(alike, pair),
            *comparable.invariance_caveats(equal),
            *lacking,
        ),
        method=(*METHOD, *((BAYES,) if context.options.bayes else ())),
    )


def _over_all(stamp: Provenance, waves: Sequence[WaveView]) -> Provenance:
    """The same stamp for the people of all waves together."""
    views = [wave.view for wave in waves if wave.view]
    names = tuple(wave.name for wave in waves if wave.view or wave.printed)
    if len(names) < 2:
        return stamp
    rows, people = sum(view.rows for view in views), sum(view.people for view in views)
    return replace(stamp, rows=rows, people=people, waves=names)


def _caveats(found: ComparedWaves, groups: composition.ByGroup) -> Iterator[str]:
    yield _among(found.chosen)
    held = [m.of.name for m in found.of(found.chosen) if sure(m)]
    yield from composition.mixed(groups, found.chosen, held)
    yield from dict.fromkeys(left.reason for left in found.left_out)
    unmoved: dict[str, list[str]] = {}
    for none in found.unmoved:
        if none.of.kind != "item":
            unmoved.setdefault(none.reason, []).append(none.of.name)
    yield from unmoved


def _among(pair: WavePair) -> str:
    """Who was compared, and why."""
    links = pair.links
    if links is None:
        return (
            f"{pair.earlier} and {pair.later} are compared as different people: without ids in "
            "both, nobody can be known again. If many answered both, changes are surer than shown."
        )
    matched = words.counted(links.matched, "person", "people")
    known = f"{matched} of {links.people[0]:,} and {links.people[1]:,}"
    if pair.linked:
        return (
            f"{pair.earlier} and {pair.later} are compared among the same people: the id finds "
            f"{known} in both. Those who left or joined are not in it."
        )
    return (
        f"{pair.earlier} and {pair.later} are compared as if all people were different, although "
        f"the id finds {known} in both; changes are surer than shown."
    )


def finding(found: ComparedWaves) -> str:
    """What rose and what fell between the two waves looked at, beyond chance."""
    pair, shown = found.chosen, found.of(found.chosen)
    since = f"From {pair.earlier} to {pair.later}"
    if not shown:
        reasons = [n.reason for n in found.unmoved if (n.of.earlier, n.of.later) == pair.waves]
        return f"{since} nothing can be compared. {reasons[0] if reasons else ''}".strip()
    held = sorted(filter(sure, shown), key=lambda m: -abs(m.effect))
    if not held:
        scores = words.counted(len(shown), "score")
        return f"{since} nothing changed beyond chance: of {scores} none holds up."
    up, down = [m for m in held if m.effect > 0], [m for m in held if m.effect < 0]
    said = [_named(verb, some) for verb, some in (("rose", up), ("fell", down)) if some]
    rest = len(shown) - len(held)
    still = f"; {_others(rest)} within what chance does" if rest else ""
    return f"{since} {' and '.join(said)}{still}."


def sure(moved: WaveChange) -> bool:
    """Whether a change holds up when all are tested together."""
    return moved.p_holm is not None and moved.p_holm < SURE


def _named(verb: str, some: Sequence[WaveChange]) -> str:
    if len(some) == 1:
        (m,) = some
        return f"{m.of.name} {verb} ({_points(m)}, {words.p_value(_p(m))})"
    told = [f"{m.of.name} ({_points(m)})" for m in some[:MOST]]
    more = len(some) - len(told)
    return f"{words.listed([*told, *([f'{more} more'] if more else [])])} {verb}"


def _others(rest: int) -> str:
    return "the other score stayed" if rest == 1 else f"the other {rest} stayed"


def _points(moved: WaveChange) -> str:
    difference = words.number(moved.test.difference)
    return difference if moved.test.difference < 0 else f"+{difference}"


def _p(moved: WaveChange) -> float:
    return moved.test.p if moved.p_holm is None else moved.p_holm


def sentence(moved: WaveChange) -> str:
    """One change as a person says it."""
    means = f"{words.number(moved.mean[0])} → {words.number(moved.mean[1])}"
    if not sure(moved):
        return f"{moved.of.name}: no evidence of a change ({means})."
    verb = "rose" if moved.test.difference > 0 else "fell"
    by = words.number(abs(moved.test.difference))
    counted = words.counted(moved.n[1], "person", "people")
    who = f" among the same {counted}" if moved.linked else ""
    return f"{moved.of.name} {verb} by {by} points ({means}){who}."


def _change_chart(context: Context[WavesOptions], found: ComparedWaves) -> Iterator[Dots]:
    """Every score's change between the two waves looked at, the largest rise on top."""
    pair, shown = found.chosen, found.of(found.chosen)
    if shown:
        ordered = sorted(shown, key=lambda m: -m.test.difference)
        yield Dots(
            name="changes",
            title=f"What changed from {pair.earlier} to {pair.later}",
            axis=f"Difference in scale points with {context.options.level:.0%} interval",
            points=tuple(
                Interval(m.of.name, m.test.difference, m.test.low, m.test.high) for m in ordered
            ),
            marks=((0.0, "no change"),),
            note=_people_compared(pair, shown),
        )


def _people_compared(pair: WavePair, shown: Sequence[WaveChange]) -> str:
    if pair.linked:
        n = [m.n[1] for m in shown]
        span = f"{min(n):,}" if min(n) == max(n) else f"{min(n):,} to {max(n):,}"
        return f"The same {span} people in both waves"
    before, after = max(m.n[0] for m in shown), max(m.n[1] for m in shown)
    return f"n = {before:,} in {pair.earlier}, {after:,} in {pair.later}"


def _change_tables(context: Context[WavesOptions], found: ComparedWaves) -> Iterator[Table]:
    """All changes of scores, then of items."""
    scores = [m for m in found.moved if m.of.kind != "item"]
    items = [m for m in found.moved if m.of.kind == "item"]
    chosen = found.of(found.chosen)
    order = (*chosen, *(m for m in scores if m not in chosen))
    for name, title, rows in (
        ("changes", "Changes between waves", order),
        ("item_changes", "Changes of items between waves", items),
    ):
        if rows:
            made = Table.of(
                name,
                title,
                CHANGES,
                map(_change_row, rows),
                BRIEF_CHANGES,
                detail=bool(rows is items),
            )
            yield from _completed(context, made, rows)


def _completed(
    context: Context[WavesOptions], table: Table, rows: Sequence[WaveChange]
) -> Iterator[Table]:
    """With both effective n's of weighted waves, or with Bayes factors where they are asked for."""
    if context.view.weighted:
        yield _weighted(table, rows)
    elif context.options.bayes:
        factors = [bayes_factor_of(m) for m in rows]
        said = tuple(None if bf is None else words.evidence(bf) for bf in factors)
        yield table.after("p_holm", "bf10", factors).after("bf10", "evidence", said)
    else:
        yield table


def bayes_factor_of(m: WaveChange) -> float | None:
    """BF10 of a change, of Student's t where people differ; None where it is not defined."""
    if isinstance(m.size, Paired):
        return of_t(m.test.t, m.n[0])
    if min(m.n) < 2:
        return None
    return of_t(m.size.d / sqrt(1 / m.n[0] + 1 / m.n[1]), *m.n)


def _weighted(table: Table, rows: Sequence[WaveChange]) -> Table:
    """Both effective n's, each after its n."""
    first = table.after("n_from", "n_effective_from", tuple(m.effective[0] for m in rows))
    return first.after("n_to", "n_effective_to", tuple(m.effective[1] for m in rows))


def _change_row(m: WaveChange) -> tuple[Value, ...]:
    return (
        m.of.name,
        m.of.kind,
        m.of.earlier,
        m.of.later,
        *m.n,
        *m.mean,
        *tested(m.test, m.p_holm),
        *(m.effect_name, m.effect, m.size.low, m.size.high),
        m.linked,
        sentence(m),
    )


def _trend_lines(context: Context[WavesOptions], found: ComparedWaves) -> Iterator[Lines]:
    """Constructs in one chart, the dimensions of each construct in another, items on request."""
    by_kind = {
        kind: [trend for trend in found.trends if trend.kind == kind]
        for kind in ("construct", "dimension", "item")
    }
    if by_kind["construct"]:
        yield _lines(
            "constructs", "Constructs over the waves", by_kind["construct"], context, found
        )
    for number, construct in enumerate(context.view.instrument.constructs, 1):
        names = {dimension.name for dimension in construct.dimensions}
        own = [trend for trend in by_kind["dimension"] if trend.name in names]
        if own:
            yield _lines(f"dimensions_{number}", _over(construct), own, context, found)
    for dimension in context.view.instrument.dimensions:
        own = [trend for trend in by_kind["item"] if trend.name in dimension.columns]
        if dimension.name == context.options.dimension and own:
            yield _lines("items", f"Items of {dimension.name} over the waves", own, context, found)


def _over(construct: Construct) -> str:
    alone = len(construct.dimensions) == 1
    name = construct.dimensions[0].name if alone else f"Dimensions of {construct.name}"
    return f"{name} over the waves"


def _lines(
    name: str,
    title: str,
    shown: Sequence[Trend],
    context: Context[WavesOptions],
    found: ComparedWaves,
) -> Lines:
    level = context.options.level
    scales = {str(d.scale) for d in context.view.instrument.dimensions}
    unit = f"scale {scales.pop()}" if len(scales) == 1 else "scale points"
    return Lines(
        name=name,
        title=title,
        x_axis="Wave",
        y_axis=f"Mean, {unit}",
        series=tuple(_line(trend, found.waves, level) for trend in shown),
        ticks=found.waves,
        note=f"{_people(shown)}, {level:.0%} intervals",
    )


def _line(trend: Trend, waves: Sequence[str], level: float) -> Line:
    told = [p for p in points(trend, level) if isinstance(p, Point)]
    readings = (Reading(waves.index(p.wave), p.mean, p.low, p.high) for p in told)
    return Line(trend.name, tuple(readings))


def _people(shown: Sequence[Trend]) -> str:
    n = [p.n for trend in shown for p in points(trend) if isinstance(p, Point)]
    if not n:
        return "Nobody may be shown"
    return f"n = {min(n):,}" if min(n) == max(n) else f"n = {min(n):,} to {max(n):,}"


def _mean_tables(context: Context[WavesOptions], found: ComparedWaves) -> Iterator[Table]:
    """Means of scores, then of items, wave by wave."""
    for name, title, items in (
        ("means", "Means wave by wave", False),
        ("item_means", "Means of items wave by wave", True),
    ):
        told = [
            (trend, wave, point)
            for trend in found.trends
            if (trend.kind == "item") == items
            for wave, point in zip(trend.waves, points(trend, context.options.level), strict=True)
        ]
        if told:
            table = Table.of(
                name, title, MEANS, (_mean_row(*one) for one in told), BRIEF_MEANS, detail=items
            )
            yield context.with_effective(table, (_effective(point) for _, _, point in told))


def _mean_row(trend: Trend, wave: str, point: Point | Unavailable) -> tuple[Value, ...]:
    if isinstance(point, Unavailable):
        return (trend.name, trend.kind, wave, *(None,) * 5, point.reason)
    measured = point.n, point.mean, point.sd, point.low, point.high
    return (trend.name, trend.kind, wave, *measured, None)


def _effective(point: Point | Unavailable) -> float | None:
    return None if isinstance(point, Unavailable) else point.effective


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=11,
    shows="trends, paired or Welch tests, other people or other answers (mix and real), who left, "
    "whether scales measure alike",
    options=WavesOptions,
    needs_waves=True,
)
