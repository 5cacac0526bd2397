from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.adjust import holm
from crm_analytics.statistics.groups.two import welch
from crm_analytics.statistics.scores import Scores
from crm_analytics.statistics.waves.changes import changes
from crm_analytics.statistics.waves.contrast import contrast, contrasts
from crm_analytics.statistics.waves.course import points
from crm_analytics.statistics.waves.grouped import grouped, told
from crm_analytics.statistics.waves.level import of_numbers
from tests.statistics.groups.build import summary
from tests.statistics.waves.build import drawn, groups

NONE = frozenset()


def teams(name, sizes, seed=1, minimum=5):
    """A wave of so many people of each team; the team None did not say."""
    names = [team for team in sizes if team]
    codes = [names.index(t) if t else -1 for t, n in sizes.items() for _ in range(n)]
    demographics = {"team": groups(names, codes)}
    return drawn(name, len(codes), seed, minimum=minimum, demographics=demographics)


def by_team(*views, name="Trust"):
    scores = [Scores.of(view) for view in views]
    return grouped(views, scores, ("dimension", name), "team")


def test_each_group_has_its_course():
    one, two = teams("1", {"a": 20, "b": 30}), teams("2", {"a": 40, "b": 30}, 2)
    first, second = by_team(one, two).courses()
    assert (first.group, second.group, first.demographic) == ("a", "b", "team")
    x = [Scores.of(view).column("Trust") for view in (one, two)]
    codes = [view.demographics["team"].codes for view in (one, two)]
    for place, point in enumerate(points(first)):
        own = x[place][codes[place] == 0]
        assert (point.n, point.mean, point.sd) == pytest.approx(
            (len(own), own.mean(), own.std(ddof=1))
        )
    (found,) = changes([first])
    pair = summary(x[1][codes[1] == 0], x[0][codes[0] == 0])
    assert found.test.t == pytest.approx(welch(pair).t)


def test_changes_of_all_groups_of_a_demographic_are_one_family():
    views = teams("1", {"a": 20, "b": 30}), teams("2", {"a": 40, "b": 50}, 2)
    courses = [c for name in ("Trust", "Use") for c in by_team(*views, name=name).courses()]
    found = changes(courses)
    assert [c.p_holm for c in found] == pytest.approx(holm([c.test.p for c in found]).tolist())
    apart = contrasts(courses)
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
    first, _ = points(next(found.courses()))
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
    sd = [[point.sd is None for point in points(course)] for course in found.courses()]
    assert sd == [[True, False], [True, False], [False, False]]


def test_a_group_of_one_wave_only_is_not_shown_in_the_other():
    one, two = teams("1", {"a": 20, "b": 30}, 1, 1), teams("2", {"a": 40, "c": 50}, 2, 1)
    found = by_team(one, two)
    assert found.names == ("a", "c", "b")
    first, _ = points(list(found.courses())[1])
    assert first.reason == "Nobody in 'c' has a score of 'Trust' in 1."


def test_a_demographic_that_no_wave_asked_has_no_groups():
    assert by_team(drawn("1", 20, 1), drawn("2", 20, 2)) is None


PEOPLE = st.lists(st.integers(0, 30), min_size=4, max_size=4)


@given(st.lists(PEOPLE, min_size=1, max_size=4), st.integers(2, 6))
def test_nobody_can_be_found_by_subtraction_within_or_between_waves(n, minimum):
    shown = told(n, [NONE] * len(n), minimum, minimum)
    for wave, (people, places) in enumerate(zip(n, shown, strict=True)):
        few = people[-1] if people[-1] < minimum else 0
        left = [people[place] for place in range(3) if place not in places] + [few]
        assert all(people[place] >= minimum for place in places)
        assert not places or sum(left) == 0 or sum(left) >= minimum
        assert not places or sum(count > 0 for count in left) != 1
        for later in range(wave + 1, len(n)):
            for place in places & shown[later]:
                assert not 0 < abs(people[place] - n[later][place]) < minimum
    assert told(n, [NONE] * len(n), 1, 1) == tuple(
        frozenset(place for place in range(3) if people[place]) for people in n
    )


def test_the_difference_of_changes_is_that_of_four_means():
    four = [of_numbers("", np.array(x, float), np.ones(len(x)))
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
    four = [of_numbers("", values, np.ones(len(values))) for values in (x, y, flat, flat)]
    found, expected = contrast(four), welch(summary(x, y))
    assert (found.t, found.df, found.p, found.low) == pytest.approx(
        (expected.t, expected.df, expected.p, expected.low)
    )
    assert contrast([four[2]] * 4) is None
    assert contrast([*four[:3], Unavailable("x", "hidden")]) is None
