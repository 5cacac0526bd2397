import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moderation import by_category, moderation
from crm_analytics.statistics.scores import Scores

ENDS = (-4.0, 4.0)


def scores(n=200, product=0.5, seed=1, weights=()):
    random = np.random.default_rng(seed)
    x, w = random.normal(size=(2, n)) + random.normal(size=n)
    y = 0.4 * x + 0.2 * w + product * x * w + random.normal(size=n)
    values = np.column_stack([x, w, y])
    return Scores(("x", "w", "y"), values, (0,) * 3, weights=np.array(weights, float))


def refit(among, at, weights=None):
    """The driver's term where the moderator is moved so that `at` is its zero."""
    x, w, y = among.values.T
    design = sm.add_constant(np.column_stack([x, w - at, x * (w - at)]))
    return sm.WLS(y, design, weights=np.ones(len(y)) if weights is None else weights).fit()


def test_a_simple_slope_is_the_drivers_term_of_a_model_that_begins_there():
    among = scores()
    found = moderation(("x", "w", "y"), among, ENDS)
    w = among.values[:, 1]
    expected = [w.mean() - w.std(ddof=1), w.mean(), w.mean() + w.std(ddof=1)]
    assert [s.value for s in found.slopes] == pytest.approx(expected)
    for slope in found.slopes:
        theirs = refit(among, slope.value)
        assert (slope.b, slope.se, slope.p) == pytest.approx(
            (theirs.params[1], theirs.bse[1], theirs.pvalues[1]), rel=1e-9
        )
        assert [slope.low, slope.high] == pytest.approx(theirs.conf_int()[1], rel=1e-9)
        mean = among.values[:, 0].mean()
        assert slope.middle == pytest.approx(theirs.predict([1, mean, 0, 0])[0])


def test_the_test_of_the_product_is_the_gain_in_r2():
    among = scores()
    found = moderation(("x", "w", "y"), among, ENDS)
    x, w, y = among.values.T
    with_, without = refit(among, 0), sm.OLS(y, sm.add_constant(np.column_stack([x, w]))).fit()
    assert (found.b, found.se, found.p) == pytest.approx(
        (with_.params[3], with_.bse[3], with_.pvalues[3]), rel=1e-9
    )
    assert found.r2 == pytest.approx(with_.rsquared)
    assert found.r2_change == pytest.approx(with_.rsquared - without.rsquared)
    assert found.f == pytest.approx(with_.compare_f_test(without)[0])


@settings(deadline=None)
@given(st.integers(0, 300), st.floats(-0.5, 0.5))
def test_the_region_begins_and_ends_where_t_is_critical(seed, product):
    among = scores(60, product, seed)
    found = moderation(("x", "w", "y"), among, ENDS)
    critical = -float(special.stdtrit(found.df2, 0.025))
    for end in {end for region in found.regions for end in region} - set(ENDS):
        assert abs(refit(among, end).tvalues[1]) == pytest.approx(critical, rel=1e-6)
    for place in np.linspace(-3.99, 3.99, 9):
        t = abs(refit(among, place).tvalues[1])
        if abs(t - critical) > 1e-6:
            inside = any(low <= place <= high for low, high in found.regions)
            assert inside == (t > critical)


@settings(deadline=None)
@given(st.permutations(range(60)))
def test_the_order_of_people_changes_nothing(order):
    among = scores(60)
    turned = Scores(among.names, among.values[order], (0,) * 3)
    before, after = (moderation(("x", "w", "y"), s, ENDS) for s in (among, turned))
    assert [s.t for s in after.slopes] == pytest.approx([s.t for s in before.slopes], rel=1e-8)
    assert after.p == pytest.approx(before.p, rel=1e-7)


def test_both_scores_may_change_places_in_the_product():
    one, other = (moderation(way, scores(), ENDS) for way in (("x", "w", "y"), ("w", "x", "y")))
    assert (one.b, one.p, one.r2) == pytest.approx((other.b, other.p, other.r2), rel=1e-9)


def test_weighted_slopes_are_those_of_weighted_models():
    weights = np.random.default_rng(4).uniform(0.3, 3, 200)
    among = scores(weights=weights)
    found = moderation(("x", "w", "y"), among, ENDS)
    for slope in found.slopes:
        theirs = refit(among, slope.value, weights)
        assert slope.b == pytest.approx(theirs.params[1], rel=1e-9)
    centre = np.average(among.values[:, 1], weights=weights)
    assert found.slopes[1].value == pytest.approx(centre)


def test_one_score_cannot_have_two_places():
    with pytest.raises(NotEnoughData) as caught:
        moderation(("x", "x", "y"), scores(), ENDS)
    assert str(caught.value) == (
        "Driver, moderator and outcome must be three different scores. Choose another one."
    )


def test_a_moderator_of_two_values_and_a_driver_of_two_values_still_have_a_product():
    x = np.tile([0.0, 0.0, 1.0, 1.0], 10)
    w = np.tile([0.0, 1.0], 20)
    y = 1 + 2 * x + 3 * x * w + np.random.default_rng(1).normal(size=40)
    cells = {(a, b): y[(x == a) & (w == b)].mean() for a in (0, 1) for b in (0, 1)}
    found = moderation(
        ("x", "w", "y"), Scores(("x", "w", "y"), np.column_stack([x, w, y]), (0,) * 3), ENDS
    )
    assert found.b == pytest.approx(cells[1, 1] - cells[1, 0] - cells[0, 1] + cells[0, 0])


