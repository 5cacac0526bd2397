import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special

from crm_analytics.statistics import mean_tests
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.mean_tests import hedges_g, student_t, welch_t
from tests.statistics.in_groups import GROUP, counts, summary, vary


def test_two_groups_of_the_same_size_and_spread_have_the_same_welch_and_student():
    groups = summary([1, 2, 3, 4], [3, 4, 5, 6])
    one, other = welch_t(groups), student_t(groups)
    assert (one.t, one.df, one.p) == pytest.approx((other.t, other.df, other.p))
    assert one.t == pytest.approx(-2 / np.sqrt(5 / 3 / 2))


def test_one_group_without_variance_leaves_the_other_ones_degrees_of_freedom():
    found = welch_t(summary([3, 3, 3], [1, 2, 3, 6]))
    assert found.df == pytest.approx(3)
    assert found.difference == 0


@pytest.mark.parametrize(("d", "n"), [(0.0, 10), (0.3, 150), (-2.0, 20), (4.0, 6), (0.5, 20_000)])
def test_the_interval_of_g_leaves_its_tails(d, n):
    shape = np.tile([-1.0, 1.0], n // 2)
    shape /= shape.std(ddof=1)
    found = hedges_g(summary(shape + d, shape))
    assert found.d == pytest.approx(d, abs=1e-12)
    half, df = np.sqrt(n / 2), 2 * n - 2
    unbiased = np.exp(special.gammaln(df / 2) - special.gammaln((df - 1) / 2)) * np.sqrt(2 / df)
    assert found.g == pytest.approx(d * unbiased, abs=1e-12)
    for end, below in ((found.low, 0.975), (found.high, 0.025)):
        noncentrality = end / unbiased * half
        # by scipy for a positive t, where it is exact
        t, nc, p = (
            (d * half, noncentrality, below) if d >= 0 else (-d * half, -noncentrality, 1 - below)
        )
        assert special.nctdtr(df, nc, t) == pytest.approx(p, abs=1e-9)


@given(GROUP, GROUP)
def test_the_order_of_groups_turns_the_sign_and_nothing_else(a, b):
    assume(vary(a, b))
    there, back = welch_t(summary(a, b)), welch_t(summary(b, a))
    assert (there.t, there.df, there.p) == pytest.approx((-back.t, back.df, back.p), abs=1e-9)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-9)


@given(GROUP, GROUP, st.sampled_from([-3.0, 10.0, 0.25]), st.sampled_from([0.5, 4.0]))
def test_shifting_and_stretching_scores_changes_no_test_of_two(a, b, shift, stretch):
    assume(vary(a, b))
    moved = ([shift + stretch * value for value in group] for group in (a, b))
    before, after = summary(a, b), summary(*moved)
    assert welch_t(after).t == pytest.approx(welch_t(before).t, abs=1e-9)
    assert welch_t(after).difference == pytest.approx(
        stretch * welch_t(before).difference, abs=1e-9
    )
    assert hedges_g(after).g == pytest.approx(hedges_g(before).g, abs=1e-9)


@given(GROUP, GROUP, st.randoms())
def test_the_order_of_people_changes_nothing(a, b, random):
    mixed = random.sample(a, len(a))
    one, other = counts(a, b), counts(mixed, b)
    np.testing.assert_array_equal(one.people, other.people)
    np.testing.assert_array_equal(one.values, other.values)


@given(GROUP, GROUP)
def test_of_two_groups_f_is_the_square_of_t(a, b):
    assume(vary(a, b))
    groups = summary(a, b)
    for f, t in (
        (mean_tests.one_way(groups), mean_tests.student_t(groups)),
        (mean_tests.welch_f(groups), mean_tests.welch_t(groups)),
    ):
        assert f.statistic == pytest.approx(t.t**2, abs=1e-9)
        assert f.df2 == pytest.approx(t.df)
        assert f.p == pytest.approx(t.p, abs=1e-9)


def test_equal_sizes_and_spreads_make_brown_forsythe_the_one_way_f():
    groups = summary([1, 2, 3], [2, 3, 4], [4, 5, 6])
    assert mean_tests.brown_forsythe(groups).statistic == pytest.approx(
        mean_tests.one_way(groups).statistic
    )
    assert mean_tests.one_way(groups).statistic == pytest.approx(
        7
    )  # means 2, 3, 5; every variance 1


@given(GROUP, GROUP, GROUP)
def test_the_order_of_groups_changes_nothing(a, b, c):
    assume(vary(a, b, c))
    one, other = counts(a, b, c), counts(c, a, b)
    for test in (mean_tests.one_way, mean_tests.welch_f, mean_tests.brown_forsythe):
        there, back = test(Summary.of(one)), test(Summary.of(other))
        assert (there.statistic, there.df2, there.p) == pytest.approx(
            (back.statistic, back.df2, back.p), abs=1e-9
        )
    for centre in ("mean", "median"):
        there, back = mean_tests.levene(one, centre), mean_tests.levene(other, centre)
        assert (there is None) == (back is None)
        assert there is None or there.statistic == pytest.approx(back.statistic, rel=1e-6, abs=1e-9)


@given(GROUP, GROUP, GROUP)
def test_shifting_and_stretching_scores_changes_no_test(a, b, c):
    assume(vary(a, b, c))
    before, after = counts(a, b, c), counts(*([7 - 2 * x for x in group] for group in (a, b, c)))
    for test in (mean_tests.one_way, mean_tests.welch_f, mean_tests.brown_forsythe):
        assert test(Summary.of(after)).statistic == pytest.approx(
            test(Summary.of(before)).statistic, abs=1e-9
        )


def test_levene_is_the_one_way_f_of_distances():
    a, b = np.array([1, 2, 4, 8.0]), np.array([3, 3, 4, 5, 6.0])
    for centre, of in (("mean", np.mean), ("median", np.median)):
        distances = summary(abs(a - of(a)), abs(b - of(b)))
        assert mean_tests.levene(counts(a, b), centre).statistic == pytest.approx(
            mean_tests.one_way(distances).statistic
        )


def test_levene_needs_distances_that_vary():
    assert mean_tests.levene(counts([1, 3], [2, 4])) is None


def test_omega_is_eta_without_what_chance_explains():
    groups = summary([1, 2, 3], [2, 3, 4], [4, 5, 6])
    assert mean_tests.eta_squared(groups) == pytest.approx(14 / 20)
    assert mean_tests.omega_squared(groups) == pytest.approx((14 - 2) / 21)
