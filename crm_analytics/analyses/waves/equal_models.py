"""May means of two waves be compared at all? One-factor models that are held equal step by step."""

from collections.abc import Iterator, Sequence

from crm_analytics.analyses.inputs import item_moments
from crm_analytics.analyses.waves.change_tests import pairs
from crm_analytics.analyses.waves.compared import ComparedWaves
from crm_analytics.errors import NotEnoughData
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable, no_weighted_form
from crm_analytics.statistics.invariance import FALL, Invariance, ModelFit, invariance
from crm_analytics.survey.view import View

METHOD = (
    "Measurement invariance: one factor for each scale by maximum likelihood, in both waves at "
    "once. Configural: one factor in each; metric: the same loadings; scalar: the same intercepts "
    f"too. A step holds where CFI falls by no more than {FALL:.3f} (Cheung & Rensvold 2002). "
    "Only with the same intercepts do differences of means mean differences of people."
)
COLUMNS = (
    "scale",
    "from",
    "to",
    "model",
    "chi2",
    "df",
    "p",
    "cfi",
    "rmsea",
    "more_chi2",
    "more_df",
    "more_p",
    "less_cfi",
    "holds",
)


def found_equal(found: ComparedWaves) -> tuple[Invariance | Unavailable, ...]:
    """Every dimension in the two waves looked at; nothing where one is known only from print."""
    pair = found.chosen
    views = [wave.view for wave in found.scored]
    views = [view for view in views if view.wave in (pair.earlier, pair.later)]
    return invariances(views) if len(views) > 1 else ()


def table(equal: Sequence[Invariance | Unavailable]) -> Iterator[Table]:
    """Three models a scale."""
    rows = [
        (one.scale, one.waves[0], one.waves[-1], *_fit(fit))
        for one in equal
        if isinstance(one, Invariance)
        for fit in one.fits
    ]
    if rows:
        yield Table.of("invariance", "Measurement invariance", COLUMNS, rows, detail=True)


def _fit(fit: ModelFit) -> tuple[Value, ...]:
    against = fit.more_chi2, fit.more_df, fit.more_p, fit.less_cfi
    return (fit.model, fit.chi2, fit.df, fit.p, fit.cfi, fit.rmsea, *against, fit.holds)


def caveats(equal: Sequence[Invariance | Unavailable]) -> Iterator[str]:
    """Scales whose loadings or intercepts differ, and why some could not be looked at."""
    for one in equal:
        if isinstance(one, Unavailable):
            yield one.reason
            continue
        failed = [fit for fit in one.fits if fit.holds is False]
        if failed:
            what = "loadings" if failed[0].model == "metric" else "intercepts"
            yield (
                f"The {what} of {one.scale} are not the same in {one.waves[0]} and "
                f"{one.waves[-1]} (CFI falls by {failed[0].less_cfi or 0:.3f}): its means may "
                "differ because the questions were understood otherwise."
            )


def invariances(views: Sequence[View]) -> tuple[Invariance | Unavailable, ...]:
    """Dimensions of comparable waves, between the waves that `changes` compares."""
    return tuple(found for a, b in pairs(len(views)) for found in _of_two((views[a], views[b])))


def _of_two(views: tuple[View, View]) -> Iterator[Invariance | Unavailable]:
    moments = [item_moments(view) for view in views]
    asked = {d.name for d in views[0].instrument.dimensions}
    for dimension in views[1].instrument.dimensions:
        if dimension.name not in asked:
            continue
        if any(view.weighted for view in views):
            yield Unavailable(dimension.name, no_weighted_form("A test of equal loadings"))
            continue
        columns = [
            [column for column in view.columns if column in dimension.columns] for view in views
        ]
        try:
            own = [of(c).select(dimension.columns) for of, c in zip(moments, columns, strict=True)]
        except NotEnoughData as reason:
            yield Unavailable(dimension.name, str(reason))
            continue
        yield invariance(dimension.name, [view.wave for view in views], own)
