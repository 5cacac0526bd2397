"""Is it comparable? The same items asked on the same scale, and scales that measure the same.

A dimension is compared on the items that all the waves which asked it share, a construct on the
dimensions that all the waves which asked it share. A wave with another scale than the last one is
not compared. Whether what is left measures the same is asked of reliabilities, of the items and of
one-factor models that are held equal step by step.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, Protocol, TypeVar

import numpy as np

from crm_analytics.analyses.inputs import item_moments, reliabilities, scales
from crm_analytics.analyses.registry import Context
from crm_analytics.errors import NotEnoughData
from crm_analytics.report import words
from crm_analytics.report.chart import Line, Lines, Reading
from crm_analytics.report.table import Table
from crm_analytics.statistics import Unavailable, no_weighted_form
from crm_analytics.statistics.congruence import (
    ItemDrift,
    congruence,
    equal_alpha,
    item_drifts,
)
from crm_analytics.statistics.invariance import FALL, Invariance, invariance
from crm_analytics.statistics.multiple_testing import holm_within
from crm_analytics.statistics.one_factor import OneFactor, one_factors
from crm_analytics.statistics.reliability import Reliability
from crm_analytics.survey.instrument import Construct, Dimension
from crm_analytics.survey.view import View

T = TypeVar("T")
EQUAL, FAIR, SMALL = 0.95, 0.85, 0.10
ALPHA = 0.05
ALIKE = (
    "A scale is comparable unless something speaks against it: its α differs (Feldt's 1969 W, "
    "Holm-adjusted), an item goes less or more with the others (difference of Fisher's z, "
    f"Holm-adjusted, from q = {SMALL:.2f}, Cohen 1988), or Tucker's congruence of its loadings on "
    f"one factor is below {EQUAL} (similar) or {FAIR} (not the same; Lorenzo-Seva & ten Berge "
    "2006)."
)
INVARIANT = (
    "Measurement invariance: one factor for each scale by maximum likelihood, in both waves at "
    "once. Configural: one factor in each; metric: the same loadings; scalar: the same intercepts "
    f"too. A step holds where CFI falls by no more than {FALL:.3f} (Cheung & Rensvold 2002). "
    "Only with the same intercepts do differences of means mean differences of people."
)
RELIABILITY = ("scale", "wave", "items", "n", "alpha", "alpha_low", "alpha_high")
LIKE = ("scale", "from", "to", "alpha_from", "alpha_to", "p", "p_holm", "congruence", "verdict")
DRIFT = ("scale", "item", "from", "to", "r_from", "r_to", "q", "p", "p_holm")
INVARIANCE = (
    "scale", "from", "to", "model", "chi2", "df", "p", "cfi", "rmsea", "more_chi2", "more_df",
    "more_p", "less_cfi", "holds",
)  # fmt: skip
Verdict = Literal["comparable", "look", "not comparable"]


class WithLevel(Protocol):
    """Options that say how sure intervals are."""

    @property
    def level(self) -> float:
        """Of intervals."""


ScaleInWave = tuple[Reliability | Unavailable, OneFactor | Unavailable]  # α, one-factor model


def pairs(waves: int) -> Iterator[tuple[int, int]]:
    """Places of the waves compared: neighbours, then first and last where they are not."""
    yield from ((place, place + 1) for place in range(waves - 1))
    if waves > 2:
        yield 0, waves - 1


@dataclass(frozen=True, eq=False, slots=True)
class Common(Generic[T]):
    """What waves have in common.

    kept: what is compared. left_out: items, dimensions and constructs that are not, or not in every
        wave. shortened: names of what some wave asked more of; a printed score is of everything.
    """

    kept: T
    left_out: tuple[Unavailable, ...]
    shortened: frozenset[str]


def comparable(views: Sequence[View]) -> Common[tuple[View, ...]]:
    """The waves, in the order of time, restricted to what they asked alike.

    Each view has the same people; its instrument holds only what is compared and this wave asked,
    so that scores, scales and groups of these views may be compared. A dimension that not all waves
    of its construct asked stands in a construct of its own, of its own name.
    Raises NotEnoughData when two waves or more have nothing in common.
    """
    asked = _by_name((d.name, v.wave, d) for v in views for d in v.instrument.dimensions)
    constructs = _by_name((c.name, v.wave, c) for v in views for c in v.instrument.constructs)
    single = len(views) == 1
    found = {name: common_dimension(name, waves, single) for name, waves in asked.items()}
    kept: dict[str, dict[str, Dimension]] = {v.wave: {} for v in views}
    for name, common in found.items():
        for wave, dimension in common.kept.items():
            kept[wave][name] = dimension
    left = [reason for common in found.values() for reason in common.left_out]
    shortened = {name for common in found.values() for name in common.shortened}

    members = {}
    for name, waves in constructs.items():
        joint = common_members(name, waves, kept)
        members[name] = joint.kept
        left.extend(joint.left_out)
        if joint.shortened or shortened & {d.name for c in waves.values() for d in c.dimensions}:
            shortened.add(name)

    if not any(kept.values()):
        raise NotEnoughData(
            "These waves asked no item alike, on the same scale, so nothing can be compared. Are "
            "they waves of one study?"
        )
    restricted = tuple(_restricted(v, kept[v.wave], members) for v in views)
    return Common(restricted, tuple(left), frozenset(shortened))


def _by_name(asked: Iterable[tuple[str, str, T]]) -> dict[str, dict[str, T]]:
    """Name → wave → what it was then."""
    found: dict[str, dict[str, T]] = {}
    for name, wave, what in asked:
        found.setdefault(name, {})[wave] = what
    return found


def _restricted(
    view: View, kept: Mapping[str, Dimension], members: Mapping[str, frozenset[str]]
) -> View:
    constructs: list[Construct] = []
    for construct in view.instrument.constructs:
        there = [kept[d.name] for d in construct.dimensions if d.name in kept]
        inside = tuple(d for d in there if d.name in members[construct.name])
        if inside:
            constructs.append(replace(construct, dimensions=inside))
        beside = [d for d in there if d not in inside]
        constructs += [Construct(d.name, (d,), construct.role) for d in beside]
    return replace(view, instrument=replace(view.instrument, constructs=tuple(constructs)))


def common_dimension(
    name: str, asked: Mapping[str, Dimension], single: bool
) -> Common[Mapping[str, Dimension]]:
    """Wave → the dimension with the items in common.

    asked: by the waves that asked it, in the order of time. single: there is no other wave.
    """
    if single:
        return Common(asked, (), frozenset())
    *_, last = asked
    scale = asked[last].scale
    same = {
        wave: d
        for wave, d in asked.items()
        if (d.scale.low, d.scale.high) == (scale.low, scale.high)
    }
    left = [
        Unavailable(
            name,
            f"'{name}' was asked on the scale {d.scale} in {wave} and on {scale} in "
            f"{last}, so it is not compared with {wave}.",
        )
        for wave, d in asked.items()
        if wave not in same
    ]
    if len(same) < 2:
        if not left:
            reason = f"'{name}' was asked in {last} only, so it is not compared."
            left = [Unavailable(name, reason)]
        return Common({}, tuple(left), frozenset([name]))
    shared = [c for c in asked[last].columns if all(c in d.columns for d in same.values())]
    if not shared:
        reason = f"No item of '{name}' was asked in all of {', '.join(same)}. Choose fewer waves."
        return Common({}, (*left, Unavailable(name, reason)), frozenset([name]))
    gaps = []
    for column in dict.fromkeys(column for d in same.values() for column in d.columns):
        if column not in shared:
            without = ", ".join(wave for wave, d in same.items() if column not in d.columns)
            reason = f"{column} was not asked in {without}, so it is not compared."
            gaps.append(Unavailable(column, reason))
    kept = {}
    for wave, dimension in same.items():
        items = {item.column: item for item in dimension.items}
        kept[wave] = replace(dimension, items=tuple(items[column] for column in shared))
    return Common(kept, (*left, *gaps), frozenset([name] if gaps else []))


def common_members(
    name: str, asked: Mapping[str, Construct], kept: Mapping[str, Mapping[str, Dimension]]
) -> Common[frozenset[str]]:
    """Names of the dimensions that waves have in common of a construct.

    asked: by the waves that asked it. kept: by wave, what is compared of its dimensions.
    """
    everything = list(dict.fromkeys(d.name for c in asked.values() for d in c.dimensions))
    own = {w: {d.name for d in c.dimensions if d.name in kept[w]} for w, c in asked.items()}
    waves = [names for names in own.values() if names]
    shared = frozenset(d for d in everything if waves and all(d in names for names in waves))
    lost = [d for d in everything if d not in shared]
    left: tuple[Unavailable, ...] = ()
    if lost and len(everything) > 1:
        missing = ", ".join(f"'{dimension}'" for dimension in lost)
        without = f"compared without {missing}, which not all of its waves asked alike."
        not_at_all = f"not compared: not all of its waves asked {missing} alike."
        left = (Unavailable(name, f"'{name}' is {without if shared else not_at_all}"),)
    return Common(shared, left, frozenset([name] if lost else []))


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


def measured_alike(
    context: Context[WithLevel], views: Sequence[View], looked_at: tuple[str, str]
) -> tuple[list[Lines], list[Table], list[str]]:
    """Whether the scales measure the same in comparable waves: charts, tables and doubts."""
    checks = compared_scales(views, context.options.level)
    known = [one for one in checks if isinstance(one, ScaleComparison)]
    equal = invariances([view for view in views if view.wave in looked_at])
    doubts = [why for one in known if one.waves == looked_at for why in one.objections]
    return (
        list(_reliability_lines(context, known, [view.wave for view in views])),
        [*_scale_tables(context, known, looked_at), *_invariance_table(equal)],
        [*doubts, *_invariance_caveats(equal)],
    )


def _reliability_lines(
    context: Context[WithLevel], known: Sequence[ScaleComparison], waves: Sequence[str]
) -> Iterator[Lines]:
    """α of every dimension, wave by wave."""
    alphas = _alphas(known)
    places = {wave: place for place, wave in enumerate(waves)}
    series = [
        Line(
            d.name,
            tuple(
                Reading(places[wave], r.alpha, r.alpha_low, r.alpha_high)
                for (scale, wave), r in alphas.items()
                if scale == d.name
            ),
        )
        for d in context.view.instrument.dimensions
        if any(scale == d.name for scale, _ in alphas)
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


def _alphas(known: Sequence[ScaleComparison]) -> dict[tuple[str, str], Reliability]:
    """Scale and wave → α, in the order of time."""
    return {
        (one.scale, wave): alpha
        for one in known
        for wave, alpha in zip(one.waves, one.alphas, strict=True)
    }


def _scale_tables(
    context: Context[WithLevel], in_time: Sequence[ScaleComparison], looked_at: tuple[str, str]
) -> Iterator[Table]:
    """The check of every scale, first between the waves looked at; α wave by wave; every item's."""
    known = sorted(in_time, key=lambda one: one.waves != looked_at)
    alphas = _alphas(in_time)
    if not known:
        return
    title = "Do the scales measure alike?"
    checked = (
        (
            *(one.scale, *one.waves, one.alphas[0].alpha, one.alphas[1].alpha),
            *(one.p, one.p_holm, one.congruence, one.verdict),
        )
        for one in known
    )
    yield Table.of("comparability", title, LIKE, checked)
    rows = (
        (s, w, len(r.items), r.n, r.alpha, r.alpha_low, r.alpha_high)
        for (s, w), r in alphas.items()
    )
    made = Table.of("reliability", "Reliability wave by wave", RELIABILITY, rows, detail=True)
    yield context.with_effective(made, (r.effective for r in alphas.values()))
    drift = (
        (one.scale, item.item, *one.waves, *item.r, item.q, item.p, item.p_holm)
        for one in known
        for item in one.items
    )
    yield Table.of("drift", "Items over the waves", DRIFT, drift, detail=True)


