"""Do the scales measure alike in every wave? Reliability by wave, and what speaks against it."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from crm_analytics.analyses.inputs import item_moments, reliabilities, scales
from crm_analytics.analyses.registry import Context
from crm_analytics.analyses.waves.change_tests import pairs
from crm_analytics.analyses.waves.compared import ComparedWaves, WavePair, WavesOptions
from crm_analytics.report import words
from crm_analytics.report.chart import Line, Lines, Reading
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.congruence import (
    ItemDrift,
    congruence,
    equal_alpha,
    item_drifts,
)
from crm_analytics.statistics.multiple_testing import holm_within
from crm_analytics.statistics.one_factor import OneFactor, one_factors
from crm_analytics.statistics.reliability import Reliability
from crm_analytics.survey.view import View

EQUAL, FAIR, SMALL = 0.95, 0.85, 0.10
ALPHA = 0.05

Verdict = Literal["comparable", "look", "not comparable"]


@dataclass(frozen=True, slots=True)
class ScaleComparison:
    """One scale in two waves.

    alphas: of the earlier and the later wave, with their intervals.
    p: of the α being equal, None where it cannot be tested. p_holm: over all scales of two waves.
    congruence: of the loadings on one factor; None for the `reason`.
    """

    scale: str
    waves: tuple[str, str]
    alphas: tuple[Reliability, Reliability]
    p: float | None
    items: tuple[ItemDrift, ...]
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


def _objections(found: ScaleComparison) -> Iterator[str]:
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


METHOD = (
    "A scale is comparable unless something speaks against it: its α differs (Feldt's 1969 W, "
    "Holm-adjusted), an item goes less or more with the others (difference of Fisher's z, "
    f"Holm-adjusted, from q = {SMALL:.2f}, Cohen 1988), or Tucker's congruence of its loadings on "
    f"one factor is below {EQUAL} (similar) or {FAIR} (not the same; Lorenzo-Seva & ten Berge "
    "2006)."
)
RELIABILITY = ("scale", "wave", "items", "n", "alpha", "alpha_low", "alpha_high")
LIKE = ("scale", "from", "to", "alpha_from", "alpha_to", "p", "p_holm", "congruence", "verdict")
DRIFT = ("scale", "item", "from", "to", "r_from", "r_to", "q", "p", "p_holm")


def found_scales(
    context: Context[WavesOptions], found: ComparedWaves
) -> tuple[ScaleComparison | Unavailable, ...]:
    """Every scale between the waves that are compared."""
    return compared_scales([wave.view for wave in found.scored], context.options.level)


def lines(
    context: Context[WavesOptions],
    found: ComparedWaves,
    checks: Sequence[ScaleComparison | Unavailable],
) -> Iterator[Lines]:
    """α of every dimension, wave by wave."""
    names = [d.name for d in context.view.instrument.dimensions]
    alphas = _alphas(checks)
    places = {wave: place for place, wave in enumerate(v.wave for v in found.views)}
    series = [
        Line(
            name,
            tuple(
                Reading(places[wave], r.alpha, r.alpha_low, r.alpha_high)
                for (scale, wave), r in alphas.items()
                if scale == name
            ),
        )
        for name in names
        if any(scale == name for scale, _ in alphas)
    ]
    if series:
        yield Lines(
            name="reliability",
            title="Reliability of the scales over the waves",
            x_axis="Wave",
            y_axis=f"Cronbach's α with {context.options.level:.0%} interval",
            series=tuple(series),
            ticks=tuple(places),
            marks=((words.TRUSTED, "acceptable"),),
            note="On the items that all waves have in common",
            detail=True,
        )


def _alphas(
    checks: Sequence[ScaleComparison | Unavailable],
) -> dict[tuple[str, str], Reliability]:
    """Scale and wave → α, in the order of time."""
    return {
        (one.scale, wave): alpha
        for one in checks
        if isinstance(one, ScaleComparison)
        for wave, alpha in zip(one.waves, one.alphas, strict=True)
    }


def tables(
    context: Context[WavesOptions], checks: Sequence[ScaleComparison | Unavailable], pair: WavePair
) -> Iterator[Table]:
    """The check of every scale, first between the waves looked at; α wave by wave; every item's."""
    known = [one for one in checks if isinstance(one, ScaleComparison)]
    known.sort(key=lambda one: one.waves != (pair.earlier, pair.later))
    alphas = _alphas(checks)
    if not known:
        return
    title = "Do the scales measure alike?"
    yield Table.of("comparability", title, LIKE, map(_like_row, known))
    rows = (
        (s, w, len(r.items), r.n, r.alpha, r.alpha_low, r.alpha_high)
        for (s, w), r in alphas.items()
    )
    made = Table.of("reliability", "Reliability wave by wave", RELIABILITY, rows, detail=True)
    yield context.with_effective(made, (r.effective for r in alphas.values()))
    drift = [row for one in known for row in _drift_rows(one)]
    yield Table.of("drift", "Items over the waves", DRIFT, drift, detail=True)


