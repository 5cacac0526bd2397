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

from crm_analytics.analyses.registry import About, Analysis, Context, n_of, with_bayes
from crm_analytics.analyses.waves import comparable, composition, panel
from crm_analytics.analyses.waves.changes import (
    TEST,
    ComparedWaves,
    ScoreChange,
    WavePair,
    WavesOptions,
    compared,
    tested,
)
from crm_analytics.analyses.waves.scores import PANEL, Point, Trend, measured, point_values, points
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Interval, Line, Lines, Reading
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics.bayes_factor import of_t
from crm_analytics.statistics.mean_tests import Paired

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
ONE_WAVE = "There is one wave. Add another on Data to see what changed."
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
    told = [wave for wave in context.waves if wave.view or wave.printed]
    if len(told) < 2:
        hidden = [wave.hidden for wave in context.waves if wave.hidden]
        none = f"There are no two waves to compare. {hidden[0]}" if hidden else ONE_WAVE
        return ABOUT.section(context, none, method=METHOD)
    own = [wave.view for wave in told if wave.view]
    rows, people = sum(view.rows for view in own), sum(view.people for view in own)
    waves = tuple(wave.name for wave in told)  # all of them together are looked at
    stamp = replace(context.provenance, rows=rows, people=people, waves=waves)
    context = replace(context, provenance=stamp)
    try:
        found = compared(context, *measured(context.waves))
    except NotEnoughData as reason:
        return ABOUT.section(context, str(reason), method=METHOD)
    groups = composition.ByGroup.of(context, found)
    thorough = context.thorough
    over_all: list[Table] = []
    lacking: list[str] = []
    if context.every_number:
        over_all, lacking = panel.repeated_table(context, found, groups.chosen)
    views, pair = [wave.view for wave in found.scored], found.chosen.waves
    alike = comparable.measured_alike(context, views, pair) if thorough else ((), (), ())
    return ABOUT.section(
        context,
        finding(found),
        charts=(
            *_change_chart(context, found),
            *_trend_lines(context, found),
            *alike[0],
            *composition.heat(groups),
        ),
        tables=(
            *_change_tables(context, found),
            *alike[1],
            *_mean_tables(context, found),
            *composition.tables(context, groups, found.chosen),
            *over_all,
            *(panel.tables(context, found) if thorough else ()),
        ),
        caveats=(
            *_caveats(found, groups),
            *alike[2],
            *lacking,
        ),
        method=(*METHOD, *((BAYES,) if context.options.bayes else ())),
    )


def _caveats(found: ComparedWaves, groups: composition.ByGroup) -> Iterator[str]:
    yield _among(found.chosen)
    held = [m.of.name for m in found.of(found.chosen) if sure(m)]
    yield from composition.mixed(groups, found.chosen, held)
    yield from dict.fromkeys(left.reason for left in found.left_out)
    yield from dict.fromkeys(none.reason for none in found.unmoved if none.of.kind != "item")


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
    others = "the other score stayed" if rest == 1 else f"the other {rest} stayed"
    still = f"; {others} within what chance does" if rest else ""
    return f"{since} {' and '.join(said)}{still}."


def sure(moved: ScoreChange) -> bool:
    """Whether a change holds up when all are tested together."""
    return moved.p_holm is not None and moved.p_holm < SURE


def _named(verb: str, some: Sequence[ScoreChange]) -> str:
    if len(some) == 1:
        (m,) = some
        p = m.test.p if m.p_holm is None else m.p_holm
        return f"{m.of.name} {verb} ({_points(m)}, {words.p_value(p)})"
    told = [f"{m.of.name} ({_points(m)})" for m in some[:MOST]]
    more = len(some) - len(told)
    return f"{words.listed([*told, *([f'{more} more'] if more else [])])} {verb}"


def _points(moved: ScoreChange) -> str:
    difference = words.number(moved.test.difference)
    return difference if moved.test.difference < 0 else f"+{difference}"


