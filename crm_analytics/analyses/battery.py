"""Several sections of the same people at once, and the Overview that is made of them.

A section whose numbers cannot be computed is a section still: it says why, and the others stand.
"""

from collections.abc import Iterable, Mapping, Sequence

from crm_analytics.analyses.inputs import item_moments, item_polychorics, scores_of
from crm_analytics.analyses.people_counted import people_counted, said
from crm_analytics.analyses.registry import Context, registry
from crm_analytics.report.options import LEVEL
from crm_analytics.report.section import Provenance, Section
from crm_analytics.report.table import Table
from crm_analytics.statistics.resampling import Tick, silent
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.view import View

OVERVIEW = "overview"
HEADLINE = ("drivers", "priority", "relations", "reliability")  # first one with a figure leads

Options = Mapping[str, object]  # id → an object of the analysis' options class


def ids() -> tuple[str, ...]:
    """The Overview and every analysis, in the order of files and menu."""
    return (OVERVIEW, *registry())


def usual(waves: Sequence[WaveView] = ()) -> tuple[str, ...]:
    """The sections in which a study of these waves has something to say."""
    return (OVERVIEW, *(a.id for a in registry().values() if len(waves) > 1 or not a.needs_waves))


def summary(waves: Sequence[WaveView] = ()) -> tuple[str, ...]:
    """The sections that the Overview is made of."""
    return tuple(id for id in usual(waves) if id in registry() and registry()[id].overview)


def build(  # noqa: PLR0913 - the people, and how they are looked at
    id: str,
    view: View,
    provenance: Provenance,
    options: object | None = None,
    *,
    thorough: bool = True,
    every_number: bool = True,
    tick: Tick = silent,
    waves: Sequence[WaveView] = (),
) -> Section:
    """One section by its id; `options` of the analysis' class, None for the usual ones."""
    chosen = {} if options is None else {id: options}
    (section,) = battery(
        view,
        provenance,
        [id],
        chosen,
        thorough=thorough,
        every_number=every_number,
        tick=tick,
        waves=waves,
    )
    return section


def battery(  # noqa: PLR0913 - the people, and how they are looked at
    view: View,
    provenance: Provenance,
    ids: Iterable[str] | None = None,
    options: Options = {},  # noqa: B006 - never changed
    *,
    thorough: bool = True,
    every_number: bool = True,
    tick: Tick = silent,
    waves: Sequence[WaveView] = (),
) -> tuple[Section, ...]:
    """Sections in the order asked for, the usual ones unless asked; scores are made once for all.

    waves: every wave of the study under the same filters; the view is of one of them.
    thorough, every_number: False leaves out what takes longer, see `Context`.
    """
    wanted = usual(waves) if ids is None else tuple(ids)
    scores, moments = scores_of(view), item_moments(view)
    polychorics = item_polychorics(view, LEVEL)
    needed = {*wanted, *(summary(waves) if OVERVIEW in wanted else ())}
    made: dict[str, Section] = {}
    of_scores = any(registry()[id].of_scores for id in needed if id in registry())
    counted = people_counted(view, scores) if of_scores else None
    for id, analysis in registry().items():
        if id in needed:
            chosen = options.get(id, analysis.options())
            shared = (moments, polychorics, tuple(waves), thorough, every_number, tick)
            section = analysis.section(Context(view, scores, provenance, chosen, *shared))
            made[id] = said(section, counted) if counted and analysis.of_scores else section
    if OVERVIEW in wanted:
        made[OVERVIEW] = overview([made[id] for id in summary(waves)], provenance)
    return tuple(made[id] for id in wanted)


def overview(others: Sequence[Section], provenance: Provenance) -> Section:
    """The findings of the other sections, and one of them as the headline."""
    by_id = {other.id: other for other in others}
    leading = next((by_id[id] for id in HEADLINE if id in by_id and by_id[id].charts), others[0])
    findings = ((other.title, other.finding) for other in others)
    return Section(
        id=OVERVIEW,
        title="Overview",
        question="What should I know in one minute?",
        finding=leading.finding,
        charts=leading.charts[:1],
        tables=(Table.of("findings", "Findings", ("name", "finding"), findings),),
        caveats=tuple(f"{other.title}: {other.caveats[0]}" for other in others if other.caveats),
        method=("Each finding is explained on its own page.",),
        provenance=provenance,
    )
