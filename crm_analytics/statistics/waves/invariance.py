"""Do the items of a scale measure one thing alike in all waves? Multi-group one-factor models.

Configural: one factor in each wave. Metric: with the same loadings, so that differences between
people mean the same. Scalar: with the same intercepts too, so that differences between waves do.
A step holds where CFI falls by no more than .010 (Cheung & Rensvold 2002, Structural Equation
Modeling 9, 233-255). RMSEA over groups: Steiger (1998), the same journal 5, 411-419. Answers are
taken as numbers, everyone counts once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable, no_weighted_form
from crm_analytics.statistics.distributions import chi2_tail
from crm_analytics.statistics.factors.one_factor import OneFactor, one_factors
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.reliability import item_moments
from crm_analytics.statistics.waves.changes import pairs
from crm_analytics.statistics.waves.multigroup import Groups, solve, start
from crm_analytics.survey.view import View

FALL = 0.010

Model = Literal["configural", "metric", "scalar"]
MODELS: tuple[Model, Model, Model] = ("configural", "metric", "scalar")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a model fits.

    p, rmsea: None where the model has no degrees of freedom, as one factor of three items.
    more_chi2, more_df, more_p: against the model before; less_cfi: by how much CFI falls. None for
        the first.
    """

    model: Model
    chi2: float
    df: int
    p: float | None
    cfi: float
    rmsea: float | None
    more_chi2: float | None = None
    more_df: int | None = None
    more_p: float | None = None
    less_cfi: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether what is held equal may be equal; None for the first model."""
        return None if self.less_cfi is None else self.less_cfi <= FALL


@dataclass(frozen=True, slots=True)
class Invariance:
    """One scale in several waves.

    fits: configural, metric, scalar. level: means of the factor in the scalar model, in standard
        deviations of the first wave from its mean. negative: items and waves of which the factor
        would explain more than all there is, in some model (Heywood cases).
    """

    scale: str
    waves: tuple[str, ...]
    n: tuple[int, ...]
    fits: tuple[Fit, Fit, Fit]
    level: tuple[float, ...]
    negative: tuple[tuple[str, str], ...]


def invariances(views: Sequence[View]) -> tuple[Invariance | Unavailable, ...]:
    """Dimensions of waves that are alike, between the waves that `changes` compares."""
    return tuple(found for a, b in pairs(len(views)) for found in _of_two((views[a], views[b])))


def _of_two(views: tuple[View, View]) -> Iterator[Invariance | Unavailable]:
    moments = [item_moments(view) for view in views]
    asked = {d.name for d in views[0].instrument.dimensions}
    for dimension in views[1].instrument.dimensions:
        if dimension.name not in asked:
            continue
        if any(view.weighted for view in views):
            yield Unavailable(dimension.name, no_weighted_form("A test of equal loadings"))
            continue
        columns = [
            [column for column in view.columns if column in dimension.columns] for view in views
        ]
        try:
            own = [of(c).select(dimension.columns) for of, c in zip(moments, columns, strict=True)]
        except NotEnoughData as reason:
            yield Unavailable(dimension.name, str(reason))
            continue
        yield invariance(dimension.name, [view.wave for view in views], own)


def invariance(
    scale: str, waves: Sequence[str], moments: Sequence[Moments]
) -> Invariance | Unavailable:
    """One scale from the moments of its items, the same items in the same order in each wave."""
    factors: list[OneFactor] = []
    for wave, m in zip(waves, moments, strict=True):
        (found,) = one_factors([(scale, m)])
        if isinstance(found, Unavailable):
            return Unavailable(scale, f"{wave}: {found.reason}")
        factors.append(found)
    groups = Groups.of(moments)
    metric = solve(groups, start(groups, factors), scalar=False)
    scalar = solve(groups, metric.parameters, scalar=True) if metric else None
    if metric is None or scalar is None:
        return Unavailable(scale, f"{' and '.join(waves)}: {_unsettled(scale)}")
    own = np.stack([factor.uniqueness for factor in factors])
    theta = np.minimum(own, np.minimum(metric.parameters.theta, scalar.parameters.theta))
    return Invariance(
        scale,
        tuple(waves),
        tuple(m.n for m in moments),
        _fits(groups, (sum(f.chi2 or 0.0 for f in factors), metric.chi2, scalar.chi2)),
        tuple(scalar.parameters.level.tolist()),
        tuple(
            (moments[0].names[item], waves[wave]) for wave, item in np.argwhere(theta < 0).tolist()
        ),
    )


def _unsettled(scale: str) -> str:
    return (
        f"no loadings of '{scale}' that are the same could be found. Is an item reversed in one of "
        "them?"
    )


def _fits(groups: Groups, chi2: tuple[float, float, float]) -> tuple[Fit, Fit, Fit]:
    count, k = groups.mean.shape
    df = count * k * (k - 3) // 2
    more = (count - 1) * (k - 1)
    sd = np.sqrt(np.diagonal(groups.covariance, axis1=1, axis2=2))
    r = groups.covariance / (sd[:, :, None] * sd[:, None, :])
    apart = float(-groups.n @ np.linalg.slogdet(r)[1]) - count * k * (k - 1) / 2
    configural, metric, scalar = (
        _fit(model, value, (df + more * step, apart), groups)
        for step, (model, value) in enumerate(zip(MODELS, chi2, strict=True))
    )
    return configural, _against(configural, metric), _against(metric, scalar)


def _fit(model: Model, chi2: float, than: tuple[int, float], groups: Groups) -> Fit:
    """than: degrees of freedom, and by how much χ² of unconnected items exceeds its own."""
    (df, unconnected), people = than, float(groups.n.sum())
    excess = max(chi2 - df, 0.0)
    worst = max(unconnected, excess)
    rmsea = float(np.sqrt(len(groups.n) * excess / (df * people))) if df else None
    p = chi2_tail(chi2, df) if df else None
    return Fit(model, chi2, df, p, 1 - excess / worst if worst > 0 else 1.0, rmsea)


def _against(before: Fit, fit: Fit) -> Fit:
    more, df = max(fit.chi2 - before.chi2, 0.0), fit.df - before.df
    return replace(
        fit,
        more_chi2=more,
        more_df=df,
        more_p=chi2_tail(more, df),
        less_cfi=before.cfi - fit.cfi,
    )
