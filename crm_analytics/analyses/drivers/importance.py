"""How much is due to each driver, and where there is room: shares of R², and the map."""

from collections.abc import Iterator, Sequence

from crm_analytics.analyses.drivers.models import USUAL, Studied
from crm_analytics.report import words
from crm_analytics.report.chart import Bars, Chart, Dots, Interval, Map, Spot
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Estimate
from crm_analytics.statistics.importance import MOST, Importance

METHOD = (
    "Importance, of all drivers: LMG is a driver's mean gain in R² over all orders in which "
    "drivers can enter (Lindeman, Merenda & Gold 1980; the Shapley value), the relative weight is "
    "Johnson's (2000); both add up to R². Their intervals are percentiles of people drawn anew "
    f"(seed {USUAL.seed}).",
    "Importance–performance map: the total effect is B, in per cent of the outcome's scale per per "
    "cent of the driver's; performance is the mean from 0 at the low end of the scale to 100 at "
    "the high end (Ringle & Sarstedt 2016). The lines stand at the means of the drivers.",
)
QUADRANTS = ("Possibly too much", "Keep it up", "Low priority", "Improve first")


def charts(m: Studied) -> Iterator[Chart]:
    """Shares of R², the largest first, and the map of two drivers or more."""
    if not m.shares:
        return
    yield _shares(m)
    if len(m.map) > 1:
        yield _map(m)


def _shares(m: Studied) -> Bars | Dots:
    """Dots where there are intervals, because bars have no ends to show."""
    parts = {s.driver: s.lmg or s.relative_weight for s in m.shares}
    name = f"importance for {m.shown.outcome}"
    title = f"How much of {m.shown.outcome} each driver explains"
    kind = "LMG" if m.shares[0].lmg else "Johnson's relative weight"
    interval = f" with {m.shown.level:.0%} interval" if m.draws else ""
    axis = f"{kind}{interval}: % of the variance of the outcome"
    points = tuple(
        Interval(driver, 100 * part.value, _percent(part.low), _percent(part.high))
        for driver, part in sorted(parts.items(), key=lambda item: -item[1].value)
    )
    if m.draws:
        return Dots(name, title, axis, points, note=_note(m), detail=True)
    return Bars(name, title, axis, points, note=_note(m), detail=True)


def _note(m: Studied) -> str:
    whole = sum((s.lmg or s.relative_weight).value for s in m.shares)
    drawn = f", {m.draws:,} resamples" if m.draws else ""
    return f"n = {m.shown.n:,}{drawn}; together {whole:.1%}, which is R²"


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _map(m: Studied) -> Map:
    effects = [place.total_effect for place in m.map]
    performances = [place.performance for place in m.map]
    return Map(
        name=f"map of {m.shown.outcome}",
        title=f"What to improve for {m.shown.outcome}: strong effect, low performance",
        x_axis="Importance: total effect, % of the outcome's scale per % of the driver's",
        y_axis="Performance: mean, 0 to 100 of the scale",
        points=tuple(Spot(p.driver, p.total_effect, p.performance) for p in m.map),
        x_line=sum(effects) / len(effects),
        y_line=sum(performances) / len(performances),
        quadrants=QUADRANTS,
        note=f"n = {m.shown.n:,}; lines at the means",
    )


def table(known: Sequence[Studied]) -> Table:
    """Both shares, intervals where they were made, and the place on the map."""
    drawn = any(m.draws for m in known)
    ends = ("lmg_low", "lmg_high"), ("relative_weight_low", "relative_weight_high")
    keys = (
        "outcome",
        "driver",
        "lmg",
        *(ends[0] if drawn else ()),
        "relative_weight",
        *(ends[1] if drawn else ()),
        "performance",
        "total_effect",
    )
    rows = (
        (
            m.shown.outcome,
            share.driver,
            *_part(share.lmg, drawn),
            *_part(share.relative_weight, drawn),
            place.performance,
            place.total_effect,
        )
        for m in known
        for share, place in zip(m.shares, m.map, strict=True)
    )
    brief = ("outcome", "driver", "lmg", "relative_weight", "performance", "total_effect")
    return Table.of("importance", "Importance and performance of every driver", keys, rows, brief)


def _part(part: Estimate | None, drawn: bool) -> tuple[Value, ...]:
    ends = (part.low, part.high) if part else (None, None)
    return (part.value if part else None, *(ends if drawn else ()))


def caveats(m: Studied) -> Iterator[str]:
    """Shares that are not there, and leaders that the intervals cannot tell apart."""
    if m.unshared:
        yield f"Importance for {m.shown.outcome}: {m.unshared}"
    if m.shares and m.shares[0].lmg is None:
        yield (
            f"LMG compares all sets of drivers, which are too many for more than {MOST}; relative "
            "weights stand in its place."
        )
    tied = _tied(m.shares)
    if tied:
        verb = "are" if len(tied) > 2 else "is"
        yield (
            f"Which of {words.listed(tied)} {verb} most important for {m.shown.outcome} is not "
            "certain: their intervals overlap."
        )


def _tied(shares: Sequence[Importance]) -> list[str]:
    """The leader, and those whose intervals reach into its own; nobody without intervals."""
    parts = [(s.driver, s.lmg or s.relative_weight) for s in shares]
    ranked = sorted(parts, key=lambda part: -part[1].value)
    lowest = ranked[0][1].low if ranked else None
    if lowest is None:
        return []
    near = [name for name, part in ranked if part.high is not None and part.high > lowest]
    return near if len(near) > 1 else []
