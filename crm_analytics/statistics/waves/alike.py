"""What may be compared over waves: the same items, asked on the same scale."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.waves.common import LeftOut, dimensions_alike, members_alike
from crm_analytics.survey.instrument import Construct, Dimension
from crm_analytics.survey.view import View

T = TypeVar("T")


@dataclass(frozen=True, eq=False, slots=True)
class Alike:
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


def alike(views: Sequence[View]) -> Alike:
    """The waves, in the order of time, restricted to what they asked alike.

    Raises NotEnoughData when two waves or more have nothing in common.
    """
    asked = _by_name((d.name, v.wave, d) for v in views for d in v.instrument.dimensions)
    single = len(views) == 1
    found = {name: dimensions_alike(name, waves, single) for name, waves in asked.items()}
    kept: dict[str, dict[str, Dimension]] = {v.wave: {} for v in views}
    for name, common in found.items():
        for wave, dimension in common.dimensions.items():
            kept[wave][name] = dimension
    left = [reason for common in found.values() for reason in common.left_out]
    shortened = {name for name, common in found.items() if common.shortened}

    constructs = _by_name((c.name, v.wave, c) for v in views for c in v.instrument.constructs)
    members = {}
    for name, waves in constructs.items():
        joint = members_alike(name, waves, kept)
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
    return Alike(restricted, tuple(left), frozenset(shortened))


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
