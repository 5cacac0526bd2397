"""Case weights: a weight that is a whole number counts a person that often."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.analysis.linearised import standard_error
from crm_analytics.analysis.moments import Moments

ROWS = arrays(np.int8, (12, 3), elements=st.integers(1, 5))
TIMES = arrays(np.int64, 12, elements=st.integers(1, 6))


@given(ROWS, TIMES)
def test_a_whole_weight_counts_a_person_that_often(rows, times):
    weighted = Moments.of("abc", rows, weights=times.astype(float))
    repeated = Moments.of("abc", np.repeat(rows, times, axis=0))
    assert weighted.n == 12
    np.testing.assert_allclose(weighted.mean, repeated.mean, rtol=1e-12)
    np.testing.assert_allclose(weighted.scatter, repeated.scatter, rtol=1e-10, atol=1e-10)


@given(ROWS, st.floats(0.1, 10))
def test_equal_weights_change_nothing(rows, weight):
    weighted = Moments.of("abc", rows, weights=np.full(12, weight))
    plain = Moments.of("abc", rows)
    assert weighted.effective == pytest.approx(12)
    np.testing.assert_allclose(weighted.covariance, plain.covariance, rtol=1e-10, atol=1e-12)


@given(ROWS, ROWS, TIMES, TIMES)
def test_two_weighted_groups_added_equal_everyone_at_once(a, b, of_a, of_b):
    first, second = (Moments.of("abc", r, weights=w / 3) for r, w in ((a, of_a), (b, of_b)))
    whole = Moments.of("abc", np.vstack([a, b]), weights=np.concatenate([of_a, of_b]) / 3)
    both = first + second
    assert both.n == whole.n
    assert both.effective == pytest.approx(whole.effective)
    np.testing.assert_allclose(both.mean, whole.mean, rtol=1e-12)
    np.testing.assert_allclose(both.scatter, whole.scatter, rtol=1e-9, atol=1e-9)


def test_the_standard_error_of_a_mean_is_the_usual_one_when_weights_are_equal():
    values = np.array([1.0, 2, 4, 4, 5])
    found = standard_error(values - values.mean(), np.full(5, 0.7))
    assert found == pytest.approx(values.std(ddof=1) / np.sqrt(5))
