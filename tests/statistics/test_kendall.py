import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from crm_analytics.statistics.counts import CodedScore
from crm_analytics.statistics.kendall import inversions, kendall_of_scores, kendall_of_tables
from crm_analytics.statistics.pair_tables import pair_tables
from crm_analytics.survey.responses import FIRST_MISSING

NAMES = ("a", "b", "c")


POINTS = [range(1, 6)] * 3


answers = hnp.arrays(np.int8, st.tuples(st.integers(2, 30), st.just(3)), elements=st.integers(1, 5))


def of_items(rows, **options):
    return kendall_of_tables(pair_tables(NAMES, rows, POINTS, **options))


def of_scores(values):
    return kendall_of_scores([CodedScore.of_values(column.astype(float)) for column in values.T])


def scipys(x, y):
    found = stats.kendalltau(x, y, method="asymptotic")
    return found.statistic, found.pvalue


@given(answers)
def test_tables_values_and_scipy_agree(rows):
    by_table = of_items(rows)
    for other in (of_scores(rows), of_scores(rows / 7)):
        np.testing.assert_allclose(by_table[0], other[0], rtol=1e-12)
        np.testing.assert_allclose(by_table[1], other[1], rtol=1e-12)
    if len(rows) > 2 and not np.isnan(by_table[0][0]):
        theirs = scipys(rows[:, 0], rows[:, 1])
        assert (by_table[0][0], by_table[1][0]) == pytest.approx(theirs, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("kind", [np.int32, np.float64])
@pytest.mark.parametrize("spread", [30, 3000, 2**29])
def test_many_distinct_values_are_sorted_to_the_same_number(kind, spread):
    rng = np.random.default_rng(spread)
    x = rng.integers(0, spread, (500, 3))
    x[:, 1] = (x[:, 0] + x[:, 1]) // 2
    found = of_scores(x.astype(kind) / (1 if kind is np.int32 else 3))
    for place, (a, b) in enumerate(((0, 1), (0, 2), (1, 2))):
        theirs = scipys(x[:, a], x[:, b])
        assert (found[0][place], found[1][place]) == pytest.approx(theirs, rel=1e-9)


@given(st.lists(st.integers(0, 40), max_size=150))
def test_inversions_are_pairs_in_falling_order(codes):
    plain = sum(a > b for place, a in enumerate(codes) for b in codes[place + 1 :])
    assert inversions(np.array(codes, np.int64)) == plain


@given(answers)
def test_turning_an_item_round_turns_the_sign(rows):
    turned = rows.copy()
    turned[:, 0] = 6 - rows[:, 0]
    before, after = of_items(rows), of_items(turned)
    np.testing.assert_allclose(before[0] * [-1, -1, 1], after[0], rtol=1e-12)
    np.testing.assert_allclose(before[1], after[1], rtol=1e-12)


@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    for of in (of_items, lambda each: of_scores(each / 7)):
        np.testing.assert_array_equal(of(rows)[0], of(rows[order])[0])


def test_missing_scores_leave_out_a_person_from_their_own_pairs_only():
    scores = np.random.default_rng(3).integers(3, 16, (80, 3)) / 3
    scores[:9, 0], scores[5:20, 1] = np.nan, np.nan
    found = of_scores(scores)
    there = ~np.isnan(scores[:, 0])
    assert found[0][1] == pytest.approx(scipys(scores[there, 0], scores[there, 2])[0])
    fine = scores + np.random.default_rng(4).random((80, 3))
    both = ~np.isnan(fine[:, :2]).any(axis=1)
    assert of_scores(fine)[0][0] == pytest.approx(scipys(*fine[both, :2].T)[0])


def test_missing_answers_leave_out_a_person_from_their_own_pairs_only():
    rows = np.random.default_rng(5).integers(1, 6, (90, 3)).astype(np.int8)
    rows[:9, 0], rows[5:20, 1] = FIRST_MISSING, FIRST_MISSING + 1
    found = of_items(rows, pairwise=True)
    assert found[0][1] == pytest.approx(scipys(rows[9:, 0], rows[9:, 2])[0])


def test_a_weight_for_everyone_changes_nothing():
    rows = np.random.default_rng(6).integers(1, 6, (90, 3)).astype(np.int8)
    before, after = of_items(rows), of_items(rows, weights=np.full(90, 0.3))
    np.testing.assert_allclose([before[0], before[1]], [after[0], after[1]], rtol=1e-12)


@pytest.mark.parametrize(
    ("x", "y", "tau"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 5], 1.0),
        ([1, 2, 3, 4], [5, 4, 2, 1], -1.0),
        ([1, 1, 2, 2], [1, 2, 1, 2], 0.0),
        ([1, 2, 3, 4], [2, 2, 2, 2], None),
        ([2, 2, 2, 2], [3, 3, 3, 3], None),
    ],
)
def test_perfect_absent_and_undefined_agreement(x, y, tau):
    rows = np.column_stack([x, y]).astype(np.int8)
    for found in (
        kendall_of_tables(pair_tables(("x", "y"), rows, POINTS[:2])),
        of_scores(rows / 2),
    ):
        if tau is None:
            assert np.isnan([found[0][0], found[1][0]]).all()
        else:
            assert found[0][0] == tau


@pytest.mark.parametrize("people", [0, 1])
def test_fewer_than_two_people_have_no_order(people):
    for found in (
        of_items(np.ones((people, 3), np.int8)),
        of_scores(np.ones((people, 3))),
    ):
        assert np.isnan(found[0]).all()
        assert np.isnan(found[1]).all()
