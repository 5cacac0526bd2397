"""Which items belong together by the answers alone? Exploratory factors of all items.

Minimum residuals, or unweighted least squares: Harman & Jones (1966), Psychometrika 31, 351-368.
Newton's method on the uniquenesses, with the second derivatives of Jöreskog (1977).

Written out: statsmodels' Factor is the same to 2e-10 but has no lower end for a uniqueness, which
runs to −1.16 in a Heywood case of five items, and takes 1.5 s to import.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.factor_adequacy import (
    Adequacy,
    Parallel,
    adequacy,
    factorable,
    parallel,
)
from crm_analytics.statistics.factor_rotation import Rotation, rotated
from crm_analytics.statistics.moments import Moments

LOWEST = 0.005  # of a uniqueness, as in R; an item there is an improper (Heywood) one
STEPS = 200
HALVINGS = 40
SETTLED = 1e-9

Array = NDArray[np.floating]


def most_factors(k: int) -> int:
    """How many factors the correlations of k items can tell apart: (k − f)² ≥ k + f."""
    return max(f for f in range(k) if f == 0 or (k - f) ** 2 >= k + f)


def minres(r: Array, factors: int) -> tuple[Array, Array] | None:
    """Loadings on principal axes, shape (k, factors), and uniquenesses; None if they do not settle.

    From a positive definite correlation matrix and at least one factor.
    """
    k = len(r)
    unexplained = 1 / np.diag(np.linalg.solve(r, np.eye(k)))
    uniqueness: Array = np.clip((1 - 0.5 * factors / k) * unexplained, LOWEST, 1)
    values, axes = np.linalg.eigh(r - np.diag(uniqueness))
    for _ in range(STEPS):
        step = _step(values, axes, factors, uniqueness)
        if np.abs(step).max() < SETTLED:
            loadings = axes * np.sqrt(np.maximum(values, 0))
            return loadings[:, : -factors - 1 : -1], uniqueness
        left, size = np.square(values[:-factors]).sum(), 1.0
        for _ in range(HALVINGS):
            there = uniqueness + size * step
            values, axes = np.linalg.eigh(r - np.diag(there))
            if np.square(values[:-factors]).sum() <= left * (1 + 1e-12):
                break
            size /= 2
        uniqueness = there
    return None


def _step(values: Array, axes: Array, factors: int, uniqueness: Array) -> Array:
    """Newton's step among the uniquenesses that are not held at an end.

    values, axes: of R − Ψ, rising; the last are kept as factors, the rest to be made small.
    """
    rest, others = values[:-factors], axes[:, :-factors]
    slope = -np.square(others) @ rest
    low, high = uniqueness <= LOWEST + SETTLED, uniqueness >= 1 - SETTLED
    free = ~((low & (slope > 0)) | (high & (slope < 0)))
    step = np.zeros(len(slope))
    if free.any():
        bowl = np.square(others @ others.T)
        turning = np.zeros_like(bowl)  # what turning the axes adds to the second derivatives
        for value, axis in zip(values[-factors:], axes[:, -factors:].T, strict=True):
            ratio = 2 * rest / np.minimum(rest - value, -np.finfo(float).eps)
            turning += np.outer(axis, axis) * ((others * ratio) @ others.T)
        for curvature in (bowl + turning, bowl):
            part = curvature[np.ix_(free, free)]
            ridge = 1e-12 * np.trace(part) * np.eye(len(part))
            step[free] = -np.linalg.solve(part + ridge, slope[free])
            if step @ slope <= 0:
                break
    ended: Array = np.clip(uniqueness + step, LOWEST, 1) - uniqueness
    return ended


@dataclass(frozen=True, eq=False, slots=True)
class Factors:
    """Minres factors of standardised items, the largest first.

    loadings: shape (k, factors), pattern loadings after rotation.
    correlations: shape (factors, factors), of the factors; ones on the diagonal only for varimax.
    uniqueness: shape (k,).
    rms: root mean square of the correlations that the factors leave unexplained.
    """

    items: tuple[str, ...]
    n: int
    rotation: Rotation
    loadings: NDArray[np.floating]
    correlations: NDArray[np.floating]
    uniqueness: NDArray[np.floating]
    rms: float

    @property
    def communalities(self) -> NDArray[np.floating]:
        """Share of each item's variance that the factors explain, shape (k,)."""
        return 1 - self.uniqueness

    @property
    def explained(self) -> NDArray[np.floating]:
        """Share of the variance of all items that goes to each factor, shape (factors,)."""
        shares: NDArray[np.floating] = np.diag(self.loadings.T @ self.loadings @ self.correlations)
        return shares / len(self.items)

    @property
    def improper(self) -> tuple[str, ...]:
        """Items held at the lowest uniqueness: the factors would explain more than all of them."""
        at_end = self.uniqueness <= LOWEST + 1e-6
        return tuple(item for item, held in zip(self.items, at_end, strict=True) if held)

    @property
    def strongest(self) -> NDArray[np.intp]:
        """The factor with the largest loading of each item, shape (k,)."""
        largest: NDArray[np.intp] = np.argmax(np.abs(self.loadings), axis=1)
        return largest


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where one item loads most, and where the other items of its dimension do; counted from 0.

    home: None for the only item of a dimension.
    """

    item: str
    dimension: str
    factor: int
    loading: float
    home: int | None

    @property
    def elsewhere(self) -> bool:
        """Whether the item loads most on another factor than its dimension's other items."""
        return self.home is not None and self.factor != self.home


