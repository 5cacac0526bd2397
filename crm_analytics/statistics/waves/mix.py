"""Did people change, or did other people answer? A difference of means split in two.

Kitagawa (1955), Journal of the American Statistical Association 50, 1168-1194. *Mix*: the groups'
shares moved, each group at the mean of its two means. *Real*: means within groups moved, each group
at the mean of its two shares. Both add up to the difference exactly. A group of one wave only has
no mean in the other, so its part is all mix. Means are told from the middle of both waves', which
leaves the sums as they are and makes each group's part of the mix its own.

With case weights there are no standard errors.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.waves.grouped import Grouped
from crm_analytics.statistics.waves.kitagawa import Numbers, Side, errors, mix_and_real
from crm_analytics.statistics.waves.measured import Kind
from crm_analytics.survey.breakdown import nearly

Which = Literal["group", "unsaid", "others"]


@dataclass(frozen=True, slots=True)
class Part:
    """What one group adds to mix and real, in scale points.

    which: a group by its name, people who did not say theirs, or all groups that may not be shown
        one by one; only the first has a name.
    n, share, mean: in the earlier and the later wave; shares by weight. No mean where nobody is.
    """

    which: Which
    group: str
    n: tuple[int, int]
    share: tuple[float, float]
    mean: tuple[float | None, float | None]
    mix: float
    real: float


@dataclass(frozen=True, slots=True)
class Split:
    """The change of a score between two waves by the groups of a demographic; later − earlier.

    se_mix, se_real: None with weights, and where somebody is alone in a group.
    pooled: groups that stand together as others, because one of both waves may not show them.
    """

    kind: Kind
    name: str
    demographic: str
    earlier: str
    later: str
    difference: float
    mix: float
    real: float
    se_mix: float | None
    se_real: float | None
    parts: tuple[Part, ...]
    pooled: tuple[str, ...]


def split(groups: Grouped, pair: tuple[int, int]) -> Split | Unavailable:
    """The change between two waves, by their places, or why it is not split."""
    a, b = pair
    told, pool = _rows(groups, pair)
    title = f"'{groups.name}' by '{groups.demographic}'"
    if reason := _refusal(groups, pair, told, pool):
        return Unavailable(title, f"The change of {title} is not split: {reason}")
    rows = [*([place] for place in told), *([pool] if pool else [])]
    before, after = (Side.of(groups.counts[wave], rows) for wave in pair)
    mix, real = mix_and_real(before, after)
    weighted = groups.counts[a].weighted or groups.counts[b].weighted
    se_mix, se_real = (None if weighted else errors(before, after)) or (None, None)
    return Split(
        groups.kind,
        groups.name,
        groups.demographic,
        groups.waves[a],
        groups.waves[b],
        after.middle - before.middle,
        float(mix.sum()),
        float(real.sum()),
        se_mix,
        se_real,
        tuple(_parts(_called(groups, told, pool), (before, after), (mix, real))),
        tuple(groups.names[place] for place in pool if place < len(groups.names)),
    )


def _called(
    groups: Grouped, told: Sequence[int], pool: Sequence[int]
) -> Iterator[tuple[Which, str]]:
    for place in told:
        named = place < len(groups.names)
        yield ("group", groups.names[place]) if named else ("unsaid", "")
    if pool:
        yield "others", ""


def _parts(
    rows: Iterable[tuple[Which, str]], sides: tuple[Side, Side], parts: tuple[Numbers, Numbers]
) -> Iterator[Part]:
    (before, after), (mix, real) = sides, parts
    for row, (which, group) in enumerate(rows):
        yield Part(
            which,
            group,
            (int(before.n[row]), int(after.n[row])),
            (float(before.share[row]), float(after.share[row])),
            (_number(before.mean[row]), _number(after.mean[row])),
            float(mix[row]),
            float(real[row]),
        )


def _rows(groups: Grouped, pair: tuple[int, int]) -> tuple[list[int], list[int]]:
    """Places of the groups told one by one, and of those that are not."""
    a, b = pair
    n = [groups.counts[wave].n.tolist() for wave in pair]
    unsaid = len(groups.names)
    told: list[int] = []
    pool: list[int] = []
    for place in range(unsaid + 1):
        if not n[0][place] and not n[1][place]:
            continue
        if place == unsaid:
            apart = _may_be_told((n[0][place], n[1][place]), groups.minimum)
        else:
            apart = all(
                place in groups.shown[wave] or place not in groups.known[wave] for wave in (a, b)
            )
        (told if apart else pool).append(place)
    return told, pool


def _may_be_told(n: tuple[int, int], minimum: int) -> bool:
    """Whether people who are not shown elsewhere may be told in both waves; nobody may."""
    return all(count == 0 or count >= minimum for count in n) and not nearly(*n, minimum)


def _refusal(
    groups: Grouped, pair: tuple[int, int], told: Sequence[int], pool: Sequence[int]
) -> str:
    n = [groups.counts[wave].n for wave in pair]
    for wave, people in zip(pair, n, strict=True):
        if people.sum() < groups.minimum:
            few = f"fewer than {groups.minimum} people have" if groups.minimum > 1 else "nobody has"
            return f"{few} the score in {groups.waves[wave]}."
    if len(told) + bool(pool) < 2 or not any(place < len(groups.names) for place in told):
        return "no two of its groups may be shown in both waves."
    if not _may_be_told((int(n[0][pool].sum()), int(n[1][pool].sum())), groups.minimum):
        return (
            f"the groups that may not be shown have fewer than {groups.minimum} people in one "
            "wave, or that many more or less in the other. Their answers could be found by "
            "subtraction."
        )
    return ""


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
