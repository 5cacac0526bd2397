import pytest
from hypothesis import assume, given

from crm_analytics.statistics import mean_tests, posthoc
from crm_analytics.statistics.ranks import RankSums, mann_whitney, z_of_u
from tests.statistics.in_groups import GROUP, counts, summary, vary

THREE = ([1, 2, 2, 3], [2, 3, 4, 4, 5], [4, 5, 5, 6, 3])


@given(GROUP, GROUP)
def test_of_two_groups_the_studentized_range_is_t(a, b):
    assume(vary(a, b))
    groups = summary(a, b)
    for method, t in (
        (posthoc.games_howell, mean_tests.welch_t),
        (posthoc.tukey, mean_tests.student_t),
    ):
        (pair,), d = method(groups), t(groups)
        assert pair.p_adjusted == pytest.approx(d.p, abs=1e-9)
        assert (pair.difference, pair.df) == pytest.approx((d.difference, d.df))
        assert (pair.low, pair.high) == pytest.approx((d.low, d.high), rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("method", [posthoc.games_howell, posthoc.tukey])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_an_interval_holds_zero_as_often_as_the_pair_is_not_significant(method, level):
    for pair in method(summary(*THREE), level):
        assert (pair.low <= 0 <= pair.high) == (pair.p_adjusted >= 1 - level)


def test_pairs_stand_in_the_order_of_the_groups():
    groups = counts(*THREE)
    for pairs in (
        posthoc.games_howell(summary(*THREE)),
        posthoc.dunn(summary(*THREE), RankSums.of(groups)),
    ):
        assert [(p.a, p.b) for p in pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
        assert [p.difference for p in pairs] == pytest.approx([-1.6, -2.6, -1.0])


def test_dunn_has_no_interval_of_means():
    for pair in posthoc.dunn(summary(*THREE), RankSums.of(counts(*THREE))):
        assert (pair.low, pair.high) == (None, None)


def test_dunn_of_two_groups_is_mann_and_whitney():
    groups = counts(*THREE[:2])
    (pair,) = posthoc.dunn(summary(*THREE[:2]), RankSums.of(groups))
    z, found = z_of_u(RankSums.of(groups)), mann_whitney(groups)
    assert (pair.statistic, pair.p_adjusted) == pytest.approx((z, found.p))