def exploratory(moments: Moments, factors: int, rotation: Rotation = "oblimin") -> Factors:
    """Raises NotEnoughData as `factorable` does, and for more factors than items can tell apart."""
    factorable(moments)
    k, r = len(moments.names), moments.correlation
    if factors < 1:
        raise NotEnoughData("No factor stands out, so there are no loadings to show.")
    if factors > most_factors(k):
        raise NotEnoughData(
            f"{k} items can tell at most {most_factors(k)} factors apart, not {factors}."
        )
    found = minres(r, factors)
    if found is None:
        raise NotEnoughData(f"The answers do not settle on {factors} factors. Try fewer.")
    axes, uniqueness = found
    loadings, correlations = rotated(axes, rotation)
    residual = r - loadings @ correlations @ loadings.T
    rms = float(np.sqrt(np.mean(np.square(residual[np.triu_indices(k, 1)]))))
    return Factors(moments.names, moments.n, rotation, loadings, correlations, uniqueness, rms)


def places(found: Factors, members: Mapping[str, Sequence[str]]) -> Iterator[ItemPlace]:
    """Every item against its dimension; the others' factor is the one they load on most together.

    members: dimension → its items; items without loadings are passed over.
    """
    strongest, squares = found.strongest, np.square(found.loadings)
    at = {item: place for place, item in enumerate(found.items)}
    for dimension, items in members.items():
        known = [at[item] for item in items if item in at]
        together = squares[known].sum(axis=0)
        for place in known:
            others = together - squares[place]
            home = int(np.argmax(others)) if len(known) > 1 else None
            factor = int(strongest[place])
            loading = float(found.loadings[place, factor])
            yield ItemPlace(found.items[place], dimension, factor, loading, home)


@dataclass(frozen=True, eq=False, slots=True)
class Structure:
    """Adequacy, number of factors, and the factors themselves.

    factors: None with the `reason` where there are none to show.
    places: every item against its dimension.
    constant: items that never vary, which are left out.
    """

    adequacy: Adequacy
    parallel: Parallel
    factors: Factors | None
    reason: str
    places: tuple[ItemPlace, ...]
    constant: tuple[str, ...]


def structure(
    moments: Moments,
    members: Mapping[str, Sequence[str]],
    rotation: Rotation = "oblimin",
    as_asked: bool = False,
) -> Structure:
    """From the moments of all items; members: dimension → its items.

    As many factors as parallel analysis finds, or as there are dimensions. Raises NotEnoughData as
    `factorable` does, but for items that never vary.
    """
    still = moments.constant
    constant = tuple(name for name, same in zip(moments.names, still, strict=True) if same)
    moments = moments.select([name for name in moments.names if name not in constant])
    if constant and len(moments.names) < 3:
        raise NotEnoughData(
            f"Everyone gave the same answer to {', '.join(constant)}. Factors of all items need "
            "three items whose answers vary."
        )
    enough = adequacy(moments)
    horn = parallel(moments)
    found, reason = None, ""
    try:
        found = exploratory(moments, len(members) if as_asked else horn.factors, rotation)
    except NotEnoughData as none:
        reason = str(none)
    where = tuple(places(found, members)) if found else ()
    return Structure(enough, horn, found, reason, where, constant)
