from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from scipy import stats

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.adjust import holm
from crm_analytics.statistics.groups.summary import Summary
from crm_analytics.statistics.groups.two import hedges, welch
from crm_analytics.statistics.scores import Scores
from crm_analytics.statistics.waves.changes import Change, changes
from crm_analytics.statistics.waves.course import courses, points, told_over_time
from crm_analytics.statistics.waves.measured import measured
from tests.statistics.groups.build import summary, weighted
from tests.statistics.waves.build import ANSWERS, drawn, printed, renamed, seen, wave


def changed(*waves):
    """By name, earlier and later wave."""
    return {
        (c.of.name, c.of.earlier, c.of.later): c
        for c in changes(courses(measured(seen(*waves))[0]))
    }


def trend(*waves):
    return {(c.kind, c.name): list(points(c)) for c in courses(measured(seen(*waves))[0])}


def test_a_change_is_the_later_wave_minus_the_earlier_one():
    one = wave("1", [[2, 2, 1, 1], [3, 3, 2, 2], [4, 4, 3, 3]])
    two = wave("2", [[4, 4, 2, 2], [5, 5, 3, 3], [3, 3, 1, 1]])
    found = changed(one, two)["Trust", "1", "2"]
    assert found.mean == pytest.approx((3, 4))
    assert found.test.difference == pytest.approx(1)
    assert found.test.t == pytest.approx(1 / np.sqrt(2 / 3))
    assert (found.test.df, found.n) == (pytest.approx(4), (3, 3))
    assert found.size.d == pytest.approx(1)


def test_changes_are_scipys_welch_test_and_groups_hedges():
    one, two = drawn("1", 90, 1), drawn("2", 70, 2)
    for name in ("Loyalty", "Trust", "Use"):
        x, y = (Scores.of(view).column(name) for view in (one, two))
        theirs = stats.ttest_ind(y, x, equal_var=False)
        found = changed(one, two)[name, "1", "2"]
        assert (found.test.t, found.test.p) == pytest.approx((theirs.statistic, theirs.pvalue))
        assert (found.test.low, found.test.high) == pytest.approx(
            tuple(theirs.confidence_interval(0.95))
        )
        assert found.size.low == pytest.approx(hedges(summary(y, x)).low)


def test_neighbours_are_compared_and_the_first_with_the_last():
    found = changed(*(drawn(str(i), 30, i) for i in (1, 2, 3)))
    assert [key[1:] for key in found if key[0] == "Use"] == [("1", "2"), ("2", "3"), ("1", "3")]


def test_holm_goes_over_the_scores_of_two_waves_and_apart_over_their_items():
    found = changed(*(drawn(str(i), 30, i) for i in (1, 2, 3)))
    for pair in (("1", "2"), ("1", "3")):
        for family in (("Trust", "Use", "Loyalty"), ("t1", "t2", "u1", "u2")):
            of = [found[name, *pair] for name in family]
            assert [c.p_holm for c in of] == pytest.approx(holm([c.test.p for c in of]).tolist())


def test_a_wave_against_itself_has_not_changed():
    one = drawn("1", 40, 4)
    for found in changed(one, renamed(one, "2")).values():
        assert found.test.difference == 0
        assert (found.test.t, found.test.p, found.p_holm) == (0, 1, 1)
        assert found.size.g == 0


@given(ANSWERS, ANSWERS)
def test_swapping_waves_flips_the_signs(a, b):
    assume(len(set(a[:, 0].tolist())) > 1)
    one, two = wave("1", a.tolist()), wave("2", b.tolist())
    there, back = changed(one, two)["t1", "1", "2"], changed(two, one)["t1", "2", "1"]
    assert there.test.t == pytest.approx(-back.test.t, abs=1e-12)
    assert (there.test.low, there.test.df) == pytest.approx((-back.test.high, back.test.df))
    assert there.size.g == pytest.approx(-back.size.g, abs=1e-12)


def test_the_order_of_people_changes_nothing():
    one, two = drawn("1", 40, 4), drawn("2", 40, 5)
    mixed = replace(one, answers=np.asfortranarray(one.answers[::-1]))
    assert changed(one, two) == changed(mixed, two)


