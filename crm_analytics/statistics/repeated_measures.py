"""Did the same people change over three or more measurements, and did groups change differently?

Repeated-measures F by pingouin.rm_anova with Greenhouse & Geisser's (1959) ε, Friedman's (1937)
χ² of ranks beside it, and the interaction of group and measurement by pingouin.mixed_anova.
Effect: generalised η² (Olejnik & Algina 2003).
"""

import warnings
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.counts import TIE

FEWEST_WAVES = 3
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Repeated:
    """One test of the same people measured several times.

    test: "repeated", "friedman" or "group x wave". n: people. f: F, or Friedman's χ².
    df1, df2: uncorrected; df2 is None of χ². epsilon: Greenhouse–Geisser. p_gg: corrected by it.
    eta2_generalised: part of the variance.
    """

    test: str
    n: int
    f: float
    df1: float
    df2: float | None
    p: float
    epsilon: float | None = None
    p_gg: float | None = None
    eta2_generalised: float | None = None


def repeated(scores: Floats) -> Repeated:
    """F of the means of k measurements; scores has shape (people, k) without gaps.

    Raises NotEnoughData below three measurements or people, or where everyone moved alike.

    >>> scores = np.array([[1.0, 2, 4], [2, 2, 3], [3, 5, 5], [2, 4, 3]])
    >>> found = repeated(scores)
    >>> print(f"F({found.df1:.0f}, {found.df2:.0f}) = {found.f:.3f}, eps = {found.epsilon:.3f}")
    F(2, 6) = 5.571, eps = 0.845
    """
    from pingouin import rm_anova

    _checked(scores)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of pandas
        table = rm_anova(_long(scores), "score", "wave", "person", correction=True, detailed=True)
    row, error = table.to_dict("records")
    return _of_row("repeated", len(scores), row, (row["DF"], error["DF"]))


def friedman(scores: Floats) -> Repeated:
    """χ² of the ranks within each person, corrected for ties; refused as `repeated` is.

    >>> found = friedman(np.array([[1.0, 2, 4], [2, 2, 3], [3, 5, 5], [2, 4, 3]]))
    >>> print(f"{found.f:.3f}")
    5.571
    """
    _checked(scores)
    from scipy import stats

    size = max(np.abs(scores).max(), 1.0) * 1e-9  # means of whole numbers, equal but for rounding
    found = stats.friedmanchisquare(*(np.round(scores / size) * size).T)
    return Repeated(
        "friedman", len(scores), float(found.statistic), scores.shape[1] - 1, None,
        float(found.pvalue),
    )  # fmt: skip


def group_by_wave(scores: Floats, groups: Sequence[str]) -> Repeated:
    """Whether groups changed differently; groups has a name for each person.

    For groups of different sizes it is the interaction of type III, as R's afex has it. Raises
    NotEnoughData as `repeated` does, and where fewer than two groups have two people.
    """
    from pingouin import mixed_anova

    names, sizes = np.unique(np.asarray(groups), return_counts=True)
    if len(names) < 2 or sizes.min() < 2:
        raise NotEnoughData("Groups are compared over waves from two people in each of two groups.")
    _checked(scores, np.asarray(groups))
    table = _long(scores).assign(group=np.repeat(np.asarray(groups), scores.shape[1]))
    how = {"correction": True, "effsize": "ng2"}
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of pandas
        rows = mixed_anova(table, "score", "wave", "person", "group", **how).to_dict("records")
    row = next(one for one in rows if one["Source"] == "Interaction")
    return _of_row("group x wave", len(scores), row, (row["DF1"], row["DF2"]))


def _of_row(test: str, n: int, row: Mapping[Hashable, Any], df: tuple[float, float]) -> Repeated:
    """From what pingouin says in one row."""
    corrected = (float(row[key]) for key in ("p_unc", "eps", "p_GG_corr", "ng2"))
    return Repeated(test, n, float(row["F"]), float(df[0]), float(df[1]), *corrected)


def _checked(scores: Floats, groups: NDArray[np.str_] | None = None) -> None:
    people, waves = scores.shape
    if waves < FEWEST_WAVES:
        raise NotEnoughData("Repeated measures need three measurements or more.")
    if people < 3:
        raise NotEnoughData("Fewer than three people have the score every time.")
    rest = scores - scores.mean(axis=1, keepdims=True)
    whole = np.zeros(people, int) if groups is None else np.unique(groups, return_inverse=True)[1]
    for group in range(whole.max() + 1):
        own = whole == group
        rest[own] -= rest[own].mean(axis=0)
    if np.abs(rest).max() <= TIE * max(np.abs(scores).max(), 1):
        raise NotEnoughData("Everyone moved alike, so chance cannot be judged.")


def _long(scores: Floats):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a DataFrame
    """One row a person and measurement."""
    from pandas import DataFrame

    people, waves = scores.shape
    return DataFrame(
        {
            "person": np.repeat(np.arange(people), waves),
            "wave": np.tile(np.arange(waves), people),
            "score": scores.ravel(),
        }
    )
