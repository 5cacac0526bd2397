import numpy as np
import pytest
import statsmodels.api as sm

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moderation import by_category
from crm_analytics.statistics.scores import Scores

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
