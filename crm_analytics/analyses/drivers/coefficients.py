"""The coefficients of each model: tables, a picture, equations, diagnostics, what weakens them."""

from collections.abc import Callable, Iterator, Sequence

from crm_analytics.analyses.drivers.models import DriversOptions, Studied
from crm_analytics.analyses.registry import Context
from crm_analytics.report import words
from crm_analytics.report.chart import Dots, Interval
from crm_analytics.report.table import Table
from crm_analytics.report.words import signed
from crm_analytics.statistics import no_weighted_form
from crm_analytics.statistics import regression_diagnostics as diagnostics
from crm_analytics.statistics.regression import ALPHA, CONSTANT, Regression
from crm_analytics.statistics.regression_diagnostics import Diagnostic, checks

METHOD = (
    "Diagnostics: Durbin–Watson in the order of the file (2 is independence), Jarque–Bera on the "
    "skewness and kurtosis of the errors, the studentised Breusch–Pagan test (Koenker 1981), the "
    "largest Cook's distance (1977; above 1 one person moves the coefficients), and the largest "
    "condition index of the columns scaled to length 1, the constant among them (Belsley, Kuh & "
    "Welsch 1980). HC3 standard errors: MacKinnon & White (1985).",
)
MODEL = (
    "term", "b", "se", "beta", "t", "p", "low", "high", "tolerance", "vif", "zero_order",
    "partial", "part",
)  # fmt: skip
ROBUST = ("se_hc3", "p_hc3")
FIT = (
    "r", "r2", "r2_adjusted", "se_estimate", "f", "df1", "df2", "p", "f_critical", "t_critical",
    "durbin_watson",
)  # fmt: skip
STEP = ("outcome", "step", "action", "driver", "p", "r2")
DIAGNOSTICS = ("outcome", "check", "statistic", "df", "p", "reading")
LATEX_MARKS = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def chart(model: Regression) -> Dots:
    """Every coefficient with its interval, the strongest first."""
    return Dots(
        name=f"coefficients of {model.outcome}",
        title=f"Effect of each driver on {model.outcome}, the others held equal",
        axis=f"B with {model.level:.0%} interval: points of the outcome per point of the driver",
        points=tuple(
            Interval(t.term, t.b, t.low, t.high)
            for t in sorted(model.drivers, key=lambda t: -abs(t.beta or 0))
        ),
        marks=((0.0, "no effect"),),
        note=f"n = {model.n:,}, R² = {words.number(model.r2, 3)}",
    )


def tables(known: Sequence[Studied], context: Context[DriversOptions]) -> Iterator[Table]:
    """Coefficients and fit, of the models shown and of the refitted ones, then equations."""
    shown = [m.shown for m in known]
    refit = [m.refit for m in known if m.refit]
    keys = (*MODEL, *ROBUST) if context.options.robust and not context.view.weighted else MODEL
    counted = ("n", "n_effective") if context.view.weighted else ("n",)
    for prefix, title, models in (("", "", shown), ("refitted_", ", refitted", refit)):
        if models:
            yield _model(f"{prefix}model", f"Coefficients of the model{title}", models, keys)
            yield _fit(f"{prefix}fit", f"How well the model fits{title}", models, (*counted, *FIT))
    yield Table.of(
        "equations",
        "The model as an equation",
        ("outcome", "model", "equation", "latex"),
        (
            (model.outcome, kind, equation(model), latex(model))
            for m in known
            for kind, model in (
                ("selected" if m.selected else "full", m.shown),
                ("refitted", m.refit),
            )
            if model
        ),
        brief=("outcome", "model", "equation"),
    )


def steps(known: Sequence[Studied]) -> Iterator[Table]:
    """What a method entered and removed; no table where all drivers were entered."""
    if any(m.selected for m in known):
        rows = (
            (
                m.shown.outcome,
                place,
                "entered" if step.entered else "removed",
                step.driver,
                step.p,
                step.r2,
            )
            for m in known
            if m.selected
            for place, step in enumerate(m.selected.steps, start=1)
        )
        yield Table.of("steps", "Steps of the selection", STEP, rows)


def _model(name: str, title: str, models: Sequence[Regression], keys: Sequence[str]) -> Table:
    rows = ((m.outcome, *(getattr(term, key) for key in keys)) for m in models for term in m.terms)
    brief = ("outcome", "term", "b", "se", "beta", "t", "p", "low", "high", "vif")
    robust = tuple(key for key in keys if key in ROBUST)
    return Table.of(name, title, ("outcome", *keys), rows, brief + robust, name != "model")


def _fit(name: str, title: str, models: Sequence[Regression], keys: Sequence[str]) -> Table:
    rows = ((m.outcome, *(getattr(m, key) for key in keys)) for m in models)
    brief = ("n", "n_effective", "r2", "r2_adjusted", "f", "df1", "df2", "p", "f_critical")
    shown = ("outcome", *(key for key in brief if key in keys))
    return Table.of(name, title, ("outcome", *keys), rows, shown, detail=True)


def caveats(m: Studied) -> Iterator[str]:
    """What weakens the coefficients of one model."""
    model = m.shown
    tangled = [t.term for t in model.drivers if (t.vif or 0) > words.COLLINEAR_VIF]
    if tangled:
        names = words.listed(tangled)
        yield f"{names}: VIF above {words.COLLINEAR_VIF}; their effects are hard to tell apart."
    if model.p >= ALPHA:
        yield f"The model of {model.outcome} as a whole is not significant."
    if model.n < 10 * model.df1:
        yield (
            f"{model.n} people for {model.df1} drivers of {model.outcome} are few: "
            "coefficients may change in the next survey."
        )
    if any(term.term == CONSTANT for term in model.drivers):
        yield "A dimension is called 'constant' like the first line of the model."
    if m.selected:
        yield (
            f"The drivers of {model.outcome} were chosen by their p-values ({m.selected.method}), "
            "so the p-values shown are too small and R² is too large. Choose the method enter "
            "for tests."
        )


def equation(model: Regression) -> str:
    """For example "Loyalty = 0.199 + 0.212 · Trust − 0.050 · Price"."""
    return f"{model.outcome} = {_terms(model, ' · {}')}"


def latex(model: Regression) -> str:
    """The same in LaTeX, names as text."""
    right = _terms(model, r"\,\text{{{}}}", _escaped).replace("−", "-")
    return rf"\widehat{{\text{{{_escaped(model.outcome)}}}}} = {right}"


def _escaped(name: str) -> str:
    return "".join(LATEX_MARKS.get(character, character) for character in name)


def _terms(model: Regression, factor: str, name: Callable[[str], str] = str) -> str:
    written = signed(f"{model.terms[0].b:.3f}")
    for term in model.drivers:
        sign = "−" if term.b < 0 else "+"
        written += f" {sign} {abs(term.b):.3f}{factor.format(name(term.term))}"
    return written


def diagnostics_table(known: Sequence[Studied]) -> Table:
    """Every check of every model shown."""
    rows = (
        (m.shown.outcome, c.name, c.statistic, c.df, c.p, _reading(c, m))
        for m in known
        for c in checks(m.shown.errors, m.cases.moments)
    )
    return Table.of("diagnostics", "Diagnostics", DIAGNOSTICS, rows, detail=True)


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


def failed(m: Studied, context: Context[DriversOptions]) -> Iterator[str]:
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
