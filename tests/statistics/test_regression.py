import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import regression as models
from crm_analytics.statistics.least_squares import Cases, wald
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.regression import effects, estimated
from crm_analytics.statistics.scores import Scores


def scores(outcome, y, names, x):
    values = np.column_stack([x, y])
    return Scores((*names, outcome), values, (0,) * values.shape[1])


def regression(outcome, y, names, x):
    among = scores(outcome, y, names, x)
    return models.regression(outcome, names, among)


def refitted(full, y, names, x):
    cases = models.cases_of("y", names, scores("y", y, names, x))
    return models.refitted(full, cases)


def data(n=60, k=3, seed=1, noise=1.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, k)) + rng.normal(size=(n, 1))
    y = 1.5 + x @ np.arange(1, k + 1) + noise * rng.normal(size=n)
    return y, [f"x{i}" for i in range(k)], x


def test_agrees_with_statsmodels():
    import statsmodels.api as sm
    from statsmodels.stats.stattools import durbin_watson

    y, names, x = data()
    ours, theirs = regression("y", y, names, x), sm.OLS(y, sm.add_constant(x)).fit()
    pick = lambda key: [getattr(term, key) for term in ours.terms]  # noqa: E731
    assert pick("b") == pytest.approx(theirs.params, rel=1e-12)
    assert pick("se") == pytest.approx(theirs.bse, rel=1e-12)
    assert pick("p") == pytest.approx(theirs.pvalues, rel=1e-9)
    assert [(t.low, t.high) for t in ours.terms] == pytest.approx(theirs.conf_int(), rel=1e-11)
    assert (ours.r2, ours.r2_adjusted, ours.f, ours.p) == pytest.approx(
        (theirs.rsquared, theirs.rsquared_adj, theirs.fvalue, theirs.f_pvalue), rel=1e-9
    )
    assert ours.durbin_watson == pytest.approx(durbin_watson(theirs.resid))


def test_one_driver_is_the_correlation_squared():
    y, names, x = data(k=1)
    ours = regression("y", y, names, x)
    r = np.corrcoef(x[:, 0], y)[0, 1]
    assert ours.r2 == pytest.approx(r**2)
    assert ours.terms[1].beta == pytest.approx(r)
    assert ours.f == pytest.approx(ours.terms[1].t ** 2)
    assert (ours.terms[1].tolerance, ours.terms[1].vif) == pytest.approx((1, 1))


@given(st.floats(0.1, 10), st.floats(-100, 100), st.integers(0, 50))
def test_another_unit_of_a_driver_changes_its_b_and_nothing_else(factor, shift, seed):
    y, names, x = data(seed=seed)
    scaled = x.copy()
    scaled[:, 0] = factor * x[:, 0] + shift
    before, after = regression("y", y, names, x), regression("y", y, names, scaled)
    assert after.terms[1].b * factor == pytest.approx(before.terms[1].b, rel=1e-8)
    assert after.terms[1].beta == pytest.approx(before.terms[1].beta, rel=1e-8)
    assert after.r2 == pytest.approx(before.r2, rel=1e-10)
    assert [t.t for t in after.drivers] == pytest.approx([t.t for t in before.drivers], rel=1e-7)


@given(st.permutations(range(60)), st.permutations(range(3)))
def test_the_order_of_people_and_drivers_changes_nothing_but_durbin_watson(people, drivers):
    y, names, x = data()
    before = regression("y", y, names, x)
    after = regression("y", y[people], [names[d] for d in drivers], x[people][:, drivers])
    ours = {t.term: t.b for t in before.terms}
    assert {t.term: t.b for t in after.terms} == pytest.approx(ours, rel=1e-9)


def test_people_without_every_score_are_left_out():
    y, names, x = data()
    gaps = x.copy()
    gaps[:5, 0] = np.nan
    ours, theirs = regression("y", y, names, gaps), regression("y", y[5:], names, x[5:])
    assert ours.n == 55
    assert [t.t for t in ours.terms] == pytest.approx([t.t for t in theirs.terms], rel=1e-12)


def test_the_refitted_model_has_the_significant_drivers_only():
    y, names, x = data(n=200)
    useless = np.random.default_rng(9).normal(size=200)
    full = regression("y", y, [*names, "useless"], np.column_stack([x, useless]))
    again = refitted(full, y, [*names, "useless"], np.column_stack([x, useless]))
    direct = regression("y", y, names, x)
    assert [t.term for t in again.terms] == ["constant", *names]
    assert [t.b for t in again.terms] == pytest.approx([t.b for t in direct.terms], rel=1e-12)
    assert again.r2 == pytest.approx(direct.r2)


def test_the_refitted_model_has_the_people_of_the_full_one():
    y, names, x = data(n=200)
    useless = np.random.default_rng(9).normal(size=200)
    useless[:20] = np.nan
    wide = np.column_stack([x, useless])
    full = regression("y", y, [*names, "useless"], wide)
    assert (full.n, refitted(full, y, [*names, "useless"], wide).n) == (180, 180)


