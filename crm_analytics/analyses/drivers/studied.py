"""Which models are shown: one per outcome construct, of all drivers or of those a method keeps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from crm_analytics.analyses.given import Given
from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.cases import Cases
from crm_analytics.statistics.drivers.importance import Importance, importance
from crm_analytics.statistics.drivers.performance import Place, places
from crm_analytics.statistics.drivers.selection import Selection, selection
from crm_analytics.statistics.regression import Regression, cases_of, estimated, refitted
from crm_analytics.statistics.resampling import Draws
from crm_analytics.survey.instrument import Construct

QUICK_PEOPLE, QUICK_DRIVERS = 1_000, 6  # as many resamples take no longer than a page may
USUAL = Draws()


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
    map: tuple[Place, ...]
    draws: int = 0
    unshared: str = ""


def drivers(given: Given) -> tuple[str, ...]:
    """All driver dimensions."""
    return tuple(d.name for c in given.view.instrument.with_role("driver") for d in c.dimensions)


def outcomes(given: Given) -> tuple[Construct, ...]:
    """All outcome constructs."""
    return given.view.instrument.with_role("outcome")


def studies(given: Given) -> Iterator[Studied | Unavailable]:
    """One model per outcome construct, or why there is none."""
    every = outcomes(given)
    for place, outcome in enumerate(every):

        def tick(share: float, place: int = place) -> None:
            given.tick((place + share) / len(every))

        try:
            yield _studied(outcome, replace(given, tick=tick))
        except NotEnoughData as reason:
            yield Unavailable(outcome.name, str(reason))


def _studied(outcome: Construct, given: Given) -> Studied:
    choices = given.choices
    whole = cases_of(outcome.name, drivers(given), given.scores)
    kept = None if choices.method == "enter" else selection(whole, choices.method)
    if kept and not kept.kept:
        raise NotEnoughData(
            f"The method {choices.method} keeps no driver of {outcome.name}: none has a p-value "
            "that is small enough. Choose the method enter to see them all."
        )
    cases = whole.select((*kept.kept, outcome.name)) if kept else whole
    shown = estimated(cases, choices.level)
    found = Studied(cases, shown, refitted(shown, cases), kept, (), ())
    try:
        full = shown if cases is whole else estimated(whole, choices.level)
    except NotEnoughData as reason:
        return replace(found, unshared=str(reason))
    draws = _draws(given, whole)
    return replace(
        found,
        shares=importance(whole, draws, choices.level, given.tick),
        map=places(full, whole.moments, given.view.instrument),
        draws=draws.count if draws else 0,
    )


def _draws(given: Given, cases: Cases) -> Draws | None:
    """As many as asked for; unasked where nobody has to wait for them."""
    asked = given.choices.bootstrap
    if asked:
        return replace(USUAL, count=asked)
    quick = cases.people <= QUICK_PEOPLE and len(cases.names) - 1 <= QUICK_DRIVERS
    return USUAL if quick and given.choices.thorough else None
