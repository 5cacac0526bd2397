"""What coefficients, their tests and the fit of a model say about one another."""

from collections.abc import Iterator
from dataclasses import replace

from scipy import special

from crm_analytics.paper.interval import (
    EVERYTHING,
    Bounds,
    at_most,
    exactly,
    monotone,
    root,
    size,
    square,
)
from crm_analytics.paper.relation import Relation, Rule, ordered
from crm_analytics.paper.table import Row, given

NEAR = 1e-3  # printed tables of F have no row for every df
ANY_DF = Bounds(1.0, 1e9)  # between Cauchy's distribution and the normal


def p_of_t(t: Bounds, df: Bounds) -> Bounds:
    """Two-tailed."""
    return (
        monotone(lambda t, df: 2 * float(special.stdtr(df, -abs(t))), size(t), df)
        if df.low > 0
        else EVERYTHING
    )


def t_of_p(p: Bounds, df: Bounds) -> Bounds:
    """Every t, of either sign, whose two-tailed p this may be."""
    if p.low <= 0 or p.low >= 1 or df.low <= 0:
        return EVERYTHING
    most = -float(special.stdtrit(df.low, p.low / 2))
    return Bounds(-most, most)


def _p_of_f(f: Bounds, df1: Bounds, df2: Bounds) -> Bounds:
    if min(df1.low, df2.low) <= 0:
        return EVERYTHING
    return monotone(
        lambda f, df1, df2: float(special.fdtrc(df1, df2, f)),
        Bounds(max(f.low, 0.0), max(f.high, 0.0)),
        df1,
        df2,
    )


def _p_of_chi2(chi2: Bounds, df: Bounds) -> Bounds:
    if df.low <= 0 or chi2.high < 0:
        return EVERYTHING
    return monotone(
        lambda chi2, df: float(special.chdtrc(df, chi2)),
        Bounds(max(chi2.low, 0.0), chi2.high),
        df,
    )


def _critical_f(df1: Bounds, df2: Bounds, significance: Bounds) -> Bounds:
    if min(df1.low, df2.low) <= 0:
        return EVERYTHING
    return monotone(
        lambda p, df1, df2: float(special.fdtri(df1, df2, 1 - p)), significance, df1, df2
    )


def _t_above(probability: float, df: float) -> float:
    """The t that is exceeded with this probability."""
    return -float(special.stdtrit(df, probability))


def _critical_t(df: Bounds, significance: Bounds) -> Bounds:
    return monotone(_t_above, significance * 0.5, df) if df.low > 0 else EVERYTHING


def _reach(df: Bounds, level: Bounds) -> Bounds:
    """How many standard errors an interval reaches to each side."""
    if level.low <= 50 or level.high >= 100 or df.low <= 0:
        return EVERYTHING
    return monotone(_t_above, (100 - level) / 200, df)