def compared_scales(
    views: Sequence[View], level: float = 0.95
) -> tuple[ScaleComparison | Unavailable, ...]:
    """Dimensions and constructs of comparable waves, between the waves `changes` compares."""
    found = [_scales(view, level) for view in views]
    made = [
        _compare_scale(name, (found[a][name], later), (views[a], views[b]))
        for a, b in pairs(len(views))
        for name, later in found[b].items()
        if name in found[a]
    ]
    return tuple(_adjusted(made))


def _scales(view: View, level: float) -> dict[str, ScaleInWave]:
    """α and the one-factor model of every scale but all items together."""
    moments = item_moments(view)
    alphas = dict(zip(scales(view.instrument), reliabilities(view, level, moments), strict=True))
    ready = [
        (name, moments([column for column in view.columns if column in columns]))
        for (name, _, columns), alpha in alphas.items()
        if isinstance(alpha, Reliability)
    ]
    factors = dict(zip([name for name, _ in ready], one_factors(ready), strict=True))
    return {
        name: (alpha, factors[name] if isinstance(alpha, Reliability) else alpha)
        for (name, kind, _), alpha in alphas.items()
        if kind != "whole"
    }


def _compare_scale(
    name: str, of: tuple[ScaleInWave, ScaleInWave], views: tuple[View, View]
) -> ScaleComparison | Unavailable:
    ((one, first), (two, second)), waves = of, (views[0].wave, views[1].wave)
    if isinstance(one, Unavailable):
        return Unavailable(name, f"{waves[0]}: {one.reason}")
    if isinstance(two, Unavailable):
        return Unavailable(name, f"{waves[1]}: {two.reason}")
    weighted = views[0].weighted or views[1].weighted
    phi, reason = None, ""
    if isinstance(first, Unavailable):
        reason = f"{waves[0]}: {first.reason}"
    elif isinstance(second, Unavailable):
        reason = f"{waves[1]}: {second.reason}"
    else:
        phi = congruence(first, second)
    p, drifts = equal_alpha(one, two, weighted), tuple(item_drifts(one, two, weighted))
    return ScaleComparison(name, waves, (one, two), p, drifts, phi, reason)


