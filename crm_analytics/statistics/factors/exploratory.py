"""Which items belong together by the answers alone? Exploratory factors of all items."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.factors.adequacy import factorable
from crm_analytics.statistics.factors.minres import LOWEST, minres, most_factors
from crm_analytics.statistics.factors.rotation import Rotation, rotated
from crm_analytics.statistics.moments import Moments


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
class Place:
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
    if not found.converged:
        raise NotEnoughData(f"The answers do not settle on {factors} factors. Try fewer.")
    loadings, correlations = rotated(found.loadings, rotation)
    residual = r - loadings @ correlations @ loadings.T
    rms = float(np.sqrt(np.mean(np.square(residual[np.triu_indices(k, 1)]))))
    return Factors(
        moments.names, moments.n, rotation, loadings, correlations, found.uniqueness, rms
    )


def places(found: Factors, members: Mapping[str, Sequence[str]]) -> Iterator[Place]:
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
            yield Place(found.items[place], dimension, factor, loading, home)
