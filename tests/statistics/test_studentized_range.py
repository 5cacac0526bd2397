import numpy as np
import pytest
from scipy import special, stats

from crm_analytics.statistics.distributions import quantile, tail

Q = np.array([0.02, 0.5, 1.5, 3.0, 5.0, 9.0, 25.0])


@pytest.mark.parametrize("df", [1.0, 1.3, 2.0, 5.5, 8.0, 30.0, 1000.0, 1e6])
def test_the_range_of_two_means_is_students_t(df):
    expected = 2 * special.stdtr(df, -Q / np.sqrt(2))
    np.testing.assert_allclose(tail(Q, 2, df), expected, rtol=1e-9)


@pytest.mark.parametrize("q", [0.5, 2.0, 6.0, 15.0])
def test_three_means_with_endless_freedom_follow_the_double_integral(q):
    def shortfall(z):  # everyone within q above the smallest, k φ(z) (Φ(z+q) − Φ(z))²
        return 3 * stats.norm.pdf(z) * (1 - (special.ndtr(z + q) - special.ndtr(z)) ** 2)

    z = np.linspace(-9, 9, 20_001)
    smallest_first = np.trapezoid(shortfall(z), z)  # includes those below the smallest
    assert tail(q, 3, 1e13) == pytest.approx(smallest_first - 2, abs=1e-9)


@pytest.mark.parametrize(("k", "df"), [(3, 2), (3, 10.5), (5, 40), (10, 7.9), (20, 120), (49, 300)])
@pytest.mark.parametrize("q", [1.0, 3.5, 6.0])
def test_the_tail_beside_scipy(k, df, q):
    assert float(tail(q, k, df)) == pytest.approx(stats.studentized_range.sf(q, k, df), rel=1e-8)


def test_a_tail_beyond_what_subtraction_from_one_can_tell_keeps_its_digits():
    far = tail(np.array([30.0]), 4, 200.0)
    bound = 6 * 2 * special.stdtr(200, -30 / np.sqrt(2))  # Bonferroni, sharp in the far tail
    assert 0 < far[0] < bound < 1e-40
    assert far[0] == pytest.approx(bound, rel=1e-3)


@pytest.mark.parametrize("k", [2, 3, 6, 30])
@pytest.mark.parametrize("upper", [0.1, 0.05, 0.01])
def test_quantiles_are_exceeded_as_often_as_they_should(k, upper):
    df = np.array([1.0, 2.2, 7.0, 8.0, 33.3, 5000.0])
    np.testing.assert_allclose(tail(quantile(upper, k, df), k, df), upper, rtol=1e-9)


def test_many_quantiles_are_those_asked_for_one_by_one():
    df = np.geomspace(9, 400, 60)
    single = [float(quantile(0.05, 5, one)) for one in df[::13]]
    np.testing.assert_allclose(quantile(0.05, 5, df)[::13], single, rtol=1e-9)


def test_no_difference_is_certainly_exceeded():
    assert tail(0.0, 4, 20.0) == 1
    np.testing.assert_array_less(tail(Q, 4, 20.0), 1 + 1e-12)
    assert (np.diff(tail(Q, 4, 20.0)) < 0).all()
