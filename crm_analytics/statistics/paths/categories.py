"""For which groups does a driver work? Its slope in each category of a demographic.

Equal slopes are tested with the errors of all groups pooled (analysis of covariance); with case
weights with a linearised covariance, in which groups have nothing in common.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable, standard_errors
from crm_analytics.statistics.cases import Cases
from crm_analytics.statistics.least_squares import COLLINEAR
from crm_analytics.statistics.moments import ROUNDING, Moments
from crm_analytics.statistics.paths.moderation import Moderation, Slope
from crm_analytics.statistics.scores import Scores
from crm_analytics.statistics.standard_errors import wald

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
    groups, lacking = _groups(cases, start, categories)
    if len(groups) < 2:
        raise NotEnoughData(
            f"Fewer than two categories of '{by}' have enough people whose scores vary. "
            "Choose another moderator."
        )
    chosen = np.any([g.chosen for g in groups], axis=0)
    everyone = _chosen(cases, chosen)
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
        slopes=tuple(_slopes(groups, spread, df2, level, float(everyone.moments.mean[0]))),
        unavailable=lacking,
    )


def _groups(
    cases: Cases, start: str, categories: tuple[Sequence[str], NDArray[np.integer]]
) -> tuple[list[_Group], tuple[Unavailable, ...]]:
    names, codes = categories
    groups = [_group(cases, name, codes == code) for code, name in enumerate(names)]
    lacking = (
        Unavailable(g.name, f"Everyone of '{g.name}' has the same score on {start}.")
        for g in groups
        if g.moments.constant[0]
    )
    return [g for g in groups if not g.moments.constant[0]], tuple(lacking)


def _group(cases: Cases, name: str, chosen: NDArray[np.bool_]) -> _Group:
    return _Group(name, chosen, _chosen(cases, chosen).moments)


def _chosen(cases: Cases, chosen: NDArray[np.bool_]) -> Cases:
    weights = cases.weights[chosen] if cases.weights.size else cases.weights
    return Cases.measured(cases.names, cases.rows[chosen], weights)


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
    spread: NDArray[np.float64] = np.diag(standard_errors.covariance(influence, weights))
    if spread.min() <= ROUNDING * spread.max():
        raise NotEnoughData(
            "The scores of a category follow a line without error, so slopes cannot be compared. "
            "Choose another moderator."
        )
    return spread


def _slopes(
    groups: Sequence[_Group], spread: NDArray[np.float64], df2: int, level: float, mean: float
) -> Iterator[Slope]:
    wide = -float(special.stdtrit(df2, (1 - level) / 2))
    for g, variance in zip(groups, spread.tolist(), strict=True):
        b, se = g.slope, variance**0.5
        p = 2 * float(special.stdtr(df2, -abs(b / se)))
        middle = g.moments.mean[1] + b * (mean - g.moments.mean[0])
        low, high = b - wide * se, b + wide * se
        n, effective = g.moments.n, g.moments.effective
        yield Slope(g.name, None, n, effective, b, se, b / se, p, low, high, float(middle))
