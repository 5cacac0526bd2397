"""Do the items of a scale measure one thing in the same way in all groups? One-factor models.

Configural: one factor in each group. Metric: with the same loadings, so that differences between
people mean the same. Scalar: with the same intercepts too, so that differences of means do. A step
holds where CFI falls by no more than .010 (Cheung & Rensvold 2002, Structural Equation Modeling 9,
233-255). RMSEA over groups: Steiger (1998), the same journal 5, 411-419.

Σ = ψ²λλ′ + diag θ and μ = τ + κλ in each group, with ψ = 1 and κ = 0 in the first (Jöreskog 1971,
Psychometrika 36, 409-426; Sörbom 1974). Maximum likelihood by Fisher's scoring, then Newton's
method. As in `one_factor`, θ may become negative. Answers are taken as numbers, everyone counts
once. No library of this project fits models to several groups at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.moments import ROUNDING, Moments
from crm_analytics.statistics.one_factor import COLLINEAR, OneFactor, one_factors

STEPS, HALVINGS = 40, 30
SCORING = 25  # steps after which a bad fit, where scoring is slow, is left to Newton's method
NUDGE = 1e-5
RUNAWAY = 10.0  # a loading beyond this is on its way to infinity
SETTLED = 1e-14  # what is left to gain of χ², for each person

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """What is known of the groups, items divided by a standard deviation of all.

    n: shape (groups,). mean: shape (groups, k). covariance: shape (groups, k, k), over n.
    """

    n: Array
    mean: Array
    covariance: Array

    @classmethod
    def of(cls, groups: Sequence[Moments]) -> "Groups":
        """Moments of the same items in the same order, nobody weighted."""
        n = np.array([m.n for m in groups], float)
        covariance = np.stack([m.scatter / m.n for m in groups])
        size = np.sqrt(np.tensordot(n / n.sum(), np.diagonal(covariance, axis1=1, axis2=2), 1))
        mean = np.stack([m.mean for m in groups])
        apart = (mean - mean.mean(axis=0)) / size
        return cls(n, apart, covariance / np.outer(size, size))


@dataclass(frozen=True, eq=False, slots=True)
class Parameters:
    """λ, ψ, θ, τ and κ, in this order.

    loadings, intercepts: shape (k,). spread, level: shape (groups,). theta: shape (groups, k).
    """

    loadings: Array
    spread: Array
    theta: Array
    intercepts: Array
    level: Array

    def moved(self, step: Array, scalar: bool) -> "Parameters":
        """The parameters a step further; its order is that of `_slopes`."""
        groups, k = self.theta.shape
        ends = np.cumsum([k, groups - 1, groups * k, k, groups - 1])
        lam, psi, theta, tau, kappa = np.split(step, ends[:4]) if scalar else (
            *np.split(step, ends[:2]), np.zeros(k), np.zeros(groups - 1)
        )  # fmt: skip
        return Parameters(
            self.loadings + lam,
            self.spread + np.append(0, psi),
            self.theta + theta.reshape(groups, k),
            self.intercepts + tau,
            self.level + np.append(0, kappa),
        )


def start(groups: Groups, factors: Sequence[OneFactor]) -> Parameters:
    """From each group's own factor."""
    sd = np.sqrt(np.diagonal(groups.covariance, axis1=1, axis2=2))
    own = np.stack([f.loadings for f in factors]) * sd
    theta = np.stack([f.uniqueness for f in factors]) * sd**2
    spread = np.maximum(own @ own[0] / (own[0] @ own[0]), 0.2)
    share = groups.n / groups.n.sum()
    loadings = share @ (own / spread[:, None])
    level = (groups.mean - groups.mean[0]) @ loadings / (loadings @ loadings)
    intercepts = share @ (groups.mean - np.outer(level, loadings))
    return Parameters(loadings, spread, np.maximum(theta, 0.05 * sd**2), intercepts, level)


