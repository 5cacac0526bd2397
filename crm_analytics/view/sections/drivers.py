"""What moves the outcome?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_analytics.analysis import Unavailable
from crm_analytics.analysis.regression import (
    ALPHA,
    CONSTANT,
    Regression,
    cases_of,
    estimated,
    refitted,
)
from crm_analytics.analysis.scores import Scores
from crm_analytics.errors import NotEnoughData
from crm_analytics.survey.instrument import Construct
from crm_analytics.survey.view import View
from crm_analytics.view import equation, words
from crm_analytics.view.chart import Dots, Interval
from crm_analytics.view.section import Section
from crm_analytics.view.sections.given import Given, Shell
from crm_analytics.view.table import Table

SHELL = Shell("drivers", "Drivers", "What moves the outcome?")
METHOD = (
    "Ordinary least squares of the outcome construct's score on the scores of all driver "
    "dimensions, among the people who have every score. Critical t and F are those of the model's "
    "own degrees of freedom at α = .05.",
    "The refitted equation is estimated anew with the significant drivers only. It is never the "
    "full equation with terms deleted: its other coefficients would be wrong.",
    "A survey taken once shows what goes together when the other drivers are held equal; it does "
    "not prove what causes what.",
    "VIF is 1 / tolerance, tolerance 1 − R² of a driver on the others. Durbin–Watson is in the "
    "order of the file.",
)
MODEL = ("term", "b", "se", "beta", "t", "p", "low", "high", "tolerance", "vif")
FIT = (
    "n",
    "r",
    "r2",
    "r2_adjusted",
    "se_estimate",
    "f",
    "df1",
    "df2",
    "p",
    "f_critical",
    "t_critical",
    "durbin_watson",
)


@dataclass(frozen=True, slots=True)
class _Models:
    full: Regression
    refit: Regression | None


def section(given: Given) -> Section:
    """One model per outcome construct on all driver dimensions."""
    models = tuple(_models(given.view, given.scores, given.choices.level))
    known = [m for m in models if isinstance(m, _Models)]
    lacking = [m for m in models if isinstance(m, Unavailable)]
    return SHELL.section(
        given,
        _finding(known[0].full) if known else lacking[0].reason,
        charts=(_chart(m.full) for m in known),
        tables=_tables(known) if known else (),
        caveats=_caveats(known, lacking),
        method=METHOD,
    )


def _models(view: View, scores: Scores, level: float) -> Iterator[_Models | Unavailable]:
    instrument = view.instrument
    outcomes = instrument.with_role("outcome")
    names = [d.name for c in instrument.with_role("driver") for d in c.dimensions]
    if not outcomes or not names:
        lacks = "outcome" if names else "driver"
        yield Unavailable(
            "", f"No {lacks} is chosen. On Questionnaire, give a construct the role {lacks}."
        )
        return
    for outcome in outcomes:
        yield _attempt(outcome, names, scores, level)


def _attempt(
    outcome: Construct, names: Sequence[str], scores: Scores, level: float
) -> _Models | Unavailable:
    try:
        cases = cases_of(outcome.name, names, scores)
        full = estimated(cases, level)
        return _Models(full, refitted(full, cases))
    except NotEnoughData as reason:
        return Unavailable(outcome.name, str(reason))


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


def _chart(model: Regression) -> Dots:
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


def _tables(known: Sequence[_Models]) -> Iterator[Table]:
    full = [m.full for m in known]
    refit = [m.refit for m in known if m.refit]
    for prefix, title, models in (("", "", full), ("refitted_", ", refitted", refit)):
        if models:
            yield _model(f"{prefix}model", f"Coefficients{title}", models)
            yield _fit(f"{prefix}fit", f"Model{title}", models)
    yield Table.of(
        "equations",
        "Equations",
        ("outcome", "model", "equation", "latex"),
        (
            (model.outcome, kind, equation.text(model), equation.latex(model))
            for m in known
            for kind, model in (("full", m.full), ("refitted", m.refit))
            if model
        ),
        brief=("outcome", "model", "equation"),
    )


def _model(name: str, title: str, models: Sequence[Regression]) -> Table:
    rows = ((m.outcome, *(getattr(term, key) for key in MODEL)) for m in models for term in m.terms)
    brief = ("outcome", "term", "b", "se", "beta", "t", "p", "low", "high", "vif")
    return Table.of(name, title, ("outcome", *MODEL), rows, brief, name != "model")


def _fit(name: str, title: str, models: Sequence[Regression]) -> Table:
    rows = ((m.outcome, *(getattr(m, key) for key in FIT)) for m in models)
    brief = ("outcome", "n", "r2", "r2_adjusted", "f", "df1", "df2", "p", "f_critical")
    return Table.of(name, title, ("outcome", *FIT), rows, brief, name != "fit")


def _caveats(known: Sequence[_Models], lacking: Sequence[Unavailable]) -> Iterator[str]:
    yield from (m.reason for m in (lacking if known else lacking[1:]))
    for model in (m.full for m in known):
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
    if any(term.term == CONSTANT for m in known for term in m.full.drivers):
        yield "A dimension is called 'constant' like the first line of the model."
