"""Did a score change between two waves of different people? Welch's t and Hedges' g.

Differences are the later wave minus the earlier one. p is adjusted after Holm over the constructs
and dimensions of two waves; items of two waves are a family of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.adjust import holm_within
from crm_analytics.statistics.groups.summary import Summary
from crm_analytics.statistics.groups.two import Difference, Standardised, hedges, welch
from crm_analytics.statistics.waves.course import Course, Who
from crm_analytics.statistics.waves.level import beside


@dataclass(frozen=True, slots=True)
class Change:
    """A score in two waves.

    n, effective, mean: of the earlier and the later wave.
    test: the difference in scale points with its interval. size: the difference in pooled standard
        deviations, without an interval where a wave is weighted.
    p_holm: over the family; None for a change that stands alone.
    """

    of: Who
    n: tuple[int, int]
    effective: tuple[float, float]
    mean: tuple[float, float]
    test: Difference
    size: Standardised
    p_holm: float | None = None


@dataclass(frozen=True, slots=True)
class NoChange:
    """Two waves of a score that cannot be compared, and why."""

    of: Who
    reason: str


def changes(courses: Sequence[Course], level: float = 0.95) -> tuple[Change | NoChange, ...]:
    """Every score from each wave to the next that has it, and from the first to the last."""
    found = [change(course, pair, level) for course in courses for pair in pairs(len(course.waves))]
    families = [f.of.family for f in found]
    p = holm_within(families, [f.test.p if isinstance(f, Change) else np.nan for f in found])
    return tuple(
        replace(f, p_holm=adjusted) if isinstance(f, Change) else f
        for f, adjusted in zip(found, p.tolist(), strict=True)
    )


def pairs(waves: int) -> Iterator[tuple[int, int]]:
    """Places of the waves compared: neighbours, then first and last where they are not."""
    yield from ((place, place + 1) for place in range(waves - 1))
    if waves > 2:
        yield 0, waves - 1


def change(course: Course, pair: tuple[int, int], level: float = 0.95) -> Change | NoChange:
    """The score between two of its waves, by their places."""
    a, b = pair
    who = course.between(a, b)
    earlier, later = course.levels[a], course.levels[b]
    if isinstance(earlier, Unavailable):
        return NoChange(who, earlier.reason)
    if isinstance(later, Unavailable):
        return NoChange(who, later.reason)
    if reason := untestable(course.name, earlier, later):
        return NoChange(who, reason)
    both = beside(later, earlier)
    return Change(
        who,
        (int(earlier.n[0]), int(later.n[0])),
        (float(earlier.effective[0]), float(later.effective[0])),
        (float(earlier.mean[0]), float(later.mean[0])),
        welch(both, level),
        hedges(both, level, course.weighted[a] or course.weighted[b]),
    )


def untestable(name: str, earlier: Summary, later: Summary) -> str:
    """Why chance cannot be judged; empty where it can."""
    for found in (earlier, later):
        if found.n[0] < 2:
            return f"Only one person has a score of '{name}' in {found.names[0]}."
    if not earlier.error[0] + later.error[0] > 0:
        return (
            f"Scores of '{name}' vary neither in {earlier.names[0]} nor in {later.names[0]}, so "
            "chance cannot be judged."
        )
    return ""
