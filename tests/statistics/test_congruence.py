from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from crm_analytics.analyses.inputs import reliabilities
from crm_analytics.statistics.congruence import equal_alpha
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.reliability import reliability
from tests.analyses.waves.build import drawn, wave

FOUR = {"C": {"D": ["a", "b", "c", "d"]}}


def alpha(view):
    return reliabilities(view)[0]


def feldt(one, two, k):
    """Feldt's (1969) own F in the place of W, by the moments of both."""
    d1, d2 = (one.n - 1) * (k - 1), one.n - 1
    d3, d4 = two.n - 1, (two.n - 1) * (k - 1)
    a = d4 / (d4 - 2) * d2 / (d2 - 2)
    b = ((d1 + 2) * d2**2 * (d3 + 2) * d4**2) / (
        (d2 - 2) * (d2 - 4) * d1 * (d4 - 2) * (d4 - 4) * d3
    )
    v2 = 2 * a / (a - 1)
    v1 = 2 * a**2 / (2 * b - a * b - a**2)
    w = (1 - one.alpha) / (1 - two.alpha)
    return 2 * min(stats.f.sf(w, v1, v2), stats.f.cdf(w, v1, v2))


@pytest.mark.parametrize("seed", range(5))
def test_the_test_of_two_alphas_is_feldts(seed):
    one, two = alpha(drawn("1", 60, seed, FOUR)), alpha(drawn("2", 90, seed + 50, FOUR))
    assert equal_alpha(one, two, False) == pytest.approx(feldt(one, two, 4), abs=2e-3)
    assert equal_alpha(one, two, False) == pytest.approx(equal_alpha(two, one, False), rel=1e-9)


def test_against_endless_people_it_is_the_interval_of_one():
    scatter = np.full((4, 4), 0.3) + 0.7 * np.eye(4)
    one = reliability("D", Moments(tuple("abcd"), 50, np.zeros(4), scatter * 49))
    many = replace(one, n=10**9, alpha=one.alpha_low)
    assert equal_alpha(one, many, False) == pytest.approx(0.05, abs=1e-6)


def test_equal_alphas_are_refused_as_often_as_said():
    random = np.random.default_rng(1969)
    p = []
    for _ in range(400):
        one, two = (
            np.round(random.normal(size=(n, 1)) + random.normal(size=(n, 4)), 6) for n in (30, 45)
        )
        p.append(equal_alpha(alpha(wave("1", one, FOUR)), alpha(wave("2", two, FOUR)), False))
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 400))
