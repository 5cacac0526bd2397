"""What moves the outcome?"""

from collections.abc import Iterator, Sequence

from crm_analytics.analyses.drivers import checks, importance, matrix, model
from crm_analytics.analyses.drivers.studied import (
    DriversOptions,
    Studied,
    drivers,
    outcomes,
    studies,
)
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.report import words
from crm_analytics.report.chart import Chart
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.regression import Regression

ABOUT = About("drivers", "Drivers", "What moves the outcome?")
METHOD = (
    "Ordinary least squares of the outcome construct's score on the scores of all driver "
    "dimensions, among the people who have every score. Critical t and F are those of the model's "
    "own degrees of freedom at α = .05. With case weights, weighted least squares with a "
    "linearised covariance and Wald's F.",
    "The refitted equation is estimated anew with the significant drivers only. It is never the "
    "full equation with terms deleted: its other coefficients would be wrong.",
    "A survey taken once shows what goes together when the other drivers are held equal; it does "
    "not prove what causes what.",
    "VIF is 1 / tolerance, tolerance 1 − R² of a driver on the others. The partial correlation "
    "holds the other drivers equal in both scores, the part correlation in the driver alone.",
    *matrix.METHOD,
    *importance.METHOD,
    *checks.METHOD,
)


def section(context: Context[DriversOptions]) -> Section:
    """One model per outcome construct on all driver dimensions, and what stands around it."""
    lacks = _lacks(context)
    if lacks:
        return ABOUT.section(context, lacks, method=METHOD)
    found = tuple(studies(context))
    known = [m for m in found if isinstance(m, Studied)]
    lacking = [m.reason for m in found if isinstance(m, Unavailable)]
    effects = matrix.matrix(context)
    return ABOUT.section(
        context,
        _finding(known[0].shown) if known else lacking[0],
        charts=_charts(known, effects),
        tables=_tables(known, effects, context),
        caveats=(*lacking[not known :], *_caveats(known, effects, context)),
        method=METHOD,
    )


def _lacks(context: Context[DriversOptions]) -> str:
    """What the questionnaire does not say yet; empty when it says enough."""
    if drivers(context) and outcomes(context):
        return ""
    lacks = "outcome" if drivers(context) else "driver"
    return f"No {lacks} is chosen. On Questionnaire, give a construct the role {lacks}."


def _finding(model: Regression) -> str:
    share = f"{words.counted(model.df1, 'driver')} explain {model.r2:.0%} of {model.outcome}"
    if model.df1 == 1:
        share = share.replace("explain", "explains")
    sure = sorted((t for t in model.drivers if t.significant), key=lambda t: -abs(t.beta or 0))
    if not sure:
        return f"No driver stands out: {share}, and none is significant beside the others."
    rest = [t.term for t in model.drivers if not t.significant]
    tail = (
        f"; {words.listed(rest)} {'adds' if len(rest) == 1 else 'add'} nothing certain"
        if rest
        else ""
    )
    top = sure[0]
    return (
        f"{top.term} matters most for {model.outcome} (β = {words.number(top.beta or 0)}, "
        f"{words.p_value(top.p)}); {share}{tail}."
    )


def _charts(known: Sequence[Studied], effects: matrix.Matrix) -> Iterator[Chart]:
    yield from (model.chart(m.shown) for m in known)
    yield from matrix.charts(effects)
    for m in known:
        yield from importance.charts(m)


def _tables(
    known: Sequence[Studied], effects: matrix.Matrix, context: Context[DriversOptions]
) -> Iterator[Table]:
    if known:
        yield from model.tables(known, context)
    yield from matrix.tables(effects, context.view.weighted)
    if known:
        yield importance.table(known)
        yield from model.steps(known)
        yield checks.table(known)


def _caveats(
    known: Sequence[Studied], effects: matrix.Matrix, context: Context[DriversOptions]
) -> Iterator[str]:
    for m in known:
        yield from model.caveats(m)
        yield from importance.caveats(m)
        yield from checks.caveats(m, context)
    yield from matrix.caveats(effects)


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=7,
    shows="regression and its checks, selection, HC3, effect matrix, LMG and relative weights, "
    "what to improve",
    options=DriversOptions,
)