def solve(groups: Groups, at: Parameters, scalar: bool) -> tuple[Parameters, float] | None:
    """The most likely parameters and their χ²; None where the search does not settle.

    scalar: whether intercepts are equal too, otherwise every group has its own means.
    """
    height = discrepancy(groups, at, scalar)
    for count in range(STEPS):
        slope, bowl = _slopes(groups, at, scalar)
        if count >= SCORING:
            bowl = _curvature(groups, at, scalar, bowl)
        bowl += ROUNDING * np.abs(np.diag(bowl)).max() * np.eye(len(bowl))  # a flat valley is left
        step: Array = -np.asarray(np.linalg.solve(bowl, slope), np.float64)
        if -slope @ step < SETTLED * groups.n.sum():
            return at, height
        for _ in range(HALVINGS):
            there = at.moved(step, scalar)
            found = discrepancy(groups, there, scalar)
            if found <= height + 1e-13 * groups.n.sum():
                break
            step = 0.5 * step
        else:
            return None
        at, height = there, found
    return None


def _implied(groups: Groups, at: Parameters, scalar: bool) -> tuple[Array, Array]:
    """Σ of every group, and how far its means are from μ."""
    own = at.spread[:, None] * at.loadings
    sigma = own[:, :, None] * own[:, None, :]
    k = len(at.loadings)
    sigma[:, range(k), range(k)] += at.theta
    gap = groups.mean - at.intercepts - np.outer(at.level, at.loadings)
    return sigma, gap if scalar else np.zeros_like(gap)


def discrepancy(groups: Groups, at: Parameters, scalar: bool) -> float:
    """χ² of these parameters; infinite where no answers could have such a Σ."""
    sigma, gap = _implied(groups, at, scalar)
    if np.abs(np.outer(at.spread, at.loadings)).max() > RUNAWAY:
        return float("inf")
    ends = np.linalg.eigvalsh(sigma)[:, [0, -1]]
    if (ends[:, 0] <= COLLINEAR * ends[:, 1]).any():
        return float("inf")
    volume = np.linalg.slogdet(sigma)[1] - np.linalg.slogdet(groups.covariance)[1]
    total = groups.covariance + gap[:, :, None] * gap[:, None, :]
    trace = np.trace(np.linalg.solve(sigma, total), axis1=1, axis2=2)
    return max(0.0, float(groups.n @ (volume + trace - len(at.loadings))))


def _slopes(groups: Groups, at: Parameters, scalar: bool) -> tuple[Array, Array]:
    """Half of the gradient of χ², and half of its expected curvature."""
    sigma, gap = _implied(groups, at, scalar)
    count, k = at.theta.shape
    slope: Array = np.zeros(_parameters(count, k, scalar))
    information = np.zeros((len(slope), len(slope)))
    for g in range(count):
        places, of_sigma, of_mu = _derivatives(at, g, scalar)
        inverse = np.linalg.solve(sigma[g], np.eye(k))
        apart = sigma[g] - groups.covariance[g] - np.outer(gap[g], gap[g])
        pull = inverse @ apart @ inverse
        within = inverse @ of_sigma
        own = 0.5 * np.einsum("pij,ji->p", of_sigma, pull) - of_mu @ inverse @ gap[g]
        bend = 0.5 * np.einsum("pij,qji->pq", within, within) + of_mu @ inverse @ of_mu.T
        slope[places] += groups.n[g] * own
        information[np.ix_(places, places)] += groups.n[g] * bend
    return slope, information


def _curvature(groups: Groups, at: Parameters, scalar: bool, expected: Array) -> Array:
    """Half of the curvature of χ² itself, by differences; as expected where it is no bowl."""
    moves = NUDGE * np.eye(len(expected))
    rows = [
        _slopes(groups, at.moved(move, scalar), scalar)[0]
        - _slopes(groups, at.moved(-move, scalar), scalar)[0]
        for move in moves
    ]
    found: Array = np.array(rows) / (2 * NUDGE)
    found = (found + found.T) / 2
    ends = np.linalg.eigvalsh(found)
    return found if ends[0] > COLLINEAR * ends[-1] else expected


def _parameters(groups: int, k: int, scalar: bool) -> int:
    covariance = k + groups - 1 + groups * k
    return covariance + (k + groups - 1 if scalar else 0)


