"""Which items belong together by the answers alone? Exploratory factors of all items, and rotation.

Minimum residuals, or unweighted least squares: Harman & Jones (1966), Psychometrika 31, 351-368.
Newton's method on the uniquenesses, with the second derivatives of Jöreskog (1977). Written out:
statsmodels' Factor is the same to 2e-10 but has no lower end for a uniqueness, which runs to −1.16
in a Heywood case of five items, and takes 1.5 s to import.

Varimax: Kaiser (1958), Psychometrika 23, 187-200, of rows scaled to length one, by the singular
vectors that lead uphill. Direct oblimin with γ = 0 is quartimin (Jennrich & Sampson 1966), by
gradient projection: Bernaards & Jennrich (2005), Educational and Psychological Measurement 65,
676-696. Written out: statsmodels' rotate_factors takes 1.5 to 6 seconds to come as close to the
optimum as this does in 1 to 90 ms, and gradient projection finds a lower one of 7 and 8 factors of
two reference sets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

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
from crm_analytics.statistics.moments import Moments

Rotation = Literal["oblimin", "varimax"]

TURNS = 5_000
TURN_HALVINGS = 30
MEMORY = 5
STILL, FLAT = 1e-10, 1e-8  # of a turn that moves no more, of a slope

Array = NDArray[np.floating]


def rotated(loadings: Array, rotation: Rotation) -> tuple[Array, Array]:
    """Pattern loadings, shape (k, factors), and correlations of the factors.

    The largest factor comes first, and each has loadings of a positive sum. Oblimin starts from
    varimax.
    """
    factors = loadings.shape[1]
    turned = varimax(loadings) if factors > 1 else loadings
    correlations: Array = np.eye(factors)
    if factors > 1 and rotation == "oblimin":
        turned, correlations = quartimin(turned)
    size = np.diag(turned.T @ turned @ correlations)
    order = np.argsort(-size, kind="stable")
    signs = np.where(turned.sum(axis=0) < 0, -1.0, 1.0)[order]
    return turned[:, order] * signs, correlations[np.ix_(order, order)] * np.outer(signs, signs)


def varimax(loadings: Array) -> Array:
    """Right-angled; rows are scaled to length one while they are turned (Kaiser)."""
    length = np.linalg.norm(loadings, axis=1, keepdims=True)
    length[length == 0] = 1
    rows, turn = loadings / length, np.eye(loadings.shape[1])
    for _ in range(TURNS):
        turned = rows @ turn
        uphill = rows.T @ (turned**3 - turned * np.mean(turned**2, axis=0))
        left, _, right = np.linalg.svd(uphill)
        last, turn = turn, left @ right
        if np.abs(turn - last).max() < STILL:
            break
    found: Array = length * (rows @ turn)
    return found


def quartimin(loadings: Array) -> tuple[Array, Array]:
    """Any angles: pattern loadings and correlations of the factors.

    Down the slope, along turns whose columns keep length one; steps as long as Barzilai & Borwein
    (1988) have them. Such steps may lead up now and then; they must lead below the highest of the
    last `MEMORY`.
    """
    turn: Array = np.eye(loadings.shape[1])
    value, along = _quartimin_slope(loadings, turn)
    last, size = [value], 1.0
    for _ in range(TURNS):
        steep = float(np.square(along).sum())
        if steep < FLAT**2:
            break
        for _ in range(TURN_HALVINGS):
            there = turn - size * along
            there /= np.linalg.norm(there, axis=0)
            value, next_along = _quartimin_slope(loadings, there)
            if value <= max(last) - 1e-4 * size * steep:
                break
            size /= 2
        moved, bent = there - turn, next_along - along
        if not moved.any():
            break  # nothing lower within rounding
        size = float(np.square(moved).sum() / max(abs((moved * bent).sum()), 1e-300))
        turn, along = there, next_along
        last = [*last, value][-MEMORY:]
    return np.linalg.solve(turn, loadings.T).T, turn.T @ turn


def _quartimin_slope(loadings: Array, turn: Array) -> tuple[float, Array]:
    """The criterion, and its gradient along the turns that are allowed."""
    turned = np.linalg.solve(turn, loadings.T).T
    squares = turned**2
    others = squares.sum(axis=1, keepdims=True) - squares
    gradient = -np.linalg.solve(turn.T, (turned * others).T @ turned)
    along: Array = gradient - turn * (turn * gradient).sum(axis=0)
    return float((squares * others).sum()) / 4, along


LOWEST = 0.005  # of a uniqueness, as in R; an item there is an improper (Heywood) one
STEPS = 200
HALVINGS = 40
SETTLED = 1e-9


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
