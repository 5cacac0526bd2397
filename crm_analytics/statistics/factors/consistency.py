"""What a scale's one factor and Guttman's bounds say of its reliability, beside α."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.factors.guttman import lambda2, lambda6
from crm_analytics.statistics.factors.one_factor import OneFactor, one_factors
from crm_analytics.statistics.moments import Moments


@dataclass(frozen=True, eq=False, slots=True)
class Consistency:
    """Reliabilities of one scale; None where undefined, with the reason.

    factor: the one-factor model behind ω, CR and AVE.
    """

    scale: str
    lambda2: float | None
    lambda6: float | None
    factor: OneFactor | Unavailable

    @property
    def omega(self) -> float | None:
        """ω total."""
        return self.factor.omega if isinstance(self.factor, OneFactor) else None

    @property
    def cr(self) -> float | None:
        """Composite reliability."""
        return self.factor.cr if isinstance(self.factor, OneFactor) else None

    @property
    def ave(self) -> float | None:
        """Average variance extracted."""
        return self.factor.ave if isinstance(self.factor, OneFactor) else None

    @property
    def reason(self) -> str:
        """Why there is no ω, CR and AVE; empty when there is."""
        return self.factor.reason


def consistencies(scales: Sequence[tuple[str, Moments]]) -> tuple[Consistency, ...]:
    """Every scale by its name and the moments of its items."""
    bounds = [(float(lambda2(m.scatter)), lambda6(m)) for _, m in scales]
    return tuple(
        Consistency(name, None if np.isnan(second) else second, sixth, factor)
        for (name, _), (second, sixth), factor in zip(
            scales, bounds, one_factors(scales), strict=True
        )
    )
