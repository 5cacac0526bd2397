"""How many people does the next wave need?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Line, Lines, Reading
from crm_analytics.report.options import Choice, Number, option
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.power import FEWEST, Question, needed, power

ABOUT = About("power", "Sample size", "How many people does the next wave need?")
METHOD = (
    "The fewest people with whom a two-tailed test finds the effect as surely as wanted: paired t "
    "for a change of the same people, in standard deviations of changes (d_z); t for two groups "
    "with as many people in each, in standard deviations within groups (d); and the test of "
    "Pearson's r (Cohen 1988, by pingouin).",
    "Effects are those one would not want to miss, chosen before the answers are known. Small, "
    "medium and large are .2, .5 and .8 for means and .1, .3 and .5 for r (Cohen 1988). Taking "
    "them from the last wave would promise too much: what was found is larger than what is there.",
    "People who leave a question out do not count: invite more than are needed.",
)
SAID: dict[Question, str] = {
    "change": "a change of the same people",
    "difference": "a difference of two groups",
    "correlation": "a correlation",
}
SYMBOL: dict[Question, str] = {"change": "d_z", "difference": "d", "correlation": "r"}
STEPS = 40  # places of the curve


@dataclass(frozen=True, slots=True)
class PowerOptions:
    """What one wants to see, and how surely.

    question: only this one; empty for all three.
    change, difference, correlation: the effects, as d_z, d and r.
    power: the chance to find them. alpha: the level of significance.
    """

    question: Literal["", "change", "difference", "correlation"] = option(
        "",
        Choice(
            "Question",
            {"": "All", "change": "Change", "difference": "Difference", "correlation": "Relation"},
        ),
    )
    change: float = option(
        0.2, Number("Change, d_z", 0.05, 3, 0.05, "Mean change over the SD of changes.")
    )
    difference: float = option(
        0.2, Number("Difference, d", 0.05, 3, 0.05, "Difference of means over the SD.")
    )
    correlation: float = option(
        0.1, Number("Correlation, r", 0.05, 0.95, 0.05, "How closely two scores go together.")
    )
    power: float = option(
        0.8,
        Choice("Power", {0.8: "80%", 0.9: "90%", 0.95: "95%"}, "The chance to find what is there."),
    )
    alpha: float = option(
        0.05,
        Choice("Significance", {0.05: "5%", 0.01: "1%"}, "The chance to find what is not there."),
    )


@dataclass(frozen=True, slots=True)
class Needed:
    """How many people one question needs; per group of a difference."""

    question: Question
    effect: float
    n: int


def section(context: Context[PowerOptions]) -> Section:
    """The people needed for each question, and the chance for other numbers of people."""
    asked = context.options
    every: dict[Question, float] = {
        "change": asked.change,
        "difference": asked.difference,
        "correlation": asked.correlation,
    }
    wanted = {name: e for name, e in every.items() if asked.question in ("", name)}
    answers = [_needed(name, effect, asked) for name, effect in wanted.items()]
    found = [a for a in answers if isinstance(a, Needed)]
    lacking = [a.reason for a in answers if isinstance(a, Unavailable)]
    return ABOUT.section(
        context,
        _finding(found, asked, context.view.people) if found else lacking[0],
        charts=_curves(found, asked),
        tables=[_table(found, asked)] if found else (),
        caveats=(*lacking[not found :], *_caveats(found, context.view.people)),
        method=METHOD,
    )


def _needed(question: Question, effect: float, asked: PowerOptions) -> Needed | Unavailable:
    try:
        return Needed(question, effect, needed(question, effect, asked.power, asked.alpha))
    except NotEnoughData as reason:
        return Unavailable(question, str(reason))


def _people(answer: Needed) -> str:
    each = " in each group" if answer.question == "difference" else ""
    return f"{answer.n:,} people{each}"


def _finding(found: Sequence[Needed], asked: PowerOptions, people: int) -> str:
    parts = [
        f"{SAID[a.question]} ({SYMBOL[a.question]} = {words.number(a.effect)}) needs {_people(a)}"
        for a in found
    ]
    chance = f"To be seen with a chance of {asked.power:.0%}, {words.listed(parts)}"
    return f"{chance}; this view has {people:,}."


def _table(found: Sequence[Needed], asked: PowerOptions) -> Table:
    rows = ((SAID[a.question], a.effect, asked.power, asked.alpha, a.n) for a in found)
    columns = ("question", "effect", "power", "alpha", "n")
    return Table.of("needed", "How many people are needed", columns, rows)


def _curves(found: Sequence[Needed], asked: PowerOptions) -> Iterator[Lines]:
    """The chance over numbers of people, to twice what the largest question needs."""
    if not found:
        return
    ends = max(FEWEST.values()), 2 * max(a.n for a in found)
    sizes = np.unique(np.geomspace(*ends, STEPS).round().astype(int)).tolist()
    yield Lines(
        name="power",
        title="The chance to find what is there, by the number of people",
        x_axis="People; in each group of a difference",
        y_axis="Power",
        series=tuple(
            Line(
                f"{SAID[a.question].capitalize()}, {SYMBOL[a.question]} = {words.number(a.effect)}",
                tuple(Reading(n, power(a.question, a.effect, n, asked.alpha)) for n in sizes),
            )
            for a in found
        ),
        marks=((asked.power, f"{asked.power:.0%}"),),
        note=f"Two-tailed tests at α = {asked.alpha:g}",
    )


def _caveats(found: Sequence[Needed], people: int) -> Iterator[str]:
    few = [a for a in found if a.n * (2 if a.question == "difference" else 1) > people]
    if few:
        names = words.listed([SAID[a.question] for a in few])
        yield f"As many people as now would be too few for {names}."


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=12,
    shows="people needed for a change, a difference and a correlation, power curves",
    options=PowerOptions,
    menu="Study",
    overview=False,
)
