from dataclasses import replace

import numpy as np
import pingouin
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special, stats

from crm_analytics.statistics.adjust import holm
from crm_analytics.statistics.scores import Scores
from crm_analytics.statistics.waves.linked import LinkedChange, linked_changes
from crm_analytics.statistics.waves.linking import link, linked_by_default
from crm_analytics.statistics.waves.measured import Scored
from tests.statistics.waves.build import ANSWERS, drawn, renamed, wave


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


def test_people_are_matched_by_an_id_that_is_theirs_alone():
    found = link(
        ids("a", "b", None, "c", "c", "", "e"), ids("e", "x", "b", "c", "e2", None, "a", "a")
    )
    assert list(zip(found.earlier.tolist(), found.later.tolist(), strict=True)) == [(1, 2), (6, 0)]
    assert found.matched == 2
    assert (found.people, found.without_id, found.repeated) == ((7, 8), (2, 1), (2, 2))
    assert found.left.tolist() == []  # a is repeated, the others have no id of their own
    assert found.joined.tolist() == [1, 4]
    assert found.unknown == (5, 4)
    assert link(everyone(3), everyone(4)).unknown == (0, 0)


@given(
    st.lists(st.sampled_from("abcdef") | st.none()), st.lists(st.sampled_from("abcdef") | st.none())
)
def test_matching_is_that_of_sets(a, b):
    found = link(ids(*a), pa.chunked_array([ids(*b[:2]), ids(*b[2:])]))
    alone = [w for w in a if w is not None and a.count(w) == 1 and b.count(w) == 1]
    assert [a[place] for place in found.earlier] == alone
    assert [b[place] for place in found.later] == alone
    assert [a[place] for place in found.left] == [
        w for w in a if w is not None and a.count(w) == 1 and w not in b
    ]
    back = link(ids(*b), ids(*a))
    assert back.joined.tolist() == found.left.tolist()
    assert sorted(zip(back.later, back.earlier, strict=True)) == sorted(
        zip(found.earlier, found.later, strict=True)
    )


def test_a_study_is_one_of_the_same_people_when_half_of_the_smaller_wave_is_found_again():
    half = link(everyone(10), ids("p0", "p1", "p2", "x", "y", "z"))
    assert linked_by_default(half)
    assert not linked_by_default(half, minimum=5)
    assert not linked_by_default(link(everyone(10), ids("p0", "p1", "p2", "x", "y", "z", "u")))
    assert not linked_by_default(link(ids(), ids()))


def test_changes_are_scipys_paired_test():
    one, two = panel()
    for name in ("Loyalty", "Trust", "Use"):
        x, y = (Scores.of(view).column(name) for view in (one, two))
        theirs, found = stats.ttest_rel(y, x), linked(one, two)[name]
        assert (found.test.t, found.test.df, found.test.p) == pytest.approx(
            (theirs.statistic, 59, theirs.pvalue)
        )
        assert (found.test.low, found.test.high) == pytest.approx(
            tuple(theirs.confidence_interval(0.95))
        )
        assert found.r == pytest.approx(np.corrcoef(x, y)[0, 1])
        assert found.mean == pytest.approx((x.mean(), y.mean()))


def test_the_change_is_told_in_both_standard_deviations():
    one, two = panel()
    x, y = (Scores.of(view).column("Trust") for view in (one, two))
    found = linked(one, two)["Trust"]
    assert found.d_z == pytest.approx((y - x).mean() / (y - x).std(ddof=1))
    assert found.d_av == pytest.approx(
        pingouin.compute_effsize(y, x, paired=True, eftype="cohen"), rel=1e-12
    )
    for end, below in ((found.low, 0.975), (found.high, 0.025)):
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
        assert (same.test.t, same.r) == pytest.approx((found.test.t, found.r))


@given(ANSWERS, st.integers(0, 100))
def test_swapping_waves_flips_the_signs(rows, seed):
    one = wave("1", rows.tolist())
    moved = np.random.default_rng(seed).permutation(rows)
    assume(np.ptp(moved[:, 0] - rows[:, 0]) > 0)
    two = wave("2", moved.tolist())
    there, back = linked(one, two)["t1"], linked(two, one)["t1"]
    assert (there.test.t, there.d_z, there.d_av) == pytest.approx(
        (-back.test.t, -back.d_z, -back.d_av), abs=1e-12
    )
    assert (there.low, there.r) == pytest.approx((-back.high, back.r), abs=1e-9)


@pytest.mark.parametrize("shift", [0, 1])
def test_identical_people_whose_answers_all_move_alike_leave_no_chance(shift):
    rows = np.random.default_rng(2).integers(1, 5, (30, 4))
    found = linked(wave("1", rows.tolist()), wave("2", (rows + shift).tolist()))
    assert {c.reason for c in found.values()} == {
        f"Everyone's '{name}' moved by the same between 1 and 2, so chance cannot be judged."
        for name in ("Trust", "Use", "Loyalty", "t1", "t2", "u1", "u2")
    }
    thirds = linked(wave("1", rows / 3.0), wave("2", rows / 3.0 + shift / 3))
    assert not any(isinstance(c, LinkedChange) for c in thirds.values())


def test_holm_goes_over_scores_and_apart_over_items():
    found = linked(*panel())
    for names in (("Trust", "Use", "Loyalty"), ("t1", "t2", "u1", "u2")):
        of = [found[name] for name in names]
        assert [c.p_holm for c in of] == pytest.approx(holm([c.test.p for c in of]).tolist())


def test_people_count_with_the_later_waves_weight():
    one, two = panel()
    w = np.random.default_rng(5).uniform(0.2, 3, 60)
    found = linked(one, replace(two, weights=w))["Trust"]
    x, y = (Scores.of(view).column("Trust") for view in (one, two))
    d = y - x
    mean = np.average(d, weights=w)
    se = np.sqrt(60 / 59 * (w**2 @ (d - mean) ** 2)) / w.sum()
    assert (found.test.difference, found.test.se) == pytest.approx((mean, se))
    assert found.effective == pytest.approx(w.sum() ** 2 / (w**2).sum())
    assert (found.low, found.high) == (None, None)
    even, plain = linked(one, replace(two, weights=np.full(60, 2.0))), linked(one, two)
    assert (even["Use"].test.t, even["Use"].r) == pytest.approx(
        (plain["Use"].test.t, plain["Use"].r)
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
    assert isinstance(linked(one, two)["Trust"], LinkedChange)
    answers = two.answers.copy(order="F")
    answers[0, 0] = -128
    some = ids(*(f"p{place}" for place in range(50)), *(f"x{place}" for place in range(10)))
    lost = linked(one, replace(two, answers=answers), link(everyone(60), some))
    assert lost["Trust"].reason == (
        "Fewer than 5 of the people linked have 'Trust' in 1 only, whose answers could be found by "
        "subtraction."
    )
    assert isinstance(lost["Use"], LinkedChange)
    free = (replace(v, instrument=replace(v.instrument, minimum_group=1)) for v in (one, two))
    assert isinstance(linked(*free, link(everyone(60), most))["Trust"], LinkedChange)


def test_a_wave_against_itself_has_not_moved_a_person():
    one = drawn("1", 20, 1)
    assert not any(isinstance(c, LinkedChange) for c in linked(one, renamed(one, "2")).values())