def test_the_privacy_rule_counts_the_people_of_the_model():
    y, names, x = data(n=8, k=1)
    few = Scores((*names, "y"), np.column_stack([x, y]), (0, 0), fewest=9)
    with pytest.raises(NotEnoughData) as caught:
        models.regression("y", names, few)
    assert str(caught.value) == (
        "Fewer than 9 people have every score, so a model of 1 drivers cannot be estimated."
    )


def test_a_model_of_significant_drivers_needs_no_refit():
    y, names, x = data(n=200)
    assert refitted(regression("y", y, names, x), y, names, x) is None


def refusal(outcome, y, names, x):
    with pytest.raises(NotEnoughData) as caught:
        regression(outcome, y, names, x)
    return str(caught.value)


def test_an_outcome_among_its_own_drivers_is_refused():
    y, names, x = data()
    assert refusal("x0", y, names, x) == "'x0' cannot explain itself. Take it out of the drivers."


def test_as_many_drivers_as_people_are_refused():
    y, names, x = data(n=4)
    assert refusal("y", y, names, x) == (
        "Fewer than 5 people have every score, so a model of 3 drivers cannot be estimated."
    )


def test_a_constant_driver_is_named():
    y, names, x = data()
    x[:, 1] = 3.3
    assert refusal("y", y, names, x) == (
        "Everyone has the same score on x1. Leave it out of the model."
    )


def test_drivers_that_say_the_same_thing_are_named():
    y, names, x = data(k=4)
    x[:, 3] = 2 * x[:, 0] - x[:, 2]
    assert refusal("y", y, names, x) == (
        "x0, x2, x3 say the same thing, so their effects cannot be told apart. "
        "Leave one of them out."
    )


def test_an_outcome_made_of_its_drivers_is_refused():
    y, names, x = data(noise=0)
    assert refusal("y", y, names, x) == (
        "The drivers reproduce 'y' exactly. Is it made of the same answers?"
    )


DRIVERS, OUTCOMES = ("a", "b", "c"), ("u", "v")


def matrix_scores(n=120, weights=()):
    random = np.random.default_rng(2)
    x = random.normal(size=(n, 3)) + random.normal(size=(n, 1))
    y = x @ [[1, 0], [0.5, 0.2], [0, 0.1]] + random.normal(size=(n, 2))
    return Scores(
        (*DRIVERS, *OUTCOMES), np.column_stack([x, y]), (0,) * 5, weights=np.array(weights)
    )


@pytest.mark.parametrize("weights", [(), np.linspace(0.5, 2, 120)], ids=["plain", "weighted"])
def test_each_row_is_the_model_of_its_outcome(weights):
    among = matrix_scores(weights=weights)
    found = effects(OUTCOMES, DRIVERS, among)
    assert [(outcome, term.term) for outcome, term, _ in found.cells] == [
        (outcome, driver) for outcome in OUTCOMES for driver in DRIVERS
    ]
    for row in found.models:
        alone = models.regression(row.outcome, DRIVERS, among)
        for fact in ("b", "beta", "t", "p"):
            ours = [
                getattr(term, fact) for outcome, term, _ in found.cells if outcome == row.outcome
            ]
            assert ours == pytest.approx([getattr(t, fact) for t in alone.drivers], rel=1e-10)
        assert (row.r2, row.f, row.p) == pytest.approx((alone.r2, alone.f, alone.p), rel=1e-10)


def test_p_is_adjusted_for_the_whole_matrix():
    found = effects(OUTCOMES, DRIVERS, matrix_scores()).cells
    assert [p for _, _, p in found] == holm([term.p for _, term, _ in found]).tolist()


def test_all_rows_have_the_same_people():
    among = matrix_scores()
    among.values[:7, 4] = np.nan
    assert [m.n for m in effects(OUTCOMES, DRIVERS, among).models] == [113, 113]


def test_an_outcome_that_never_varies_leaves_the_others_standing():
    among = matrix_scores()
    among.values[:, 4] = 3.0
    found = effects(OUTCOMES, DRIVERS, among)
    assert [m.outcome for m in found.models] == ["u"]
    assert [(u.name, u.reason) for u in found.unavailable] == [
        ("v", "Everyone has the same score on v. Leave it out of the model.")
    ]


def test_too_few_people_are_refused():
    with pytest.raises(NotEnoughData) as caught:
        effects(OUTCOMES, DRIVERS, matrix_scores(n=4))
    assert str(caught.value) == (
        "Fewer than 5 people have every score, so a model of 3 drivers cannot be estimated."
    )


def test_intervals_are_of_the_usual_level_unless_another_is_asked_for():
    usual, asked = (
        effects(("u",), DRIVERS, matrix_scores()),
        effects(("u",), DRIVERS, matrix_scores(), 0.95),
    )
    alone = models.regression("u", DRIVERS, matrix_scores())
    ends = pytest.approx([end for term in alone.drivers for end in (term.low, term.high)])
    for found in (usual, asked):
        assert [end for _, term, _ in found.cells for end in (term.low, term.high)] == ends


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
