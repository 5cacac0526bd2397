import pytest
from hypothesis import assume, given

from crm_analytics.statistics import Unavailable, group_tests, mean_tests
from crm_analytics.statistics.group_summary import Summary
from crm_analytics.statistics.group_tests import (
    choose,
    compare,
    equal_variances,
    every_test,
    pairs,
    tukey_beside,
)
from crm_analytics.statistics.ranks import RankSums, mann_whitney, z_of_u
from tests.statistics.in_groups import GROUP, counts, summary, vary, weighted

WIDE = [1, 2, 3, 4, 5] * 4  # twenty people, close to normal


SKEWED = [1] * 9 + [5]  # ten people, one far away


PEAKED = [1, *[3] * 10, 5]  # even on both sides, with far ends


@pytest.mark.parametrize(
    ("groups", "test", "why"),
    [
        ((WIDE, WIDE), "welch t", "Every group has 15 people or more: means are compared."),
        ((WIDE, WIDE, WIDE), "welch f", "Every group has 15 people or more: means are compared."),
        (([1, 2, 3, 4, 5], WIDE), "welch t", "Scores of small groups are close to normal: means are compared."),
        ((WIDE, SKEWED), "mann-whitney", "'b' has fewer than 15 people, whose scores cannot be taken as normal: ranks are compared."),
        ((WIDE, PEAKED), "mann-whitney", "'b' has fewer than 15 people, whose scores cannot be taken as normal: ranks are compared."),
        ((WIDE, SKEWED, WIDE), "kruskal-wallis", "'b' has fewer than 15 people, whose scores cannot be taken as normal: ranks are compared."),
        ((WIDE, [2, 3, 4]), "mann-whitney", "'b' has fewer than 15 people, whose scores cannot be taken as normal: ranks are compared."),
        ((WIDE, [3] * 20, WIDE), "kruskal-wallis", "Scores do not vary in 'b': ranks are compared."),
        ((WIDE, [3] * 20), "welch t", "Every group has 15 people or more: means are compared."),
        ((SKEWED * 2, WIDE), "welch t", "Every group has 15 people or more: means are compared."),
    ],
)  # fmt: skip
def test_the_test_and_why(groups, test, why):
    assert choose(counts(*groups)) == (test, why)


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ((WIDE,), "Fewer than two groups are large enough to be compared."),
        ((), "Fewer than two groups are large enough to be compared."),
        (([3, 3, 3], [3, 3]), "Everyone has the same score."),
        (
            ([3, 3, 3], [4, 4, 4]),
            "Scores do not vary within any group, so chance cannot be judged.",
        ),
        (([3], [4], [5]), "Scores do not vary within any group, so chance cannot be judged."),
    ],
)
def test_what_cannot_be_compared_says_why(groups, reason):
    found = compare(counts(*groups) if groups else counts(WIDE).only([]))
    assert isinstance(found, Unavailable)
    assert found.reason == reason


def test_equal_variances_do_not_change_the_test_but_add_tukey():
    found = compare(counts(WIDE, WIDE, [x + 1 for x in WIDE]))
    assert equal_variances(found)
    assert found.evidence.test == "Welch's F"
    assert {p.method for p in pairs(found)} == {"Games–Howell"}
    assert {p.method for p in tukey_beside(found)} == {"Tukey's HSD"}


def test_different_variances_leave_tukey_out():
    found = compare(counts(WIDE, WIDE, [3, 3.1, 2.9, 3, 3] * 5))
    assert not equal_variances(found)
    assert tukey_beside(found) == ()


def test_pairs_go_with_the_chosen_test():
    methods = [
        {p.method for p in pairs(compare(counts(*groups)))}
        for groups in ((WIDE, WIDE), (WIDE, SKEWED), (WIDE, SKEWED, WIDE))
    ]
    assert methods == [{"Welch's t"}, {"Mann–Whitney U"}, {"Dunn, Holm"}]


def test_every_other_test_stands_beside_the_chosen_one():
    two = [e.test for e in every_test(compare(counts(WIDE, [2, *WIDE])))]
    assert two == [
        "Welch's t", "Student's t", "Mann–Whitney U", "Levene, mean-centred", "Levene, median-centred",
    ]  # fmt: skip
    many = [e.test for e in every_test(compare(counts(WIDE, WIDE, [2, *WIDE])))]
    assert many[:4] == ["Welch's F", "One-way F", "Brown–Forsythe F*", "Kruskal–Wallis H"]


