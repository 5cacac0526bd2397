"""Which way is looked at: as the reader chose, the rest by rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm_analytics.analyses.given import Given
from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.regression import regression
from crm_analytics.survey.breakdown import breakdown
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.view import View


@dataclass(frozen=True, slots=True)
class Way:
    """start, end: driver and outcome. through: mediators. by: moderator, a score or a demographic.

    through and by are empty where nothing is left to choose. by_rule: the roles nobody chose.
    """

    start: str
    through: tuple[str, ...]
    end: str
    by: str
    by_rule: tuple[str, ...]


def places(instrument: Instrument) -> tuple[str, ...]:
    """Scores that may stand on a way: dimensions, then constructs of several dimensions."""
    dimensions = [d.name for d in instrument.dimensions]
    return (*dimensions, *(c.name for c in instrument.constructs if len(c.dimensions) > 1))


def way(given: Given) -> Way | str:
    """The way, or what the questionnaire does not say yet."""
    instrument, choices = given.view.instrument, given.choices
    outcomes = [c.name for c in instrument.with_role("outcome")]
    drivers = [d.name for c in instrument.with_role("driver") for d in c.dimensions]
    if not outcomes or not drivers:
        lacks = "driver" if outcomes else "outcome"
        return f"No {lacks} is chosen. On Questionnaire, give a construct the role {lacks}."
    scores = {*places(instrument), *outcomes}
    end = _first([choices.path_to], scores) or outcomes[0]
    ranked = [name for name in _ranked(drivers, outcomes[0], given) if name != end]
    start = _first([choices.path_from], scores) or _first(ranked, ranked)
    through = tuple(name for name in choices.path_through if name in scores)
    next_ = _first((name for name in ranked if name != start), ranked)
    by = _first([choices.path_by], scores | set(given.view.demographics))
    chosen = {
        "driver": choices.path_from,
        "mediator": choices.path_through,
        "outcome": choices.path_to,
        "moderator": choices.path_by,
    }
    return Way(
        start=start,
        through=through or ((next_,) if next_ else ()),
        end=end,
        by=by or next_ or _of_two(given.view),
        by_rule=tuple(role for role, name in chosen.items() if not name),
    )


def _of_two(view: View) -> str:
    """The first demographic with two categories that may be shown; empty without any."""
    every = (name for name in view.demographics if len(breakdown(view, name).names) > 1)
    return next(every, "")


def _first(names: Iterable[str], among: Iterable[str]) -> str:
    """The first name that there is; empty without any."""
    there = set(among)
    return next((name for name in names if name in there), "")


def _ranked(drivers: Sequence[str], outcome: str, given: Given) -> list[str]:
    """Drivers by |β|, the strongest first; as asked where there is no model."""
    try:
        model = regression(outcome, drivers, given.scores)
    except NotEnoughData:
        return list(drivers)
    return [t.term for t in sorted(model.drivers, key=lambda t: -abs(t.beta or 0))]
