"""Does one group change more than another? The difference of two changes.

A contrast of four means, each with its own variance; degrees of freedom after Welch (1947) and
Satterthwaite (1946), Biometrics Bulletin 2, 110-114.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from crm_analytics.statistics.adjust import holm_within
from crm_analytics.statistics.distributions import t_quantile, t_two_tailed
from crm_analytics.statistics.groups.summary import Summary
from crm_analytics.statistics.groups.two import Difference
from crm_analytics.statistics.waves.changes import pairs
from crm_analytics.statistics.waves.course import Course, Who
from crm_analytics.statistics.waves.level import Found


@dataclass(frozen=True, slots=True)
class Contrast:
    """How much more the group of `of` changed than `than`; p_holm as for changes of groups."""

    of: Who
    than: str
    test: Difference
    p_holm: float | None = None


def contrasts(courses: Sequence[Course], level: float = 0.95) -> tuple[Contrast, ...]:
    """Every two groups of each score and demographic, between the waves that `changes` compares.

    Groups that one of the waves does not show, and four means that do not vary, have none.
    """
    found = list(_all(courses, level))
    p = holm_within([f.of.family for f in found], [f.test.p for f in found]).tolist()
    return tuple(replace(f, p_holm=adjusted) for f, adjusted in zip(found, p, strict=True))


def _all(courses: Sequence[Course], level: float) -> Iterator[Contrast]:
    alike: dict[tuple[str, str, str], list[Course]] = {}
    for course in courses:
        alike.setdefault((course.kind, course.name, course.demographic), []).append(course)
    for groups in alike.values():
        for a, b in combinations(groups, 2):
            for first, last in pairs(len(a.waves)):
                means = a.levels[last], a.levels[first], b.levels[last], b.levels[first]
                if test := contrast(means, level):
                    yield Contrast(a.between(first, last), b.group, test)


def contrast(means: Sequence[Found], level: float = 0.95) -> Difference | None:
    """(First − second) − (third − fourth) of four summaries of one group each."""
    four = [found for found in means if isinstance(found, Summary) and found.n[0] > 1]
    if len(four) < 4:
        return None
    error = np.array([found.error[0] for found in four])
    if not error.sum() > 0:
        return None
    others = np.array([found.n[0] - 1 for found in four])
    se, df = float(np.sqrt(error.sum())), float(error.sum() ** 2 / (error**2 / others).sum())
    apart = [found.apart[0] + (found.origin - four[0].origin) for found in four]
    difference = float((apart[0] - apart[1]) - (apart[2] - apart[3]))
    t, half = difference / se, t_quantile((1 - level) / 2, df) * se
    return Difference(
        t, df, t_two_tailed(t, df), difference, se, difference - half, difference + half
    )
