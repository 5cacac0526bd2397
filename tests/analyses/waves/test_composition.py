from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.waves.changes import changes, contrasts
from crm_analytics.analyses.waves.composition import grouped, groups_shown, split_change
from crm_analytics.analyses.waves.scores import points
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.mean_tests import welch_t
from crm_analytics.statistics.multiple_testing import holm
from tests.analyses.waves.build import drawn, groups, wave
from tests.statistics.in_groups import summary

NONE = frozenset()


def teams(name, sizes, seed=1, minimum=5):
    """A wave of so many people of each team; the team None did not say."""
    names = [team for team in sizes if team]
    codes = [names.index(t) if t else -1 for t, n in sizes.items() for _ in range(n)]
    demographics = {"team": groups(names, codes)}
    return drawn(name, len(codes), seed, minimum=minimum, demographics=demographics)


def by_team(*views, name="Trust"):
    scores = [scores_of(view) for view in views]
    return grouped(views, scores, ("dimension", name), "team")


def test_each_group_has_its_course():
    one, two = teams("1", {"a": 20, "b": 30}), teams("2", {"a": 40, "b": 30}, 2)
    first, second = by_team(one, two).trends()
    assert (first.group, second.group, first.demographic) == ("a", "b", "team")
    x = [scores_of(view).column("Trust") for view in (one, two)]
    codes = [view.demographics["team"]._codes for view in (one, two)]
    for place, point in enumerate(points(first)):
        own = x[place][codes[place] == 0]
        assert (point.n, point.mean, point.sd) == pytest.approx(
            (len(own), own.mean(), own.std(ddof=1))
        )
    (found,) = changes([first])
    pair = summary(x[1][codes[1] == 0], x[0][codes[0] == 0])
    assert found.test.t == pytest.approx(welch_t(pair).t)


def test_changes_of_all_groups_of_a_demographic_are_one_family():
    views = teams("1", {"a": 20, "b": 30}), teams("2", {"a": 40, "b": 50}, 2)
    trends = [c for name in ("Trust", "Use") for c in by_team(*views, name=name).trends()]
    found = changes(trends)
    assert [c.p_holm for c in found] == pytest.approx(holm([c.test.p for c in found]).tolist())
    apart = contrasts(trends)
    assert [(c.of.name, c.of.group, c.than) for c in apart] == [
        ("Trust", "a", "b"),
        ("Use", "a", "b"),
    ]
    assert [c.p_holm for c in apart] == pytest.approx(holm([c.test.p for c in apart]).tolist())


def test_a_group_needs_enough_people_with_the_very_score():
    one, two = teams("1", {"a": 6, "b": 30, "c": 40}), teams("2", {"a": 20, "b": 40, "c": 60}, 2)
    answers = one.answers.copy(order="F")
    answers[:2, 0] = -128
    found = by_team(replace(one, answers=answers), two)
    # a has four of Trust; alone it could be found from the whole, so the next smallest goes too
    assert found.shown == (frozenset({2}), frozenset({0, 1, 2}))
    first, _ = points(next(found.trends()))
    assert first.reason == (
        "'Trust' of 'a' in 1 is not shown: fewer than 5 people have it, or what they answered could "
        "be found by subtraction."
    )
    assert by_team(replace(one, answers=answers), two, name="Use").shown[0] == {0, 1, 2}


def test_a_group_of_a_later_wave_with_nearly_the_same_people_hides_the_earlier_one():
    found = by_team(
        teams("1", {"a": 21, "b": 30, "c": 40}), teams("2", {"a": 20, "b": 50, "c": 60})
    )
    assert found.shown == (frozenset({2}), frozenset({0, 1, 2}))  # b protects a
    free = by_team(teams("1", {"a": 21, "b": 30}, 1, 1), teams("2", {"a": 20, "b": 50}, 2, 1))
    assert free.shown == (frozenset({0, 1}), frozenset({0, 1}))


def test_a_spread_needs_ten_people_in_the_group():
    found = by_team(teams("1", {"a": 8, "b": 30, "c": 40}), teams("2", {"a": 20, "b": 50, "c": 60}))
    sd = [[point.sd is None for point in points(trend)] for trend in found.trends()]
    assert sd == [[True, False], [True, False], [False, False]]


