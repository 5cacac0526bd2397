from dataclasses import replace

import numpy as np
import pingouin
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special, stats

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.waves.changes import (
    ScoreChange,
    changes,
    contrast,
    linked_changes,
)
from crm_analytics.analyses.waves.scores import (
    Scored,
    link,
    measured,
    points,
    shown_over_time,
    trends,
)
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.mean_tests import hedges_g, welch_t
from crm_analytics.statistics.multiple_testing import holm
from tests.analyses.waves.build import ANSWERS, drawn, printed, renamed, seen, wave
from tests.statistics.in_groups import summary, weighted


def changed(*waves):
    """By name, earlier and later wave."""
    return {
        (c.of.name, c.of.earlier, c.of.later): c for c in changes(trends(measured(seen(*waves))[0]))
    }


def trend(*waves):
    return {(c.kind, c.name): list(points(c)) for c in trends(measured(seen(*waves))[0])}


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
        x, y = (scores_of(view).column(name) for view in (one, two))
        theirs = stats.ttest_ind(y, x, equal_var=False)
        found = changed(one, two)[name, "1", "2"]
        assert (found.test.t, found.test.p) == pytest.approx((theirs.statistic, theirs.pvalue))
        assert (found.test.low, found.test.high) == pytest.approx(
            tuple(theirs.confidence_interval(0.95))
        )
        assert found.size.low == pytest.approx(hedges_g(summary(y, x)).low)


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
    x = scores_of(view).column("Trust")
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
    x, y = (scores_of(view).column("Use") for view in (one, two))
    found = changed(one, two)["Use", "1", "2"]
    expected = welch_t(Summary.of(weighted([y, x], [w[1], w[0]])))
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
    x = scores_of(view).column("Trust")
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
    assert shown_over_time(n, 5) == shown
    assert shown_over_time(n, 1) == [count is not None for count in n]


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
        isinstance(c, ScoreChange)
        for c in changed(*(replace(v, filters=filters) for v in waves)).values()
    )


def ids(*values):
    return pa.array(values, pa.string())


def everyone(n):
    return ids(*(f"p{place}" for place in range(n)))


def linked(one, two, links=None):
    links = links or link(everyone(one.people), everyone(two.people))
    return {c.of.name: c for c in linked_changes(Scored.of(one), Scored.of(two), links)}


def panel(n=60, seed=3, **more):
    """The same people twice, whose answers move a little."""
    one = drawn("1", n, seed, **more)
    moves = np.random.default_rng(seed).integers(-1, 3, one.answers.shape)
    moved = np.clip(one.answers + moves, 1, 5).astype(np.int8)
    return one, replace(one, wave="2", answers=np.asfortranarray(moved))


def test_changes_are_scipys_paired_test():
    one, two = panel()
    for name in ("Loyalty", "Trust", "Use"):
        x, y = (scores_of(view).column(name) for view in (one, two))
        theirs, found = stats.ttest_rel(y, x), linked(one, two)[name]
        assert (found.test.t, found.test.df, found.test.p) == pytest.approx(
            (theirs.statistic, 59, theirs.pvalue)
        )
        assert (found.test.low, found.test.high) == pytest.approx(
            tuple(theirs.confidence_interval(0.95))
        )
        assert found.size.r == pytest.approx(np.corrcoef(x, y)[0, 1])
        assert found.mean == pytest.approx((x.mean(), y.mean()))


def test_the_change_is_told_in_both_standard_deviations():
    one, two = panel()
    x, y = (scores_of(view).column("Trust") for view in (one, two))
    found = linked(one, two)["Trust"]
    assert found.size.d_z == pytest.approx((y - x).mean() / (y - x).std(ddof=1))
    assert found.size.d_av == pytest.approx(
        pingouin.compute_effsize(y, x, paired=True, eftype="cohen"), rel=1e-12
    )
    for end, below in ((found.size.low, 0.975), (found.size.high, 0.025)):
        at = special.nctdtr(59, end * np.sqrt(60), found.test.t)
        assert at == pytest.approx(below, abs=1e-9)


def test_the_order_of_people_does_not_matter_to_their_ids():
    one, two = panel()
    mixed = np.random.default_rng(1).permutation(60)
    names = np.array([f"p{place}" for place in range(60)])
    other = replace(two, answers=np.asfortranarray(two.answers[mixed]))
    links = link(ids(*names), ids(*names[mixed]))
    for name, found in linked(one, two).items():
        same = linked(one, other, links)[name]
        assert (same.test.t, same.size.r) == pytest.approx((found.test.t, found.size.r))


@given(ANSWERS, st.integers(0, 100))
def test_swapping_linked_waves_flips_the_signs(rows, seed):
    one = wave("1", rows.tolist())
    moved = np.random.default_rng(seed).permutation(rows)
    assume(np.ptp(moved[:, 0] - rows[:, 0]) > 0)
    two = wave("2", moved.tolist())
    there, back = linked(one, two)["t1"], linked(two, one)["t1"]
    assert (there.test.t, there.size.d_z, there.size.d_av) == pytest.approx(
        (-back.test.t, -back.size.d_z, -back.size.d_av), abs=1e-12
    )
    assert (there.size.low, there.size.r) == pytest.approx((-back.size.high, back.size.r), abs=1e-9)


