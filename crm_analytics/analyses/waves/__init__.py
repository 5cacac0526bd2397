"""What changed?

In reading order: who answered both waves (linking); what may be compared (comparable), on which
scores (measured), between which waves (compared); the tests of change (change_tests) and how they
are told (changed, trend, repeated); groups and the split of a change (composition, by_group); who
left and joined (attrition); whether scales measure the same (scales, equal_models).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.analyses.waves import (
    attrition,
    by_group,
    changed,
    equal_models,
    repeated,
    scales,
    trend,
)
from crm_analytics.analyses.waves.compared import Compared, Pair, WavesOptions, compared
from crm_analytics.analyses.waves.linking import PANEL
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.section import Provenance, Section
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
    scales.METHOD,
    equal_models.METHOD,
    repeated.METHOD,
    "Of two waves whose group has nearly the same people, only the later one shows it: what one "
    "who joined or left answered could be found by subtraction.",
)
BAYES = (
    "BF₁₀ says how many times more likely the answers make a change than none (Rouder et al. 2009, "
    "a Cauchy prior of width .707 on the standardised change): of the paired t of the same people, "
    f"of Student's t of different ones. Words: {words.EVIDENCE.source}. It has no weighted form."
)


def section(context: Context[WavesOptions]) -> Section:
    """Trends, what changed and among whom, and whether it may be compared."""
    context = replace(context, provenance=_over_all(context.provenance, context.waves))
    try:
        found = compared(context)
    except NotEnoughData as reason:
        return ABOUT.section(context, str(reason), method=METHOD)
    groups = by_group.ByGroup.of(context, found)
    over_all, lacking = repeated.table(context, found, groups.chosen)
    thorough = context.thorough
    scale_checks = scales.found_scales(context, found) if thorough else ()
    equal = equal_models.found_equal(found) if thorough else ()
    return ABOUT.section(
        context,
        changed.finding(found),
        charts=(
            *changed.chart(context, found),
            *trend.lines(context, found),
            *scales.lines(context, found, scale_checks),
            *by_group.heat(groups),
        ),
        tables=(
            *changed.tables(context, found),
            *scales.tables(context, scale_checks, found.chosen),
            *equal_models.table(equal),
            *trend.tables(context, found),
            *by_group.tables(context, groups, found.chosen),
            *over_all,
            *(attrition.tables(context, found) if thorough else ()),
        ),
        caveats=(
            *_caveats(found, groups),
            *scales.caveats(scale_checks, found.chosen),
            *equal_models.caveats(equal),
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


def _caveats(found: Compared, groups: by_group.ByGroup) -> Iterator[str]:
    yield _among(found.chosen)
    sure = [m.of.name for m in found.of(found.chosen) if changed.sure(m)]
    yield from by_group.mixed(groups, found.chosen, sure)
    yield from dict.fromkeys(left.reason for left in found.left_out)
    unmoved: dict[str, list[str]] = {}
    for none in found.unmoved:
        if none.of.kind != "item":
            unmoved.setdefault(none.reason, []).append(none.of.name)
    yield from unmoved


def _among(pair: Pair) -> str:
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


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=11,
    shows="trends, paired or Welch tests, other people or other answers (mix and real), who left, "
    "whether scales measure alike",
    options=WavesOptions,
    needs_waves=True,
)
