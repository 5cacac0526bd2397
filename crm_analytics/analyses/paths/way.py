"""Which way is looked at: as the reader chose, the rest by rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm_analytics.analyses.options import Waves, score_names
from crm_analytics.analyses.registry import Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report.options import Name, Names, confidence, option
from crm_analytics.statistics.regression import regression
from crm_analytics.survey.view import View

BY_RULE = "Chosen by rule"


def moderators(view: View, waves: Waves = ()) -> tuple[str, ...]:
    """Scores and demographics."""
    return tuple(dict.fromkeys((*score_names(view), *view.demographics)))


@dataclass(frozen=True, slots=True)
class PathsOptions:
    """The scores of a way by name, empty where a rule chooses. level: of intervals."""

    level: float = confidence()
    driver: str = option(
        "", Name("Driver", BY_RULE, "score", score_names, "What may move the outcome.")
    )
    mediators: tuple[str, ...] = option(
        (),
        Names(
            "Mediators",
            BY_RULE,
            "score",
            score_names,
            "What may lie between the driver and the outcome.",
        ),
    )
    outcome: str = option("", Name("Outcome", BY_RULE, "score", score_names, "What is moved."))
    moderator: str = option(
        "",
        Name(
            "Moderator",
            BY_RULE,
            "score or demographic",
            moderators,
            "For whom, or when, the effect may be stronger.",
        ),
    )


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


def way(context: Context[PathsOptions]) -> Way | str:
    """The way, or what the questionnaire does not say yet."""
    instrument, options = context.view.instrument, context.options
    outcomes = [c.name for c in instrument.with_role("outcome")]
    drivers = [d.name for c in instrument.with_role("driver") for d in c.dimensions]
    if not outcomes or not drivers:
        lacks = "driver" if outcomes else "outcome"
        return f"No {lacks} is chosen. On Questionnaire, give a construct the role {lacks}."
    scores = {*score_names(context.view), *outcomes}
    end = _first([options.outcome], scores) or outcomes[0]
    ranked = [name for name in _ranked(drivers, outcomes[0], context) if name != end]
    start = _first([options.driver], scores) or _first(ranked, ranked)
    through = tuple(name for name in options.mediators if name in scores)
    next_ = _first((name for name in ranked if name != start), ranked)
    by = _first([options.moderator], scores | set(context.view.demographics))
    chosen = {
        "driver": options.driver,
        "mediator": options.mediators,
        "outcome": options.outcome,
        "moderator": options.moderator,
    }
    return Way(
        start=start,
        through=through or ((next_,) if next_ else ()),
        end=end,
        by=by or next_ or _of_two(context.view),
        by_rule=tuple(role for role, name in chosen.items() if not name),
    )


def _of_two(view: View) -> str:
    """The first demographic with two categories that may be shown; empty without any."""
    every = (name for name in view.demographics if len(view.groups(name).names) > 1)
    return next(every, "")


def _first(names: Iterable[str], among: Iterable[str]) -> str:
    """The first name that there is; empty without any."""
    there = set(among)
    return next((name for name in names if name in there), "")


def _ranked(drivers: Sequence[str], outcome: str, context: Context[PathsOptions]) -> list[str]:
    """Drivers by |β|, the strongest first; as asked where there is no model."""
    try:
        model = regression(outcome, drivers, context.scores)
    except NotEnoughData:
        return list(drivers)
    return [t.term for t in sorted(model.drivers, key=lambda t: -abs(t.beta or 0))]
