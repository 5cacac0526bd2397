import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats
from scipy.integrate import quad

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import bayes_factor
from crm_analytics.statistics.bayes_factor import MOST, WIDTH, of_r, of_t
from tests.statistics.new_methods import R


@pytest.mark.parametrize(("t", "n", "m"), [(2.5, 30, None), (0.3, 12, None), (-4, 25, 60)])
def test_it_is_the_ratio_of_the_likelihoods_of_t(t, n, m):
    """The noncentral t over a Cauchy effect, against the central one."""
    size, df = (n, n - 1) if m is None else (n * m / (n + m), n + m - 2)

    def with_an_effect(delta):
        return stats.nct.pdf(t, df, delta * size**0.5) * stats.cauchy.pdf(delta, scale=WIDTH)

    expected = quad(with_an_effect, -8, 8, limit=400)[0] / stats.t.pdf(t, df)
    assert of_t(t, n, m) == pytest.approx(expected, rel=2e-3)  # the prior beyond 8 is cut off


@pytest.mark.parametrize("row", R["t"], ids=str)
def test_t_is_that_of_bayesfactor(row):
    assert of_t(row["t"], row["n"], row.get("m")) == pytest.approx(row["bf10"], rel=1e-5)


@pytest.mark.parametrize("row", R["r"], ids=str)
def test_r_is_that_of_the_integral_over_a_uniform_prior(row):
    assert of_r(row["r"], row["n"]) == pytest.approx(row["bf10"], rel=1e-6)


@pytest.mark.parametrize(("r", "n"), [(0.39, 46), (-0.2, 3), (0.7, 20), (0.0, 100), (0.1, 500)])
def test_it_is_the_ratio_of_the_likelihoods_of_r(r, n):
    """Hotelling's (1953) density of r, over a ρ that may be anything from −1 to 1, and at 0."""

    def density(rho):
        powers = (n - 1) / 2 * np.log1p(-(rho**2)) - (n - 1.5) * np.log1p(-rho * r)
        return np.exp(powers) * special.hyp2f1(0.5, 0.5, n - 0.5, (rho * r + 1) / 2)

    expected = quad(lambda rho: density(rho) / 2, -1, 1, points=[r], limit=400, epsrel=1e-11)[0]
    assert of_r(r, n) == pytest.approx(expected / density(0), rel=1e-9)


@given(st.floats(-6, 6), st.integers(5, 200))
def test_the_sign_of_an_effect_does_not_matter(t, n):
    assert of_t(t, n) == pytest.approx(of_t(-t, n), rel=1e-9)
    r = t / math.sqrt(t * t + n)
    assert of_r(r, n) == pytest.approx(of_r(-r, n), rel=1e-9)


@given(st.floats(0, 5), st.integers(5, 200))
def test_a_larger_effect_is_more_evidence(t, n):
    assert of_t(t + 0.5, n) > of_t(t, n)


@pytest.mark.parametrize(("t", "n", "m"), [(2.5, 30, None), (2.5, 30, 40), (0, 100_000, 100_000)])
def test_logarithms_give_the_same(t, n, m):
    assert math.exp(bayes_factor._log_of_t(t, n, m)) == pytest.approx(of_t(t, n, m), rel=1e-9)


@pytest.mark.parametrize(("r", "n"), [(0.3, 50), (0.0, 900), (-0.1, 100_000)])
def test_logarithms_give_the_same_of_r(r, n):
    assert math.exp(bayes_factor._log_of_r(r, n)) == pytest.approx(of_r(r, n), rel=1e-7)


@pytest.mark.parametrize(
    "found", [lambda: of_t(40, 3000, 3000), lambda: of_t(300, 100_000, 100_000), lambda: of_r(0.99, 3000),
              lambda: of_r(0.6, 1_000_000), lambda: of_r(1, 10)]
)  # fmt: skip
def test_evidence_beyond_every_number_is_a_number_still(found):
    assert found() == pytest.approx(MOST)


def test_many_people_without_an_effect_speak_for_none():
    assert of_t(0.1, 1_000_000, 1_000_000) < 0.01
    assert 0 < of_r(0.0001, 1_000_000) < 0.01
    assert np.isfinite(of_r(0.01, 1_000_000))


@pytest.mark.parametrize(
    "wrong", [lambda: of_t(1, 1), lambda: of_t(math.nan, 9), lambda: of_t(1, 9, 1)]
)
def test_too_few_people_have_none(wrong):
    with pytest.raises(NotEnoughData) as caught:
        wrong()
    said = "A Bayes factor needs two people or more and a t that is a number."
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "wrong", [lambda: of_r(0.1, 2), lambda: of_r(1.1, 9), lambda: of_r(math.nan, 9)]
)
def test_what_is_no_correlation_has_none(wrong):
    with pytest.raises(NotEnoughData) as caught:
        wrong()
    said = "A Bayes factor of r needs three people or more and -1 <= r <= 1."
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("t", "n", "m", "expected"),
    [
        (1e6, 3, None, 690_883),
        (536, 5, None, 8.07e6),
        (377, 3, 3, 1.54e6),
        (761, 100, None, 2.2e183),
    ],
)
def test_the_peak_of_a_very_large_t_is_not_missed(t, n, m, expected):
    """From a sum of forty digits (mpmath)."""
    assert of_t(t, n, m) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(("n", "m"), [(3, None), (5, None), (12, None), (3, 3), (8, 20)])
def test_a_larger_t_is_more_evidence_across_the_change_of_method(n, m):
    found = [of_t(t, n, m) for t in (50, 99, 101, 200, 1e3, 1e4, 1e6)]
    assert found == sorted(found)
