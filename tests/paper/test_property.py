"""Tables made from real answers: rounded to any digits they agree, spoiled they do not."""

from contextlib import suppress
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from crm_analytics.errors import UnusableTable
from crm_analytics.paper import check, read
from tests.paper.papers import said

seeds = st.integers(0, 10**6)
digits = st.lists(st.integers(0, 6), min_size=15, max_size=15)
HEADER = (
    "range,minimum,maximum,sum,mean,SE,s,variance,CV %,median,p25,p50,p75,SE of skewness,"
    "relative importance %"
)
# a column, and by how much it is spoiled: enough for every way to round the others
SPOILED = {
    "SE": 3,
    "variance": 3,
    "CV %": 3,
    "sum": 3,
    "p75": 9,
    "s": 5,
    "relative importance %": 3,
}


def descriptives(seed, whole):
    random = np.random.default_rng(seed)
    n = int(random.integers(4, 400))
    if whole:
        answers = np.clip(np.round(random.normal(3.4, 1.2, (n, 3))), 1, 5)
        answers[:2] = [[1], [5]]
    else:
        answers = random.normal(random.uniform(2, 60), random.uniform(0.1, 9), (n, 3))
    return n, [_moments(column, n, 5 if whole else 500) for column in answers.T]


def _moments(x, n, maximum):
    mean, s, (p25, p50, p75) = x.mean(), x.std(ddof=1), np.percentile(x, [25, 50, 75])
    skewness = sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))
    return [
        *(np.ptp(x), x.min(), x.max(), x.sum(), mean, s / sqrt(n), s, s**2, 100 * s / mean),
        *(p50, p25, p50, p75, skewness, 100 * mean / maximum),
    ]


def printed(n, rows, places, maximum):
    lines = [f"n = {n}", f"scale maximum = {maximum}", f"name,{HEADER}"]
    for name, row in zip("abc", rows, strict=True):
        cells = (f"{value:.{place}f}" for value, place in zip(row, places, strict=True))
        lines.append(",".join([name, *cells]))
    return "\n".join(lines)


@given(seeds, digits, st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_table_of_real_answers_agrees_however_it_is_rounded(seed, places, whole):
    n, rows = descriptives(seed, whole)
    assert said(printed(n, rows, places, 5 if whole else 500)) == []


@given(seeds, st.sampled_from(sorted(SPOILED)), st.integers(0, 2))
@settings(max_examples=150, deadline=None)
def test_a_number_that_is_changed_enough_is_found(seed, column, row):
    n, rows = descriptives(seed, whole=True)
    rows[row][HEADER.split(",").index(column)] *= SPOILED[column]
    found = said(printed(n, rows, [3] * 15, 5))
    assert [(name, named) for name, named, *_ in found] == [("abc"[row], column)]


def model(seed):
    """A regression of invented people: the printed table's numbers by their names."""
    random = np.random.default_rng(seed)
    k = int(random.integers(1, 6))
    n = int(random.integers(k + 3, 300))
    x = random.normal(size=(n, k)) + random.uniform(0, 4, k)
    y = x @ random.normal(size=k) / 2 + random.normal(size=n)
    design = np.column_stack([np.ones(n), x])
    b, *_ = np.linalg.lstsq(design, y)
    rest, df = y - design @ b, n - k - 1
    se = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * (rest @ rest) / df)
    r2 = 1 - rest @ rest / ((y - y.mean()) @ (y - y.mean()))
    return n, k, b, se, r2, [None, *x.mean(axis=0)], y.mean()


def printed_model(seed, places):
    n, k, b, se, r2, means, outcome = model(seed)
    df, f = n - k - 1, r2 / k / ((1 - r2) / (n - k - 1))
    reach = -float(special.stdtrit(df, 0.025))
    lines = [f"n = {n}", "", "term,B,SE,t,p,95% CI lower,95% CI upper,mean"]
    for name, one, error, mean in zip(["constant", *"uvwxyz"], b, se, means, strict=False):
        t = one / error
        ends = one - reach * error, one + reach * error
        numbers = [one, error, t, 2 * float(special.stdtr(df, -abs(t))), *ends, mean]
        lines.append(",".join([name, *("" if v is None else f"{v:.{places}f}" for v in numbers)]))
    lines += [f"outcome,,,,,,,{outcome:.{places}f}", "", "outcome,R,R²,adj. R²,F,p,critical F"]
    fit = (
        sqrt(r2),
        r2,
        1 - (1 - r2) * (n - 1) / df,
        f,
        float(special.fdtrc(k, df, f)),
        float(special.fdtri(k, df, 1 - 0.05)),
    )
    return "\n".join([*lines, ",".join(["outcome", *(f"{v:.{places}f}" for v in fit)])])


@given(seeds, st.integers(1, 9))
@settings(max_examples=100, deadline=None)
def test_a_real_regression_agrees_however_it_is_rounded(seed, places):
    checked = check(read(printed_model(seed, places)))
    assert checked.findings == ()
    assert "the equation at the means gives the outcome's mean" in checked.tested


