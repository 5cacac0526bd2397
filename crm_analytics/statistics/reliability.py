"""Do the items of a scale measure one thing? Cronbach's alpha, split halves, ordinal α and ω.

Cronbach (1951), Psychometrika 16, 297-334. Interval: Feldt (1965), Psychometrika 30, 357-370.
Split halves: Spearman (1910), Horst (1951), Guttman (1945), Psychometrika 10, 255-282, who has two
more lower bounds: λ2 (never below α), and λ6 from the covariances, as SPSS and JASP have it.

Ordinal α and ω: Zumbo, Gadermann & Zeisser (2007), Journal of Modern Applied Statistical Methods 6,
21-29, are the formulas on the polychoric correlations. They are the reliability of what lies behind
the steps, not of the answers that were given: to be compared with α and ω, not reported instead.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.moments import ROUNDING, Answers, Moments, standard_error
from crm_analytics.statistics.one_factor import COLLINEAR, of_correlations
from crm_analytics.statistics.polychoric import Polychorics, smoothed

Array = NDArray[np.floating]


def lambda2(scatter: Array) -> Array:
    """Guttman's λ2 of covariances or scatter, shape (…, k, k); NaN where the total never varies."""
    k = scatter.shape[-1]
    own = np.diagonal(scatter, axis1=-2, axis2=-1)
    total = scatter.sum(axis=(-2, -1))
    between = np.square(scatter).sum(axis=(-2, -1)) - np.square(own).sum(axis=-1)
    common = total - own.sum(axis=-1) + np.sqrt(np.maximum(between, 0) * k / max(k - 1, 1))
    varies = total > ROUNDING * own.sum(axis=-1)
    bound: Array = np.divide(common, total, out=np.full(total.shape, np.nan), where=varies)
    return bound


def lambda6(moments: Moments) -> float | None:
    """Guttman's λ6: 1 less what the other items leave unexplained, of the variance of the total.

    None for items that never vary or are copies or sums of one another, as is SMC.
    """
    scatter = moments.scatter
    if scatter.sum() <= ROUNDING * np.trace(scatter) or moments.constant.any():
        return None
    r = moments.correlation
    if np.linalg.eigvalsh(r)[0] < COLLINEAR:
        return None
    unexplained = np.diag(scatter) / np.diag(np.linalg.solve(r, np.eye(len(r))))
    return float(1 - unexplained.sum() / scatter.sum())


FEWEST_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class ItemFit:
    """How one item goes with the others of its scale; None where it is undefined.

    item_rest_r: its correlation with the sum of the others.
    smc: share of its variance that the others explain together.
    """

    item: str
    item_rest_r: float | None
    alpha_if_dropped: float | None
    smc: float | None


