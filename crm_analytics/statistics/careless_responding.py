"""Signs of careless answers: one number a person for each.

Answers have the shape (people, items) with NaN where there is none, items in the order in which
they were asked; `as_asked` before reverse-scoring, as people saw them, `scored` after it. A person
for whom a sign cannot be computed has NaN.

Curran (2016), Journal of Experimental Social Psychology 66, 4-19, reviews all of them. Ours,
because the packages that have them are slow, or not kept for the versions used here.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moments import Moments

FEWEST_SCALES = 3  # a correlation of halves over scales needs three points
BLOCK = 2_000  # people compared with everyone at once
Values = NDArray[np.float64]


def longest_run(as_asked: Values) -> NDArray[np.intp]:
    """How many items in a row have the same answer, at most; a missing answer ends a row.

    >>> longest_run(np.array([[1.0, 1, 1, 2, 2], [1, np.nan, 1, 2, 3]]))
    array([3, 1])
    """
    run = longest = np.zeros(len(as_asked), np.intp)
    before = np.full(len(as_asked), np.nan)
    for column in as_asked.T:
        run = np.where(np.isnan(column), 0, np.where(column == before, run + 1, 1))
        longest, before = np.maximum(longest, run), column
    return longest


def variability(as_asked: Values) -> Values:
    """Standard deviation of a person's answers: intra-individual response variability.

    Dunn, Heggestad, Shanock & Theilgard (2018), Journal of Business and Psychology 33, 105-121.

    >>> variability(np.array([[3.0, 3, 3], [1, 3, 5]]))
    array([0., 2.])
    """
    n = (~np.isnan(as_asked)).sum(axis=1)
    apart = as_asked - (np.nansum(as_asked, axis=1) / np.maximum(n, 1))[:, None]
    squares = np.nansum(apart**2, axis=1)
    return np.sqrt(np.where(n > 1, squares / np.maximum(n - 1, 1), np.nan))


def mahalanobis_p(scored: Values) -> Values:
    """Share of people, were answers normal, that lie farther from the middle of all answers.

    The p of the squared Mahalanobis distance by χ²; for people who answered everything.
    """
    k = scored.shape[1]
    there = ~np.isnan(scored).any(axis=1)
    if there.sum() <= k + 1:
        raise NotEnoughData("Too few people answered everything to say who is far from the others.")
    moments = Moments.of([str(place) for place in range(k)], scored[there])
    spread = np.sqrt(np.diag(moments.covariance))
    if moments.constant.any() or np.linalg.eigvalsh(moments.correlation)[0] < 1e-8:
        raise NotEnoughData("Items follow from others exactly, so nobody is far from the others.")
    apart = (scored[there] - moments.mean) / spread
    distance = np.einsum("ij,ij->i", apart, np.linalg.solve(moments.correlation, apart.T).T)
    found = np.full(len(scored), np.nan)
    found[there] = chdtrc(k, distance)
    return found


def person_total(as_asked: Values) -> Values:
    """Correlation of a person's answers with the mean answers of the others.

    Curran (2016): below zero, a person agrees where others disagree.
    """
    there = ~np.isnan(as_asked)
    n, sums = there.sum(axis=0), np.nansum(as_asked, axis=0)
    filled = np.where(there, as_asked, 0)
    others = (sums - filled) / np.maximum(n - there, 1)
    return _within(as_asked, np.where(there & (n > 1), others, np.nan))


def even_odd(scored: Values, scales: Sequence[NDArray[np.intp]]) -> Values:
    """How alike a person's even and odd items are over the scales, stepped up to whole scales.

    scales: places of the items of each scale; those of one item say nothing. Items of different
    scales must have the same ends. Jackson (1976) in Johnson (2005), Journal of Research in
    Personality 39, 103-129.
    """
    long = [scale for scale in scales if len(scale) > 1]
    if len(long) < FEWEST_SCALES:
        few = f"There are fewer than {FEWEST_SCALES} scales of two items or more"
        raise NotEnoughData(f"{few}, so even and odd items cannot be compared.")
    first = np.stack([_means(scored[:, scale[::2]]) for scale in long], axis=1)
    second = np.stack([_means(scored[:, scale[1::2]]) for scale in long], axis=1)
    r = _within(first, second)
    opposite = r <= -1 + 1e-12  # where the formula has no value; below −1 it means no more either
    return np.where(opposite, -1, np.maximum(2 * r / np.where(opposite, 1, 1 + r), -1))


def copies(as_asked: Values) -> NDArray[np.bool_]:
    """Who answered everything as somebody else did, answers not being all the same."""
    own = np.where(np.isnan(as_asked), -np.inf, as_asked)
    _, which, n = np.unique(own, axis=0, return_inverse=True, return_counts=True)
    varied: NDArray[np.bool_] = variability(as_asked) > 0
    return (n[which.ravel()] > 1) & varied


def closest_match(as_asked: Values) -> Values:
    """Share of the items that a person and the one most like them answered alike.

    Kuriakose & Robbins (2016), Statistical Journal of the IAOS 32, 283-291. Missing answers are
    unlike everything. Time grows with the square of the people.
    """
    people, k = as_asked.shape
    points = np.unique(as_asked[~np.isnan(as_asked)])
    same = (as_asked[:, :, None] == points).reshape(people, -1).astype(np.float32)
    found = np.zeros(people)
    for start in range(0, people, BLOCK):
        alike = same[start : start + BLOCK] @ same.T
        rows = np.arange(len(alike))
        alike[rows, start + rows] = -1
        found[start : start + BLOCK] = alike.max(axis=1) / k
    return found


def _means(values: Values) -> Values:
    n = (~np.isnan(values)).sum(axis=1)
    return np.where(n > 0, np.nansum(values, axis=1) / np.maximum(n, 1), np.nan)


def _within(a: Values, b: Values) -> Values:
    """Correlation of two rows of numbers for each person, where both have at least three."""
    there = ~(np.isnan(a) | np.isnan(b))
    n = np.maximum(there.sum(axis=1), 1)[:, None]
    a, b = np.where(there, a, 0), np.where(there, b, 0)
    a = np.where(there, a - a.sum(axis=1, keepdims=True) / n, 0)
    b = np.where(there, b - b.sum(axis=1, keepdims=True) / n, 0)
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    usable = (size > 1e-12) & (there.sum(axis=1) > 2)
    found: Values = np.divide((a * b).sum(axis=1), size, out=np.full(len(a), np.nan), where=usable)
    return np.clip(found, -1, 1)
