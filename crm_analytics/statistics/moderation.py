"""For whom does a driver work? Its slope at values of a second score, or in categories.

By a score: the outcome on the driver, the moderator and their product, both centred at their means,
so that their coefficients are effects at the mean (Aiken & West 1991). The region is Johnson &
Neyman's (1936): where on the moderator's scale the driver has an effect that differs from zero.

By categories: a slope in each; equal slopes are tested with the errors of all groups pooled
(analysis of covariance), with case weights with a linearised covariance, in which groups have
nothing in common.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.least_squares import COLLINEAR, Cases, wald
from crm_analytics.statistics.moments import ROUNDING, Moments, influence_covariance
from crm_analytics.statistics.regression import Regression, estimated
from crm_analytics.statistics.scores import Scores


@dataclass(frozen=True, slots=True)
class Slope:
    """The driver's effect at one value of the moderator.

    at: the value in words; value: on the moderator's scale, None for a category.
    n, n_effective: people of a category; None where everyone counts.
    middle: the outcome expected at the driver's mean.
    """

    at: str
    value: float | None
    n: int | None
    n_effective: float | None
    b: float
    se: float
    t: float
    p: float
    low: float
    high: float
    middle: float


@dataclass(frozen=True, slots=True)
class Moderation:
    """Whether slopes differ, and what they are.

    b, se: of the product of both scores; None for categories.
    f, df1, df2, p: of equal slopes. r2, r2_change: with the product, and what it adds.
    mean, sd: of the driver. regions: parts of the moderator's scale with an effect; empty for
        categories. unavailable: categories without a slope.
    """

    start: str
    by: str
    end: str
    n: int
    n_effective: float
    level: float
    b: float | None
    se: float | None
    f: float
    df1: int
    df2: int
    p: float
    r2: float
    r2_change: float
    mean: float
    sd: float
    slopes: tuple[Slope, ...]
    regions: tuple[tuple[float, float], ...] = ()
    unavailable: tuple[Unavailable, ...] = ()


def moderation(
    way: tuple[str, str, str],
    scores: Scores,
    ends: tuple[float, float],
    level: float = 0.95,
) -> Moderation:
    """way: the driver, the moderator, the outcome. ends: of the moderator's scale.

    Raises NotEnoughData as a model does, and where one score has two places.
    """
    start, by, end = way
    if len({start, by, end}) < 3:
        raise NotEnoughData(
            "Driver, moderator and outcome must be three different scores. Choose another one."
        )
    plain = Cases.of((start, by, end), scores, 3)
    mean, sd = plain.moments.mean, plain.moments.sd
    centred = plain.rows[:, :2] - mean[:2]
    rows = np.column_stack([centred, centred[:, 0] * centred[:, 1], plain.rows[:, 2]])
    model = estimated(
        Cases.measured((start, by, product_name(start, by), end), rows, plain.weights), level
    )
    product = model.drivers[2]
    return Moderation(
        start=start,
        by=by,
        end=end,
        n=model.n,
        n_effective=model.n_effective,
        level=level,
        b=product.b,
        se=product.se,
        f=product.t**2,
        df1=1,
        df2=model.df2,
        p=product.p,
        r2=model.r2,
        r2_change=(product.part or 0.0) ** 2,
        mean=float(mean[0]),
        sd=float(sd[0]),
        slopes=tuple(_slopes(model, float(mean[1]), float(sd[1]))),
        regions=tuple(_regions(model, float(mean[1]), ends)),
    )


def product_name(start: str, by: str) -> str:
    """What the product of two scores is called."""
    return f"{start} × {by}"


def _slopes(model: Regression, mean: float, sd: float) -> Iterator[Slope]:
    constant, _, second, _ = (term.b for term in model.terms)
    for at, apart in (("mean − s", -sd), ("mean", 0.0), ("mean + s", sd)):
        tested = _tested(*_at(model, apart), model.df2, model.level)
        yield Slope(at, mean + apart, None, None, *tested, constant + second * apart)


def _tested(
    b: float, se: float, df: int, level: float
) -> tuple[float, float, float, float, float, float]:
    """b, se, t, p and the ends of the interval."""
    wide = -float(special.stdtrit(df, (1 - level) / 2)) * se
    return b, se, b / se, 2 * float(special.stdtr(df, -abs(b / se))), b - wide, b + wide


def _at(model: Regression, apart: float) -> tuple[float, float]:
    """Slope and its standard error so far from the moderator's mean."""
    take = np.array([0, 1, 0, apart])
    b = model.terms[1].b + model.terms[3].b * apart
    return b, float(np.sqrt(take @ model.covariance @ take))


def _regions(
    model: Regression, mean: float, ends: tuple[float, float]
) -> Iterator[tuple[float, float]]:
    """Neighbouring parts of the scale in which |t| of the slope is above its critical value."""
    critical = -float(special.stdtrit(model.df2, (1 - model.level) / 2))
    low, high = ends
    inner = sorted(mean + root for root in _roots(model, critical) if low < mean + root < high)
    for left, right in pairwise((low, *inner, high)):
        b, se = _at(model, (left + right) / 2 - mean)
        if abs(b) > critical * se:
            yield left, right


