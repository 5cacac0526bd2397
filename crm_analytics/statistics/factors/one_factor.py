"""Does one thing stand behind the items of a scale? The one-factor model and what follows from it.

ω total: McDonald (1999), Test Theory. Composite reliability CR and average variance extracted AVE:
Fornell & Larcker (1981), Journal of Marketing Research 18, 39-50, from standardised loadings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.factors.likelihood import fit
from crm_analytics.statistics.moments import Moments

FEWEST_ITEMS = 3
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
        found |= _solve(alike)
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


def _solve(alike: Sequence[tuple[str, Moments]]) -> dict[str, OneFactor | Unavailable]:
    solved = fit(np.stack([m.correlation for _, m in alike]))
    found: dict[str, OneFactor | Unavailable] = {}
    for place, (name, m) in enumerate(alike):
        loadings, uniqueness = solved.loadings[place], solved.uniqueness[place]
        chi2 = None if m.weight else m.n * float(solved.discrepancy[place])
        found[name] = (
            OneFactor(name, m.names, m.n, loadings, uniqueness, m.sd, chi2, m.effective)
            if solved.converged[place]
            else Unavailable(name, _unsettled(name))
        )
    return found


def _unsettled(scale: str) -> str:
    return (
        f"The correlations of '{scale}' do not agree on one factor, so ω, CR and AVE are not "
        "given. Is an item reversed, or does the scale hold more than one thing?"
    )


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