@given(seeds, st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_a_real_square_of_correlations_agrees_with_its_flags(seed, places):
    random = np.random.default_rng(seed)
    n = int(random.integers(7, 200))
    shared = random.normal(size=(n, 1)) * random.uniform(0, 2)
    r = np.corrcoef(shared + random.normal(size=(n, 5)), rowvar=False)
    rows = (
        [name, *(f"{v:.{places}f}{flag(v, n)}" if v < 1 else "1" for v in line)]
        for name, line in zip("abcde", r - 1e-15, strict=True)
    )
    text = "\n".join([f"N = {n}", ",a,b,c,d,e", *map(",".join, rows)])
    assert check(read(text)).findings == ()


def flag(r, n):
    if r > 1 - 1e-9:
        return ""
    p = 2 * float(special.stdtr(n - 2, -abs(r * sqrt((n - 2) / (1 - r * r)))))
    return "**" if p < 0.01 else "*" if p < 0.05 else ""


@given(st.lists(st.integers(0, 400), min_size=2, max_size=9), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_a_real_profile_agrees_however_its_percentages_are_rounded(counts, places):
    n = sum(counts)
    if not n:
        counts, n = [1], 1
    rows = [f"c{i},{c},{100 * c / n:.{places}f}" for i, c in enumerate(counts)]
    text = "\n".join([f"n = {n}", "category,count,percent", *rows, f"Total,{n},100"])
    assert check(read(text)).findings == ()
    assert check(read(text.replace(f"n = {n}", "").replace(f"Total,{n},100", ""))).findings == ()


# numbers that no printed table of their columns has: other coefficients, drawn intervals, changes
OTHER = {"items", "kendall", "polychoric", "mediation_share", "moderation", "levels"}


@pytest.mark.parametrize("end", ["csv", "written"])
def test_the_tables_of_this_app_agree(insurance_sections, end):
    """Unrounded as in files, and rounded as on a page."""
    known = 0
    for table in (table for section in insurance_sections for table in section.tables):
        if table.name not in OTHER and any(isinstance(v, float) for row in table.rows for v in row):
            try:
                tables = read(unrounded(table) if end == "csv" else rounded(table))
            except UnusableTable:  # its columns are no paper's
                continue
            checked = check(tables)
            assert (table.name, checked.findings) == (table.name, ())
            known += bool(checked.relations)
    assert known > 15


def unrounded(table):
    from crm_analytics.export.text import csv_bytes

    return csv_bytes(table).decode("utf-8-sig")


def rounded(table):
    from crm_analytics.report.columns import VOCABULARY
    from crm_analytics.report.table import written

    columns = [VOCABULARY[key] for key in table.columns]
    rows = (map(written, row, columns) for row in table.rows)
    return "\n".join(["\t".join(c.heading for c in columns), *map("\t".join, rows)])


HEADERS = st.sampled_from(
    [
        "n",
        "count",
        "items",
        "predictors",
        "percent",
        "valid percent",
        "cumulative percent",
        "mean",
        "SE",
        "SD",
        "variance",
        "min",
        "max",
        "range",
        "sum",
        "median",
        "mode",
        "p25",
        "p50",
        "CV",
        "relative importance",
        "rank",
        "rank by CV",
        "α",
        "√α",
        "λ2",
        "Spearman-Brown",
        "unequal length",
        "items a",
        "items b",
        "Guttman",
        "r",
        "critical r",
        "flag",
        "B",
        "t",
        "p",
        "lower",
        "upper",
        "tolerance",
        "VIF",
        "R²",
        "adj. R²",
        "F",
        "df",
        "df1",
        "df2",
        "critical F",
        "critical t",
        "χ²",
        "SS",
        "MS",
        "skewness",
        "SE of skewness",
        "SE of kurtosis",
        "whole-number items",
        "scale maximum",
        "outcome mean",
        "a",
        "b",
        "1",
        "2",
    ]
)
CELLS = st.sampled_from(
    [
        "",
        "0",
        "-1",
        "1",
        ".5",
        "-.50**",
        "< .001",
        "> 5",
        "<1 %",
        "100",
        "1e-300",
        "3.95",
        "282",
        "999999999999999",
        "*",
        "n.s.",
        "1.000",
        ".999*",
        "2.5",
        "total",
        "constant",
        "Residual",
    ]
)


@given(
    st.lists(HEADERS, min_size=1, max_size=9),
    st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=5),
    st.lists(st.sampled_from(["", "a", "b", "Total", "constant", "Residual", "1. x"]), min_size=5),
    st.sampled_from(["", "n = 12\n", "n = 0\n", "n = 282\nscale maximum = 5\ndf = 3\n"]),
)
@settings(max_examples=400, deadline=None)
def test_no_table_is_stumbled_over(headers, grid, labels, above):
    lines = [",".join(["", *headers])]
    lines += [",".join([a, *row[: len(headers)]]) for a, row in zip(labels, grid, strict=False)]
    checked = None
    with suppress(UnusableTable):
        checked = check(read(above + "\n".join(lines)))
    for found in checked.findings if checked else ():
        assert found.reason
        assert "nan" not in found.implied
        assert "inf" not in found.implied
        assert "any number" not in found.implied
        assert found.low is None or found.low == found.low
