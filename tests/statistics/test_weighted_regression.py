"""Case weights in the driver model, beside their definitions and whole-number truths."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.least_squares import Cases, wald
from crm_analytics.statistics.regression import estimated


def people(weights, n=80, k=3, seed=4):
    random = np.random.default_rng(seed)
    x = 3 + random.normal(size=(n, k)) + random.normal(size=(n, 1))
    y = x @ np.arange(1, k + 1) + random.normal(size=n) * np.abs(x[:, 0])
    names = [*(f"x{place}" for place in range(k)), "y"]
    return Cases.measured(names, np.column_stack([x, y]), np.asarray(weights, float))


UNEVEN = np.random.default_rng(5).uniform(0.2, 3, 80)


def test_coefficients_and_their_covariance_are_those_of_the_survey_definition():
    cases = people(UNEVEN)
    ours = estimated(cases)
    x, y = sm.add_constant(cases.rows[:, :-1]), cases.rows[:, -1]
    theirs = sm.WLS(y, x, weights=UNEVEN).fit()
    assert [t.b for t in ours.terms] == pytest.approx(theirs.params, rel=1e-10)
    assert (ours.r2, ours.r2_adjusted) == pytest.approx((theirs.rsquared, theirs.rsquared_adj))
    scores = x * (UNEVEN * theirs.resid)[:, None]
    bread = np.linalg.inv(x.T @ (x * UNEVEN[:, None]))
    sandwich = bread @ (scores.T @ scores) @ bread * 80 / 79
    np.testing.assert_allclose(ours.covariance, sandwich, rtol=1e-9)
    b = theirs.params[1:]
    assert ours.f == pytest.approx(b @ np.linalg.solve(sandwich[1:, 1:], b) / 3, rel=1e-9)
    assert (ours.df1, ours.df2, ours.n) == (3, 76, 80)
    assert ours.n_effective == pytest.approx(UNEVEN.sum() ** 2 / np.square(UNEVEN).sum())


@given(st.floats(0.01, 100))
def test_the_unit_of_weights_changes_nothing(factor):
    before, after = estimated(people(UNEVEN)), estimated(people(UNEVEN * factor))
    for fact in ("b", "se", "p", "partial"):
        ours = [getattr(t, fact) for t in after.drivers]
        assert ours == pytest.approx([getattr(t, fact) for t in before.drivers], rel=1e-8)
    assert (after.f, after.se_estimate) == pytest.approx((before.f, before.se_estimate))


def test_equal_weights_give_the_plain_coefficients_with_robust_errors():
    plain, weighted = estimated(people(())), estimated(people(np.full(80, 0.7)))
    for fact in ("b", "beta", "zero_order", "partial", "part", "tolerance"):
        ours = [getattr(t, fact) for t in weighted.drivers]
        assert ours == pytest.approx([getattr(t, fact) for t in plain.drivers], rel=1e-10)
    assert (weighted.r2, weighted.se_estimate) == pytest.approx((plain.r2, plain.se_estimate))
    cases = people(())
    x = sm.add_constant(cases.rows[:, :-1])
    hc0 = sm.OLS(cases.rows[:, -1], x).fit().HC0_se  # White's, times n / (n - 1)
    assert [t.se for t in weighted.terms] == pytest.approx(hc0 * np.sqrt(80 / 79), rel=1e-9)
    assert (weighted.durbin_watson, weighted.drivers[0].se_hc3) == (None, None)


def test_a_whole_weight_counts_a_person_that_often():
    times = np.random.default_rng(6).integers(1, 4, 80)
    weighted, cases = estimated(people(times)), people(())
    repeated = Cases.measured(cases.names, np.repeat(cases.rows, times, axis=0), np.empty(0))
    again = estimated(repeated)
    assert [t.b for t in weighted.terms] == pytest.approx([t.b for t in again.terms], rel=1e-10)
    assert weighted.r2 == pytest.approx(again.r2)


def test_a_covariance_that_few_people_made_cannot_test_a_model():
    with pytest.raises(NotEnoughData) as caught:
        wald(np.array([1.0, 2.0]), np.ones((2, 2)))
    assert str(caught.value) == "Too few people carry the weight, so the model cannot be tested."


def test_weights_that_rest_on_as_few_people_as_drivers_leave_nothing_to_tell_apart():
    weights = np.full(80, 1e-12)
    weights[:3] = 1
    with pytest.raises(NotEnoughData) as caught:
        estimated(people(weights))
    assert str(caught.value) == (
        "x0, x1, x2 say the same thing, so their effects cannot be told apart. "
        "Leave one of them out."
    )
