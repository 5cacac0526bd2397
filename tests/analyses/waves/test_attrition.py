from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.waves.panel import Movers, attrition, leavers
from crm_analytics.analyses.waves.scores import Scored, link
from crm_analytics.statistics.multiple_testing import holm
from tests.analyses.waves.build import drawn, groups


def numbered(numbers):
    return pa.array([None if n is None else f"p{n}" for n in numbers], pa.string())


def waves(minimum=5, first=90, **team):
    """People 0 … 89, of whom 50 … stay, and 30 who join; teams by turns."""
    one, two = (
        drawn(name, n, seed, minimum=minimum, demographics={
            "team": groups("ab", [i % 2 for i in range(n)]),
            "site": groups("xy", [i // 7 % 2 for i in range(n)]),
        })
        for name, n, seed in (("1", first, 1), ("2", 80, 2))
    )  # fmt: skip
    return one, two, link(numbered(range(first)), numbered([*range(50), *range(100, 130)]))


def test_everyone_stayed_left_or_joined():
    one, two, links = waves()
    found = attrition(one, two, links)
    assert (found.stayed, found.left, found.joined, found.unknown) == (50, 40, 30, (0, 0))
    a = found.by_left[0]
    assert a.demographic == "team"
    assert a.people == {"a": (25, 20), "b": (25, 20)}
    assert a.found.statistic == pytest.approx(0, abs=1e-12)
    assert found.by_joined[0].people == {"a": (25, 15), "b": (25, 15)}


def test_demographics_are_chi_squares_of_who_left_against_who_stayed():
    one, two, links = waves()
    site = attrition(one, two, links).by_left[1]
    theirs = stats.chi2_contingency(np.array(list(site.people.values())), correction=False)
    assert (site.found.statistic, site.found.p) == pytest.approx((theirs.statistic, theirs.pvalue))
    both = attrition(one, two, links).by_left
    assert [m.p_holm for m in both] == pytest.approx(holm([m.found.p for m in both]).tolist())


def test_who_has_no_id_of_their_own_neither_left_nor_joined():
    one, two, _ = waves()
    links = link(
        numbered([*range(80), *[None] * 10]), numbered([*range(50), *range(100, 124), *[7] * 6])
    )
    found = attrition(one, two, links)
    assert (found.stayed, found.left, found.joined, found.unknown) == (49, 30, 24, (11, 7))


@pytest.mark.parametrize(
    "later",
    [
        [*range(87), *range(100, 107)],  # three left
        [*range(3), *range(100, 150)],  # three stayed
        [*range(50), 100, 101, 102],  # three joined
        [*range(50), *range(100, 120), None],  # one has no id
    ],
)
def test_too_few_people_of_any_kind_are_not_told(later):
    one, two, _ = waves()
    fewer = replace(two, answers=two.answers[: len(later)])
    found = attrition(one, fewer, link(numbered(range(90)), numbered(later)))
    assert found.reason == (
        "Who stayed, left and joined between 1 and 2 is not shown: fewer than 5 people stayed, "
        "left, joined, or have no id of their own."
    )


def test_waves_without_a_common_id_have_nobody_who_stayed():
    one, two, _ = waves()
    found = attrition(one, two, link(numbered([]), numbered([])))
    assert found.reason == "No id is in 1 and in 2."


def test_small_crossings_are_not_told():
    one, two, links = waves()
    few = replace(
        one, demographics={"team": groups("ab", [int(i in range(45, 65)) for i in range(90)])}
    )
    found = attrition(few, two, links)
    assert found.by_left[0].reason == (
        "'team': fewer than 10 people of some group stayed or left, and χ² would tell them."
    )
    lone = replace(one, demographics={"team": groups("a", [0] * 90)})
    assert attrition(lone, two, links).by_left[0].reason == (
        "'team': fewer than two of its groups may be shown."
    )
    free = [replace(v, instrument=replace(v.instrument, minimum_group=1)) for v in (few, two)]
    assert isinstance(attrition(*free, links).by_left[0], Movers)


def test_those_who_left_are_compared_with_those_who_stayed():
    one, _, links = waves()
    found = {c.of.name: c for c in leavers(Scored.of(one), links)}
    assert list(found) == ["Trust", "Use", "Loyalty"]
    x = scores_of(one).column("Trust")
    theirs = stats.ttest_ind(x[50:], x[:50], equal_var=False)
    assert (found["Trust"].test.t, found["Trust"].test.p) == pytest.approx(
        (theirs.statistic, theirs.pvalue)
    )
    assert found["Trust"].n == (50, 40)
    assert [c.p_holm for c in found.values()] == pytest.approx(
        holm([c.test.p for c in found.values()]).tolist()
    )


def test_leavers_too_few_to_be_told_say_so():
    one, _, _ = waves()
    links = link(numbered(range(90)), numbered(range(87)))
    (found, *_) = leavers(Scored.of(one), links)
    assert found.reason == (
        "Fewer than 5 people have a score of 'Trust' in 1 among those who left."
    )
    some = link(numbered([*range(88), None, None]), numbered(range(50)))
    assert leavers(Scored.of(one), some)[0].reason == (
        "Too few people have no id of their own: what they answered could be found by subtraction."
    )
