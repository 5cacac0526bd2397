"""What the tables of a regression and of an analysis of variance say about themselves."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import groupby

from scipy import special

from crm_analytics.paper import names
from crm_analytics.paper.number import (
    EVERYTHING,
    Bounds,
    at_most,
    exactly,
    monotone,
    root,
    size,
    square,
    total,
)
from crm_analytics.paper.proportions import is_total
from crm_analytics.paper.relation import ColumnRelation, Relation, fixed, ordered
from crm_analytics.paper.table import PrintedCell, PrintedRow, PrintedTable, given

NEAR = 1e-3  # printed tables of F have no row for every df
ANY_DF = Bounds(1.0, 1e9)  # between Cauchy's distribution and the normal
_CONSTANTS = {"constant", "intercept", "const", "b0", "β0", "α"}
_ERRORS = {"residual", "residuals", "error", "within groups", "within"}
WHY = (
    "A regression with a constant passes through the means: the equation at the means of its "
    "terms has to give the mean of the outcome. A term may be missing, or belong to another model."
)


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


def _reach(df: Bounds, level: Bounds) -> Bounds:
    """How many standard errors an interval reaches to each side."""
    if level.low <= 50 or level.high >= 100 or df.low <= 0:
        return EVERYTHING
    return monotone(_t_above, (100 - level) / 200, df)


COEFFICIENTS = (
    ColumnRelation(
        "t is B / SE",
        t=lambda b, se: b / se,
        b=lambda t, se: t * se,
        se=lambda b, t: b / t,
    ),
    ColumnRelation(
        "p follows from t and its df",
        p=p_of_t,
        t=t_of_p,
    ),
    ColumnRelation(
        "the critical t is that of its df",
        t_critical=lambda df, significance: (
            monotone(_t_above, significance * 0.5, df) if df.low > 0 else EVERYTHING
        ),
    ),
    ColumnRelation(
        "the interval's upper end is B + t · SE",
        high=lambda b, se, df, level: b + se * _reach(df, level),
        se=lambda b, high, df, level: (high - b) / _reach(df, level),
    ),
    ColumnRelation(
        "the interval's lower end is B − t · SE",
        low=lambda b, se, df, level: b - se * _reach(df, level),
        se=lambda b, low, df, level: (b - low) / _reach(df, level),
    ),
    ColumnRelation(
        "VIF is 1 / tolerance",
        vif=lambda tolerance: 1 / tolerance,
        tolerance=lambda vif: 1 / vif,
    ),
)
FIT = (
    ColumnRelation(
        "adjusted R² is 1 − (1 − R²)(n − 1) / df₂",
        r2_adjusted=lambda r2, n, df2: 1 - (1 - r2) * (n - 1) / df2,
        r2=lambda r2_adjusted, n, df2: 1 - (1 - r2_adjusted) * df2 / (n - 1),
    ),
    ColumnRelation(
        "F is (R² / df₁) / ((1 − R²) / df₂)",
        f=lambda r2, df1, df2: (1 / (1 - r2) - 1) * df2 / df1,
        r2=lambda f, df1, df2: 1 - 1 / (1 + f * df1 / df2),
    ),
    # R is printed without a sign, r with one
    ColumnRelation(
        "R² is the square of R",
        r2=lambda r: square(r),
        r=lambda r2: Bounds(-root(r2).high, root(r2).high),
    ),
    ColumnRelation(
        "df₂ is n − predictors − 1",
        df2=lambda n, predictors: n - predictors - 1,
        predictors=lambda n, df2: n - df2 - 1,
    ),
    ColumnRelation("df₁ is the number of predictors", df1=lambda predictors: predictors),
)
MEAN_SQUARES = (
    ColumnRelation(
        "the mean square is the sum of squares / df",
        ms=lambda ss, df: ss / df,
        ss=lambda ms, df: ms * df,
    ),
    ColumnRelation(
        "F is the mean square / that of the error", f=lambda ms, ms_error: ms / ms_error
    ),
)
MIDDLE = ColumnRelation(
    "B is the middle of its interval",
    b=lambda low, high: (low + high) / 2,
    low=lambda b, high: 2 * b - high,
    high=lambda b, low: 2 * b - low,
)
SHRUNK = ColumnRelation("adjusted R² is at most R²", r2_adjusted=lambda r2: at_most(r2.high))
WHOLE_MODEL = ColumnRelation("p follows from F and its df", p=_p_of_f)
CRITICAL_F = ColumnRelation("the critical F is that of its df", f_critical=_critical_f)
INDEPENDENCE = ColumnRelation("p follows from χ² and its df", p=_p_of_chi2)
ONE_DRIVER = ColumnRelation("F is t² when there is one predictor", f=lambda t: square(t))


def relations(row: PrintedRow) -> Iterator[Relation]:
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


def _why_critical(row: PrintedRow) -> str:
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


def completed(row: PrintedRow) -> PrintedRow:
    """The row with the degrees of freedom that its sizes imply, and the usual level."""
    row = row.beside(given("significance", "the level", exactly(0.05)))
    k, n = row.get("predictors") or row.get("df1"), row.get("n")
    if k:
        row = row.beside(given("df1", "df₁", k.interval))
    if k and n:
        row = row.beside(given("df2", "df₂", n.interval - k.interval - 1))
    df = row.get("df2")
    return row.beside(given("df", "df", df.interval if df else ANY_DF))


def is_constant(row: PrintedRow) -> bool:
    """Whether a row of coefficients is the constant."""
    parts = (row.texts.get("term", ""), row.texts[""], row.label)
    return any(names.normal(part) in _CONSTANTS for part in parts if part)


def of_outcomes(table: PrintedTable) -> list[list[PrintedRow]]:
    """The rows of each model: neighbours with the same outcome."""
    return [[*rows] for _, rows in groupby(table.rows, lambda row: row.texts.get("outcome"))]


def equations(table: PrintedTable, wrong: Set[PrintedCell]) -> Iterator[Relation]:
    """One for each model whose coefficients and means are all printed.

    A least-squares equation with a constant passes through the means of everything in it.
    """
    if table.has("b") and (table.has("mean") or "outcome_mean" in table.around):
        for rows in of_outcomes(table):
            yield from _equation(table, rows, wrong)


def _equation(
    table: PrintedTable, rows: Sequence[PrintedRow], wrong: Set[PrintedCell]
) -> Iterator[Relation]:
    constants = [row for row in rows if "b" in row and is_constant(row)]
    terms = [row for row in rows if "b" in row and not is_constant(row)]
    outcome = _outcome(table, rows)
    used = [row[key] for row in terms for key in ("b", "mean") if key in row]
    if len(constants) != 1 or not terms or outcome is None or len(used) != 2 * len(terms):
        return
    if not wrong & {*used, constants[0]["b"], outcome}:
        constant = constants[0]["b"].interval
        products = [row["b"].interval * row["mean"].interval for row in terms]
        middles = [row["b"].interval.middle * row["mean"].interval.middle for row in terms]
        guess = sum(middles, constant.middle)
        rule = "the equation at the means gives the outcome's mean"
        yield fixed(rule, outcome, total([constant, *products]), WHY, guess)


def _outcome(table: PrintedTable, rows: Sequence[PrintedRow]) -> PrintedCell | None:
    """The outcome's mean: of the row without a coefficient, of a column, or stated."""
    own = [row["mean"] for row in rows if "mean" in row and "b" not in row]
    own += [row["outcome_mean"] for row in rows if "outcome_mean" in row]
    own = [cell for cell in own if not cell.given]
    stated = table.around.get("outcome_mean")
    if own or stated is None:
        return own[0] if own else None
    return PrintedCell("outcome", stated.column, "mean", stated.printed, stated.interval)


