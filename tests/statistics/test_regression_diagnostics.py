import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.diagnostic import het_breuschpagan
from statsmodels.stats.stattools import durbin_watson, jarque_bera

from crm_analytics.statistics.least_squares import Cases, condition, solve
from crm_analytics.statistics.regression import estimated
from crm_analytics.statistics.regression_diagnostics import checks, residuals
from tests.statistics.model_cases import drawn


def cases(n=60, k=3, seed=1):
    random = np.random.default_rng(seed)
    x = 4 + random.normal(size=(n, k)) + random.normal(size=(n, 1))
    y = x.sum(axis=1) + random.normal(size=n) * (1 + np.abs(x[:, 0]))
    return of(x, y)


def of(x, y):
    names = [*(f"x{place}" for place in range(x.shape[1])), "y"]
    return Cases.measured(names, np.column_stack([x, y]), np.empty(0))


@pytest.mark.parametrize("n", [60, 20_000])
def test_facts_about_errors_agree_with_statsmodels(n):
    people = cases(n)
    x, y = sm.add_constant(people.rows[:, :-1]), people.rows[:, -1]
    ours, theirs = residuals(people, solve(people)), sm.OLS(y, x).fit()
    jb, jb_p, skew, kurtosis = jarque_bera(theirs.resid)
    lm, lm_p, *_ = het_breuschpagan(theirs.resid, x)
    assert ours.durbin_watson == pytest.approx(durbin_watson(theirs.resid), rel=1e-9)
    assert (ours.skewness, ours.kurtosis + 3) == pytest.approx((skew, kurtosis), rel=1e-9)
    assert (ours.jarque_bera, ours.jarque_bera_p) == pytest.approx((jb, jb_p), rel=1e-9)
    assert (ours.breusch_pagan, ours.breusch_pagan_p) == pytest.approx((lm, lm_p), rel=1e-8)
    influence = theirs.get_influence()
    assert ours.cook == pytest.approx(influence.cooks_distance[0].max(), rel=1e-9)
    np.testing.assert_allclose(ours.hc3, theirs.cov_HC3, rtol=1e-9)


def test_robust_standard_errors_stand_beside_the_classical_ones():
    people = cases()
    theirs = sm.OLS(people.rows[:, -1], sm.add_constant(people.rows[:, :-1])).fit()
    terms = estimated(people).terms
    assert [t.se for t in terms] == pytest.approx(theirs.bse, rel=1e-10)
    assert [t.se_hc3 for t in terms] == pytest.approx(theirs.HC3_se, rel=1e-10)


@settings(deadline=None)
@given(st.permutations(range(60)))
def test_the_order_of_people_changes_nothing_but_durbin_watson(order):
    people = cases()
    turned = of(people.rows[order, :-1], people.rows[order, -1])
    before, after = (residuals(p, solve(p)) for p in (people, turned))
    for fact in ("skewness", "kurtosis", "jarque_bera", "breusch_pagan", "cook"):
        assert getattr(after, fact) == pytest.approx(getattr(before, fact), rel=1e-8)
    np.testing.assert_allclose(after.hc3, before.hc3, rtol=1e-8)


def test_a_person_who_fixes_a_coefficient_leaves_no_robust_error():
    people = cases()
    only = np.zeros(60)
    only[7] = 1
    found = residuals(
        p := of(np.column_stack([people.rows[:, 0], only]), people.rows[:, -1]), solve(p)
    )
    assert (found.cook, found.hc3) == (None, None)
    assert [t.se_hc3 for t in estimated(p).terms] == [None] * 3


def test_a_group_without_error_has_no_robust_error_of_its_mean():
    x = np.repeat([0.0, 1.0], 5)
    y = np.array([3.0, 3, 3, 3, 3, 1, 2, 3, 4, 5.5])
    constant, slope = estimated(of(x[:, None], y)).terms
    assert (constant.se_hc3, constant.p_hc3) == (None, None)
    assert slope.se_hc3 == pytest.approx(np.sqrt(np.square(y[5:] - 3.1).sum() / 16))


def test_errors_of_one_size_have_no_spread_to_test():
    x = np.tile([1.0, 2.0, 3.0, 4.0], 2)
    y = 2 * x + np.repeat([1.0, -1.0], 4)
    people = of(x[:, None], y)
    found = residuals(people, solve(people))
    assert (found.breusch_pagan, found.breusch_pagan_p) == (None, None)


def test_the_condition_index_is_that_of_columns_of_length_one():
    people = cases()
    x = sm.add_constant(people.rows[:, :-1])
    sizes = np.linalg.svd(x / np.sqrt(np.square(x).sum(axis=0)), compute_uv=False)
    assert condition(people.moments) == pytest.approx(sizes[0] / sizes[-1], rel=1e-9)


def test_every_check_of_a_model_is_told():
    cases = drawn()
    model = estimated(cases)
    found = {c.name: (c.statistic, c.df, c.p) for c in checks(model.errors, cases.moments)}
    errors = model.errors
    assert found == {
        "Durbin–Watson": (errors.durbin_watson, None, None),
        "Skewness of errors": (errors.skewness, None, None),
        "Excess kurtosis of errors": (errors.kurtosis, None, None),
        "Jarque–Bera": (errors.jarque_bera, 2, errors.jarque_bera_p),
        "Breusch–Pagan (Koenker)": (errors.breusch_pagan, 3, errors.breusch_pagan_p),
        "Largest Cook's distance": (errors.cook, None, None),
        "Condition index": (condition(cases.moments), None, None),
    }


def test_with_weights_only_the_drivers_are_checked():
    cases = drawn(weights=[1.0, 2.0] * 100)
    assert [c.name for c in checks(estimated(cases).errors, cases.moments)] == ["Condition index"]
