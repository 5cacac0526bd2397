import numpy as np
import pytest
from hypothesis import assume, given

from crm_analytics.statistics.groups import many, two
from crm_analytics.statistics.groups.ranks import Ranks
from crm_analytics.statistics.groups.summary import Summary
from tests.statistics.groups.build import GROUP, counts, summary, vary


@given(GROUP, GROUP)
def test_of_two_groups_f_is_the_square_of_t(a, b):
    assume(vary(a, b))
    groups = summary(a, b)
    for f, t in (
        (many.one_way(groups), two.student(groups)),
        (many.welch(groups), two.welch(groups)),
    ):
        assert f.f == pytest.approx(t.t**2, abs=1e-9)
        assert f.df2 == pytest.approx(t.df)
        assert f.p == pytest.approx(t.p, abs=1e-9)


@given(GROUP, GROUP)
def test_of_two_groups_h_is_the_square_of_z(a, b):
    ranks = Ranks.of(counts(a, b))
    assume(ranks.variance > 0)
    assert many.kruskal_wallis(ranks).h == pytest.approx(two.mann_whitney(ranks).z ** 2, abs=1e-9)


def test_equal_sizes_and_spreads_make_brown_forsythe_the_one_way_f():
    groups = summary([1, 2, 3], [2, 3, 4], [4, 5, 6])
    assert many.brown_forsythe(groups).f == pytest.approx(many.one_way(groups).f)
    assert many.one_way(groups).f == pytest.approx(7)  # means 2, 3, 5; every variance 1


@given(GROUP, GROUP, GROUP)
def test_the_order_of_groups_changes_nothing(a, b, c):
    assume(vary(a, b, c))
    one, other = counts(a, b, c), counts(c, a, b)
    for test in (many.one_way, many.welch, many.brown_forsythe):
        there, back = test(Summary.of(one)), test(Summary.of(other))
        assert (there.f, there.df2, there.p) == pytest.approx((back.f, back.df2, back.p), abs=1e-9)
    ranked, turned = (many.kruskal_wallis(Ranks.of(each)) for each in (one, other))
    assert ranked.h == pytest.approx(turned.h, abs=1e-9)
    for centre in ("mean", "median"):
        there, back = many.levene(one, centre), many.levene(other, centre)
        assert (there is None) == (back is None)
        assert there is None or there.f == pytest.approx(back.f, rel=1e-6, abs=1e-9)


@given(GROUP, GROUP, GROUP)
def test_shifting_and_stretching_scores_changes_no_test(a, b, c):
    assume(vary(a, b, c))
    before, after = counts(a, b, c), counts(*([7 - 2 * x for x in group] for group in (a, b, c)))
    for test in (many.one_way, many.welch, many.brown_forsythe):
        assert test(Summary.of(after)).f == pytest.approx(test(Summary.of(before)).f, abs=1e-9)
    h = [many.kruskal_wallis(Ranks.of(each)).h for each in (before, after)]
    assert h[0] == pytest.approx(h[1], abs=1e-9)


@given(GROUP, GROUP, GROUP, GROUP)
def test_two_waves_added_equal_everyone_at_once(a, b, more_a, more_b):
    both = summary(a, b) + summary(more_a, more_b)
    whole = summary(a + more_a, b + more_b)
    assert both.n.tolist() == whole.n.tolist()
    for key in ("mean", "scatter", "error", "share"):
        np.testing.assert_allclose(getattr(both, key), getattr(whole, key), rtol=1e-9, atol=1e-12)


def test_printed_means_and_deviations_are_enough_for_the_tests():
    whole = summary([1, 2, 4], [2, 5, 5, 3], [4, 4, 5])
    printed = Summary.printed(whole.names, whole.n, whole.mean, np.sqrt(whole.variance))
    assert many.welch(printed).p == pytest.approx(many.welch(whole).p)
    assert many.one_way(printed).p == pytest.approx(many.one_way(whole).p)


def test_levene_is_the_one_way_f_of_distances():
    a, b = np.array([1, 2, 4, 8.0]), np.array([3, 3, 4, 5, 6.0])
    for centre, of in (("mean", np.mean), ("median", np.median)):
        distances = summary(abs(a - of(a)), abs(b - of(b)))
        assert many.levene(counts(a, b), centre).f == pytest.approx(many.one_way(distances).f)


def test_levene_needs_distances_that_vary():
    assert many.levene(counts([1, 3], [2, 4])) is None


def test_h_without_ties_is_the_textbook_formula():
    found = many.kruskal_wallis(Ranks.of(counts([1, 2], [3, 4], [5, 6])))
    assert found.h == pytest.approx(12 / (6 * 7) * (9 / 2 + 49 / 2 + 121 / 2) - 3 * 7)
    assert found.epsilon2 == pytest.approx(found.h / 5)


def test_omega_is_eta_without_what_chance_explains():
    part = many.explained(summary([1, 2, 3], [2, 3, 4], [4, 5, 6]))
    assert part.eta2 == pytest.approx(14 / 20)
    assert part.omega2 == pytest.approx((14 - 2) / 21)
