"""Do the items share enough to be worth factoring, and how many things do they measure?

KMO: Kaiser (1974), Psychometrika 39, 31-36. Test of sphericity: Bartlett (1951), Biometrika 38,
337-344. Parallel analysis: Horn (1965), Psychometrika 30, 179-185; a component counts when its
eigenvalue exceeds what answers without any connection give; here the 95th percentile of them
(Glorfeld 1995).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moments import ROUNDING, Moments
from crm_analytics.statistics.one_factor import tied_items
from crm_analytics.statistics.resampling import Draws


@dataclass(frozen=True, slots=True)
class Adequacy:
    """Sampling adequacy of items, overall and of each (MSA), and the test that none correlate.

    effective: people that would say as much if all weighed the same.
    kmo: squared correlations as a share of them and the squared partial ones; 1 is best.
    chi2, p: None with case weights, which the test has no form for.
    """

    n: int
    effective: float
    kmo: float
    msa: tuple[tuple[str, float], ...]
    chi2: float | None
    df: int
    p: float | None


def adequacy(moments: Moments) -> Adequacy:
    """From the correlations of the items.

    Raises NotEnoughData as `factorable` does.
    """
    factorable(moments)
    r, n, k = moments.correlation, moments.n, len(moments.names)
    inverse = np.linalg.solve(r, np.eye(k))
    spread = np.sqrt(np.diag(inverse))
    partial = inverse / np.outer(spread, spread)
    apart = ~np.eye(k, dtype=bool)
    zero_order = np.square(r, where=apart, out=np.zeros((k, k)))
    rest = np.square(partial, where=apart, out=np.zeros((k, k)))
    own = _share(zero_order.sum(axis=0), rest.sum(axis=0))
    df = k * (k - 1) // 2
    chi2 = -(n - 1 - (2 * k + 5) / 6) * float(np.linalg.slogdet(r)[1])
    tested = (None, None) if moments.weight else (chi2, float(special.chdtrc(df, chi2)))
    return Adequacy(
        n,
        moments.effective,
        float(_share(zero_order.sum(), rest.sum())),
        tuple(zip(moments.names, own.tolist(), strict=True)),
        tested[0],
        df,
        tested[1],
    )


def _share(of: ArrayLike, rest: ArrayLike) -> NDArray[np.float64]:
    """Part of the whole; 0 where items share nothing at all."""
    part, whole = np.asarray(of, float), np.add(of, rest)
    found: NDArray[np.float64] = np.divide(
        part, whole, out=np.zeros_like(part), where=whole > ROUNDING
    )
    return found


def factorable(moments: Moments) -> None:
    """Raise NotEnoughData for items whose correlations have no inverse, and say which and why."""
    n, k = moments.n, len(moments.names)
    if k < 3:
        raise NotEnoughData("Factors of all items need three items or more.")
    if n <= k:
        raise NotEnoughData(
            f"Fewer than {k + 1} people answered all {k} items, too few to look for factors."
        )
    if moments.constant.any():
        same = ", ".join(np.array(moments.names)[moments.constant].tolist())
        raise NotEnoughData(
            f"Everyone gave the same answer to {same}, so the items cannot be factored. "
            "Leave it out of the questionnaire."
        )
    tied = tied_items(moments.names, moments.correlation)
    if tied:
        raise NotEnoughData(
            f"{', '.join(tied)} are copies or sums of one another, so the items cannot be "
            "factored. Leave one of them out of the questionnaire."
        )


USUAL = Draws(count=200, seed=1965)
PERCENTILE = 0.95


@dataclass(frozen=True, eq=False, slots=True)
class Parallel:
    """Eigenvalues of the correlations, largest first, beside those of unconnected answers.

    n: people, the effective number of them where they are weighted.
    observed, mean, high: shape (k,); high is the percentile that an eigenvalue has to exceed.
    """

    n: int
    draws: Draws
    observed: NDArray[np.floating]
    mean: NDArray[np.floating]
    high: NDArray[np.floating]

    @property
    def factors(self) -> int:
        """How many eigenvalues exceed the percentile before the first that does not."""
        above = self.observed > self.high
        return int(len(above) if above.all() else np.argmin(above))


def parallel(moments: Moments, draws: Draws = USUAL) -> Parallel:
    """Raises NotEnoughData as `factorable` does."""
    factorable(moments)
    observed = np.linalg.eigvalsh(moments.correlation)[::-1]
    k = len(moments.names)
    n = max(k + 1, round(moments.effective))
    random = unconnected(n, k, draws)
    high = np.quantile(random, PERCENTILE, axis=0)
    return Parallel(n, draws, observed, random.mean(axis=0), high)


def unconnected(n: int, k: int, draws: Draws) -> NDArray[np.floating]:
    """Eigenvalues of correlations of k unconnected normal answers of n people, largest first.

    Shape (draws, k). The scatter is drawn itself, from its Wishart distribution (Bartlett 1933), so
    that a million people cost what three hundred do. Needs n > k.
    """
    random = np.random.default_rng(draws.seed)
    root = np.tril(random.standard_normal((draws.count, k, k)), -1)
    root[:, range(k), range(k)] = np.sqrt(random.chisquare(n - 1 - np.arange(k), (draws.count, k)))
    root /= np.linalg.norm(root, axis=2, keepdims=True)
    values: NDArray[np.floating] = np.linalg.eigvalsh(root @ root.mT)[:, ::-1]
    return values
