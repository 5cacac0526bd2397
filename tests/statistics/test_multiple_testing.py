import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from crm_analytics.statistics.multiple_testing import benjamini_hochberg, holm, holm_within

tests = st.lists(st.floats(0, 1), min_size=1, max_size=12)
BOTH = pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])


def test_holm_is_the_textbooks():
    # Holm (1979): .01 · 4, .02 · 3, .03 · 2, .04 · 1, never falling
    assert holm([0.01, 0.04, 0.03, 0.02]).tolist() == pytest.approx([0.04, 0.06, 0.06, 0.06])


def test_benjamini_and_hochberg_find_four_in_their_own_example():
    # their section 3.2, 15 tests: Holm finds three at .05, they find four
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
         0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4
    assert (holm(p) <= 0.05).sum() == 3


@given(tests)
def test_benjamini_and_hochberg_are_scipys(p):
    np.testing.assert_allclose(benjamini_hochberg(p), stats.false_discovery_control(p), rtol=1e-12)


@BOTH
@given(tests)
def test_the_order_stays_and_no_p_is_lowered(adjust, p):
    adjusted = adjust(p)
    assert (adjusted >= np.array(p)).all()
    assert (adjusted <= 1).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(adjusted[order]) >= 0).all()


@given(tests)
def test_the_share_of_false_finds_is_never_stricter_than_any_at_all(p):
    assert (benjamini_hochberg(p) <= holm(p) + 1e-15).all()


@BOTH
def test_what_is_no_test_is_passed_over(adjust):
    assert adjust([0.02, np.nan, 0.02])[[0, 2]].tolist() == pytest.approx(
        [0.04, 0.04] if adjust is holm else [0.02, 0.02]
    )


def test_families_are_adjusted_each_by_itself():
    adjusted = holm_within(["a", "b", "a", "b"], [0.01, 0.04, 0.02, np.nan])
    assert adjusted[[0, 1, 2]].tolist() == pytest.approx([0.02, 0.04, 0.02])
    assert np.isnan(adjusted[3])


@given(tests, st.floats(0.001, 0.5))
def test_holm_rejects_what_his_steps_reject(p, alpha):
    """The smallest p against α / m, the next against α / (m − 1), until one is not below."""
    rejected = np.zeros(len(p), bool)
    for step, place in enumerate(np.argsort(p, kind="stable")):
        if p[place] * (len(p) - step) > alpha:
            break
        rejected[place] = True
    assert ((holm(p) <= alpha) == rejected).all()


@settings(max_examples=20)  # statsmodels takes 35 ms for Holm
@given(st.lists(st.floats(0, 1) | st.just(np.nan), min_size=1, max_size=12))
def test_both_are_statsmodels_of_what_was_tested(p):
    p = np.array(p)
    known = ~np.isnan(p)
    for adjust, method in ((holm, "holm"), (benjamini_hochberg, "fdr_bh")):
        ours = adjust(p)
        assert np.isnan(ours).tolist() == (~known).tolist()
        if known.any():
            theirs = multipletests(p[known], method=method)[1]
            np.testing.assert_allclose(ours[known], theirs, rtol=1e-12)