def test_a_group_of_one_wave_only_is_not_shown_in_the_other():
    one, two = teams("1", {"a": 20, "b": 30}, 1, 1), teams("2", {"a": 40, "c": 50}, 2, 1)
    found = by_team(one, two)
    assert found.names == ("a", "c", "b")
    first, _ = points(list(found.trends())[1])
    assert first.reason == "Nobody in 'c' has a score of 'Trust' in 1."


def test_a_demographic_that_no_wave_asked_has_no_groups():
    assert by_team(drawn("1", 20, 1), drawn("2", 20, 2)) is None


PEOPLE = st.lists(st.integers(0, 30), min_size=4, max_size=4)


@given(st.lists(PEOPLE, min_size=1, max_size=4), st.integers(2, 6))
def test_nobody_can_be_found_by_subtraction_within_or_between_waves(n, minimum):
    shown = groups_shown(n, [NONE] * len(n), minimum, minimum)
    for now, (people, places) in enumerate(zip(n, shown, strict=True)):
        few = people[-1] if people[-1] < minimum else 0
        left = [people[place] for place in range(3) if place not in places] + [few]
        assert all(people[place] >= minimum for place in places)
        assert not places or sum(left) == 0 or sum(left) >= minimum
        assert not places or sum(count > 0 for count in left) != 1
        for later in range(now + 1, len(n)):
            for place in places & shown[later]:
                assert not 0 < abs(people[place] - n[later][place]) < minimum
    assert groups_shown(n, [NONE] * len(n), 1, 1) == tuple(
        frozenset(place for place in range(3) if people[place]) for people in n
    )


def answered(name, team, answers, minimum=1, weights=()):
    """Trust of people, each in a team; None did not say."""
    names = sorted({t for t in team if t})
    codes = [names.index(t) if t else -1 for t in team]
    rows = [[a, a, 3, 3] for a in answers]
    return wave(name, rows, None, None, minimum, demographics={"team": groups(names, codes)},
                weights=np.array(weights, float))  # fmt: skip


def parted(*views):
    scores = [scores_of(view) for view in views]
    return split_change(grouped(views, scores, ("dimension", "Trust"), "team"), (0, 1))


def test_shares_that_moved_and_means_that_moved_are_told_apart():
    # by hand: shares of a .5 → .75, means 2 → 3 (a) and 4 → 4 (b); 3.25 − 3 = .25
    one = answered("1", ["a", "a", "b", "b"], [1, 3, 4, 4])
    two = answered("2", ["a", "a", "a", "b"], [3, 3, 3, 4])
    found = parted(one, two)
    assert found.difference == pytest.approx(0.25)
    assert found.composition == pytest.approx(0.25 * 2.5 - 0.25 * 4)
    assert found.within == pytest.approx(0.625 * 1 + 0)
    a, b = found.parts
    assert (a.group, a.n, a.share, a.mean) == ("a", (2, 3), (0.5, 0.75), (2, 3))
    assert (a.composition, b.composition) == pytest.approx(
        (0.25 * (2.5 - 3.125), -0.25 * (4 - 3.125))
    )
    assert (a.within, b.within) == pytest.approx((0.625, 0))


TEAMS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", None]), st.integers(1, 5)), min_size=4, max_size=25
)


@given(TEAMS, TEAMS, st.booleans())
def test_mix_and_real_add_up_to_the_difference(one, two, weighted):
    weights = [np.linspace(0.5, 2, len(people)) if weighted else () for people in (one, two)]
    first, last = (answered(str(i), *zip(*people, strict=True), weights=w)
                   for i, (people, w) in enumerate(zip((one, two), weights, strict=True)))  # fmt: skip
    found, back = parted(first, last), parted(last, first)
    if isinstance(found, Unavailable):
        assert isinstance(back, Unavailable)
        return
    mean = [np.average([a for _, a in people], weights=w if weighted else None)
            for people, w in zip((one, two), weights, strict=True)]  # fmt: skip
    assert found.difference == pytest.approx(mean[1] - mean[0], abs=1e-12)
    assert found.composition + found.within == pytest.approx(found.difference, abs=1e-12)
    assert sum(part.composition for part in found.parts) == pytest.approx(
        found.composition, abs=1e-12
    )
    assert (back.composition, back.within) == pytest.approx(
        (-found.composition, -found.within), abs=1e-12
    )
    for part in found.parts:
        if 0 in part.n:
            assert part.within == 0


