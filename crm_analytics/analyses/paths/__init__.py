"""Through what does it work, and for whom?"""

from collections.abc import Iterator

from crm_analytics.analyses.paths import mediated, moderated
from crm_analytics.analyses.paths.way import PathsOptions, Way, way
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.report import words
from crm_analytics.report.section import Section
from crm_analytics.statistics.mediation import Mediation
from crm_analytics.survey.instrument import Instrument

ABOUT = About("paths", "Paths", "Through what does it work, and for whom?")
METHOD = (
    "Unless the reader chooses, the way is chosen by rule: the driver with the largest |β| in the "
    "model of the first outcome construct, the driver with the next largest as mediator and as "
    "moderator.",
    *mediated.METHOD,
    *moderated.METHOD,
)


def section(context: Context[PathsOptions]) -> Section:
    """One way through mediators and one moderator of it."""
    chosen = way(context)
    if isinstance(chosen, str):
        return ABOUT.section(context, chosen, method=METHOD)
    through, whom = mediated.mediated(chosen, context), moderated.moderated(chosen, context)
    return ABOUT.section(
        context,
        f"{mediated.finding(through)} {moderated.finding(whom)}",
        charts=(*mediated.charts(through), *moderated.charts(whom)),
        tables=(
            *mediated.tables(through, context.view.weighted),
            *moderated.tables(whom, context.view.weighted),
        ),
        caveats=(
            *_ruled(chosen),
            *_contained(chosen, context.view.instrument),
            *mediated.caveats(through),
            *moderated.caveats(whom),
            *_supposed(through),
        ),
        method=METHOD,
    )


def _ruled(chosen: Way) -> Iterator[str]:
    if chosen.by_rule:
        roles = words.listed(chosen.by_rule).capitalize()
        yield (
            f"{roles} {'is' if len(chosen.by_rule) == 1 else 'are'} chosen by rule, from the same "
            "answers. Choose them by what is known, not by what comes out."
        )


def _contained(chosen: Way, instrument: Instrument) -> Iterator[str]:
    """Scores of one way that share answers."""
    names = {chosen.start, *chosen.through, chosen.end, chosen.by}
    for construct in instrument.constructs:
        parts = [d.name for d in construct.dimensions if d.name in names]
        if construct.name in names and len(construct.dimensions) > 1 and parts:
            yield (
                f"{construct.name} contains {words.listed(parts)}, so they go together by "
                "construction."
            )


def _supposed(through: Mediation | str) -> Iterator[str]:
    """What one survey cannot show."""
    if not isinstance(through, str):
        yield (
            "Everything was asked at one time: that the way runs in this direction is supposed, "
            "not shown."
        )


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=8,
    shows="mediation with bootstrap, moderation with simple slopes",
    options=PathsOptions,
    overview=False,
)
