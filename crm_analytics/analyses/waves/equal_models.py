"""May means of two waves be compared at all? One-factor models that are held equal step by step."""

from collections.abc import Iterator, Sequence

from crm_analytics.analyses.waves.compared import Compared
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.waves.invariance import FALL, Fit, Invariance, invariances

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


def found_equal(found: Compared) -> tuple[Invariance | Unavailable, ...]:
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


def _fit(fit: Fit) -> tuple[Value, ...]:
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
