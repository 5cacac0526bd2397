"""How far do coders agree who give numbers? The six intraclass correlations.

Shrout & Fleiss (1979): ICC1 is one-way; ICC2 two-way, the coders a sample of all; ICC3 two-way,
these coders only; with k of the mean of all coders instead of one. Only units count to which every
coder gave a number.

Values, F and p are pingouin's. Its intervals are of 95 % only and rounded to two digits, so they
are computed here from its F (Shrout & Fleiss 1979; McGraw & Wong 1996), for any level.
"""

from math import isfinite
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from crm_analytics.coding.coefficients import as_numbers
from crm_analytics.coding.ratings import Ratings

KINDS = ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k")
FEWEST = 3  # units, below which pingouin refuses two coders
NOTHING = 1e-10  # share of the variation that counts as none

Scores = NDArray[np.float64]
# kind, ICC, F, df₁, df₂, p, low, high
Intraclass = tuple[str, *tuple[float | None, ...]]


def intraclass(ratings: Ratings, level: float) -> list[Intraclass]:
    """The six, unrounded; none where they are not defined.

    That is where some code is no number, where fewer than three units have a number of every coder,
    and where nothing is left that F could compare: units that do not differ, or coders who differ
    by a constant only. None for a single number that is not finite, and for the mean of coders who
    agree so much less than by chance that Spearman–Brown gives none.
    """
    scores = _scores(ratings)
    if scores is None or len(scores) < FEWEST:
        return []
    n, k = scores.shape
    of_units, of_coders = scores.mean(axis=1), scores.mean(axis=0)
    between = k * np.square(of_units - scores.mean()).sum()
    rest = np.square(scores - of_units[:, None] - of_coders + scores.mean()).sum()
    if min(between, rest) <= NOTHING * np.square(scores - scores.mean()).sum():
        return []
    found = _of_pingouin(scores)
    (_, f1, df1, df2, _), (_, f2, _, df2_two_way, _), *_ = found
    of_error = rest / df2_two_way
    f_coders = n * of_coders.var(ddof=1) / of_error
    tail = (1 - level) / 2
    icc = [row[0] for row in found[:3]]
    with np.errstate(all="ignore"):
        one = np.column_stack([
            icc,
            [
                _consistency(f1, k, (df1, df2), tail),
                _absolute(icc[1], f2, f_coders, (n, k), tail),
                _consistency(f2, k, (df1, df2_two_way), tail),
            ],
        ])  # fmt: skip
        step = 1 + (k - 1) * one
        of_mean = np.where(step > NOTHING, k * one / step, np.nan)  # Spearman–Brown
    rows = np.vstack([one, of_mean])
    rows = np.column_stack([rows[:, 0], [row[1:] for row in found], rows[:, 1:]])
    return [
        (kind, *(value if isfinite(value) else None for value in row))
        for kind, row in zip(KINDS, rows.tolist(), strict=True)
    ]


def _scores(ratings: Ratings) -> Scores | None:
    """Numbers, a row a unit that every coder coded; None where some code is no number."""
    if not ratings.single or not (numbers := as_numbers(ratings.names())):
        return None
    whole = ratings.coded == ratings.coders
    values = np.array([numbers[name] for name in ratings.names()])
    return np.repeat(values[ratings.values[whole]], ratings.times[whole], axis=0)


def _of_pingouin(scores: Scores) -> list[tuple[float, float, float, float, float]]:
    """ICC, F, df₁, df₂, p of each kind, in the order of KINDS."""
    from pandas import DataFrame
    from pingouin import intraclass_corr

    n, k = scores.shape
    units, coders = np.repeat(np.arange(n), k), np.tile(np.arange(k), n)
    long = DataFrame({"unit": units, "coder": coders, "score": scores.ravel()})
    with catch_warnings(), np.errstate(all="ignore"):
        simplefilter("ignore")  # pandas' about how pingouin calls it
        table = intraclass_corr(long, "unit", "coder", "score")
    columns = (table[name].tolist() for name in ("ICC", "F", "df1", "df2", "pval"))
    return [*zip(*columns, strict=True)]


def _consistency(f: float, k: int, df: tuple[float, float], tail: float) -> tuple[float, float]:
    """The interval of ICC1 or ICC3 from its F."""
    low = f / fdtri(*df, 1 - tail)
    high = f * fdtri(*df[::-1], 1 - tail)
    return float((low - 1) / (low + k - 1)), float((high - 1) / (high + k - 1))


def _absolute(
    icc: float, f: float, f_coders: float, size: tuple[int, int], tail: float
) -> tuple[float, float]:
    """The interval of ICC2 from F of units and of coders, both over the same error."""
    n, k = size
    a = n * (1 + (k - 1) * icc) - k * icc
    df = (n - 1) * (k - 1) * (k * icc * f_coders + a) ** 2
    df /= (n - 1) * (k * icc * f_coders) ** 2 + a**2
    below, above = fdtri(n - 1, df, 1 - tail), fdtri(df, n - 1, 1 - tail)
    rest = k * f_coders + k * n - k - n
    low = n * (f - below) / (below * rest + n * f)
    high = n * (above * f - 1) / (rest + n * above * f)
    return float(low), float(high)