def mean_squares(row: PrintedRow) -> Iterator[Relation]:
    """All that apply to a row that knows its error."""
    for rule in MEAN_SQUARES:
        yield from rule.on(row)


def with_error(table: PrintedTable, rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """The rows of an analysis of variance, each with the mean square and the df of the error."""
    error = next((row for row in rows if names.normal(row.texts[""]) in _ERRORS), None)
    if error is None or not table.has("df", "f") or "df" not in error:
        return list(rows)
    beside = [given("df2", "df of the error", error["df"].interval)]
    if "ms" in error:
        named = replace(error["ms"], key="ms_error", column="the error's mean square", given=True)
        beside.append(named)
    return [
        row.beside(given("df1", "df", row["df"].interval), *beside)
        if {"f", "df"} <= set(row.cells)
        else row
        for row in rows
    ]


def totals(table: PrintedTable, wrong: Set[PrintedCell]) -> Iterator[Relation]:
    """Sums of squares and df add up; the mean of all is that of the groups, weighted by size."""
    if len(table.rows) < 3 or not is_total(table.rows[-1]):
        return
    *parts, whole = table.rows
    for key in ("ss", "df") if table.has("ss", "df") else ():
        yield from _of_parts(parts, whole, key, wrong, total)
    sizes = [row["n"].interval.middle for row in parts if "n" in row and not row["n"].given]
    if "n" in whole and len(sizes) == len(parts) and sum(sizes) == whole["n"].interval.middle > 0:
        shares = [size / sum(sizes) for size in sizes]
        yield from _of_parts(
            parts, whole, "mean", wrong, lambda means: total(map(Bounds.__mul__, means, shares))
        )


def _of_parts(
    parts: Sequence[PrintedRow],
    whole: PrintedRow,
    key: str,
    wrong: Set[PrintedCell],
    formula: Callable[[Sequence[Bounds]], Bounds],
) -> Iterator[Relation]:
    cells = [row[key] for row in parts if key in row]
    if key in whole and len(cells) == len(parts) and not wrong & {*cells, whole[key]}:
        guess = formula([exactly(cell.interval.middle) for cell in cells]).middle
        allowed = formula([cell.interval for cell in cells])
        why = f"{whole[key].column} of {whole.label} follows from the rows above it."
        yield fixed("the total follows from its rows", whole[key], allowed, why, guess)