@pytest.mark.parametrize("shift", [0, 1])
def test_identical_people_whose_answers_all_move_alike_leave_no_chance(shift):
    rows = np.random.default_rng(2).integers(1, 5, (30, 4))
    found = linked(wave("1", rows.tolist()), wave("2", (rows + shift).tolist()))
    assert {c.reason for c in found.values()} == {
        f"Everyone's '{name}' moved by the same between 1 and 2, so chance cannot be judged."
        for name in ("Trust", "Use", "Loyalty", "t1", "t2", "u1", "u2")
    }
    thirds = linked(wave("1", rows / 3.0), wave("2", rows / 3.0 + shift / 3))
    assert not any(isinstance(c, ScoreChange) for c in thirds.values())


def test_holm_goes_over_scores_and_apart_over_items():
    found = linked(*panel())
    for names in (("Trust", "Use", "Loyalty"), ("t1", "t2", "u1", "u2")):
        of = [found[name] for name in names]
        assert [c.p_holm for c in of] == pytest.approx(holm([c.test.p for c in of]).tolist())


def test_people_count_with_the_later_waves_weight():
    one, two = panel()
    w = np.random.default_rng(5).uniform(0.2, 3, 60)
    found = linked(one, replace(two, weights=w))["Trust"]
    x, y = (scores_of(view).column("Trust") for view in (one, two))
    d = y - x
    mean = np.average(d, weights=w)
    se = np.sqrt(60 / 59 * (w**2 @ (d - mean) ** 2)) / w.sum()
    assert (found.test.difference, found.test.se) == pytest.approx((mean, se))
    assert found.size.effective == pytest.approx(w.sum() ** 2 / (w**2).sum())
    assert (found.size.low, found.size.high) == (None, None)
    even, plain = linked(one, replace(two, weights=np.full(60, 2.0))), linked(one, two)
    assert (even["Use"].test.t, even["Use"].size.r) == pytest.approx(
        (plain["Use"].test.t, plain["Use"].size.r)
    )


def test_too_few_people_of_both_waves_are_not_told():
    one, two = panel(minimum=5)
    few = ids("p0", "p1", "p2", "p3", *["x"] * 56)
    assert linked(one, two, link(everyone(60), few))["Trust"].reason == (
        "Fewer than 5 people with an id have 'Trust' both in 1 and in 2."
    )


def test_who_alone_is_not_linked_cannot_be_found_by_subtraction():
    one, two = panel(minimum=5)
    most = ids(*(f"p{place}" for place in range(58)), "x", "y")
    assert linked(one, two, link(everyone(60), most))["Trust"].reason == (
        "Fewer than 5 people have 'Trust' in 1 without being linked, whose answers could be found "
        "by subtraction."
    )
    assert isinstance(linked(one, two)["Trust"], ScoreChange)
    answers = two.answers.copy(order="F")
    answers[0, 0] = -128
    some = ids(*(f"p{place}" for place in range(50)), *(f"x{place}" for place in range(10)))
    lost = linked(one, replace(two, answers=answers), link(everyone(60), some))
    assert lost["Trust"].reason == (
        "Fewer than 5 of the people linked have 'Trust' in 1 only, whose answers could be found by "
        "subtraction."
    )
    assert isinstance(lost["Use"], ScoreChange)
    free = (replace(v, instrument=replace(v.instrument, minimum_group=1)) for v in (one, two))
    assert isinstance(linked(*free, link(everyone(60), most))["Trust"], ScoreChange)


def test_a_wave_against_itself_has_not_moved_a_person():
    one = drawn("1", 20, 1)
    assert not any(isinstance(c, ScoreChange) for c in linked(one, renamed(one, "2")).values())


def test_the_difference_of_changes_is_that_of_four_means():
    four = [Summary.of_numbers("", np.array(x, float), np.ones(len(x)))
            for x in ([4, 5, 5, 3], [2, 3, 3, 1, 2], [3, 3, 4], [1, 5, 3, 3, 2, 4])]  # fmt: skip
    found = contrast(four)
    error = [np.var(x, ddof=1) / len(x)
             for x in ([4, 5, 5, 3], [2, 3, 3, 1, 2], [3, 3, 4], [1, 5, 3, 3, 2, 4])]  # fmt: skip
    assert found.difference == pytest.approx((4.25 - 2.2) - (10 / 3 - 3))
    assert found.se == pytest.approx(np.sqrt(sum(error)))
    others = np.array([3, 4, 2, 5])
    assert found.df == pytest.approx(sum(error) ** 2 / (np.array(error) ** 2 / others).sum())
    turned = contrast([four[2], four[3], four[0], four[1]])
    assert (turned.t, turned.p) == pytest.approx((-found.t, found.p))


def test_against_groups_that_do_not_vary_it_is_welchs_test():
    x, y, flat = np.array([4.0, 5, 5, 3]), np.array([2.0, 3, 3, 1, 2]), np.full(7, 3.0)
    four = [Summary.of_numbers("", values, np.ones(len(values))) for values in (x, y, flat, flat)]
    found, expected = contrast(four), welch_t(summary(x, y))
    assert (found.t, found.df, found.p, found.low) == pytest.approx(
        (expected.t, expected.df, expected.p, expected.low)
    )
    assert contrast([four[2]] * 4) is None
    assert contrast([*four[:3], Unavailable("x", "hidden")]) is None