def test_a_group_of_one_person_leaves_tests_of_variances_of_means_out():
    found = compare(counts(WIDE, [4], WIDE))
    told = {e.name if isinstance(e, Unavailable) else e.test for e in every_test(found)}
    assert found.evidence.test == "Kruskal–Wallis H"
    assert "Brown–Forsythe F*" not in told
    assert Unavailable("Welch's F", "Welch's F needs scores that vary in every group.") in list(
        every_test(found)
    )


def test_two_people_against_one_have_no_effect_in_standard_deviations():
    found = compare(counts([1, 2], [4]))
    assert found.evidence.test == "Mann–Whitney U"
    assert all(e.p <= 1 for e in every_test(found) if not isinstance(e, Unavailable))


def test_intervals_are_of_95_percent_unless_another_level_is_asked_for():
    usual, asked = (compare(counts(WIDE, WIDE), *level) for level in ((), (0.95,)))
    assert (usual.evidence.low, usual.evidence.high) == (asked.evidence.low, asked.evidence.high)
    assert usual.evidence.low is not None


GROUPS = ([1.0, 2, 2, 4, 5], [2.0, 3, 3, 5, 4, 1], [4.0, 5, 5, 3])


WEIGHTS = ([0.5, 1, 2, 1.5, 1], [1, 1, 3, 0.2, 1, 2], [2.0, 1, 1, 0.4])


def test_two_weighted_groups_are_compared_by_welch_without_an_interval_of_g():
    found = compare(weighted(GROUPS[:2], WEIGHTS[:2]))
    assert found.evidence.test == "Welch's t"
    assert found.evidence.p == pytest.approx(mean_tests.welch_t(Summary.of(found.counts)).p)
    assert found.evidence.effect is not None
    assert (found.evidence.low, found.evidence.high) == (None, None)


def test_tests_without_a_weighted_form_say_so():
    found = compare(weighted(GROUPS, WEIGHTS))
    reasons = {r.name: r.reason for r in every_test(found) if isinstance(r, Unavailable)}
    assert reasons == {
        "One-way F": "One-way F is not defined with case weights.",
        "Kruskal–Wallis H": "Kruskal–Wallis H is not defined with case weights.",
        "Levene, mean-centred": "Levene's test is not defined with case weights.",
    }


def test_a_weighted_group_that_never_varies_leaves_no_test():
    found = compare(weighted(([1, 2, 3], [4, 4, 4], [2, 3, 5]), [[1, 2, 1]] * 3))
    assert found.reason == (
        "Welch's test needs scores that vary in 'b'. A test of ranks is not defined with case weights."
    )


THREE = ([1, 2, 2, 3], [2, 3, 4, 4, 5], [4, 5, 5, 6, 3])


@given(GROUP, GROUP)
def test_of_two_groups_the_studentized_range_is_t(a, b):
    assume(vary(a, b))
    groups = summary(a, b)
    for method, t in (
        (group_tests.games_howell, mean_tests.welch_t),
        (group_tests.tukey, mean_tests.student_t),
    ):
        (pair,), d = method(groups), t(groups)
        assert pair.p_adjusted == pytest.approx(d.p, abs=1e-9)
        assert (pair.difference, pair.df) == pytest.approx((d.difference, d.df))
        assert (pair.low, pair.high) == pytest.approx((d.low, d.high), rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("method", [group_tests.games_howell, group_tests.tukey])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_an_interval_holds_zero_as_often_as_the_pair_is_not_significant(method, level):
    for pair in method(summary(*THREE), level):
        assert (pair.low <= 0 <= pair.high) == (pair.p_adjusted >= 1 - level)


def test_pairs_stand_in_the_order_of_the_groups():
    groups = counts(*THREE)
    for found in (
        group_tests.games_howell(summary(*THREE)),
        group_tests.dunn(summary(*THREE), RankSums.of(groups)),
    ):
        assert [(p.a, p.b) for p in found] == [("a", "b"), ("a", "c"), ("b", "c")]
        assert [p.difference for p in found] == pytest.approx([-1.6, -2.6, -1.0])


def test_dunn_has_no_interval_of_means():
    for pair in group_tests.dunn(summary(*THREE), RankSums.of(counts(*THREE))):
        assert (pair.low, pair.high) == (None, None)


def test_dunn_of_two_groups_is_mann_and_whitney():
    groups = counts(*THREE[:2])
    (pair,) = group_tests.dunn(summary(*THREE[:2]), RankSums.of(groups))
    z, found = z_of_u(RankSums.of(groups)), mann_whitney(groups)
    assert (pair.statistic, pair.p_adjusted) == pytest.approx((z, found.p))
