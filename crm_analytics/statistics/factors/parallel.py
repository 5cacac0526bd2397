"""How many things do all items measure? Parallel analysis.

Horn (1965), Psychometrika 30, 179-185: a component counts when its eigenvalue exceeds what answers
without any connection give; here the 95th percentile of them (Glorfeld 1995).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.factors.adequacy import factorable
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.resampling import Draws

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
