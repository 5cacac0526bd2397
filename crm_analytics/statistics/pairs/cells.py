"""Tables cut out of a bivariate normal distribution: thresholds, and the chance of every cell."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics.pairs.bivariate import Numbers, corner, density

FAR = 9.0  # a threshold nobody or everybody is below; beyond it is less than one in 10¹⁸


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """Tables with their thresholds. counts: shape (pairs, p, p).

    rows, columns: shape (pairs, p + 1), from −FAR to FAR; an unused point lies between two equal
    thresholds.
    """

    counts: Numbers
    rows: Numbers
    columns: Numbers

    @classmethod
    def of(cls, counts: Numbers) -> "Cells":
        """Thresholds from the margins of each table."""
        return cls(counts, _thresholds(counts.sum(axis=2)), _thresholds(counts.sum(axis=1)))

    def some(self, which: NDArray[np.bool_ | np.intp]) -> "Cells":
        """The cells of these pairs only."""
        return Cells(self.counts[which], self.rows[which], self.columns[which])

    def probabilities(self, rho: Numbers) -> Numbers:
        """π of each cell, shape (pairs, p, p); never below 0."""
        from scipy import special

        h, k = self.rows[:, :, None], self.columns[:, None, :]
        below = np.zeros(np.broadcast_shapes(h.shape, k.shape))
        inner = (slice(None), slice(1, -1), slice(1, -1))
        below[inner] = corner(h[:, 1:-1], k[:, :, 1:-1], rho[:, None, None])
        below[:, 1:-1, -1] = special.ndtr(self.rows[:, 1:-1])
        below[:, -1, 1:-1] = special.ndtr(self.columns[:, 1:-1])
        below[:, -1, -1] = 1
        return np.maximum(_boxes(below), 0)

    def slopes(self, rho: Numbers) -> Numbers:
        """∂π/∂ρ of each cell."""
        at = density(self.rows[:, :, None], self.columns[:, None, :], rho[:, None, None])
        return _boxes(at)

    def bends(self, rho: Numbers) -> Numbers:
        """∂²π/∂ρ² of each cell."""
        h, k, r = self.rows[:, :, None], self.columns[:, None, :], rho[:, None, None]
        rest = (1 - r) * (1 + r)
        grows = r / rest + (h * k * (1 + r**2) - r * (h**2 + k**2)) / rest**2
        return _boxes(density(h, k, r) * grows)


def _thresholds(margin: Numbers) -> Numbers:
    """Where a normal variable is cut to leave these shares, shape (pairs, p + 1)."""
    from scipy import special

    below = np.cumsum(margin, axis=1)
    total = np.maximum(below[:, -1:], np.finfo(float).tiny)
    upper = np.cumsum(margin[:, ::-1], axis=1)[:, ::-1]  # the smaller tail is the exact one
    z = np.where(
        2 * below[:, :-1] <= total,
        special.ndtri(below[:, :-1] / total),
        -special.ndtri(upper[:, 1:] / total),
    )
    ends = np.full((len(margin), 1), FAR)
    return np.hstack([-ends, np.clip(z, -FAR, FAR), ends])


def _boxes(corners: Numbers) -> Numbers:
    return np.diff(np.diff(corners, axis=1), axis=2)