def _derivatives(at: Parameters, g: int, scalar: bool) -> tuple[list[int], Array, Array]:
    """Which parameters one group has, and the derivatives of its Σ and μ by them."""
    groups, k = at.theta.shape
    lam, psi, unit = at.loadings, at.spread[g], np.eye(k)
    places = [*range(k), *range(k + groups - 1 + g * k, k + groups - 1 + (g + 1) * k)]
    cross = unit[:, :, None] * lam[None, None, :]
    sigmas = [psi**2 * (cross + cross.transpose(0, 2, 1)), unit[:, :, None] * unit[:, None, :]]
    mus = [at.level[g] * unit if scalar else 0 * unit, 0 * unit]
    if g:
        places.append(k + g - 1)
        sigmas.append((2 * psi * np.outer(lam, lam))[None])
        mus.append(np.zeros((1, k)))
    if scalar:
        first = k + groups - 1 + groups * k
        places += [*range(first, first + k), *([first + k + g - 1] if g else [])]
        sigmas.append(np.zeros((k + bool(g), k, k)))
        mus.append(np.vstack([unit, lam]) if g else unit)
    return places, np.concatenate(sigmas), np.concatenate(mus)


FALL = 0.010

Model = Literal["configural", "metric", "scalar"]
MODELS: tuple[Model, Model, Model] = ("configural", "metric", "scalar")


@dataclass(frozen=True, slots=True)
class ModelFit:
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
    fits: tuple[ModelFit, ModelFit, ModelFit]
    level: tuple[float, ...]
    negative: tuple[tuple[str, str], ...]


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
    scalar = solve(groups, metric[0], scalar=True) if metric else None
    if metric is None or scalar is None:
        return Unavailable(
            scale,
            f"{' and '.join(waves)}: no loadings of '{scale}' that are the same could be found. Is "
            "an item reversed in one of them?",
        )
    theta = np.minimum(metric[0].theta, scalar[0].theta)
    theta = np.minimum(theta, np.stack([factor.uniqueness for factor in factors]))
    return Invariance(
        scale,
        tuple(waves),
        tuple(m.n for m in moments),
        _fits(groups, (sum(f.chi2 or 0.0 for f in factors), metric[1], scalar[1])),
        tuple(scalar[0].level.tolist()),
        tuple(
            (moments[0].names[item], waves[wave]) for wave, item in np.argwhere(theta < 0).tolist()
        ),
    )


def _fits(groups: Groups, chi2: tuple[float, float, float]) -> tuple[ModelFit, ModelFit, ModelFit]:
    count, k = groups.mean.shape
    df, more = count * k * (k - 3) // 2, (count - 1) * (k - 1)
    sd = np.sqrt(np.diagonal(groups.covariance, axis1=1, axis2=2))
    r = groups.covariance / (sd[:, :, None] * sd[:, None, :])
    # by how much χ² of unconnected items exceeds its degrees of freedom
    unconnected = float(-groups.n @ np.linalg.slogdet(r)[1]) - count * k * (k - 1) / 2
    configural, metric, scalar = (
        _fit(model, value, df + more * step, unconnected, groups)
        for step, (model, value) in enumerate(zip(MODELS, chi2, strict=True))
    )
    return configural, _against(configural, metric), _against(metric, scalar)


def _fit(model: Model, chi2: float, df: int, unconnected: float, groups: Groups) -> ModelFit:
    people, excess = float(groups.n.sum()), max(chi2 - df, 0.0)
    worst = max(unconnected, excess)
    rmsea = float(np.sqrt(len(groups.n) * excess / (df * people))) if df else None
    p = float(special.chdtrc(df, chi2)) if df else None
    return ModelFit(model, chi2, df, p, 1 - excess / worst if worst > 0 else 1.0, rmsea)


def _against(before: ModelFit, fit: ModelFit) -> ModelFit:
    more, df = max(fit.chi2 - before.chi2, 0.0), fit.df - before.df
    p = float(special.chdtrc(df, more))
    return replace(fit, more_chi2=more, more_df=df, more_p=p, less_cfi=before.cfi - fit.cfi)