def test_a_printed_wave_is_tested_by_its_mean_spread_and_people():
    view = drawn("2", 60, 3)
    x = Scores.of(view).column("Trust")
    known = printed("1", Trust=(60, x.mean(), x.std(ddof=1)))
    found = changed(known, view)
    assert list(found) == [("Trust", "1", "2")]
    assert found["Trust", "1", "2"].test.t == pytest.approx(0, abs=1e-12)
    other = printed("1", Trust=(50, 3.1, 0.8))
    theirs = stats.ttest_ind_from_stats(x.mean(), x.std(ddof=1), 60, 3.1, 0.8, 50, equal_var=False)
    assert changed(other, view)["Trust", "1", "2"].test.p == pytest.approx(theirs.pvalue)


def test_weighted_waves_have_linearised_errors_and_no_interval_of_g():
    w = np.random.default_rng(1).uniform(0.5, 2, (2, 50))
    one, two = drawn("1", 50, 1, weights=w[0]), drawn("2", 50, 2, weights=w[1])
    x, y = (Scores.of(view).column("Use") for view in (one, two))
    found = changed(one, two)["Use", "1", "2"]
    expected = welch(Summary.of(weighted([y, x], [w[1], w[0]])))
    assert found.test.t == pytest.approx(expected.t)
    assert found.test.df == pytest.approx(expected.df)
    assert found.effective == pytest.approx(tuple(v.sum() ** 2 / (v**2).sum() for v in w))
    assert (found.size.low, found.size.high) == (None, None)
    even = changed(*(replace(v, weights=np.full(50, 3.0)) for v in (one, two)))["Use", "1", "2"]
    plain = changed(*(replace(v, weights=np.empty(0)) for v in (one, two)))["Use", "1", "2"]
    assert (even.test.t, even.size.g) == pytest.approx((plain.test.t, plain.size.g))


def test_scores_that_do_not_vary_cannot_be_tested():
    flat = [[3, 3, 2, 4]] * 6
    reason = changed(wave("1", flat), wave("2", flat))["Trust", "1", "2"].reason
    assert reason == ("Scores of 'Trust' vary neither in 1 nor in 2, so chance cannot be judged.")
    single = changed(wave("1", flat[:1]), wave("2", flat))["Trust", "1", "2"].reason
    assert single == "Only one person has a score of 'Trust' in 1."


def test_a_wave_that_may_not_be_told_takes_part_in_no_change():
    found = changed(drawn("1", 4, 1, minimum=5), drawn("2", 30, 2, minimum=5))
    assert found["Trust", "1", "2"].reason == ("Fewer than 5 people have a score of 'Trust' in 1.")


def test_a_point_has_the_interval_of_its_mean():
    view = drawn("1", 40, 6)
    x = Scores.of(view).column("Trust")
    (found,) = trend(view)["dimension", "Trust"]
    low, high = stats.t.interval(0.95, 39, x.mean(), stats.sem(x))
    assert (found.mean, found.sd, found.low, found.high) == pytest.approx(
        (x.mean(), x.std(ddof=1), low, high)
    )


def test_a_spread_needs_ten_people():
    (found,) = trend(drawn("1", 9, 1, minimum=5))["dimension", "Trust"]
    assert (found.n, found.sd, found.low, found.high) == (9, None, None, None)
    (open_to_all,) = trend(drawn("1", 9, 1))["dimension", "Trust"]
    assert open_to_all.sd is not None


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        ([20, 25, 30], [True, True, True]),
        ([20, 24, 30], [False, True, True]),
        ([20, 20, 20], [True, True, True]),
        ([20, 23, 21], [False, False, True]),
        ([20, None, 21], [False, False, True]),
        ([26, 22, 21], [True, False, True]),
        ([22, 30, 21], [False, True, True]),
    ],
)  # fmt: skip
def test_of_two_waves_that_nearly_the_same_people_answered_the_later_is_told(n, shown):
    assert told_over_time(n, 5) == shown
    assert told_over_time(n, 1) == [count is not None for count in n]


def test_some_of_the_people_are_told_by_that_rule_and_everyone_is_not():
    filters = (("team", ("a",)),)
    waves = [drawn("1", 22, 1, minimum=5), drawn("2", 20, 2, minimum=5)]
    told = trend(*waves)["item", "t1"]
    assert [point.n for point in told] == [22, 20]
    first, second = trend(*(replace(view, filters=filters) for view in waves))["item", "t1"]
    assert isinstance(first, Unavailable)
    assert first.reason == (
        "'t1' of 1 is not shown: a later wave has fewer than 5 people more or less, whose answers "
        "could be found by subtraction."
    )
    assert second.n == 20
    assert not any(
        isinstance(c, Change)
        for c in changed(*(replace(v, filters=filters) for v in waves)).values()
    )
