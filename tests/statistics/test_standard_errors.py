import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.statistics.least_squares import covariance, standard_error

X = arrays(float, 12, elements=st.floats(-5, 5))


@given(X, st.floats(0.1, 9))
def test_of_a_mean_of_equal_weights_it_is_s_over_the_root_of_n(x, weight):
    found = standard_error(x - x.mean(), np.full(12, weight))
    assert found == pytest.approx(x.std(ddof=1) / np.sqrt(12), abs=1e-12)


@given(X, X)
def test_on_the_diagonal_stand_the_squares_of_the_standard_errors(x, y):
    w = np.linspace(0.5, 3, 12)
    influence = np.column_stack([each - np.average(each, weights=w) for each in (x, y)])
    found = covariance(influence, w)
    assert found[0, 1] == found[1, 0]
    for place in range(2):
        expected = standard_error(influence[:, place], w)
        assert np.sqrt(found[place, place]) == pytest.approx(expected, abs=1e-12)


def test_a_ratio_has_the_error_that_linearisation_gives_it():
    """By hand: mean 3, weights 1 and 3 of two people at 0 and 4; influence −3 and 1."""
    found = standard_error(np.array([-3.0, 1.0]), np.array([1.0, 3.0]))
    assert found == pytest.approx(np.sqrt(2 / 1 * (3**2 + 3**2)) / 4)
