"""What waves that asked a dimension or a construct have in common of it.

A dimension is compared on the items that all the waves which asked it share, a construct on the
dimensions that all the waves which asked it share. A wave with another scale than the last one is
not compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from crm_analytics.survey.instrument import Construct, Dimension


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not compared. name: of an item, dimension or construct."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SameDimension:
    """Wave → a dimension with the items in common; shortened: some wave asked more of it."""

    dimensions: Mapping[str, Dimension]
    left_out: tuple[LeftOut, ...]
    shortened: bool


def dimensions_alike(name: str, asked: Mapping[str, Dimension], single: bool) -> SameDimension:
    """From the waves that asked a dimension, in the order of time; single: there is no other."""
    if single:
        return SameDimension(asked, (), False)
    *_, last = asked
    ends = _ends(asked[last])
    same = {wave: d for wave, d in asked.items() if _ends(d) == ends}
    left = [_rescaled(name, (w, d), (last, asked[last])) for w, d in asked.items() if w not in same]
    if len(same) < 2:
        if not left:
            left = [LeftOut(name, f"'{name}' was asked in {last} only, so it is not compared.")]
        return SameDimension({}, tuple(left), True)
    shared = [c for c in asked[last].columns if all(c in d.columns for d in same.values())]
    if not shared:
        reason = f"No item of '{name}' was asked in all of {', '.join(same)}. Choose fewer waves."
        return SameDimension({}, (*left, LeftOut(name, reason)), True)
    gaps = tuple(_gaps(same, shared))
    common = {wave: _only(d, shared) for wave, d in same.items()}
    return SameDimension(common, (*left, *gaps), bool(gaps))


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
class SameConstruct:
    """Names of the dimensions in common; shortened: some wave asked more."""

    names: frozenset[str]
    left_out: tuple[LeftOut, ...]
    shortened: bool


def members_alike(
    name: str, asked: Mapping[str, Construct], kept: Mapping[str, Mapping[str, Dimension]]
) -> SameConstruct:
    """From the waves that asked a construct, and what is compared of their dimensions."""
    everything = list(dict.fromkeys(d.name for c in asked.values() for d in c.dimensions))
    own = {w: {d.name for d in c.dimensions if d.name in kept[w]} for w, c in asked.items()}
    waves = [names for names in own.values() if names]
    shared = frozenset(d for d in everything if waves and all(d in names for names in waves))
    lost = [d for d in everything if d not in shared]
    left = []
    if lost and len(everything) > 1:
        left = [LeftOut(name, _without(name, shared, lost))]
    return SameConstruct(shared, tuple(left), bool(lost))


def _without(name: str, shared: frozenset[str], lost: Sequence[str]) -> str:
    missing = ", ".join(f"'{dimension}'" for dimension in lost)
    if shared:
        return f"'{name}' is compared without {missing}, which not all of its waves asked alike."
    return f"'{name}' is not compared: not all of its waves asked {missing} alike."
