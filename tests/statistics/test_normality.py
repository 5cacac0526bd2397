import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.statistics.frequencies import of_values
from crm_analytics.statistics.normality import distance, lilliefors_p, normality

LIKERT = arrays(np.int8, st.integers(5, 60), elements=st.integers(1, 7)).filter(
    lambda x: len(set(x.tolist())) > 1
)


def judged(values, weights=()):
    return normality(of_values("q", np.array(values, float), np.array(weights, float)))


def test_the_distance_of_two_halves_is_known():
    # half at each end: z = ±1/s with s² = n/(n − 1); the curve stands at Φ(−1/s) below the step
    from scipy.special import ndtr

    found = judged([-1, 1] * 10)
    assert found.ks_d == pytest.approx(0.5 - ndtr(-np.sqrt(19 / 20)), rel=1e-12)


@given(LIKERT)
def test_the_distance_is_that_of_everyone_in_order(values):
    from scipy.special import ndtr

    x = np.sort(values.astype(float))
    curve, n = ndtr((x - x.mean()) / x.std(ddof=1)), len(x)
    steps = np.arange(n + 1) / n
    truth = max((steps[1:] - curve).max(), (curve - steps[:-1]).max())
    assert judged(values).ks_d == pytest.approx(truth, rel=1e-9)


@given(LIKERT, st.floats(0.1, 9), st.floats(-9, 9))
def test_another_unit_changes_no_test(values, factor, shift):
    before, after = judged(values), judged(values * factor + shift)
    assert after.ks_d == pytest.approx(before.ks_d, rel=1e-6)
    assert after.shapiro_w == pytest.approx(before.shapiro_w, rel=1e-9)


@pytest.mark.parametrize("n", [5, 6, 11, 12, 40, 500, 5000])
@pytest.mark.parametrize("draw", ["normal", "exponential", "random"])
def test_shapiro_and_wilk_are_scipys_of_everyone_in_any_order(n, draw):
    from scipy.stats import shapiro

    values = getattr(np.random.default_rng(n), draw)(size=n)
    found, theirs = judged(values), shapiro(values)
    assert found.shapiro_w == pytest.approx(theirs.statistic, abs=1e-8)
    assert found.shapiro_p == pytest.approx(theirs.pvalue, rel=2e-6, abs=1e-12)


def test_values_like_the_quantiles_of_a_normal_are_normal():
    from scipy.special import ndtri

    found = judged(ndtri((np.arange(100) + 0.625) / 100.25))
    assert found.shapiro_w > 0.995
    assert found.shapiro_p > 0.99


def test_five_per_cent_of_normal_samples_fall_below_five_per_cent():
    samples = np.random.default_rng(7).normal(size=(2000, 25))
    tallies = (of_values("q", sample) for sample in samples)
    p = np.array([lilliefors_p(distance(tally), 25) for tally in tallies])
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=0.012)
    assert np.mean(p < 0.5) == pytest.approx(0.5, abs=0.04)


@given(st.floats(0.01, 0.9), st.integers(5, 10_000))
def test_a_larger_distance_is_never_more_likely(d, n):
    near, far = lilliefors_p(d, n), lilliefors_p(d * 1.05, n)
    assert 0 <= far <= near + 0.02  # the two approximations meet at .10 with a small step
    assert near <= 1


@pytest.mark.parametrize(
    ("values", "weights", "reason"),
    [
        ([1, 2, 3, 4], (), "fewer than 5 people are too few for a test of normality"),
        ([4] * 9, (), "no two people differ, so there is no test of normality"),
        ([1, 2, 3, 4, 5], [1] * 5, "A test of normality is not defined with case weights."),
    ],
)
def test_what_cannot_be_tested_says_why(values, weights, reason):
    found = judged(values, weights)
    assert found.reason == reason
    assert (found.ks_d, found.lilliefors_p, found.shapiro_w, found.shapiro_p) == (None,) * 4


def test_above_five_thousand_people_only_the_distance_is_judged():
    found = judged(np.arange(5001) % 7)
    assert found.reason == "more than 5,000 people, for whom Shapiro–Wilk is not defined"
    assert (found.ks_d > 0, found.shapiro_w) == (True, None)