def sentence(moved: ScoreChange) -> str:
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
        before, after = max(m.n[0] for m in shown), max(m.n[1] for m in shown)
        note = f"n = {before:,} in {pair.earlier}, {after:,} in {pair.later}"
        if pair.linked:
            fewest = min(m.n[1] for m in shown)
            span = f"{after:,}" if fewest == after else f"{fewest:,} to {after:,}"
            note = f"The same {span} people in both waves"
        yield Dots(
            name="changes",
            title=f"What changed from {pair.earlier} to {pair.later}",
            axis=f"Difference in scale points with {context.options.level:.0%} interval",
            points=tuple(
                Interval(m.of.name, m.test.difference, m.test.low, m.test.high) for m in ordered
            ),
            marks=((0.0, "no change"),),
            note=note,
        )


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
            table = Table.of(
                name, title, CHANGES, map(_change_row, rows), BRIEF_CHANGES, rows is items
            )
            if context.view.weighted:
                before, after = zip(*(m.effective for m in rows), strict=True)
                table = table.after("n_from", "n_effective_from", before)
                table = table.after("n_to", "n_effective_to", after)
            elif context.options.bayes:
                table = with_bayes(table, [bayes_factor_of(m) for m in rows])
            yield table


def bayes_factor_of(m: ScoreChange) -> float | None:
    """BF10 of a change, of Student's t where people differ; None where it is not defined."""
    if isinstance(m.size, Paired):
        return of_t(m.test.t, m.n[0])
    if min(m.n) < 2:
        return None
    return of_t(m.size.d / sqrt(1 / m.n[0] + 1 / m.n[1]), *m.n)


def _change_row(m: ScoreChange) -> tuple[Value, ...]:
    return (
        *(m.of.name, m.of.kind, m.of.earlier, m.of.later),
        *(*m.n, *m.mean),
        *tested(m.test, m.p_holm),
        *(m.effect_name, m.effect, m.size.low, m.size.high),
        m.linked,
        sentence(m),
    )


def _trend_lines(context: Context[WavesOptions], found: ComparedWaves) -> Iterator[Lines]:
    """Constructs in one chart, the dimensions of each construct in another, items on request."""
    instrument = context.view.instrument
    wanted: list[tuple[str, str, str, Sequence[str]]] = [
        ("constructs", "Constructs", "construct", [t.name for t in found.trends])
    ]
    for number, construct in enumerate(instrument.constructs, 1):
        own = [dimension.name for dimension in construct.dimensions]
        title = own[0] if len(own) == 1 else f"Dimensions of {construct.name}"
        wanted.append((f"dimensions_{number}", title, "dimension", own))
    for dimension in instrument.dimensions:
        if dimension.name == context.options.dimension:
            wanted.append(("items", f"Items of {dimension.name}", "item", dimension.columns))
    for name, title, kind, names in wanted:
        shown = [t for t in found.trends if t.kind == kind and t.name in names]
        if shown:
            yield _lines(name, f"{title} over the waves", shown, context, found.waves)


def _lines(
    name: str,
    title: str,
    shown: Sequence[Trend],
    context: Context[WavesOptions],
    waves: tuple[str, ...],
) -> Lines:
    level = context.options.level
    scales = {str(d.scale) for d in context.view.instrument.dimensions}
    unit = f"scale {scales.pop()}" if len(scales) == 1 else "scale points"
    told = {t.name: [p for p in points(t, level) if isinstance(p, Point)] for t in shown}
    n = [p.n for of_one in told.values() for p in of_one]
    return Lines(
        name=name,
        title=title,
        x_axis="Wave",
        y_axis=f"Mean, {unit}",
        series=tuple(
            Line(t, tuple(Reading(waves.index(p.wave), p.mean, p.low, p.high) for p in of_one))
            for t, of_one in told.items()
        ),
        ticks=waves,
        note=f"{n_of(n) if n else 'Nobody may be shown'}, {level:.0%} intervals",
    )


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
            rows = ((t.name, t.kind, wave, *point_values(point)) for t, wave, point in told)
            table = Table.of(name, title, MEANS, rows, BRIEF_MEANS, detail=items)
            effective = (p.effective if isinstance(p, Point) else None for _, _, p in told)
            yield context.with_effective(table, effective)


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=11,
    shows="trends, paired or Welch tests, other people or other answers (mix and real), who left, "
    "whether scales measure alike",
    options=WavesOptions,
    needs_waves=True,
)
