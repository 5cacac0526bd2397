import numpy as np
import pytest
from scipy import special, stats

from crm_analytics.statistics.distributions import (
    f_noncentrality,
    f_product_tail,
    studentized_range_quantile,
    studentized_range_tail,
)


@pytest.mark.parametrize("noncentrality", [0.05, 0.5, 3, 40])
@pytest.mark.parametrize("below", [0.025, 0.5, 0.95])
def test_the_noncentral_f_stays_below_as_often_as_asked(noncentrality, below):
    f = stats.ncf.ppf(below, 3, 50, noncentrality)
    assert f_noncentrality(f, 3, 50, below) == pytest.approx(noncentrality, rel=1e-6)


def test_an_f_below_what_chance_gives_has_no_noncentrality():
    assert f_noncentrality(0.2, 3, 50, 0.975) == 0


@pytest.mark.parametrize("z", [-40, -1.96, 0, 0.3, 12])
def test_both_tails_of_the_normal_curve(z):
    assert 2 * float(special.ndtr(-abs(z))) == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-12)


@pytest.mark.parametrize("w", [0.4, 1.0, 1.7, 6.0])
def test_the_product_of_two_f_has_the_tail_of_its_parts(w):
    # an F of endless people is 1; and P(F₁F₂ ≥ w) = 1 − P(1/F₁ · 1/F₂ > 1/w)
    assert f_product_tail(w, (50, 200), (1e9, 1e9)) == pytest.approx(
        float(special.fdtrc(50, 200, w)), rel=1e-4
    )
    one, other = f_product_tail(w, (40, 10), (12, 60)), f_product_tail(1 / w, (10, 40), (60, 12))
    assert one + other == pytest.approx(1, abs=1e-12)


def test_the_product_of_two_f_is_that_of_many_draws():
    random = np.random.default_rng(1969)
    drawn = random.f(40, 10, 400_000) * random.f(12, 60, 400_000)
    for w in (0.5, 2.0, 4.0):
        found = f_product_tail(w, (40, 10), (12, 60))
        assert found == pytest.approx((drawn > w).mean(), abs=4 * np.sqrt(0.25 / 400_000))


Q = np.array([0.02, 0.5, 1.5, 3.0, 5.0, 9.0, 25.0])


@pytest.mark.parametrize("df", [1.0, 1.3, 2.0, 5.5, 8.0, 30.0, 1000.0, 1e6])
def test_the_range_of_two_means_is_students_t(df):
    expected = 2 * special.stdtr(df, -Q / np.sqrt(2))
    np.testing.assert_allclose(studentized_range_tail(Q, 2, df), expected, rtol=1e-9)


@pytest.mark.parametrize("q", [0.5, 2.0, 6.0, 15.0])
def test_three_means_with_endless_freedom_follow_the_double_integral(q):
    def shortfall(z):  # everyone within q above the smallest, k φ(z) (Φ(z+q) − Φ(z))²
        return 3 * stats.norm.pdf(z) * (1 - (special.ndtr(z + q) - special.ndtr(z)) ** 2)

    z = np.linspace(-9, 9, 20_001)
    smallest_first = np.trapezoid(shortfall(z), z)  # includes those below the smallest
    assert studentized_range_tail(q, 3, 1e13) == pytest.approx(smallest_first - 2, abs=1e-9)


@pytest.mark.parametrize(("k", "df"), [(3, 2), (3, 10.5), (5, 40), (10, 7.9), (20, 120), (49, 300)])
@pytest.mark.parametrize("q", [1.0, 3.5, 6.0])
def test_the_tail_beside_scipy(k, df, q):
    assert float(studentized_range_tail(q, k, df)) == pytest.approx(
        stats.studentized_range.sf(q, k, df), rel=1e-8
    )


def test_a_tail_beyond_what_subtraction_from_one_can_tell_keeps_its_digits():
    far = studentized_range_tail(np.array([30.0]), 4, 200.0)
    bound = 6 * 2 * special.stdtr(200, -30 / np.sqrt(2))  # Bonferroni, sharp in the far tail
    assert 0 < far[0] < bound < 1e-40
    assert far[0] == pytest.approx(bound, rel=1e-3)


@pytest.mark.parametrize("k", [2, 3, 6, 30])
@pytest.mark.parametrize("upper", [0.1, 0.05, 0.01])
def test_quantiles_are_exceeded_as_often_as_they_should(k, upper):
    df = np.array([1.0, 2.2, 7.0, 8.0, 33.3, 5000.0])
    np.testing.assert_allclose(
        studentized_range_tail(studentized_range_quantile(upper, k, df), k, df), upper, rtol=1e-9
    )


def test_many_quantiles_are_those_asked_for_one_by_one():
    df = np.geomspace(9, 400, 60)
    single = [float(studentized_range_quantile(0.05, 5, one)) for one in df[::13]]
    np.testing.assert_allclose(studentized_range_quantile(0.05, 5, df)[::13], single, rtol=1e-9)


def test_no_difference_is_certainly_exceeded():
    assert studentized_range_tail(0.0, 4, 20.0) == 1
    np.testing.assert_array_less(studentized_range_tail(Q, 4, 20.0), 1 + 1e-12)
    assert (np.diff(studentized_range_tail(Q, 4, 20.0)) < 0).all()
