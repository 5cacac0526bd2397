"""Does one thing stand behind the items of a scale? The one-factor model and what follows from it.

Σ = λλ′ + diag θ by maximum likelihood: Newton's method on λ and θ together, for many matrices at
once, with Fisher's scoring where the surface is not bowl-shaped (Jöreskog 1967, Psychometrika 32,
443-482; Lawley & Maxwell 1971). θ may become negative, as in lavaan: a Heywood case is found, not
hidden behind a bound.

ω total: McDonald (1999), Test Theory. Composite reliability CR and average variance extracted AVE:
Fornell & Larcker (1981), Journal of Marketing Research 18, 39-50, from standardised loadings.

Written out: statsmodels fits one matrix at a time, here thousands of resamples are fitted at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.moments import ROUNDING, Moments

STEPS = 60
HALVINGS = 15
SQUARINGS = 5  # the start may be rough
EQUAL = 0.6
RUNAWAY = 10.0  # a loading beyond this is on its way to infinity: there is no such factor
SETTLED = 1e-8  # steps shrink by squaring: the next one would be below 1e-15

Array = NDArray[np.floating]


@dataclass(frozen=True, eq=False, slots=True)
class Fit:
    """One row a matrix; rows that are not converged hold no estimate.

    loadings, uniqueness: shape (matrices, k).
    discrepancy: shape (matrices,), log|Σ| + tr(RΣ⁻¹) − log|R| − k at the minimum.
    """

    loadings: Array
    uniqueness: Array
    discrepancy: Array
    converged: NDArray[np.bool_]


def fit(r: Array) -> Fit:
    """Maximum likelihood from correlations of three items or more, shape (matrices, k, k).

    Every matrix must be positive definite. Loadings are standardised and add up to a positive sum.
    """
    loadings, uniqueness, converged = _three(r) if r.shape[1] == 3 else _more(r)
    loadings = loadings * np.where(loadings.sum(axis=1, keepdims=True) < 0, -1.0, 1.0)
    discrepancy = np.full(len(r), np.nan)
    if converged.any():
        at = _Point.of(r[converged], loadings[converged], uniqueness[converged])
        own = np.linalg.slogdet(r[converged])[1]
        discrepancy[converged] = np.maximum(at.height - own - r.shape[1], 0)
    return Fit(loadings, uniqueness, discrepancy, converged)


def _three(r: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Three correlations, three loadings: λ₁² = r₁₂r₁₃/r₂₃ reproduces them exactly."""
    ab, ac, bc = r[:, 0, 1], r[:, 0, 2], r[:, 1, 2]
    solved = ab * ac * bc > ROUNDING
    with np.errstate(divide="ignore", invalid="ignore"):
        first = np.sqrt(np.where(solved, ab * ac / bc, np.nan))
        loadings = np.stack([first, ab / first, ac / first], axis=1)
    return loadings, 1 - loadings**2, solved


@dataclass(frozen=True, eq=False, slots=True)
class _Point:
    """Where the search stands. height: log|Σ| + tr(RΣ⁻¹), infinite outside the possible."""

    loadings: Array
    uniqueness: Array
    inverse: Array
    height: Array

    @classmethod
    def of(cls, r: Array, loadings: Array, uniqueness: Array) -> "_Point":
        k = r.shape[1]
        implied = loadings[:, :, None] * loadings[:, None, :]
        implied[:, range(k), range(k)] += uniqueness
        sign, volume = np.linalg.slogdet(implied)
        # one negative θ gives Σ at most one negative eigenvalue, which the determinant shows
        possible = (sign > 0) & ((uniqueness < 0).sum(axis=1) < 2)
        implied[~possible] = np.eye(k)
        inverse = np.linalg.solve(implied, np.broadcast_to(np.eye(k), implied.shape))
        height = np.where(possible, volume + (r * inverse).sum(axis=(1, 2)), np.inf)
        return cls(loadings, uniqueness, inverse, height)

    def select(self, keep: NDArray[np.bool_]) -> "_Point":
        """The search of fewer matrices."""
        return _Point(
            self.loadings[keep], self.uniqueness[keep], self.inverse[keep], self.height[keep]
        )