def test_the_same_people_in_other_numbers_are_all_mix_and_others_answers_all_real():
    one = answered("1", "aabb", [2, 4, 4, 5])
    only_mix = parted(one, answered("2", "aaaabb", [2, 4, 2, 4, 4, 5]))
    assert only_mix.within == pytest.approx(0, abs=1e-15)
    assert only_mix.composition == pytest.approx(only_mix.difference)
    only_real = parted(one, answered("2", "aabb", [1, 4, 5, 5]))
    assert only_real.composition == 0
    assert parted(one, replace(one, wave="2")).difference == 0


def test_a_group_of_one_wave_only_is_all_mix():
    found = parted(answered("1", "aabb", [2, 4, 4, 5]), answered("2", "aacc", [2, 4, 1, 2]))
    parts = {part.group: part for part in found.parts}
    middle = (3.75 + 2.25) / 2
    assert parts["c"].mean == (None, 1.5)
    assert parts["c"].composition == pytest.approx(0.5 * (1.5 - middle))
    assert parts["b"].composition == pytest.approx(-0.5 * (4.5 - middle))


def test_who_did_not_say_is_a_group_of_its_own():
    found = parted(
        teams("1", {"a": 20, "b": 30, None: 10}), teams("2", {"a": 40, "b": 50, None: 30})
    )
    assert [(part.which, part.group) for part in found.parts] == [
        ("group", "a"), ("group", "b"), ("unsaid", ""),
    ]  # fmt: skip


def test_groups_that_may_not_be_shown_stand_together():
    one = teams("1", {"a": 3, "b": 12, "c": 40, "d": 40})
    found = parted(one, teams("2", {"a": 20, "b": 30, "c": 60, "d": 50}, 2))
    assert [(p.which, p.group, p.n) for p in found.parts] == [
        ("group", "c", (40, 60)), ("group", "d", (40, 50)), ("others", "", (15, 50)),
    ]  # fmt: skip
    assert found.pooled == ("a", "b")
    assert found.composition + found.within == pytest.approx(found.difference, abs=1e-12)


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        (
            {"a": 3, None: 30},
            {"a": 3, None: 40},
            "no two of its groups may be shown in both waves.",
        ),
        (
            {"a": 20, "b": 30},
            {"a": 21, "b": 60},
            "no two of its groups may be shown in both waves.",
        ),
        ({"a": 2, "b": 1}, {"a": 21, "b": 60}, "fewer than 5 people have the score in 1."),
        (
            {"a": 21, "b": 30, "c": 40},
            {"a": 20, "b": 29, "c": 60},
            "the groups that may not be shown have fewer than 5 people in one wave, or that many "
            "more or less in the other. Their answers could be found by subtraction.",
        ),
    ],
)
def test_what_cannot_be_split_says_why(one, two, why):
    found = parted(teams("1", one), teams("2", two, 2))
    assert found.reason == f"The change of 'Trust' by 'team' is not split: {why}"


def test_weighted_waves_have_no_standard_errors():
    one = teams("1", {"a": 20, "b": 30})
    two = teams("2", {"a": 40, "b": 50}, 2)
    assert parted(one, two).se_composition > 0
    found = parted(replace(one, weights=np.ones(50)), two)
    assert (found.se_composition, found.se_within) == (None, None)
    assert found.composition == pytest.approx(parted(one, two).composition)


def test_somebody_alone_in_a_group_leaves_no_standard_error():
    found = parted(answered("1", "aab", [2, 4, 4]), answered("2", "aabb", [2, 4, 1, 2]))
    assert (found.se_composition, found.se_within) == (None, None)
