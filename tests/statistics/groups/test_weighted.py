import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.groups import many, posthoc, two
from crm_analytics.statistics.groups.compare import beside, compare
from crm_analytics.statistics.groups.summary import Summary
from crm_analytics.statistics.linearised import standard_error
from tests.statistics.groups.build import GROUP, summary, vary, weighted

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
    assert many.welch(found).p == pytest.approx(many.welch(plain).p, abs=1e-9)
    assert many.explained(found).omega2 == pytest.approx(many.explained(plain).omega2, abs=1e-9)


def test_weights_scaled_by_a_constant_change_nothing():
    one = Summary.of(weighted(GROUPS, WEIGHTS))
    other = Summary.of(weighted(GROUPS, [np.multiply(w, 12) for w in WEIGHTS]))
    assert many.welch(one).p == pytest.approx(many.welch(other).p)
    pairs = zip(posthoc.games_howell(one), posthoc.games_howell(other), strict=True)
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


def test_two_weighted_groups_are_compared_by_welch_without_an_interval_of_g():
    found = compare(weighted(GROUPS[:2], WEIGHTS[:2]))
    assert found.evidence.test == "Welch's t"
    assert found.evidence.p == pytest.approx(two.welch(Summary.of(found.counts)).p)
    assert found.evidence.effect is not None
    assert (found.evidence.low, found.evidence.high) == (None, None)


def test_tests_without_a_weighted_form_say_so():
    found = compare(weighted(GROUPS, WEIGHTS))
    reasons = {r.name: r.reason for r in beside(found) if isinstance(r, Unavailable)}
    assert reasons == {
        "One-way F": "One-way F is not defined with case weights.",
        "Kruskal–Wallis H": "Kruskal–Wallis H is not defined with case weights.",
        "Levene, mean-centred": "Levene's test is not defined with case weights.",
    }


def test_a_weighted_group_that_never_varies_leaves_no_test():
    found = compare(weighted(([1, 2, 3], [4, 4, 4], [2, 3, 5]), [[1, 2, 1]] * 3))
    assert found.reason == (
        "Welch's test needs scores that vary in 'b'. A test of ranks is not defined with case weights."
    )
