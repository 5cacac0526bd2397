"""What may be compared over waves: the same items, asked on the same scale.

A dimension is compared on the items that all the waves which asked it share, a construct on the
dimensions that all the waves which asked it share. A wave with another scale than the last one is
not compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.survey.instrument import Construct, Dimension
from crm_analytics.survey.view import View

T = TypeVar("T")


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
    single = len(views) == 1
    found = {name: common_dimension(name, waves, single) for name, waves in asked.items()}
    kept: dict[str, dict[str, Dimension]] = {v.wave: {} for v in views}
    for name, common in found.items():
        for wave, dimension in common.kept.items():
            kept[wave][name] = dimension
    left = [reason for common in found.values() for reason in common.left_out]
    shortened = {name for common in found.values() for name in common.shortened}

    constructs = _by_name((c.name, v.wave, c) for v in views for c in v.instrument.constructs)
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
    ends = _ends(asked[last])
    same = {wave: d for wave, d in asked.items() if _ends(d) == ends}
    left = [
        Unavailable(
            name,
            f"'{name}' was asked on the scale {d.scale} in {wave} and on {asked[last].scale} in "
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
    gaps = tuple(_gaps(same, shared))
    kept = {}
    for wave, dimension in same.items():
        items = {item.column: item for item in dimension.items}
        kept[wave] = replace(dimension, items=tuple(items[column] for column in shared))
    return Common(kept, (*left, *gaps), frozenset([name] if gaps else []))


def _ends(dimension: Dimension) -> tuple[float, float]:
    return dimension.scale.low, dimension.scale.high


def _gaps(same: Mapping[str, Dimension], shared: Sequence[str]) -> Iterator[Unavailable]:
    for column in dict.fromkeys(column for d in same.values() for column in d.columns):
        if column not in shared:
            without = ", ".join(wave for wave, d in same.items() if column not in d.columns)
            reason = f"{column} was not asked in {without}, so it is not compared."
            yield Unavailable(column, reason)


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
