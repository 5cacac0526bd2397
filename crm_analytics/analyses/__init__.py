"""View → sections: one file a section, each answering one question of a manager.

`build` makes one, `battery` makes several for a deck, a workbook or the JSON. A section whose
numbers cannot be computed is a section still: it says why, and the others stand.
"""

from collections.abc import Iterable, Sequence

from crm_analytics.analyses import (
    answers,
    drivers,
    groups,
    hypotheses,
    overview,
    paths,
    people,
    priority,
    relations,
    reliability,
    validity,
    waves,
)
from crm_analytics.analyses.choices import DEFAULT, Choices
from crm_analytics.analyses.given import Given
from crm_analytics.report.section import Provenance, Section
from crm_analytics.statistics.pairs.ordinal import item_polychorics
from crm_analytics.statistics.reliability import item_moments
from crm_analytics.statistics.resampling import Tick, silent
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.view import View

__all__ = ["DEFAULT", "IDS", "SUMMARY", "Choices", "battery", "build", "summary", "usual"]

BUILDERS = {
    "people": people.section,
    "answers": answers.section,
    "reliability": reliability.section,
    "validity": validity.section,
    "priority": priority.section,
    "relations": relations.section,
    "drivers": drivers.section,
    "paths": paths.section,
    "hypotheses": hypotheses.section,
    "groups": groups.section,
    "waves": waves.section,
}
IDS = ("overview", *BUILDERS)
# the overview must be there at once and read in a minute: these are left to their pages
SUMMARY = tuple(id for id in IDS if id not in ("validity", "paths"))


def summary(waves: Sequence[WaveView] = ()) -> tuple[str, ...]:
    """The sections of the Overview."""
    return tuple(id for id in usual(waves) if id in SUMMARY)


def usual(waves: Sequence[WaveView] = ()) -> tuple[str, ...]:
    """Sections that a study has something to say in: changes need two waves."""
    return IDS if len(waves) > 1 else tuple(id for id in IDS if id != "waves")


def build(  # noqa: PLR0913 - as `battery`
    id: str,
    view: View,
    provenance: Provenance,
    choices: Choices = DEFAULT,
    tick: Tick = silent,
    waves: Sequence[WaveView] = (),
) -> Section:
    """One section by its id."""
    return next(iter(battery(view, provenance, [id], choices, tick, waves)))


def battery(  # noqa: PLR0913 - the people, and how they are looked at
    view: View,
    provenance: Provenance,
    ids: Iterable[str] | None = None,
    choices: Choices = DEFAULT,
    tick: Tick = silent,
    waves: Sequence[WaveView] = (),
) -> tuple[Section, ...]:
    """Sections in the order asked for, the usual ones unless asked; scores are made once for all.

    waves: every wave of the study under the same filters; the view is of one of them.
    """
    wanted = usual(waves) if ids is None else tuple(ids)
    steps = item_polychorics(view, choices.level)
    moments = item_moments(view)
    given = Given(view, Scores.of(view), provenance, choices, moments, steps, tuple(waves), tick)
    made = {
        id: make(given)
        for id, make in BUILDERS.items()
        if id in wanted or ("overview" in wanted and id in summary(waves))
    }
    if "overview" in wanted:
        summarised = tuple(section for id, section in made.items() if id in SUMMARY)
        made["overview"] = overview.section(summarised, provenance)
    return tuple(made[id] for id in wanted)
