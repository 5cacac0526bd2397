import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special

from crm_analytics.statistics.groups.ranks import Ranks
from crm_analytics.statistics.groups.two import hedges, mann_whitney, student, welch
from tests.statistics.groups.build import GROUP, counts, summary, vary


def test_two_groups_of_the_same_size_and_spread_have_the_same_welch_and_student():
    groups = summary([1, 2, 3, 4], [3, 4, 5, 6])
    one, other = welch(groups), student(groups)
    assert (one.t, one.df, one.p) == pytest.approx((other.t, other.df, other.p))
    assert one.t == pytest.approx(-2 / np.sqrt(5 / 3 / 2))


def test_one_group_without_variance_leaves_the_other_ones_degrees_of_freedom():
    found = welch(summary([3, 3, 3], [1, 2, 3, 6]))
    assert found.df == pytest.approx(3)
    assert found.difference == 0


def test_u_counts_the_pairs_that_the_second_group_wins():
    found = mann_whitney(Ranks.of(counts([5, 6, 3], [1, 2, 3, 4])))
    assert found.u == 1.5  # 3 loses to 4 and shares with 3
    assert found.rank_biserial == pytest.approx((10.5 - 1.5) / 12)


def test_mann_whitney_without_ties_is_the_textbook_formula():
    found = mann_whitney(Ranks.of(counts([1, 2, 4], [3, 5, 6, 7])))
    assert found.u == 1
    assert found.z == pytest.approx((1 - 6) / np.sqrt(3 * 4 * 8 / 12))


@pytest.mark.parametrize(("d", "n"), [(0.0, 10), (0.3, 150), (-2.0, 20), (4.0, 6), (0.5, 20_000)])
def test_the_interval_of_g_leaves_its_tails(d, n):
    shape = np.tile([-1.0, 1.0], n // 2)
    shape /= shape.std(ddof=1)
    found = hedges(summary(shape + d, shape))
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
    there, back = welch(summary(a, b)), welch(summary(b, a))
    assert (there.t, there.df, there.p) == pytest.approx((-back.t, back.df, back.p), abs=1e-9)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-9)
    one, other = (mann_whitney(Ranks.of(counts(*pair))) for pair in ((a, b), (b, a)))
    assert (one.u, one.z, one.p) == pytest.approx((other.u, -other.z, other.p), abs=1e-9)


@given(GROUP, GROUP, st.sampled_from([-3.0, 10.0, 0.25]), st.sampled_from([0.5, 4.0]))
def test_shifting_and_stretching_scores_changes_no_test(a, b, shift, stretch):
    assume(vary(a, b))
    moved = ([shift + stretch * value for value in group] for group in (a, b))
    before, after = summary(a, b), summary(*moved)
    assert welch(after).t == pytest.approx(welch(before).t, abs=1e-9)
    assert welch(after).difference == pytest.approx(stretch * welch(before).difference, abs=1e-9)
    assert hedges(after).g == pytest.approx(hedges(before).g, abs=1e-9)


@given(GROUP, GROUP, st.randoms())
def test_the_order_of_people_changes_nothing(a, b, random):
    mixed = random.sample(a, len(a))
    one, other = counts(a, b), counts(mixed, b)
    np.testing.assert_array_equal(one.people, other.people)
    np.testing.assert_array_equal(one.values, other.values)
