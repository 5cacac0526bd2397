"""Does a scale measure alike in two waves? What speaks against it, and a verdict.

Congruence of loadings is judged after Lorenzo-Seva & ten Berge (2006), Methodology 2, 57-64: equal
from .95, fair from .85. An item drifted where that is not chance and at least a small q of .10
(Cohen 1988).
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.adjust import holm_within
from crm_analytics.statistics.factors.one_factor import OneFactor, one_factors
from crm_analytics.statistics.reliability import Reliability, item_moments, reliabilities, scales
from crm_analytics.statistics.waves.changes import pairs
from crm_analytics.statistics.waves.drift import Drift, congruence, drifts, equal_alpha
from crm_analytics.survey.view import View

EQUAL, FAIR, SMALL = 0.95, 0.85, 0.10
ALPHA = 0.05

Verdict = Literal["comparable", "look", "not comparable"]


@dataclass(frozen=True, slots=True)
class Likeness:
    """One scale in two waves.

    alphas: of the earlier and the later wave, with their intervals.
    p: of the α being equal, None where it cannot be tested. p_holm: over all scales of two waves.
    congruence: of the loadings on one factor; None for the `reason`.
    """

    scale: str
    waves: tuple[str, str]
    alphas: tuple[Reliability, Reliability]
    p: float | None
    items: tuple[Drift, ...]
    congruence: float | None
    reason: str
    p_holm: float | None = None

    @property
    def difference(self) -> float:
        """Of α, later − earlier."""
        return self.alphas[1].alpha - self.alphas[0].alpha

    @property
    def verdict(self) -> Verdict:
        """Comparable unless something speaks against it."""
        if self.congruence is not None and self.congruence < FAIR:
            return "not comparable"
        return "look" if self.objections else "comparable"

    @property
    def objections(self) -> tuple[str, ...]:
        """What speaks against comparing the scale between the waves, in sentences."""
        return tuple(_objections(self))


def _objections(found: Likeness) -> Iterator[str]:
    first, last = found.waves
    if found.congruence is not None and found.congruence < EQUAL:
        how = "similar only" if found.congruence >= FAIR else "not the same"
        yield f"What the items of '{found.scale}' share is {how} in {first} and {last}."
    if found.p_holm is not None and found.p_holm < ALPHA:
        way = "fell" if found.difference < 0 else "rose"
        yield f"The reliability of '{found.scale}' {way} from {first} to {last}."
    for drift in found.items:
        if drift.q is None or drift.p_holm is None:
            continue
        if drift.p_holm < ALPHA and abs(drift.q) >= SMALL:
            way = "less" if drift.q < 0 else "more"
            yield f"{drift.item} goes {way} with the other items of '{found.scale}' in {last}."


@dataclass(frozen=True, eq=False, slots=True)
class _Scale:
    """A scale in one wave."""

    alpha: Reliability | Unavailable
    factor: OneFactor | Unavailable


def likenesses(views: Sequence[View], level: float = 0.95) -> tuple[Likeness | Unavailable, ...]:
    """Dimensions and constructs of waves that are alike, between the waves `changes` compares."""
    found = [_scales(view, level) for view in views]
    made = [
        _likeness(name, (found[a][name], later), (views[a], views[b]))
        for a, b in pairs(len(views))
        for name, later in found[b].items()
        if name in found[a]
    ]
    return tuple(_adjusted(made))


def _scales(view: View, level: float) -> dict[str, _Scale]:
    """Every scale but all items together."""
    moments = item_moments(view)
    alphas = dict(zip(scales(view.instrument), reliabilities(view, level, moments), strict=True))
    ready = [
        (name, moments([column for column in view.columns if column in columns]))
        for (name, _, columns), alpha in alphas.items()
        if isinstance(alpha, Reliability)
    ]
    factors = dict(zip([name for name, _ in ready], one_factors(ready), strict=True))
    return {
        name: _Scale(alpha, factors[name] if isinstance(alpha, Reliability) else alpha)
        for (name, kind, _), alpha in alphas.items()
        if kind != "whole"
    }


def _likeness(
    name: str, of: tuple[_Scale, _Scale], views: tuple[View, View]
) -> Likeness | Unavailable:
    (earlier, later), waves = of, (views[0].wave, views[1].wave)
    one, two = earlier.alpha, later.alpha
    if isinstance(one, Unavailable):
        return Unavailable(name, f"{waves[0]}: {one.reason}")
    if isinstance(two, Unavailable):
        return Unavailable(name, f"{waves[1]}: {two.reason}")
    weighted = views[0].weighted or views[1].weighted
    phi, reason = _congruence((earlier.factor, later.factor), waves)
    p = equal_alpha(one, two, weighted)
    return Likeness(name, waves, (one, two), p, tuple(drifts(one, two, weighted)), phi, reason)


def _congruence(
    factors: tuple[OneFactor | Unavailable, OneFactor | Unavailable], waves: tuple[str, str]
) -> tuple[float | None, str]:
    one, two = factors
    if isinstance(one, Unavailable):
        return None, f"{waves[0]}: {one.reason}"
    if isinstance(two, Unavailable):
        return None, f"{waves[1]}: {two.reason}"
    return congruence(one, two), ""


def _adjusted(made: Sequence[Likeness | Unavailable]) -> Iterator[Likeness | Unavailable]:
    found = [one for one in made if isinstance(one, Likeness)]
    of_alpha = _holm([one.waves for one in found], [one.p for one in found])
    drift = [(one.waves, item) for one in found for item in one.items]
    of_items = iter(_holm([waves for waves, _ in drift], [item.p for _, item in drift]))
    alphas = iter(of_alpha)
    for one in made:
        if isinstance(one, Likeness):
            items = tuple(replace(item, p_holm=next(of_items)) for item in one.items)
            yield replace(one, p_holm=next(alphas), items=items)
        else:
            yield one


def _holm(families: Sequence[Hashable], p: Sequence[float | None]) -> list[float | None]:
    raw = [np.nan if value is None else value for value in p]
    return [None if np.isnan(value) else value for value in holm_within(families, raw).tolist()]
