"""α and ω of a scale whose answers are taken as steps, from its polychoric correlations.

They are the reliability of what lies behind the steps, not of the answers that were given (Zumbo,
Gadermann & Zeisser 2007): to be compared with α and ω, not reported in their place.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.factors.one_factor import of_correlations
from crm_analytics.statistics.pairs.ordinal import ordinal_alpha
from crm_analytics.statistics.pairs.polychoric import Polychorics, smoothed


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
        omega = of_correlations(scale, items.names, r, alpha.n).omega
    return Ordinal(scale, alpha.alpha, omega, mended, alpha.at_edge)
