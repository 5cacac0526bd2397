"""Whether the numbers of a model can be trusted: its diagnostics, read for a person."""

from collections.abc import Iterator, Sequence

from crm_analytics.analyses.drivers.studied import DriversOptions, Studied
from crm_analytics.analyses.registry import Context
from crm_analytics.report import words
from crm_analytics.report.table import Table
from crm_analytics.statistics import no_weighted_form
from crm_analytics.statistics import regression_diagnostics as diagnostics
from crm_analytics.statistics.regression import ALPHA
from crm_analytics.statistics.regression_diagnostics import Diagnostic, checks

METHOD = (
    "Diagnostics: Durbin–Watson in the order of the file (2 is independence), Jarque–Bera on the "
    "skewness and kurtosis of the errors, the studentised Breusch–Pagan test (Koenker 1981), the "
    "largest Cook's distance (1977; above 1 one person moves the coefficients), and the largest "
    "condition index of the columns scaled to length 1, the constant among them (Belsley, Kuh & "
    "Welsch 1980). HC3 standard errors: MacKinnon & White (1985).",
)
COLUMNS = ("outcome", "check", "statistic", "df", "p", "reading")


def table(known: Sequence[Studied]) -> Table:
    """Every check of every model shown."""
    rows = (
        (m.shown.outcome, c.name, c.statistic, c.df, c.p, _reading(c, m))
        for m in known
        for c in checks(m.shown.errors, m.cases.moments)
    )
    return Table.of("diagnostics", "Diagnostics", COLUMNS, rows, detail=True)


def _reading(check: Diagnostic, m: Studied) -> str:
    value = check.statistic
    if value is None:
        return "not defined: an error is fixed by a single answer, or all have one size"
    low, high = words.INDEPENDENT
    readings = {
        diagnostics.INDEPENDENCE: "errors of neighbours are independent"
        if low < value < high
        else "errors of neighbours in the file go together",
        diagnostics.NORMALITY: _verdict(check, "errors look normal", "errors are not normal"),
        diagnostics.SPREAD: _verdict(
            check, "errors spread evenly", "errors spread unevenly; HC3 allows for it"
        ),
        diagnostics.INFLUENCE: "nobody moves the coefficients alone"
        if value <= words.INFLUENTIAL
        else "one person moves the coefficients",
        diagnostics.COLLINEARITY: "with the constant, as SPSS counts; VIF is about drivers alone",
    }
    return readings.get(check.name, "0 when errors are normal")


def _verdict(check: Diagnostic, well: str, badly: str) -> str:
    return badly if check.p is not None and check.p < ALPHA else well


def caveats(m: Studied, context: Context[DriversOptions]) -> Iterator[str]:
    """Checks that a model fails, and what to do about it."""
    robust, outcome, errors = context.options.robust, m.shown.outcome, m.shown.errors
    if errors is None:
        if robust:
            yield f"{no_weighted_form('HC3')} The weighted standard errors are robust already."
        return
    if robust and errors.hc3 is None:
        yield f"A single answer fixes a coefficient of {outcome}, so HC3 is not defined."
    if errors.breusch_pagan_p is not None and errors.breusch_pagan_p < ALPHA and not robust:
        yield (
            f"Errors of {outcome} spread unevenly (Breusch–Pagan "
            f"{words.p_value(errors.breusch_pagan_p)}); look at the robust standard errors (HC3)."
        )
    if errors.cook is not None and errors.cook > words.INFLUENTIAL:
        yield f"One person alone moves the coefficients of {outcome} (Cook's distance above 1)."
    if errors.jarque_bera_p < ALPHA and m.shown.n < words.FEW_PEOPLE:
        yield f"Errors of {outcome} are not normal and people are few; p-values are rough."
