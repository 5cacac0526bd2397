"""How did each score go, wave by wave? Means with their intervals, in the order of time.

A view of some of the people is shown in a wave only if its people moved by nobody, or by at least
the smallest group, until the next wave shown: one who joined could be found by subtraction. Of two
such waves the later one is shown. Everyone together is exempt: who answers a wave at all is known
to nobody, and a wave of everyone cannot be left out of a study of waves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crm_analytics.analysis import Unavailable
from crm_analytics.analysis.distributions import t_quantile
from crm_analytics.analysis.waves.level import Found
from crm_analytics.analysis.waves.measured import Kind, Measured, Named


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """A score over the waves that have it; weighted, for_spread: as in `Measured`, by wave."""

    kind: Kind
    name: str
    waves: tuple[str, ...]
    levels: tuple[Found, ...]
    weighted: tuple[bool, ...]
    for_spread: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A score in one wave, in scale points.

    effective: people that would say as much if all weighed the same.
    sd, low, high: None where too few people stand behind a spread; low, high: of the mean.
    """

    wave: str
    n: int
    effective: float
    mean: float
    sd: float | None
    low: float | None
    high: float | None


def courses(waves: Sequence[Measured]) -> tuple[Course, ...]:
    """Every score over the waves; constructs and dimensions as the last wave has them first."""
    names: dict[Named, None] = {}
    for wave in reversed(waves):
        names |= dict.fromkeys(wave.levels)
    return tuple(_course(named, waves) for named in names)


def _course(named: Named, waves: Sequence[Measured]) -> Course:
    having = [wave for wave in waves if named in wave.levels]
    kind, name = named
    return Course(
        kind,
        name,
        tuple(wave.wave for wave in having),
        tuple(_levels(named, having)),
        tuple(wave.weighted for wave in having),
        tuple(wave.for_spread for wave in having),
    )


def _levels(named: Named, waves: Sequence[Measured]) -> Iterator[Found]:
    found = [wave.levels[named] for wave in waves]
    n = [None if isinstance(f, Unavailable) else int(f.n[0]) for f in found]
    minimum = max((wave.minimum for wave in waves), default=1)
    part = any(wave.part for wave in waves)
    shown = told_over_time(n, minimum) if part else [True] * len(waves)
    for wave, is_shown, level in zip(waves, shown, found, strict=True):
        yield level if is_shown else nearly_the_same(named[1], wave.wave, minimum)


def told_over_time(n: Sequence[int | None], minimum: int) -> list[bool]:
    """Which waves may show a group with these people, None for a wave that cannot; latest first."""
    shown = [count is not None for count in n]
    following: int | None = None
    for place in reversed(range(len(n))):
        count = n[place]
        if count is None:
            continue
        if following is not None and 0 < abs(count - following) < minimum:
            shown[place] = False
        else:
            following = count
    return shown


def nearly_the_same(name: str, wave: str, minimum: int) -> Unavailable:
    """The reason where one who joined or left could be found by subtraction."""
    return Unavailable(
        name,
        f"'{name}' of {wave} is not shown: until the next wave shown its people moved by fewer "
        f"than {minimum}, whose answers could be found by subtraction.",
    )


def points(course: Course, level: float = 0.95) -> Iterator[Point | Unavailable]:
    """The score in each wave, or why it is not told."""
    for wave, found, fewest in zip(course.waves, course.levels, course.for_spread, strict=True):
        if isinstance(found, Unavailable):
            yield found
            continue
        n, mean = int(found.n[0]), float(found.mean[0])
        sd = low = high = None
        if n >= max(2, fewest):
            half = t_quantile((1 - level) / 2, n - 1) * float(np.sqrt(found.error[0]))
            sd, low, high = float(np.sqrt(found.variance[0])), mean - half, mean + half
        yield Point(wave, n, float(found.effective[0]), mean, sd, low, high)
