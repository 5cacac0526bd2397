"""Were those who left different already? Scores of the earlier wave, those who left or stayed."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.scores import Scores
from crm_analytics.statistics.waves.changes import Change, NoChange, changes
from crm_analytics.statistics.waves.course import Course
from crm_analytics.statistics.waves.level import Found, level
from crm_analytics.statistics.waves.linking import Links, Places
from crm_analytics.statistics.waves.measured import Scored, kinds_of

UNTOLD = "Too few people have no id of their own: what they answered could be found by subtraction."


def attrition(earlier: Scored, links: Links, level: float = 0.95) -> tuple[Change | NoChange, ...]:
    """Scores of the earlier wave: those who left minus those who stayed, in `Change`'s words.

    Holm's p is over all scores.
    """
    view, scores = earlier.view, earlier.scores
    kinds = kinds_of(view.instrument)
    chosen = [_among(view.people, places) for places in (links.earlier, links.left)]
    names = f"{view.wave} among those who stayed", f"{view.wave} among those who left"
    parts = [scores.among(who) for who in chosen]
    courses = [
        Course(
            kinds[name],
            name,
            names,
            tuple(_levels(scores, parts, name, names)),
            (view.weighted,) * 2,
            (view.for_distributions,) * 2,
        )
        for name in scores.names
    ]
    return changes(courses, level)


def _levels(
    scores: Scores, parts: Sequence[Scores], name: str, waves: tuple[str, str]
) -> Iterator[Found]:
    n = [int(np.count_nonzero(~np.isnan(part.column(name)))) for part in (scores, *parts)]
    for part, wave in zip(parts, waves, strict=True):
        if 0 < n[0] - n[1] - n[2] < scores.fewest:
            yield Unavailable(name, UNTOLD)
        else:
            yield level(part, name, wave)


def _among(people: int, places: Places) -> NDArray[np.bool_]:
    chosen = np.zeros(people, bool)
    chosen[places] = True
    return chosen
