import numpy as np
import pytest
from hypothesis import assume, given
from scipy import stats

from crm_analytics.statistics.ranks import RankSums, kruskal_wallis, mann_whitney, z_of_u
from tests.statistics.in_groups import GROUP, counts


def test_u_counts_the_pairs_that_the_second_group_wins():
    found = mann_whitney(counts([5, 6, 3], [1, 2, 3, 4]))
    assert found.statistic == 1.5  # 3 loses to 4 and shares with 3
    assert found.effect == pytest.approx((10.5 - 1.5) / 12)


def test_mann_whitney_without_ties_is_the_textbook_formula():
    found = counts([1, 2, 4], [3, 5, 6, 7])
    assert mann_whitney(found).statistic == 1
    assert z_of_u(RankSums.of(found)) == pytest.approx((1 - 6) / np.sqrt(3 * 4 * 8 / 12))


@given(GROUP, GROUP)
def test_of_two_groups_h_is_the_square_of_z(a, b):
    ranks = RankSums.of(counts(a, b))
    assume(ranks.variance > 0)
    assert kruskal_wallis(ranks).statistic == pytest.approx(z_of_u(ranks) ** 2, abs=1e-9)


def test_h_without_ties_is_the_textbook_formula():
    found = kruskal_wallis(RankSums.of(counts([1, 2], [3, 4], [5, 6])))
    assert found.statistic == pytest.approx(12 / (6 * 7) * (9 / 2 + 49 / 2 + 121 / 2) - 3 * 7)
    assert found.effect == pytest.approx(found.statistic / 5)


def test_few_people_without_ties_have_the_exact_p():
    """As `wilcox.test` of R 4.2.2, which jamovi shows."""
    found = mann_whitney(counts([1.2, 0.3, 2.1, 0.7], [2.4, 1.6, 3.3, 2.8, 1.9]))
    assert (found.statistic, found.p_note) == (2, "exact p")
    assert found.p == pytest.approx(8 / 126)  # of 126 ways to choose four ranks, twice 4 of U ≤ 2


@pytest.mark.parametrize(
    ("groups", "note"),
    [
        ((range(0, 98, 2), range(1, 99, 2)), "exact p"),
        ((range(0, 100, 2), range(1, 99, 2)), "p of the normal curve"),
        (([1, 2, 3], [3, 4, 5]), "p of the normal curve"),
    ],
)
def test_many_people_or_ties_have_the_p_of_the_normal_curve(groups, note):
    found = mann_whitney(counts(*groups))
    assert found.p_note == note
    method = "exact" if note == "exact p" else "asymptotic"
    theirs = stats.mannwhitneyu(*groups, method=method, use_continuity=False)
    assert found.p == pytest.approx(theirs.pvalue, rel=1e-12)


@given(GROUP, GROUP)
def test_the_order_of_groups_turns_the_sign_of_z_and_nothing_else(a, b):
    assume(len(set(a + b)) > 1)
    one, other = counts(a, b), counts(b, a)
    there, back = mann_whitney(one), mann_whitney(other)
    assert (there.statistic, there.p) == pytest.approx((back.statistic, back.p), abs=1e-9)
    assert z_of_u(RankSums.of(one)) == pytest.approx(-z_of_u(RankSums.of(other)), abs=1e-9)
    assert there.effect == pytest.approx(-back.effect, abs=1e-9)


@given(GROUP, GROUP, GROUP)
def test_h_changes_with_neither_the_order_of_groups_nor_the_scale(a, b, c):
    assume(len(set(a + b + c)) > 1)
    stretched = counts(*([7 - 2 * x for x in group] for group in (a, b, c)))
    h = [
        kruskal_wallis(RankSums.of(each)).statistic
        for each in (counts(a, b, c), counts(c, a, b), stretched)
    ]
    assert h[1:] == pytest.approx(h[:1] * 2, abs=1e-9)
