"""Mean and central sums of powers, from counts."""

from dataclasses import dataclass

import numpy as np

from crm_analytics.statistics.answers.counts import Tally


@dataclass(frozen=True, slots=True)
class CentralSums:
    """Mean, and sums of the second to fourth powers of deviations from it; weights sum to n."""

    n: int
    mean: float
    second: float
    third: float
    fourth: float


def central_sums(tally: Tally) -> CentralSums:
    """Exact where the values are whole numbers of grains and everyone counts once."""
    return _exact(tally) if tally.grain and not tally.weighted else _centred(tally)


def _exact(tally: Tally) -> CentralSums:
    """In whole numbers as long as they need to be, divided once at the end."""
    g, n = tally.grain, tally.n
    x = np.array([int(value) for value in np.rint(tally.values * g)], object)
    people = np.array(tally.people.tolist(), object)
    s1, s2, s3, s4 = (int(people @ x**power) for power in (1, 2, 3, 4))
    return CentralSums(
        n,
        s1 / (n * g),
        (n * s2 - s1**2) / (n * g**2),
        (n**2 * s3 - 3 * n * s1 * s2 + 2 * s1**3) / (n**2 * g**3),
        (n**3 * s4 - 4 * n**2 * s1 * s3 + 6 * n * s1**2 * s2 - 3 * s1**4) / (n**3 * g**4),
    )


def _centred(tally: Tally) -> CentralSums:
    weight = tally.weight * (tally.n / tally.weight.sum())
    origin = tally.values[len(tally.values) // 2]  # large numbers keep their digits
    mean = origin + weight @ (tally.values - origin) / tally.n
    apart = tally.values - mean
    second, third, fourth = (float(weight @ apart**power) for power in (2, 3, 4))
    return CentralSums(tally.n, float(mean), second, third, fourth)
