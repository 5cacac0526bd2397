"""How high is one score in one wave? Its people, mean and spread, as a summary of one group.

Whole numbers are counted, which is exact and quick; other numbers and weighted ones are added up.
"""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.counts import answered
from crm_analytics.statistics.groups.counts import TIE
from crm_analytics.statistics.groups.summary import Summary
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.responses import LAST_MISSING

Found = Summary | Unavailable
Numbers = NDArray[np.float64]

EVERYONE = np.ones(1)  # the share of the only group


def level(scores: Scores, name: str, wave: str) -> Found:
    """One score of the people who have it, or why it is not told."""
    place, fewest = scores.place(name), max(1, scores.fewest)
    if scores.whole and not scores.weights.size:
        values, people = _counted(cast(NDArray[np.integer], scores.numbers[:, place]))
        if people.sum() < fewest:
            return too_few(name, wave, fewest)
        return _of_whole(wave, values, people, scores.grain[place])
    x, weights = scores.column(name), scores.weights
    there = np.logical_not(np.isnan(x))
    if not there.all():
        x, weights = x[there], weights[there] if weights.size else weights
    if len(x) < fewest:
        return too_few(name, wave, fewest)
    return of_numbers(wave, x, weights if weights.size else np.ones(len(x)))


def too_few(name: str, wave: str, fewest: int) -> Unavailable:
    """The reason where a score of a wave stands for too few people."""
    few = f"Fewer than {fewest} people have" if fewest > 1 else "Nobody has"
    return Unavailable(name, f"{few} a score of '{name}' in {wave}.")


def beside(first: Summary, second: Summary) -> Summary:
    """Two summaries as the groups of one, with the first one's origin."""
    n = np.concatenate([first.n, second.n])
    return Summary(
        (*first.names, *second.names),
        n,
        n / n.sum(),
        first.origin,
        np.concatenate([first.apart, second.apart + (second.origin - first.origin)]),
        np.concatenate([first.scatter, second.scatter]),
        np.concatenate([first.error, second.error]),
        np.concatenate([first.effective, second.effective]),
    )


def _counted(numbers: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whole numbers that occur, and how many people have each."""
    if numbers.dtype == np.int8:
        codes, people = answered(cast(NDArray[np.int8], numbers))
        values, kept = codes.astype(np.int64), (codes > LAST_MISSING) & (people > 0)
    else:
        known = numbers[numbers > np.iinfo(numbers.dtype).min]
        first = int(known.min()) if known.size else 0
        people = np.bincount(known.astype(np.intp) - first)
        values, kept = np.arange(len(people)) + first, people > 0
    return values[kept], people[kept]


def _of_whole(
    wave: str, values: NDArray[np.int64], people: NDArray[np.int64], grain: int
) -> Summary:
    """From sums that are exact: n Σx² − (Σx)² of the distances from the smallest."""
    gaps, n = values - values[0], int(people.sum())
    total, squares = int(people @ gaps), int(people @ (gaps * gaps))
    scatter = (n * squares - total * total) / (n * grain**2)
    error = scatter / (n * (n - 1)) if n > 1 else np.nan
    return _one(wave, n, (values[0] / grain, total / (n * grain)), (scatter, error, float(n)))


def of_numbers(wave: str, x: Numbers, w: Numbers) -> Summary:
    """Of one number a person with its weight; numbers that differ by rounding are one number."""
    n, total, origin = len(x), float(w.sum()), float(x[0])
    gaps = x - origin
    if np.ptp(x) <= TIE * np.abs(x).max():
        gaps[:] = 0
    apart = float(w @ gaps) / total
    gaps -= apart
    gaps *= gaps
    heavy = w * w
    error = float(heavy @ gaps) / total**2 * n / (n - 1) if n > 1 else np.nan
    effective = total**2 / float(heavy.sum())
    scatter = float(w @ gaps) / total * n
    return _one(wave, n, (origin, apart), (scatter, error, effective))


def _one(
    wave: str, n: int, mean: tuple[float, float], spread: tuple[float, float, float]
) -> Summary:
    """mean: origin, and distance from it. spread: scatter, error, effective people."""
    apart, scatter, error, effective = (np.array([number]) for number in (mean[1], *spread))
    people = np.array([n])
    return Summary((wave,), people, EVERYONE, mean[0], apart, scatter, error, effective)
