"""How did each score go, wave by wave? Means with their intervals, in the order of time.

Under a filter a score is not shown where a later wave shows it of nearly as many people: one who
joined could be found by subtraction. Everyone together is exempt, as in `survey.over_time`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.distributions import t_quantile
from crm_analytics.statistics.waves.level import Found
from crm_analytics.statistics.waves.measured import Kind, Measured, Named
from crm_analytics.survey.breakdown import nearly


@dataclass(frozen=True, slots=True)
class Who:
    """What is compared between two waves; demographic, group: whose, empty for everyone's."""

    kind: Kind
    name: str
    earlier: str
    later: str
    demographic: str = ""
    group: str = ""

    @property
    def family(self) -> tuple[bool, str, str, str]:
        """What is adjusted together: the scores of two waves, apart from them their items."""
        return self.kind == "item", self.earlier, self.later, self.demographic


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """A score over the waves that have it, of everyone or of the people in one group.

    weighted, for_spread: as in `Measured`, by wave.
    """

    kind: Kind
    name: str
    waves: tuple[str, ...]
    levels: tuple[Found, ...]
    weighted: tuple[bool, ...]
    for_spread: tuple[int, ...]
    demographic: str = ""
    group: str = ""

    def between(self, a: int, b: int) -> Who:
        """What a comparison of two of its waves is of, by their places."""
        whose = self.demographic, self.group
        return Who(self.kind, self.name, self.waves[a], self.waves[b], *whose)


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
    shown: dict[int, int] = {}
    for place, count in reversed(list(enumerate(n))):
        if count is not None and not any(nearly(count, m, minimum) for m in shown.values()):
            shown[place] = count
    return [place in shown for place in range(len(n))]


def nearly_the_same(name: str, wave: str, minimum: int) -> Unavailable:
    """The reason where one who joined or left could be found by subtraction."""
    return Unavailable(
        name,
        f"'{name}' of {wave} is not shown: a later wave has fewer than {minimum} people more or "
        "less, whose answers could be found by subtraction.",
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