def test_a_product_that_adds_no_column_of_its_own_is_refused():
    x = np.tile([0.0, 1.0, 0.0], 10)
    w = np.tile([0.0, 0.0, 1.0], 10)  # never both
    y = np.random.default_rng(1).normal(size=30)
    with pytest.raises(NotEnoughData) as caught:
        moderation(
            ("x", "w", "y"), Scores(("x", "w", "y"), np.column_stack([x, w, y]), (0,) * 3), ENDS
        )
    assert str(caught.value) == (
        "x, w, x × w say the same thing, so their effects cannot be told apart. "
        "Leave one of them out."
    )


SLOPES = (1.0, 0.2, -0.5, 0.0)


NAMES = ("north", "south", "west", "east")


def drawn(counts=(40, 30, 25), noise=1.0):
    """Scores whose slope differs between groups, and each person's group."""
    codes = np.repeat(np.arange(len(counts)), counts).astype(np.int32)
    random = np.random.default_rng(1)
    x = random.normal(size=len(codes)) + codes
    y = np.array(SLOPES)[codes] * x + codes + noise * random.normal(size=len(codes))
    return np.column_stack([x, y]), codes


def people(weights=(), noise=1.0):
    values, codes = drawn(noise=noise)
    scores = Scores(("x", "y"), values, (0, 0), 5, weights=np.array(weights, float))
    return scores, (NAMES[:3], codes)


WAY = ("x", "region", "y")


def test_slopes_and_their_test_are_those_of_a_model_with_all_products():
    scores, groups = people()
    x, y = scores.values.T
    own = np.eye(3)[groups[1]]
    whole = sm.OLS(y, np.column_stack([own, own * x[:, None]])).fit()
    parallel = sm.OLS(y, np.column_stack([own, x])).fit()
    found = by_category(WAY, scores, groups)
    f, p, df1 = whole.compare_f_test(parallel)
    assert (found.f, found.p, found.df1, found.df2) == pytest.approx((f, p, df1, whole.df_resid))
    r2 = [1 - m.ssr / np.square(y - y.mean()).sum() for m in (whole, parallel)]
    assert (found.r2, found.r2_change) == pytest.approx((r2[0], r2[0] - r2[1]))
    for place, slope in enumerate(found.slopes):
        theirs = (whole.params[3 + place], whole.bse[3 + place], whole.pvalues[3 + place])
        assert (slope.b, slope.se, slope.p) == pytest.approx(theirs, rel=1e-8)
        middle = whole.params[place] + whole.params[3 + place] * x.mean()
        assert slope.middle == pytest.approx(middle)
    assert [(s.at, s.n) for s in found.slopes] == [("north", 40), ("south", 30), ("west", 25)]


def test_weighted_slopes_stand_for_people_that_often():
    times = np.random.default_rng(2).integers(1, 4, 95)
    scores, groups = people(weights=times)
    found = by_category(WAY, scores, groups)
    for place, slope in enumerate(found.slopes):
        own = groups[1] == place
        x, y = np.repeat(scores.values[own], times[own], axis=0).T
        assert slope.b == pytest.approx(np.polyfit(x, y, 1)[0])
    assert found.n == 95
    assert found.n_effective < 95


def test_equal_weights_give_the_plain_slopes():
    plain, weighted = (by_category(WAY, *people(weights=w)) for w in ((), np.full(95, 0.3)))
    ours = [s.b for s in weighted.slopes]
    assert ours == pytest.approx([s.b for s in plain.slopes])
    assert weighted.r2_change == pytest.approx(plain.r2_change)


def test_a_category_whose_people_all_answer_alike_has_no_slope():
    scores, groups = people()
    scores.values[-25:, 0] = 3.0
    found = by_category(WAY, scores, groups)
    assert [s.at for s in found.slopes] == ["north", "south"]
    assert [(u.name, u.reason) for u in found.unavailable] == [
        ("west", "Everyone of 'west' has the same score on x.")
    ]
    assert found.n == 70


def test_scores_without_error_are_refused():
    with pytest.raises(NotEnoughData) as caught:
        by_category(WAY, *people(noise=0))
    assert str(caught.value) == "'x' reproduces 'y' exactly. Is it made of the same answers?"


def test_the_interval_of_a_slope_is_that_of_a_model_with_all_products():
    scores, groups = people()
    x, y = scores.values.T
    own = np.eye(3)[groups[1]]
    whole = sm.OLS(y, np.column_stack([own, own * x[:, None]])).fit()
    for level in (0.8, 0.95):
        for slope, ends in zip(
            by_category(WAY, scores, groups, level).slopes,
            whole.conf_int(1 - level)[3:],
            strict=True,
        ):
            assert (slope.low, slope.high) == pytest.approx(tuple(ends), rel=1e-8)
