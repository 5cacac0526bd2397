"""Which models are shown: one per outcome construct, of all drivers or of those a method keeps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from crm_analytics.analyses.inputs import scale_ends
from crm_analytics.analyses.options import bootstrap_draws
from crm_analytics.analyses.registry import Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report.options import Choice, Switch, confidence, option
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.importance import DriverPlace, Importance, importance, places
from crm_analytics.statistics.least_squares import Cases
from crm_analytics.statistics.regression import Regression, cases_of, estimated, refitted
from crm_analytics.statistics.resampling import Draws
from crm_analytics.statistics.variable_selection import Selection, selection
from crm_analytics.survey.instrument import Construct

QUICK_PEOPLE, QUICK_DRIVERS = 1_000, 6  # as many resamples take no longer than a page may
USUAL = Draws()
Method = Literal["enter", "backward", "forward", "stepwise"]


@dataclass(frozen=True, slots=True)
class DriversOptions:
    """Which drivers a model has, and how sure it is.

    level: of intervals. bootstrap: how many resamples the shares' intervals are made from.
    method: enter (all drivers), backward, forward or stepwise.
    robust: standard errors that do not need errors of one spread (HC3) beside the usual ones.
    """

    level: float = confidence()
    bootstrap: int = bootstrap_draws()
    method: Method = option(
        "enter",
        Choice(
            "Drivers in the model",
            {"enter": "All", "backward": "Backward", "forward": "Forward", "stepwise": "Stepwise"},
            "All together, or only those that a search by significance keeps.",
        ),
    )
    robust: bool = option(
        False,
        Switch("Robust errors (HC3)", "Errors that hold when the outcome scatters unevenly."),
    )


@dataclass(frozen=True, eq=False, slots=True)
class Studied:
    """One outcome. shown: the model of the page; refit: with its significant drivers only.

    cases: people and scores of the model shown. shares, map: of all drivers, whatever is selected;
    empty with the reason in `unshared`. draws: of the intervals of the shares; 0 without.
    """

    cases: Cases
    shown: Regression
    refit: Regression | None
    selected: Selection | None
    shares: tuple[Importance, ...]
    map: tuple[DriverPlace, ...]
    draws: int = 0
    unshared: str = ""


def drivers(context: Context[DriversOptions]) -> tuple[str, ...]:
    """All driver dimensions."""
    return tuple(d.name for c in context.view.instrument.with_role("driver") for d in c.dimensions)


def outcomes(context: Context[DriversOptions]) -> tuple[Construct, ...]:
    """All outcome constructs."""
    return context.view.instrument.with_role("outcome")


def studies(context: Context[DriversOptions]) -> Iterator[Studied | Unavailable]:
    """One model per outcome construct, or why there is none."""
    every = outcomes(context)
    for place, outcome in enumerate(every):

        def tick(share: float, place: int = place) -> None:
            context.tick((place + share) / len(every))

        try:
            yield _studied(outcome, replace(context, tick=tick))
        except NotEnoughData as reason:
            yield Unavailable(outcome.name, str(reason))


def _studied(outcome: Construct, context: Context[DriversOptions]) -> Studied:
    options = context.options
    whole = cases_of(outcome.name, drivers(context), context.scores)
    kept = None if options.method == "enter" else selection(whole, options.method)
    if kept and not kept.kept:
        raise NotEnoughData(
            f"The method {options.method} keeps no driver of {outcome.name}: none has a p-value "
            "that is small enough. Choose the method enter to see them all."
        )
    cases = whole.select((*kept.kept, outcome.name)) if kept else whole
    shown = estimated(cases, options.level)
    found = Studied(cases, shown, refitted(shown, cases), kept, (), ())
    try:
        full = shown if cases is whole else estimated(whole, options.level)
    except NotEnoughData as reason:
        return replace(found, unshared=str(reason))
    draws = _draws(context, whole)
    return replace(
        found,
        shares=importance(whole, draws, options.level, context.tick),
        map=places(full, whole.moments, scale_ends(context.view.instrument)),
        draws=draws.count if draws else 0,
    )


def _draws(context: Context[DriversOptions], cases: Cases) -> Draws | None:
    """As many as asked for; unasked where nobody has to wait for them."""
    asked = context.options.bootstrap
    if asked:
        return replace(USUAL, count=asked)
    quick = cases.people <= QUICK_PEOPLE and len(cases.names) - 1 <= QUICK_DRIVERS
    return USUAL if quick and context.thorough else None
