"""What waves that asked a dimension or a construct have in common of it.

A dimension is compared on the items that all the waves which asked it share, a construct on the
dimensions that all the waves which asked it share. A wave with another scale than the last one is
not compared.

What may be compared over waves: the same items, asked on the same scale.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from crm_analytics.errors import NotEnoughData
from crm_analytics.survey.instrument import Construct, Dimension
from crm_analytics.survey.view import View


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not compared. name: of an item, dimension or construct."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class CommonDimension:
    """Wave → a dimension with the items in common; shortened: some wave asked more of it."""

    dimensions: Mapping[str, Dimension]
    left_out: tuple[LeftOut, ...]
    shortened: bool


def common_dimension(name: str, asked: Mapping[str, Dimension], single: bool) -> CommonDimension:
    """From the waves that asked a dimension, in the order of time; single: there is no other."""
    if single:
        return CommonDimension(asked, (), False)
    *_, last = asked
    ends = _ends(asked[last])
    same = {wave: d for wave, d in asked.items() if _ends(d) == ends}
    left = [_rescaled(name, (w, d), (last, asked[last])) for w, d in asked.items() if w not in same]
    if len(same) < 2:
        if not left:
            left = [LeftOut(name, f"'{name}' was asked in {last} only, so it is not compared.")]
        return CommonDimension({}, tuple(left), True)
    shared = [c for c in asked[last].columns if all(c in d.columns for d in same.values())]
    if not shared:
        reason = f"No item of '{name}' was asked in all of {', '.join(same)}. Choose fewer waves."
        return CommonDimension({}, (*left, LeftOut(name, reason)), True)
    gaps = tuple(_gaps(same, shared))
    common = {wave: _only(d, shared) for wave, d in same.items()}
    return CommonDimension(common, (*left, *gaps), bool(gaps))


def _ends(dimension: Dimension) -> tuple[float, float]:
    return dimension.scale.low, dimension.scale.high


def _only(dimension: Dimension, columns: Sequence[str]) -> Dimension:
    items = {item.column: item for item in dimension.items}
    return replace(dimension, items=tuple(items[column] for column in columns))


def _rescaled(name: str, then: tuple[str, Dimension], now: tuple[str, Dimension]) -> LeftOut:
    return LeftOut(
        name,
        f"'{name}' was asked on the scale {then[1].scale} in {then[0]} and on {now[1].scale} in "
        f"{now[0]}, so it is not compared with {then[0]}.",
    )


def _gaps(same: Mapping[str, Dimension], shared: Sequence[str]) -> Iterator[LeftOut]:
    for column in dict.fromkeys(column for d in same.values() for column in d.columns):
        if column not in shared:
            without = ", ".join(wave for wave, d in same.items() if column not in d.columns)
            yield LeftOut(column, f"{column} was not asked in {without}, so it is not compared.")


@dataclass(frozen=True, slots=True)
class CommonMembers:
    """Names of the dimensions in common; shortened: some wave asked more."""

    names: frozenset[str]
    left_out: tuple[LeftOut, ...]
    shortened: bool


def common_members(
    name: str, asked: Mapping[str, Construct], kept: Mapping[str, Mapping[str, Dimension]]
) -> CommonMembers:
    """From the waves that asked a construct, and what is compared of their dimensions."""
    everything = list(dict.fromkeys(d.name for c in asked.values() for d in c.dimensions))
    own = {w: {d.name for d in c.dimensions if d.name in kept[w]} for w, c in asked.items()}
    waves = [names for names in own.values() if names]
    shared = frozenset(d for d in everything if waves and all(d in names for names in waves))
    lost = [d for d in everything if d not in shared]
    left = []
    if lost and len(everything) > 1:
        left = [LeftOut(name, _without(name, shared, lost))]
    return CommonMembers(shared, tuple(left), bool(lost))


def _without(name: str, shared: frozenset[str], lost: Sequence[str]) -> str:
    missing = ", ".join(f"'{dimension}'" for dimension in lost)
    if shared:
        return f"'{name}' is compared without {missing}, which not all of its waves asked alike."
    return f"'{name}' is not compared: not all of its waves asked {missing} alike."


T = TypeVar("T")


@dataclass(frozen=True, eq=False, slots=True)
class ComparableWaves:
    """Waves with what they have in common.

    views: the same people, wave by wave; each instrument holds only what is compared and this wave
        asked, so that scores, scales and groups of these views are alike. A dimension that not all
        waves of its construct asked stands in a construct of its own, of its own name.
    left_out: items, dimensions and constructs that are not compared, or not in every wave.
    shortened: scores made of less than some wave asked; a printed one is of everything.
    """

    views: tuple[View, ...]
    left_out: tuple[LeftOut, ...]
    shortened: frozenset[str]


def comparable(views: Sequence[View]) -> ComparableWaves:
    """The waves, in the order of time, restricted to what they asked alike.

    Raises NotEnoughData when two waves or more have nothing in common.
    """
    asked = _by_name((d.name, v.wave, d) for v in views for d in v.instrument.dimensions)
    single = len(views) == 1
    found = {name: common_dimension(name, waves, single) for name, waves in asked.items()}
    kept: dict[str, dict[str, Dimension]] = {v.wave: {} for v in views}
    for name, common in found.items():
        for wave, dimension in common.dimensions.items():
            kept[wave][name] = dimension
    left = [reason for common in found.values() for reason in common.left_out]
    shortened = {name for name, common in found.items() if common.shortened}

    constructs = _by_name((c.name, v.wave, c) for v in views for c in v.instrument.constructs)
    members = {}
    for name, waves in constructs.items():
        joint = common_members(name, waves, kept)
        members[name] = joint.names
        left.extend(joint.left_out)
        if joint.shortened or shortened & {d.name for c in waves.values() for d in c.dimensions}:
            shortened.add(name)

    if not any(kept.values()):
        raise NotEnoughData(
            "These waves asked no item alike, on the same scale, so nothing can be compared. Are "
            "they waves of one study?"
        )
    restricted = tuple(_restricted(v, kept[v.wave], members) for v in views)
    return ComparableWaves(restricted, tuple(left), frozenset(shortened))


def _by_name(asked: Iterable[tuple[str, str, T]]) -> dict[str, dict[str, T]]:
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
