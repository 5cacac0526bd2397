"""How each score went, wave by wave: lines with intervals, and the numbers behind them."""

from collections.abc import Iterator, Sequence

from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.compared import ComparedWaves, WavesOptions
from crm_analytics.analyses.waves.measured import Point, Trend, points
from crm_analytics.report.chart import Line, Lines, Reading
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.survey.instrument import Construct

MEANS = ("name", "kind", "wave", "n", "mean", "sd", "low", "high", "note")
BRIEF = ("name", "wave", "n", "mean", "low", "high")


def lines(context: Context[WavesOptions], found: ComparedWaves) -> Iterator[Lines]:
    """Constructs in one chart, the dimensions of each construct in another, items on request."""
    by_kind = {
        kind: [trend for trend in found.trends if trend.kind == kind]
        for kind in ("construct", "dimension", "item")
    }
    if by_kind["construct"]:
        yield _lines(
            "constructs", "Constructs over the waves", by_kind["construct"], context, found
        )
    for number, construct in enumerate(context.view.instrument.constructs, 1):
        names = {dimension.name for dimension in construct.dimensions}
        own = [trend for trend in by_kind["dimension"] if trend.name in names]
        if own:
            yield _lines(f"dimensions_{number}", _over(construct), own, context, found)
    for dimension in context.view.instrument.dimensions:
        own = [trend for trend in by_kind["item"] if trend.name in dimension.columns]
        if dimension.name == context.options.dimension and own:
            yield _lines("items", f"Items of {dimension.name} over the waves", own, context, found)


def _over(construct: Construct) -> str:
    alone = len(construct.dimensions) == 1
    name = construct.dimensions[0].name if alone else f"Dimensions of {construct.name}"
    return f"{name} over the waves"


def _lines(
    name: str,
    title: str,
    shown: Sequence[Trend],
    context: Context[WavesOptions],
    found: ComparedWaves,
) -> Lines:
    level = context.options.level
    scales = {str(d.scale) for d in context.view.instrument.dimensions}
    unit = f"scale {scales.pop()}" if len(scales) == 1 else "scale points"
    return Lines(
        name=name,
        title=title,
        x_axis="Wave",
        y_axis=f"Mean, {unit}",
        series=tuple(_line(trend, found.waves, level) for trend in shown),
        ticks=found.waves,
        note=f"{_people(shown)}, {level:.0%} intervals",
    )


def _line(trend: Trend, waves: Sequence[str], level: float) -> Line:
    told = [p for p in points(trend, level) if isinstance(p, Point)]
    readings = (Reading(waves.index(p.wave), p.mean, p.low, p.high) for p in told)
    return Line(trend.name, tuple(readings))


def _people(shown: Sequence[Trend]) -> str:
    n = [p.n for trend in shown for p in points(trend) if isinstance(p, Point)]
    if not n:
        return "Nobody may be shown"
    return f"n = {min(n):,}" if min(n) == max(n) else f"n = {min(n):,} to {max(n):,}"


def tables(context: Context[WavesOptions], found: ComparedWaves) -> Iterator[Table]:
    """Means of scores, then of items, wave by wave."""
    for name, title, items in (
        ("means", "Means wave by wave", False),
        ("item_means", "Means of items wave by wave", True),
    ):
        told = [
            (trend, wave, point)
            for trend in found.trends
            if (trend.kind == "item") == items
            for wave, point in zip(trend.waves, points(trend, context.options.level), strict=True)
        ]
        if told:
            table = Table.of(name, title, MEANS, (_row(*one) for one in told), BRIEF, detail=items)
            yield context.with_effective(table, (_effective(point) for _, _, point in told))


def _row(trend: Trend, wave: str, point: Point | Unavailable) -> tuple[Value, ...]:
    if isinstance(point, Unavailable):
        return (trend.name, trend.kind, wave, *(None,) * 5, point.reason)
    measured = point.n, point.mean, point.sd, point.low, point.high
    return (trend.name, trend.kind, wave, *measured, None)


def _effective(point: Point | Unavailable) -> float | None:
    return None if isinstance(point, Unavailable) else point.effective
