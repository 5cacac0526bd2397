import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm_analytics.statistics import group_tests, mean_tests
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.moments import standard_error
from tests.statistics.in_groups import GROUP, summary, vary, weighted


@given(GROUP, GROUP, GROUP, GROUP)
def test_two_waves_added_equal_everyone_at_once(a, b, more_a, more_b):
    both = summary(a, b) + summary(more_a, more_b)
    whole = summary(a + more_a, b + more_b)
    assert both.n.tolist() == whole.n.tolist()
    for key in ("mean", "scatter", "error", "share"):
        np.testing.assert_allclose(getattr(both, key), getattr(whole, key), rtol=1e-9, atol=1e-12)


def test_printed_means_and_deviations_are_enough_for_the_tests():
    whole = summary([1, 2, 4], [2, 5, 5, 3], [4, 4, 5])
    printed = Summary.printed(whole.names, whole.n, whole.mean, np.sqrt(whole.variance))
    assert mean_tests.welch_f(printed).p == pytest.approx(mean_tests.welch_f(whole).p)
    assert mean_tests.one_way(printed).p == pytest.approx(mean_tests.one_way(whole).p)


GROUPS = ([1.0, 2, 2, 4, 5], [2.0, 3, 3, 5, 4, 1], [4.0, 5, 5, 3])


WEIGHTS = ([0.5, 1, 2, 1.5, 1], [1, 1, 3, 0.2, 1, 2], [2.0, 1, 1, 0.4])


@given(GROUP, GROUP, GROUP, st.floats(0.1, 9))
def test_equal_weights_give_the_unweighted_numbers(a, b, c, weight):
    assume(vary(a, b, c))
    groups = (a, b, c)
    plain = summary(*groups)
    found = Summary.of(weighted(groups, [[weight] * len(group) for group in groups]))
    for key in ("mean", "variance", "error", "share", "effective"):
        np.testing.assert_allclose(getattr(found, key), getattr(plain, key), rtol=1e-9, atol=1e-12)
    assert mean_tests.welch_f(found).p == pytest.approx(mean_tests.welch_f(plain).p, abs=1e-9)
    assert mean_tests.omega_squared(found) == pytest.approx(
        mean_tests.omega_squared(plain), abs=1e-9
    )


def test_weights_scaled_by_a_constant_change_nothing():
    one = Summary.of(weighted(GROUPS, WEIGHTS))
    other = Summary.of(weighted(GROUPS, [np.multiply(w, 12) for w in WEIGHTS]))
    assert mean_tests.welch_f(one).p == pytest.approx(mean_tests.welch_f(other).p)
    pairs = zip(group_tests.games_howell(one), group_tests.games_howell(other), strict=True)
    assert all(a.p_adjusted == pytest.approx(b.p_adjusted) for a, b in pairs)


def test_the_error_of_a_mean_is_linearised_within_its_group():
    found = Summary.of(weighted(GROUPS, WEIGHTS))
    for place, (values, weights) in enumerate(zip(GROUPS, WEIGHTS, strict=True)):
        values, weights = np.array(values), np.array(weights, float)
        mean = values @ weights / weights.sum()
        assert found.mean[place] == pytest.approx(mean)
        assert np.sqrt(found.error[place]) == pytest.approx(standard_error(values - mean, weights))


def test_the_effective_number_of_people_is_printed_beside_theirs():
    found = Summary.of(weighted(GROUPS, WEIGHTS))
    assert found.n.tolist() == [5, 6, 4]
    assert found.effective[2] == pytest.approx(4.4**2 / (4 + 1 + 1 + 0.16))