def _like_row(one: ScaleComparison) -> tuple[Value, ...]:
    before, after = (found.alpha for found in one.alphas)
    return (one.scale, *one.waves, before, after, one.p, one.p_holm, one.congruence, one.verdict)


def _drift_rows(one: ScaleComparison) -> Iterator[tuple[Value, ...]]:
    for item in one.items:
        yield (one.scale, item.item, *one.waves, *item.r, item.q, item.p, item.p_holm)


def caveats(checks: Sequence[ScaleComparison | Unavailable], pair: WavePair) -> Iterator[str]:
    """What speaks against comparing the two waves looked at."""
    for one in checks:
        if isinstance(one, ScaleComparison) and one.waves == (pair.earlier, pair.later):
            yield from one.objections


@dataclass(frozen=True, eq=False, slots=True)
class _Scale:
    """A scale in one wave."""

    alpha: Reliability | Unavailable
    factor: OneFactor | Unavailable


def compared_scales(
    views: Sequence[View], level: float = 0.95
) -> tuple[ScaleComparison | Unavailable, ...]:
    """Dimensions and constructs of comparable waves, between the waves `changes` compares."""
    found = [_scales(view, level) for view in views]
    made = [
        _compared(name, (found[a][name], later), (views[a], views[b]))
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


def _compared(
    name: str, of: tuple[_Scale, _Scale], views: tuple[View, View]
) -> ScaleComparison | Unavailable:
    (earlier, later), waves = of, (views[0].wave, views[1].wave)
    one, two = earlier.alpha, later.alpha
    if isinstance(one, Unavailable):
        return Unavailable(name, f"{waves[0]}: {one.reason}")
    if isinstance(two, Unavailable):
        return Unavailable(name, f"{waves[1]}: {two.reason}")
    weighted = views[0].weighted or views[1].weighted
    phi, reason = _congruence((earlier.factor, later.factor), waves)
    p = equal_alpha(one, two, weighted)
    return ScaleComparison(
        name, waves, (one, two), p, tuple(item_drifts(one, two, weighted)), phi, reason
    )


def _congruence(
    factors: tuple[OneFactor | Unavailable, OneFactor | Unavailable], waves: tuple[str, str]
) -> tuple[float | None, str]:
    one, two = factors
    if isinstance(one, Unavailable):
        return None, f"{waves[0]}: {one.reason}"
    if isinstance(two, Unavailable):
        return None, f"{waves[1]}: {two.reason}"
    return congruence(one, two), ""


def _adjusted(
    made: Sequence[ScaleComparison | Unavailable],
) -> Iterator[ScaleComparison | Unavailable]:
    found = [one for one in made if isinstance(one, ScaleComparison)]
    of_alpha = _holm([one.waves for one in found], [one.p for one in found])
    drift = [(one.waves, item) for one in found for item in one.items]
    of_items = iter(_holm([waves for waves, _ in drift], [item.p for _, item in drift]))
    alphas = iter(of_alpha)
    for one in made:
        if isinstance(one, ScaleComparison):
            items = tuple(replace(item, p_holm=next(of_items)) for item in one.items)
            yield replace(one, p_holm=next(alphas), items=items)
        else:
            yield one


def _holm(families: Sequence[Hashable], p: Sequence[float | None]) -> list[float | None]:
    raw = [np.nan if value is None else value for value in p]
    return [None if np.isnan(value) else value for value in holm_within(families, raw).tolist()]