def _adjusted(
    made: Sequence[ScaleComparison | Unavailable],
) -> Iterator[ScaleComparison | Unavailable]:
    found = [one for one in made if isinstance(one, ScaleComparison)]
    alphas = iter(_holm([(one.waves, one.p) for one in found]))
    of_items = iter(_holm([(one.waves, item.p) for one in found for item in one.items]))
    for one in made:
        if isinstance(one, ScaleComparison):
            items = tuple(replace(item, p_holm=next(of_items)) for item in one.items)
            yield replace(one, p_holm=next(alphas), items=items)
        else:
            yield one


def _holm(family_and_p: Sequence[tuple[Hashable, float | None]]) -> list[float | None]:
    raw = [np.nan if p is None else p for _, p in family_and_p]
    adjusted = holm_within([family for family, _ in family_and_p], raw).tolist()
    return [None if np.isnan(value) else value for value in adjusted]


def _invariance_table(equal: Sequence[Invariance | Unavailable]) -> Iterator[Table]:
    """Three models a scale."""
    rows = [
        (
            *(one.scale, one.waves[0], one.waves[-1]),
            *(fit.model, fit.chi2, fit.df, fit.p, fit.cfi, fit.rmsea),
            *(fit.more_chi2, fit.more_df, fit.more_p, fit.less_cfi, fit.holds),
        )
        for one in equal
        if isinstance(one, Invariance)
        for fit in one.fits
    ]
    if rows:
        yield Table.of("invariance", "Measurement invariance", INVARIANCE, rows, detail=True)