def _roots(model: Regression, critical: float) -> Sequence[float]:
    """Where the slope is exactly `critical` standard errors from zero."""
    (one, both), (_, product) = model.covariance[np.ix_([1, 3], [1, 3])]
    b, change = model.terms[1].b, model.terms[3].b
    squared = change**2 - critical**2 * product
    linear = 2 * (b * change - critical**2 * both)
    inside = linear**2 - 4 * squared * (b**2 - critical**2 * one)
    if inside < 0 or squared == 0:
        return ()
    half = -(linear + np.copysign(np.sqrt(inside), linear)) / 2  # without cancellation
    other = (b**2 - critical**2 * one) / half if half else 0.0
    return float(half / squared), float(other)


FEWEST = 3  # people in a group that leave an error beside a slope and a level


@dataclass(frozen=True, eq=False, slots=True)
class _Group:
    name: str
    chosen: NDArray[np.bool_]
    moments: Moments

    @property
    def slope(self) -> float:
        return float(self.moments.scatter[0, 1] / self.moments.scatter[0, 0])

    @property
    def left(self) -> float:
        """Sum of squared errors."""
        scatter = self.moments.scatter
        return float(scatter[1, 1] - self.slope * scatter[0, 1])


def by_category(
    way: tuple[str, str, str],
    scores: Scores,
    categories: tuple[Sequence[str], NDArray[np.integer]],
    level: float = 0.95,
) -> Moderation:
    """way: the driver, the demographic, the outcome.

    categories: their names, and the place in them of each person who has both scores, below 0 for
    none; those with fewer than FEWEST people are left out beforehand.

    Raises NotEnoughData when fewer than two categories have a slope, or errors are all zero.
    """
    start, by, end = way
    cases = Cases.of((start, end), scores, 1)
    names, codes = categories
    every = [
        _Group(name, c := codes == code, cases.among(c).moments) for code, name in enumerate(names)
    ]
    groups = [g for g in every if not g.moments.constant[0]]
    if len(groups) < 2:
        raise NotEnoughData(
            f"Fewer than two categories of '{by}' have enough people whose scores vary. "
            "Choose another moderator."
        )
    chosen = np.any([g.chosen for g in groups], axis=0)
    everyone = cases.among(chosen)
    df2 = everyone.people - 2 * len(groups)
    left = sum(g.left for g in groups)
    if left <= COLLINEAR * float(everyone.moments.scatter[1, 1]):
        raise NotEnoughData(
            f"'{start}' reproduces '{end}' exactly. Is it made of the same answers?"
        )
    spread = _spread(cases, groups, left / df2)
    b = np.array([g.slope for g in groups])
    contrast = np.eye(len(b))[1:] - np.eye(len(b))[0]
    f = wald(contrast @ b, contrast @ np.diag(spread) @ contrast.T)
    own, across = (sum(float(g.moments.scatter[0, at]) for g in groups) for at in (0, 1))
    outcome = sum(float(g.moments.scatter[1, 1]) for g in groups)
    total = float(everyone.moments.scatter[1, 1])
    return Moderation(
        start=start,
        by=by,
        end=end,
        n=everyone.moments.n,
        n_effective=everyone.moments.effective,
        level=level,
        b=None,
        se=None,
        f=f,
        df1=len(groups) - 1,
        df2=df2,
        p=float(special.fdtrc(len(groups) - 1, df2, f)),
        r2=1 - left / total,
        r2_change=max(0.0, outcome - across**2 / own - left) / total,
        mean=float(everyone.moments.mean[0]),
        sd=float(everyone.moments.sd[0]),
        slopes=tuple(_category_slopes(groups, spread, df2, level, float(everyone.moments.mean[0]))),
        unavailable=tuple(
            Unavailable(g.name, f"Everyone of '{g.name}' has the same score on {start}.")
            for g in every
            if g.moments.constant[0]
        ),
    )


def _spread(cases: Cases, groups: Sequence[_Group], variance: float) -> NDArray[np.float64]:
    """Variance of each slope, shape (groups,)."""
    if not cases.weights.size:
        return np.array([variance / g.moments.scatter[0, 0] for g in groups])
    chosen = np.any([g.chosen for g in groups], axis=0)
    weights = cases.weights[chosen]
    influence = np.zeros((len(weights), len(groups)))
    for place, g in enumerate(groups):
        own = g.chosen[chosen]
        x, y = (cases.rows[g.chosen] - g.moments.mean).T
        influence[own, place] = x * (y - g.slope * x) / g.moments.scatter[0, 0] * weights.sum()
    spread: NDArray[np.float64] = np.diag(influence_covariance(influence, weights))
    if spread.min() <= ROUNDING * spread.max():
        raise NotEnoughData(
            "The scores of a category follow a line without error, so slopes cannot be compared. "
            "Choose another moderator."
        )
    return spread


def _category_slopes(
    groups: Sequence[_Group], spread: NDArray[np.float64], df2: int, level: float, mean: float
) -> Iterator[Slope]:
    for g, variance in zip(groups, spread.tolist(), strict=True):
        middle = float(g.moments.mean[1] + g.slope * (mean - g.moments.mean[0]))
        tested = _tested(g.slope, variance**0.5, df2, level)
        yield Slope(g.name, None, g.moments.n, g.moments.effective, *tested, middle)