@dataclass(frozen=True, slots=True)
class SplitHalf:
    """Two halves of a scale against each other; None where it is undefined.

    split: "odd-even" or "first-second", in asked order; an odd item out is in half a.
    """

    split: str
    items_a: int
    items_b: int
    alpha_a: float | None
    alpha_b: float | None
    r: float | None
    spearman_brown: float | None
    spearman_brown_unequal: float | None
    guttman: float | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha of one scale with its interval at `level`, and what stands behind it.

    kind: dimension, construct or whole.
    effective: people that would say as much if all weighed the same.
    alpha_low, alpha_high: Feldt's; linearised with case weights.
    alpha_standardised: None when an item never varies. lambda2, lambda6: Guttman's bounds, the
        second None where items are copies or sums of one another.
    constant, twins: items that never vary, pairs of items answered identically by everyone.
    """

    scale: str
    kind: str
    n: int
    effective: float
    level: float
    alpha: float
    alpha_low: float
    alpha_high: float
    alpha_standardised: float | None
    lambda2: float | None
    lambda6: float | None
    items: tuple[ItemFit, ...]
    splits: tuple[SplitHalf, ...]
    constant: tuple[str, ...]
    twins: tuple[tuple[str, str], ...]

    @property
    def index(self) -> float | None:
        """√α, the ceiling of a correlation with the true score; None for a negative alpha."""
        return float(np.sqrt(self.alpha)) if self.alpha >= 0 else None


def linearised(found: Reliability, rows: Answers, weights: NDArray[np.float64]) -> Reliability:
    """The same alpha, its interval from what each weighted person moves it (delta method) and t."""
    apart = rows - weights @ rows / weights.sum()
    own, total = np.square(apart).sum(axis=1), np.square(apart.sum(axis=1))
    mean_own, mean_total = weights @ own / weights.sum(), weights @ total / weights.sum()
    k = rows.shape[1]
    influence = k / (k - 1) * (mean_own * total / mean_total - own) / mean_total
    t = -float(special.stdtrit(found.n - 1, (1 - found.level) / 2))
    half = t * standard_error(influence, weights)
    return replace(found, alpha_low=found.alpha - half, alpha_high=min(1.0, found.alpha + half))


def reliability(
    scale: str, moments: Moments, level: float = 0.95, kind: str = "dimension"
) -> Reliability:
    """Alpha from the covariance of the items; at most 1, and negative when items disagree.

    Raises NotEnoughData below two items, below three people, or when the total never varies.
    """
    n, k = moments.n, len(moments.names)
    if k < 2:
        raise NotEnoughData(f"'{scale}' has one item; alpha compares items, so it needs two.")
    if n < FEWEST_PEOPLE:
        raise NotEnoughData(f"Fewer than {FEWEST_PEOPLE} people answered all of '{scale}'.")
    alpha = None if moments.constant.all() else _alpha(moments.scatter)
    if alpha is None:
        raise NotEnoughData(f"Everyone has the same total on '{scale}', so alpha is undefined.")
    tail = (1 - level) / 2
    df = n - 1, (n - 1) * (k - 1)
    correlation = moments.correlation
    return Reliability(
        scale=scale,
        kind=kind,
        n=n,
        effective=moments.effective,
        level=level,
        alpha=alpha,
        alpha_low=1 - (1 - alpha) * float(special.fdtri(*df, 1 - tail)),
        alpha_high=1 - (1 - alpha) * float(special.fdtri(*df, 1 - (1 - tail))),
        alpha_standardised=_standardised(correlation),
        lambda2=float(lambda2(moments.scatter)),
        lambda6=lambda6(moments),
        items=tuple(_item_fits(moments)),
        splits=(
            _split("odd-even", moments.scatter, slice(0, None, 2), slice(1, None, 2)),
            _split("first-second", moments.scatter, slice((k + 1) // 2), slice((k + 1) // 2, k)),
        ),
        constant=tuple(np.array(moments.names)[moments.constant].tolist()),
        twins=tuple(_twins(moments)),
    )


def _alpha(scatter: NDArray[np.float64]) -> float | None:
    k, own, total = len(scatter), np.trace(scatter), scatter.sum()
    if k < 2 or total <= ROUNDING * own or own <= 0:
        return None
    return float(k / (k - 1) * (1 - own / total))


def _standardised(r: NDArray[np.float64]) -> float | None:
    k = len(r)
    mean = (r.sum() - k) / (k * (k - 1))
    alpha = k * mean / (1 + (k - 1) * mean) if 1 + (k - 1) * mean > ROUNDING else np.nan
    return None if np.isnan(alpha) else float(alpha)


def _item_fits(moments: Moments) -> Iterator[ItemFit]:
    scatter, k = moments.scatter, len(moments.names)
    own, with_total = np.diag(scatter), scatter.sum(axis=0)
    rest = scatter.sum() - 2 * with_total + own  # of the sum of the other items
    owns = np.trace(scatter) - own
    there = rest > ROUNDING * owns
    explained = _smc(moments)
    for place, item in enumerate(moments.names):
        r = alpha = None
        if there[place] and not moments.constant[place]:
            r = float((with_total[place] - own[place]) / np.sqrt(own[place] * rest[place]))
        if there[place] and k > 2:
            alpha = float((k - 1) / (k - 2) * (1 - owns[place] / rest[place]))
        yield ItemFit(item, r, alpha, explained[place])


def _smc(moments: Moments) -> list[float | None]:
    """1 − 1/(R⁻¹)ᵢᵢ; undefined for every item when items are copies or sums of one another."""
    k = len(moments.names)
    r = moments.correlation
    if moments.constant.any() or np.linalg.eigvalsh(r)[0] < ROUNDING * k:
        return [None] * k
    return [float(1 - 1 / d) for d in np.diag(np.linalg.solve(r, np.eye(k)))]


def _twins(moments: Moments) -> Iterator[tuple[str, str]]:
    scatter = moments.scatter
    own = np.diag(scatter)
    apart = own[:, None] + own[None, :] - 2 * scatter
    same_mean = np.abs(moments.mean[:, None] - moments.mean[None, :]) <= ROUNDING
    alike = (apart <= ROUNDING * np.maximum.outer(own, own)) & same_mean & ~moments.constant
    for a, b in zip(*np.nonzero(np.triu(alike, 1)), strict=True):
        yield moments.names[a], moments.names[b]


def _split(split: str, scatter: NDArray[np.float64], a: slice, b: slice) -> SplitHalf:
    within_a, within_b, between = scatter[a, a], scatter[b, b], scatter[a, b].sum()
    var_a, var_b, total = within_a.sum(), within_b.sum(), scatter.sum()
    k_a, k_b = len(within_a), len(within_b)
    defined = min(var_a, var_b) > ROUNDING * np.trace(scatter)
    r = float(np.clip(between / np.sqrt(var_a * var_b), -1, 1)) if defined else None
    return SplitHalf(
        split,
        k_a,
        k_b,
        _alpha(within_a),
        _alpha(within_b),
        r,
        2 * r / (1 + r) if r is not None and r > -1 else None,
        _horst(r, k_a / (k_a + k_b)) if r is not None else None,
        float(2 * (1 - (var_a + var_b) / total)) if total > ROUNDING * np.trace(scatter) else None,
    )


def _horst(r: float, share: float) -> float | None:
    """Spearman–Brown for halves of unequal length; `share` of the items is in the first.

    The root that SPSS and PSPP print, which is positive even for halves that disagree (r < 0).
    """
    pq = share * (1 - share)
    if 1 - r**2 < ROUNDING:
        return 1.0 if r > 0 else None
    return float((np.sqrt(r**4 + 4 * r**2 * (1 - r**2) * pq) - r**2) / (2 * (1 - r**2) * pq))


def looks_reversed(moments: Moments) -> tuple[str, ...]:
    """Items that run against the majority of their scale, by the sign of the first component.

    The scale's own direction is the one that most items take; a tie names nothing.
    """
    moments = moments.select(
        [n for n, c in zip(moments.names, moments.constant, strict=True) if not c]
    )
    if len(moments.names) < 3:
        return ()
    loadings = np.linalg.eigh(moments.correlation)[1][:, -1]
    against = loadings < 0
    if 2 * against.sum() > len(loadings):
        against = ~against
    clear = np.abs(loadings) > 0.2 / np.sqrt(len(loadings))
    if 2 * against.sum() == len(loadings):
        return ()
    return tuple(np.array(moments.names)[against & clear].tolist())


@dataclass(frozen=True, slots=True)
class Ordinal:
    """Ordinal α and ω of one scale; ω is None where its one-factor model is no proper one.

    smoothed: whether no one group of people could have these correlations at once, so that ω is of
        the nearest possible ones.
    at_edge: pairs of items whose polychoric correlation has no maximum short of ±1.
    """

    scale: str
    alpha: float
    omega: float | None
    smoothed: bool
    at_edge: tuple[tuple[str, str], ...]


def ordinals(
    polychorics: Callable[[Sequence[str]], Polychorics], scales: Sequence[tuple[str, Sequence[str]]]
) -> tuple[Ordinal | Unavailable, ...]:
    """Every scale by its name and its columns; polychorics: those of any columns."""

    def attempt(scale: str, columns: Sequence[str]) -> Ordinal | Unavailable:
        try:
            return ordinal(scale, polychorics(columns))
        except NotEnoughData as reason:
            return Unavailable(scale, str(reason))

    return tuple(attempt(scale, columns) for scale, columns in scales)


def ordinal(scale: str, items: Polychorics) -> Ordinal:
    """Raises NotEnoughData as `ordinal_alpha` does."""
    alpha = ordinal_alpha(scale, items)
    r, mended = smoothed(items.r)
    omega = None
    with suppress(NotEnoughData):  # the scale says so of its ω
        omega = of_correlations(scale, items.names, r, int(items.n.min())).omega
    return Ordinal(scale, alpha, omega, mended, items.at_edge())


def ordinal_alpha(scale: str, items: Polychorics) -> float:
    """k/(k−1)·(1 − k/ΣR); raises NotEnoughData where an item never varies or items cancel out."""
    k = len(items.names)
    if k < 2:
        raise NotEnoughData(f"{scale} has one item; ordinal α compares items, so it needs two.")
    if np.isnan(items.r).any():
        raise NotEnoughData(f"An item of {scale} never varies; its ordinal α is undefined.")
    total = items.r.sum()
    if total <= ROUNDING * np.abs(items.r).sum():
        raise NotEnoughData(f"The items of {scale} cancel each other out; ordinal α is undefined.")
    return float(k / (k - 1) * (1 - k / total))
