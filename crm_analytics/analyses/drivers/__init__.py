"""What moves the outcome?

`models` says which models there are, `coefficients` what they say and whether it can be trusted,
`importance` how much is due to each driver; the effect matrix of all outcomes stands here.
"""

from collections.abc import Iterator, Sequence

from crm_analytics.analyses.drivers import coefficients, importance
from crm_analytics.analyses.drivers.models import (
    DriversOptions,
    Studied,
    drivers,
    outcomes,
    studies,
)
from crm_analytics.analyses.registry import About, Analysis, Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Chart, Heat
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.regression import Effects, Regression, effects

ABOUT = About("drivers", "Drivers", "What moves the outcome?")
MATRIX = (
    "Effect matrix: each outcome dimension on all driver dimensions, among the people who have "
    "every one of these scores; p (Holm) is adjusted for all its cells (Holm 1979).",
)
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
    *MATRIX,
    *importance.METHOD,
    *coefficients.METHOD,
)
CELL = ("b", "se", "beta", "t", "p")
FIT = ("r2", "r2_adjusted", "f", "df1", "df2", "p")
Matrix = Effects | str


def section(context: Context[DriversOptions]) -> Section:
    """One model per outcome construct on all driver dimensions, and what stands around it."""
    lacks = _lacks(context)
    if lacks:
        return ABOUT.section(context, lacks, method=METHOD)
    found = tuple(studies(context))
    known = [m for m in found if isinstance(m, Studied)]
    lacking = [m.reason for m in found if isinstance(m, Unavailable)]
    effects = matrix(context)
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


def _charts(known: Sequence[Studied], effects: Matrix) -> Iterator[Chart]:
    yield from (coefficients.chart(m.shown) for m in known)
    yield from _matrix_heat(effects)
    for m in known:
        yield from importance.charts(m)


def _tables(
    known: Sequence[Studied], effects: Matrix, context: Context[DriversOptions]
) -> Iterator[Table]:
    if known:
        yield from coefficients.tables(known, context)
    yield from _matrix_tables(effects, context.view.weighted)
    if known:
        yield importance.table(known)
        yield from coefficients.steps(known)
        yield coefficients.diagnostics_table(known)


def _caveats(
    known: Sequence[Studied], effects: Matrix, context: Context[DriversOptions]
) -> Iterator[str]:
    for m in known:
        yield from coefficients.caveats(m)
        yield from importance.caveats(m)
        yield from coefficients.failed(m, context)
    yield from _matrix_caveats(effects)


def matrix(context: Context[DriversOptions]) -> Matrix:
    """The matrix, or why there is none."""
    names = [d.name for construct in outcomes(context) for d in construct.dimensions]
    try:
        return effects(names, drivers(context), context.scores, context.options.level)
    except NotEnoughData as reason:
        return str(reason)


def _matrix_heat(found: Matrix) -> Iterator[Heat]:
    """β of every cell."""
    if isinstance(found, str) or not found.models:
        return
    cells = {(outcome, term.term): (term, p) for outcome, term, p in found.cells}
    rows = tuple(model.outcome for model in found.models)
    columns = tuple(term.term for term in found.models[0].drivers)
    most = max(1.0, *(abs(term.beta or 0) for _, term, _ in found.cells))
    yield Heat(
        name="effects",
        title="Effect of each driver on each outcome, the other drivers held equal",
        rows=rows,
        columns=columns,
        values=tuple(tuple(cells[row, c][0].beta for c in columns) for row in rows),
        flags=tuple(tuple(words.flag(cells[row, c][1]) for c in columns) for row in rows),
        low=-most,
        high=most,
        note=f"n = {found.models[0].n:,}; * p < .05, ** p < .01, adjusted for all cells (Holm)",
        measure="β",
    )


def _matrix_tables(found: Matrix, weighted: bool) -> Iterator[Table]:
    """Every cell, then R² and F of every row."""
    if isinstance(found, str) or not found.models:
        return
    cells = (
        (outcome, term.term, *(getattr(term, key) for key in CELL), p)
        for outcome, term, p in found.cells
    )
    keys = ("outcome", "driver", *CELL, "p_holm")
    brief = ("outcome", "driver", "b", "beta", "p_holm")
    yield Table.of("effects", "Effects on every outcome", keys, cells, brief, detail=True)
    counted = ("n", "n_effective") if weighted else ("n",)
    keys = (*counted, *FIT)
    rows = ((m.outcome, *(getattr(m, key) for key in keys)) for m in found.models)
    yield Table.of("effects_fit", "Models of every outcome", ("outcome", *keys), rows, detail=True)


def _matrix_caveats(found: Matrix) -> Iterator[str]:
    """Outcomes without a row."""
    if not isinstance(found, str):
        yield from (f"{lacking.name}: {lacking.reason}" for lacking in found.unavailable)


ANALYSIS = Analysis(
    ABOUT,
    section,
    place=7,
    shows="regression and its checks, selection, HC3, effect matrix, LMG and relative weights, "
    "what to improve",
    options=DriversOptions,
    of_scores=True,
)
