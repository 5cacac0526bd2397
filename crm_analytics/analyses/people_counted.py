"""How many people stand behind scores, where the rule about missing answers leaves many out?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.report import words
from crm_analytics.report.section import Section
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.instrument import MissingRule
from crm_analytics.survey.view import View

MANY = 0.1  # of the people, without a score, from which it is said


@dataclass(frozen=True, slots=True)
class Counted:
    """people of `everyone` have a score of `scale`, the one with the fewest.

    rule: what a score needs. half: how many would have it if half of the questions were enough, and
        the largest change of a mean that this would make, in points; None where the rule is so
        already, or where it would add so few people that their answers could be found.
    """

    scale: str
    people: int
    everyone: int
    rule: MissingRule
    half: tuple[int, float] | None


def people_counted(view: View, scores: Scores) -> Counted | None:
    """Who has no score; None where nearly everyone has every one, or too few to be shown have it.

    Dimensions only: a construct's score needs those of its dimensions.
    """
    if scores.complete() is None:  # as in most surveys: nothing is counted on the way to a page
        return None
    names = [d.name for d in view.instrument.dimensions]
    n = _people(scores, names)
    fewest = int(np.argmin(n))
    people = n[fewest]
    enough = people >= view.instrument.minimum_group
    if not enough or view.people - people <= MANY * view.people:
        return None
    half = _with_half(view, scores, names, fewest)
    return Counted(names[fewest], people, view.people, view.instrument.missing, half)


def said(section: Section, counted: Counted) -> Section:
    """The section with those who count in its headline and first among what weakens it."""
    left = counted.everyone - counted.people
    of = f"{counted.people:,} of {counted.everyone:,} people"
    why = f"{words.counted(left, 'person', 'people')} left out a question of {counted.scale}"
    needs = "every question" if counted.rule == "complete" else "half of the questions"
    caveat = f"Only {of} count: {why}, and a score needs {needs}."
    if counted.half:
        n, change = counted.half
        caveat += (
            f" With “At least half” {n:,} would count, and no mean would change by more than "
            f"{words.number(change)} points (Questionnaire, Rules)."
        )
    finding = f"{section.finding.rstrip('.')}. This rests on {of}, where the fewest have a score."
    return replace(section, finding=finding, caveats=(caveat, *section.caveats))


def _people(scores: Scores, names: Sequence[str]) -> list[int]:
    return [int((~np.isnan(scores.column(name))).sum()) for name in names]


def _with_half(
    view: View, scores: Scores, names: Sequence[str], fewest: int
) -> tuple[int, float] | None:
    if view.instrument.missing == "half":
        return None
    other = scores_of(replace(view, instrument=replace(view.instrument, missing="half")))
    weights = view.weights if view.weighted else np.ones(view.people)

    def mean(of: Scores, name: str) -> float:
        column = of.column(name)
        there = ~np.isnan(column)
        return float(np.average(column[there], weights=weights[there]))

    before, after = _people(scores, names), _people(other, names)
    added = [after[place] - n for place, n in enumerate(before)]
    if any(0 < more < view.instrument.minimum_group for more in added):
        return None
    changes = [
        abs(mean(other, name) - mean(scores, name))
        for name, n in zip(names, before, strict=True)
        if n >= view.instrument.minimum_group
    ]
    return after[fewest], max(changes)