def _invariance_caveats(equal: Sequence[Invariance | Unavailable]) -> Iterator[str]:
    """Scales whose loadings or intercepts differ, and why some could not be looked at."""
    for one in equal:
        if isinstance(one, Unavailable):
            yield one.reason
            continue
        failed = [fit for fit in one.fits if fit.holds is False]
        if failed:
            what = "loadings" if failed[0].model == "metric" else "intercepts"
            yield (
                f"The {what} of {one.scale} are not the same in {one.waves[0]} and "
                f"{one.waves[-1]} (CFI falls by {failed[0].less_cfi or 0:.3f}): its means may "
                "differ because the questions were understood otherwise."
            )


def invariances(views: Sequence[View]) -> tuple[Invariance | Unavailable, ...]:
    """Dimensions of comparable waves, between the waves that `changes` compares."""
    return tuple(found for a, b in pairs(len(views)) for found in _of_two((views[a], views[b])))


def _of_two(views: tuple[View, View]) -> Iterator[Invariance | Unavailable]:
    moments = [item_moments(view) for view in views]
    asked = {d.name for d in views[0].instrument.dimensions}
    for dimension in views[1].instrument.dimensions:
        if dimension.name not in asked:
            continue
        if any(view.weighted for view in views):
            yield Unavailable(dimension.name, no_weighted_form("A test of equal loadings"))
            continue
        columns = dimension.columns
        try:
            own = [
                of([column for column in view.columns if column in columns]).select(columns)
                for of, view in zip(moments, views, strict=True)
            ]
        except NotEnoughData as reason:
            yield Unavailable(dimension.name, str(reason))
            continue
        yield invariance(dimension.name, [view.wave for view in views], own)
