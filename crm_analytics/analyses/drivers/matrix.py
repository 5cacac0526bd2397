"""The effect matrix: every outcome dimension on all drivers."""

from collections.abc import Iterator, Mapping

from crm_analytics.analyses.drivers.studied import DriversOptions, drivers, outcomes
from crm_analytics.analyses.registry import Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Heat
from crm_analytics.report.table import Table
from crm_analytics.statistics.regression import Effects, OutcomeEffect, effects

METHOD = (
    "Effect matrix: each outcome dimension on all driver dimensions, among the people who have "
    "every one of these scores; p (Holm) is adjusted for all its cells (Holm 1979).",
)
CELL = ("b", "se", "beta", "t", "p")
FIT = ("r2", "r2_adjusted", "f", "df1", "df2", "p")

Matrix = Effects | str


def matrix(context: Context[DriversOptions]) -> Matrix:
    """The matrix, or why there is none."""
    names = [d.name for construct in outcomes(context) for d in construct.dimensions]
    try:
        return effects(names, drivers(context), context.scores, context.options.level)
    except NotEnoughData as reason:
        return str(reason)


def charts(found: Matrix) -> Iterator[Heat]:
    """β of every cell."""
    if isinstance(found, str) or not found.models:
        return
    cells: Mapping[tuple[str, str], OutcomeEffect] = {
        (e.outcome, e.driver): e for e in found.effects
    }
    rows = tuple(model.outcome for model in found.models)
    columns = tuple(term.term for term in found.models[0].drivers)
    most = max(1.0, *(abs(e.term.beta or 0) for e in found.effects))
    yield Heat(
        name="effects",
        title="Effect of each driver on each outcome, the other drivers held equal",
        rows=rows,
        columns=columns,
        values=tuple(tuple(cells[row, c].term.beta for c in columns) for row in rows),
        flags=tuple(tuple(words.flag(cells[row, c].p_holm) for c in columns) for row in rows),
        low=-most,
        high=most,
        note=f"n = {found.models[0].n:,}; * p < .05, ** p < .01, adjusted for all cells (Holm)",
        measure="β",
    )


def tables(found: Matrix, weighted: bool) -> Iterator[Table]:
    """Every cell, then R² and F of every row."""
    if isinstance(found, str) or not found.models:
        return
    cells = (
        (e.outcome, e.driver, *(getattr(e.term, key) for key in CELL), e.p_holm)
        for e in found.effects
    )
    keys = ("outcome", "driver", *CELL, "p_holm")
    brief = ("outcome", "driver", "b", "beta", "p_holm")
    yield Table.of("effects", "Effects on every outcome", keys, cells, brief, detail=True)
    counted = ("n", "n_effective") if weighted else ("n",)
    keys = (*counted, *FIT)
    rows = ((m.outcome, *(getattr(m, key) for key in keys)) for m in found.models)
    yield Table.of("effects_fit", "Models of every outcome", ("outcome", *keys), rows, detail=True)


def caveats(found: Matrix) -> Iterator[str]:
    """Outcomes without a row."""
    if not isinstance(found, str):
        yield from (f"{lacking.name}: {lacking.reason}" for lacking in found.unavailable)