def _more(r: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Four items or more; what runs away from its principal axis starts again from equal parts."""
    loadings, uniqueness, converged = _settle(r, *_start(r))
    again = ~converged
    if again.any():
        equal = np.full((int(again.sum()), r.shape[1]), EQUAL)
        found = _settle(r[again], equal, 1 - equal**2)
        loadings[again], uniqueness[again], converged[again] = found
    return loadings, uniqueness, converged


def _settle(r: Array, loadings: Array, uniqueness: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    converged = np.zeros(len(r), bool)
    left = np.arange(len(r))
    at = _Point.of(r, loadings, uniqueness)
    for _ in range(STEPS):
        step = _step(r[left], at)
        at = _down(r[left], at, step)
        loadings[left], uniqueness[left] = at.loadings, at.uniqueness
        settled = np.abs(step).max(axis=1) < SETTLED
        converged[left[settled]] = True
        on = ~settled & (np.abs(at.loadings).max(axis=1) < RUNAWAY)
        if not on.any():
            break
        if not on.all():
            left, at = left[on], at.select(on)
    return loadings, uniqueness, converged


def _start(r: Array) -> tuple[Array, Array]:
    """The principal axis, roughly, by squaring; uniqueness from the other items (Jöreskog)."""
    k = r.shape[1]
    inverse = np.linalg.solve(r, np.broadcast_to(np.eye(k), r.shape))
    uniqueness = (1 - 0.5 / k) / np.diagonal(inverse, axis1=1, axis2=2)
    root = np.sqrt(uniqueness)
    power = r / (root[:, :, None] * root[:, None, :])
    for _ in range(SQUARINGS):
        power = power @ power
        power /= np.trace(power, axis1=1, axis2=2)[:, None, None]
    longest = np.argmax(np.diagonal(power, axis1=1, axis2=2), axis=1)
    axis = power[np.arange(len(r)), :, longest]
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    value = np.einsum("bi,bij,bj->b", axis / root, r, axis / root)
    length = np.sqrt(np.maximum(value - 1, 0.1))
    return root * axis * length[:, None], uniqueness


def _step(r: Array, at: _Point) -> Array:
    """Where the bowl through this point has its bottom, shape (matrices, 2k)."""
    lam, inverse = at.loadings[:, :, None], at.inverse
    weighted = inverse @ r @ inverse
    apart = inverse - weighted
    slope = np.concatenate(
        [2 * (apart @ lam)[:, :, 0], np.diagonal(apart, axis1=1, axis2=2)], axis=1
    )
    step = -_solve(_curvature(lam, inverse, 2 * weighted - inverse, apart), slope)
    upward = (step * slope).sum(axis=1) >= 0
    if upward.any():
        bowl = _curvature(lam[upward], inverse[upward], inverse[upward], 0 * apart[upward])
        step[upward] = -_solve(bowl, slope[upward])
    return step


def _curvature(lam: Array, inverse: Array, c: Array, apart: Array) -> Array:
    """Second derivatives tr(Σ⁻¹ Σₐ C Σᵦ) + tr((Σ⁻¹ − A) Σₐᵦ), A = Σ⁻¹RΣ⁻¹; C = 2A − Σ⁻¹.

    With C = Σ⁻¹ and no second term they are what is expected of them: Fisher's scoring.
    """
    k = inverse.shape[1]
    u, v = inverse @ lam, c @ lam
    outer = u * v.mT
    found = np.empty((len(lam), 2 * k, 2 * k))
    across = c * u.mT + inverse * v.mT
    found[:, :k, :k] = outer + outer.mT + inverse * (lam.mT @ v) + c * (lam.mT @ u) + 2 * apart
    found[:, :k, k:] = across
    found[:, k:, :k] = across.mT
    found[:, k:, k:] = inverse * c
    return found


def _solve(curvature: Array, slope: Array) -> Array:
    places = np.arange(curvature.shape[1])
    size = np.abs(curvature[:, places, places]).max(axis=1)
    curvature[:, places, places] += ROUNDING * size[:, None]  # a flat valley is still left
    solved: Array = np.linalg.solve(curvature, slope[:, :, None])[:, :, 0]
    return solved


def _down(r: Array, at: _Point, step: Array) -> _Point:
    """The step, halved until it leads down; in the last digits of the height any step does."""
    k = r.shape[1]
    size = np.ones((len(r), 1))
    ceiling = at.height + 1e-12 * np.abs(at.height)
    for _ in range(HALVINGS):
        there = _Point.of(r, at.loadings + size * step[:, :k], at.uniqueness + size * step[:, k:])
        upward = there.height > ceiling
        if not upward.any():
            return there
        size[upward] /= 2
    return there


FEWEST_ITEMS = 3
UNSETTLED = (
    "The correlations of '{}' do not agree on one factor, so ω, CR and AVE are not given. Is an "
    "item reversed, or does the scale hold more than one thing?"
)
COLLINEAR = 1e-8  # smallest eigenvalue of a correlation matrix whose items are told apart


@dataclass(frozen=True, eq=False, slots=True)
class OneFactor:
    """A maximum-likelihood factor of one scale.

    loadings, uniqueness: shape (k,), of standardised items; their sum is not negative.
    sd: shape (k,), standard deviations (n − 1) of the items.
    chi2: n times the smallest discrepancy, as lavaan prints it; None with case weights, where it
        is no χ². df: k(k − 3)/2.
    effective: people that would say as much if all weighed the same.
    """

    scale: str
    items: tuple[str, ...]
    n: int
    loadings: NDArray[np.floating]
    uniqueness: NDArray[np.floating]
    sd: NDArray[np.floating]
    chi2: float | None
    effective: float

    @property
    def df(self) -> int:
        """Degrees of freedom: correlations that the loadings do not use up."""
        return len(self.items) * (len(self.items) - 3) // 2

    @property
    def p(self) -> float | None:
        """How often one factor fits as badly by chance; None for three items, which always fit."""
        return (
            float(special.chdtrc(self.df, self.chi2)) if self.df and self.chi2 is not None else None
        )

    @property
    def raw_loadings(self) -> NDArray[np.floating]:
        """Loadings in points of the scale, shape (k,)."""
        return self.loadings * self.sd

    @property
    def heywood(self) -> tuple[str, ...]:
        """Items of which the factor would explain more than all there is."""
        return tuple(i for i, u in zip(self.items, self.uniqueness, strict=True) if u < 0)

    @property
    def reason(self) -> str:
        """Why there is no ω, CR and AVE; empty when there is."""
        if not self.heywood:
            return ""
        return (
            f"One factor would explain more than all of {', '.join(self.heywood)} in "
            f"'{self.scale}' (a Heywood case), so ω, CR and AVE are not given. Too few people or "
            "items, or more than one thing behind them, are the usual causes."
        )

    @property
    def omega(self) -> float | None:
        """ω total, share of the factor in the variance of the sum; None for a Heywood case."""
        return self._share(self.sd)

    @property
    def cr(self) -> float | None:
        """Composite reliability: ω of the sum of standardised items."""
        return self._share(np.ones_like(self.sd))

    @property
    def ave(self) -> float | None:
        """Mean squared standardised loading; None for a Heywood case."""
        return None if self.heywood else float(np.mean(self.loadings**2))

    def _share(self, weight: NDArray[np.floating]) -> float | None:
        if self.heywood:
            return None
        return float(common_share(self.loadings, self.uniqueness, weight))


def one_factors(
    scales: Sequence[tuple[str, Moments]],
) -> tuple[OneFactor | Unavailable, ...]:
    """The factor of every scale, or why there is none; scales of one length are solved at once."""
    refused = {name: _refusal(name, m.names, m.n, m.correlation) for name, m in scales}
    found: dict[str, OneFactor | Unavailable] = {
        name: Unavailable(name, reason) for name, reason in refused.items() if reason
    }
    sound = [(name, m) for name, m in scales if not refused[name]]
    for k in {len(m.names) for _, m in sound}:
        alike = [(name, m) for name, m in sound if len(m.names) == k]
        found |= _solved(alike)
    return tuple(found[name] for name, _ in scales)


def one_factor(scale: str, moments: Moments) -> OneFactor:
    """The factor of one scale. Raises NotEnoughData where there is none, with the reason."""
    (found,) = one_factors([(scale, moments)])
    if isinstance(found, Unavailable):
        raise NotEnoughData(found.reason)
    return found


def of_correlations(scale: str, items: Sequence[str], r: NDArray[np.float64], n: int) -> OneFactor:
    """The factor of given correlations, for example polychoric ones, with which ω is ordinal ω.

    χ² and p are those of Pearson's correlations only. Raises NotEnoughData, also for correlations
    that no answers could have together.
    """
    k = len(items)
    return one_factor(scale, Moments(tuple(items), n, np.ones(k), r * (n - 1)))


def common_share(
    loadings: NDArray[np.floating], uniqueness: NDArray[np.floating], weight: NDArray[np.floating]
) -> NDArray[np.floating]:
    """(Σλ)²/((Σλ)² + Σθ) over the last axis, of items that are multiplied by these weights."""
    common = np.square((loadings * weight).sum(axis=-1))
    share: NDArray[np.floating] = common / (common + (uniqueness * weight**2).sum(axis=-1))
    return share


def tied_items(items: Sequence[str], r: NDArray[np.float64]) -> tuple[str, ...]:
    """Items that are copies or sums of one another; none where correlations have an inverse."""
    if np.linalg.eigvalsh(r)[0] > COLLINEAR:
        return ()
    part = np.abs(np.linalg.eigh(r)[1][:, 0])
    return tuple(i for i, share in zip(items, part, strict=True) if share > 0.1 * part.max())


def _solved(alike: Sequence[tuple[str, Moments]]) -> dict[str, OneFactor | Unavailable]:
    solved = fit(np.stack([m.correlation for _, m in alike]))
    found: dict[str, OneFactor | Unavailable] = {}
    for place, (name, m) in enumerate(alike):
        loadings, uniqueness = solved.loadings[place], solved.uniqueness[place]
        chi2 = None if m.weight else m.n * float(solved.discrepancy[place])
        found[name] = (
            OneFactor(name, m.names, m.n, loadings, uniqueness, m.sd, chi2, m.effective)
            if solved.converged[place]
            else Unavailable(name, UNSETTLED.format(name))
        )
    return found


def _refusal(scale: str, items: Sequence[str], n: int, r: NDArray[np.float64]) -> str:
    k = len(items)
    if k < FEWEST_ITEMS:
        return (
            f"'{scale}' has fewer than three items, which do not determine a factor: "
            "it has no ω, CR and AVE."
        )
    if n <= k:
        return f"Fewer than {k + 1} people answered all of '{scale}', too few for its factor."
    constant = [item for item, own in zip(items, np.diag(r), strict=True) if np.isnan(own)]
    if constant:
        same = ", ".join(constant)
        return f"Everyone gave the same answer to {same} of '{scale}', so it has no factor."
    tied = ", ".join(tied_items(items, r))
    if not tied:
        return ""
    return f"{tied} of '{scale}' are copies or sums of one another, so it has no factor."