COEFFICIENTS = (
    Rule(
        "t is B / SE",
        t=lambda b, se: b / se,
        b=lambda t, se: t * se,
        se=lambda b, t: b / t,
    ),
    Rule(
        "p follows from t and its df",
        p=lambda t, df: p_of_t(t, df),
        t=lambda p, df: t_of_p(p, df),
    ),
    Rule(
        "the critical t is that of its df",
        t_critical=lambda df, significance: _critical_t(df, significance),
    ),
    Rule(
        "the interval's upper end is B + t · SE",
        high=lambda b, se, df, level: b + se * _reach(df, level),
        se=lambda b, high, df, level: (high - b) / _reach(df, level),
    ),
    Rule(
        "the interval's lower end is B − t · SE",
        low=lambda b, se, df, level: b - se * _reach(df, level),
        se=lambda b, low, df, level: (b - low) / _reach(df, level),
    ),
    Rule(
        "VIF is 1 / tolerance",
        vif=lambda tolerance: 1 / tolerance,
        tolerance=lambda vif: 1 / vif,
    ),
)
FIT = (
    Rule(
        "adjusted R² is 1 − (1 − R²)(n − 1) / df₂",
        r2_adjusted=lambda r2, n, df2: 1 - (1 - r2) * (n - 1) / df2,
        r2=lambda r2_adjusted, n, df2: 1 - (1 - r2_adjusted) * df2 / (n - 1),
    ),
    Rule(
        "F is (R² / df₁) / ((1 − R²) / df₂)",
        f=lambda r2, df1, df2: (1 / (1 - r2) - 1) * df2 / df1,
        r2=lambda f, df1, df2: 1 - 1 / (1 + f * df1 / df2),
    ),
    Rule("R² is the square of R", r2=lambda r: square(r), r=lambda r2: _either(root(r2))),
    Rule(
        "df₂ is n − predictors − 1",
        df2=lambda n, predictors: n - predictors - 1,
        predictors=lambda n, df2: n - df2 - 1,
    ),
    Rule("df₁ is the number of predictors", df1=lambda predictors: predictors),
)
MIDDLE = Rule(
    "B is the middle of its interval",
    b=lambda low, high: (low + high) / 2,
    low=lambda b, high: 2 * b - high,
    high=lambda b, low: 2 * b - low,
)
SHRUNK = Rule("adjusted R² is at most R²", r2_adjusted=lambda r2: at_most(r2.high))
WHOLE_MODEL = Rule("p follows from F and its df", p=lambda f, df1, df2: _p_of_f(f, df1, df2))
CRITICAL_F = Rule("the critical F is that of its df", f_critical=_critical_f)
INDEPENDENCE = Rule("p follows from χ² and its df", p=_p_of_chi2)
ONE_DRIVER = Rule("F is t² when there is one predictor", f=lambda t: square(t))


def _either(of: Bounds) -> Bounds:
    """The number or its negative: R is printed without a sign, r with one."""
    return Bounds(-of.high, of.high)


def relations(row: Row) -> Iterator[Relation]:
    """All that apply to a row."""
    counted = "df" in row
    row = completed(row)
    # an interval that was drawn anew has no middle
    middle = (MIDDLE,) if "se" in row and "t" in row else ()
    for rule in (*COEFFICIENTS, *FIT, *middle):
        yield from rule.on(row)
    if not {"n", "df2"} <= set(row.cells):
        yield from SHRUNK.on(row)
    for relation in CRITICAL_F.on(row):
        yield replace(relation, why=_why_critical(row))
    if "t" not in row and "f" not in row and counted:
        yield from INDEPENDENCE.on(row)
    if "f" in row and "t" not in row:
        yield from WHOLE_MODEL.on(row)
    if "df1" in row and row["df1"].interval == exactly(1.0) and "b" not in row:
        yield from ONE_DRIVER.on(row)
    if "b" in row:
        yield from ordered("B lies inside its interval", row.get("low"), row["b"], row.get("high"))


def _why_critical(row: Row) -> str:
    """Which F the critical value is, and which it was taken for."""
    df1, df2 = (row[key].interval.middle for key in ("df1", "df2"))
    level = row["significance"].interval
    said = f"The critical F at {level.middle:g} is that of F({df1:g}, {df2:g})."
    for other in (1.0, df1, df1 + 1):
        for rest in (df1 + df2, df1 + df2 - 1, df2, df2 + 1):
            taken = _critical_f(exactly(other), exactly(rest), level).middle
            near = Bounds(taken * (1 - NEAR), taken * (1 + NEAR))
            if (other, rest) != (df1, df2) and near.meets(row["f_critical"].interval):
                printed = row["f_critical"].printed.text
                return f"{said} {printed} belongs to F({other:g}, {rest:g}), {taken:.3f}."
    return said


def completed(row: Row) -> Row:
    """The row with the degrees of freedom that its sizes imply, and the usual level."""
    row = row.beside(given("significance", "the level", exactly(0.05)))
    k, n = row.get("predictors") or row.get("df1"), row.get("n")
    if k:
        row = row.beside(given("df1", "df₁", k.interval))
    if k and n:
        row = row.beside(given("df2", "df₂", n.interval - k.interval - 1))
    df = row.get("df2")
    return row.beside(given("df", "df", df.interval if df else ANY_DF))
