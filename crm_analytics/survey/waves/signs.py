"""Which items run the other way round now? Told by the signs of their correlations.

Items that keep their direction keep the signs of their correlations; one that was turned changes
all of its own. With b and n the correlations before and now, signs s that make Σ sᵢ sⱼ bᵢⱼ nᵢⱼ
largest part the two; the first eigenvector of the products gives them (Perron: all of one sign
when nothing was turned). Counted is only an item whose correlation with the others was clear
before and clearly is the opposite now. What was turned altogether cannot be told so.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST = 30  # people who answered both of two items, before and now
CLEARLY = 3.29  # standard errors of Fisher's z: one in a thousand by chance
HALVES = 0.25  # of the weight that parts the two sides; with less, neither is the majority
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Turn:
    """An item that seems turned: its place, its correlation with the others before and now."""

    place: int
    before: float
    now: float


@dataclass(frozen=True, eq=False, slots=True)
class Related:
    """Correlations of every two items, shape (k, k), and how many people answered both.

    middle: shape (k,), the means as distances from the middles of the scales.
    """

    r: Values
    n: NDArray[np.int64]
    middle: Values

    @classmethod
    def of(cls, values: Values) -> "Related":
        """values: shape (people, k), distances from the middle of the scale, NaN for no answer."""
        there = ~np.isnan(values)
        n = there.sum(axis=0)
        mean = np.where(there, values, 0).sum(axis=0) / np.maximum(n, 1)
        apart = np.where(there, values - mean, 0)
        both = there.astype(float)
        spread = np.square(apart).T @ both  # of the row's item, among those who answered both
        scale = np.sqrt(spread * spread.T)
        enough = scale > 1e-9 * max(1.0, float(np.abs(apart).max(initial=0)))
        r = np.divide(apart.T @ apart, scale, out=np.zeros_like(scale), where=enough)
        return cls(r, (both.T @ both).astype(np.int64), mean)

    def combined(self, weights: Values) -> "Related":
        """Of weighted sums of the standardised items; weights: shape (sums, k)."""
        common = weights @ self.r @ weights.T
        size = np.sqrt(np.maximum(np.diag(common), 0))
        scale = np.outer(size, size)
        r = np.divide(common, scale, out=np.zeros_like(scale), where=scale > 1e-9)
        used = weights != 0
        fewest = np.array([self.n[own].min(axis=0) for own in used])
        n = np.array([fewest[:, own].min(axis=1) for own in used])
        return Related(r, n, weights @ self.middle)


def turned(before: Values, now: Values, wholes: NDArray[np.int64]) -> tuple[Turn, ...]:
    """Items that seem turned.

    before, now: shape (people, k), the same items as distances from the middle of their scale.
    wholes: shape (k,), the dimension of each item. First the items of dimensions of three or more
        are told apart, then dimensions, and the items of smaller ones, from each other.
    """
    k = before.shape[1]
    then, since = Related.of(before), Related.of(now)
    signs, r = np.ones(k), np.zeros((2, k))
    parts = []
    for whole in np.unique(wholes):
        own = np.flatnonzero(wholes == whole)
        if len(own) > 2:
            pick = np.eye(k)[own]
            signs[own], r[:, own] = _signs(then.combined(pick), since.combined(pick))
            parts.append(own)
        else:
            parts += [np.array([one]) for one in own]
    member = np.array([np.isin(np.arange(k), part) for part in parts], float)
    of_parts, r_parts = _signs(then.combined(member), since.combined(member * signs))
    apart = of_parts @ member
    r = np.where(apart < 0, r_parts @ member, r)
    return tuple(
        Turn(int(i), float(r[0, i]), float(r[1, i])) for i in np.flatnonzero(signs * apart < 0)
    )


def _signs(before: Related, now: Related) -> tuple[Values, Values]:
    """-1 for what was clearly turned, else 1; correlations with the others, shape (2, k)."""
    k = len(before.r)
    usable = (before.n >= FEWEST) & (now.n >= FEWEST) & ~np.eye(k, dtype=bool)
    r_before, r_now = np.where(usable, before.r, 0), np.where(usable, now.r, 0)
    products = r_before * r_now
    if not products.any():
        return np.ones(k), np.zeros((2, k))
    first = np.linalg.eigh(products)[1][:, -1]
    signs = np.where(first * _majority(first, before.middle, now.middle) < 0, -1.0, 1.0)
    weights = np.sign(r_before)
    with_others = np.stack([_with_others(before.r, weights), _with_others(now.r, weights * signs)])
    n = np.where(usable, np.minimum(before.n, now.n), 0).max(axis=1)
    clear = np.arctanh(np.clip(with_others, -0.999, 0.999)) * np.sqrt(np.maximum(n - 3, 0))
    sure = (clear[0] > CLEARLY) & (clear[1] < -CLEARLY) & (signs < 0)
    return np.where(sure, -1.0, 1.0), with_others


def _majority(first: Values, before: Values, now: Values) -> float:
    """The sign of the side that kept its direction: the heavier one, else by the means.

    Means of what was turned are nearer to those before when they are mirrored in the middle.
    """
    if abs(first.sum()) > HALVES * np.abs(first).sum():
        return float(np.sign(first.sum()))
    nearer = np.abs(now - before) - np.abs(-now - before)  # above 0: mirrored is nearer
    return 1.0 if nearer[first < 0].sum() >= nearer[first > 0].sum() else -1.0


def _with_others(r: Values, weights: Values) -> Values:
    """Correlation of each item with the weighted sum of the others; weights: one row an item."""
    common = (weights * r).sum(axis=1)
    size = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", weights, r, weights), 0))
    found: Values = np.divide(common, size, out=np.zeros_like(common), where=size > 1e-9)
    return found
