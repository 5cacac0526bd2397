import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.correlation import clustered_order, disattenuated, of_items, of_scores
from crm_analytics.statistics.ranks import rank_moments
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.responses import FIRST_MISSING

answers = hnp.arrays(np.int8, st.tuples(st.integers(4, 15), st.just(3)), elements=st.integers(1, 5))
NAMES = ("a", "b", "c")


@given(answers)
def test_ranks_by_counting_equal_ranks_by_sorting(rows):
    ranks = stats.rankdata(rows, axis=0)
    apart = ranks - ranks.mean(axis=0)
    np.testing.assert_allclose(rank_moments(NAMES, rows).scatter, apart.T @ apart, atol=1e-9)
    wide = rows.astype(np.int32) * 1000
    np.testing.assert_allclose(rank_moments(NAMES, wide).scatter, apart.T @ apart, atol=1e-9)
    parts = rows / 7
    np.testing.assert_allclose(rank_moments(NAMES, parts).scatter, apart.T @ apart, atol=1e-9)


@given(answers)
def test_spearman_is_blind_to_any_growing_scale(rows):
    before = of_items("spearman", NAMES, rows).r
    after = of_items("spearman", NAMES, (rows.astype(np.int16) ** 2).astype(np.int8)).r
    np.testing.assert_allclose(before, after, atol=1e-12)


@given(answers, st.floats(0.5, 3), st.floats(-5, 5))
def test_pearson_is_blind_to_shift_and_scale(rows, factor, shift):
    before = of_items("pearson", NAMES, rows).r
    after = of_items("pearson", NAMES, rows * factor + shift).r
    np.testing.assert_allclose(before, after, atol=1e-9)


@given(answers)
def test_coefficients_and_p_equal_scipy(rows):
    for kind, reference in (("pearson", stats.pearsonr), ("spearman", stats.spearmanr)):
        pair = of_items(kind, NAMES, rows).pair("a", "b")
        if pair.r is None or abs(pair.r) > 1 - 1e-9:
            continue
        theirs = reference(rows[:, 0].astype(float), rows[:, 1].astype(float))
        assert (pair.r, pair.p) == pytest.approx((theirs[0], theirs[1]), rel=1e-7, abs=1e-12)


def test_the_interval_is_fishers():
    n, r = 30, 0.5
    x = np.random.default_rng(0).normal(size=(n, 2))
    x -= x.mean(axis=0)
    x = np.linalg.qr(x)[0]
    x = np.column_stack([x[:, 0], r * x[:, 0] + np.sqrt(1 - r**2) * x[:, 1]])
    pair = of_items("pearson", ("x", "y"), x).pair("x", "y")
    half = stats.norm.isf(0.025) / np.sqrt(n - 3)
    assert (pair.low, pair.high) == pytest.approx(
        tuple(np.tanh(np.arctanh(r) + sign * half) for sign in (-1, 1))
    )
    assert of_items("spearman", ("x", "y"), x).pair("x", "y").low is None


def test_equal_scores_tie_whatever_way_they_were_added_up():
    thirds = np.array([[0.1 + 0.2, 1.0], [0.3, 2.0], [0.7, 3.0], [0.1, 4.0]])
    assert thirds[0, 0] != thirds[1, 0]
    scores = Scores(("x", "y"), thirds, (10, 1))
    assert of_scores("spearman", scores).r[0, 1] == pytest.approx(
        stats.spearmanr([3, 3, 7, 1], [1, 2, 3, 4])[0]
    )
    assert of_scores("spearman", Scores(("x", "y"), thirds, (0, 0))).r[0, 1] == pytest.approx(
        stats.spearmanr([3, 3, 7, 1], [1, 2, 3, 4])[0]
    )


def test_a_constant_column_leaves_its_own_correlations_undefined_only():
    rows = np.array([[3, 1, 2], [3, 2, 1], [3, 3, 5], [3, 4, 4]], np.int8)
    found = of_items("pearson", NAMES, rows)
    assert found.constant == ("a",)
    assert found.pair("a", "b").r is None
    assert found.pair("a", "b").p is None
    assert found.pair("b", "c").p_holm == pytest.approx(found.pair("b", "c").p)


def test_perfect_agreement_has_no_chance_left():
    rows = np.array([[1, 1], [2, 2], [3, 3], [5, 5]], np.int8)
    pair = of_items("pearson", ("x", "y"), rows).pair("x", "y")
    assert (pair.r, pair.p, pair.low, pair.high) == (1.0, 0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("names", "rows", "said"),
    [
        (("x",), [[1], [2]], "A correlation needs two scores; the questionnaire has fewer."),
        (
            ("x", "y"),
            [[1, 2], [2, 2], [3, FIRST_MISSING]],
            "Fewer than 3 people have every score, so none is correlated.",
        ),
    ],
)
def test_what_cannot_be_computed_says_why(names, rows, said):
    with pytest.raises(NotEnoughData) as caught:
        of_items("pearson", names, np.array(rows, np.int8))
    assert str(caught.value) == said


def test_a_score_without_error_goes_with_another_more():
    # Spearman (1904): r / √(α·α)
    assert disattenuated(0.42, 0.7, 0.7) == pytest.approx(0.6)
    assert disattenuated(-0.8, 0.64, 0.49) == pytest.approx(-0.8 / 0.56)
    assert disattenuated(0.5, 0.0, 0.9) is None
    assert disattenuated(0.5, 0.9, -0.2) is None


def blocks(sizes, order, inside=0.8, between=0.1):
    """Correlations of columns in blocks, shuffled into an order."""
    block = np.repeat(np.arange(len(sizes)), sizes)[order]
    r = np.where(block[:, None] == block, inside, between)
    np.fill_diagonal(r, 1)
    return r, block


@given(st.permutations(range(9)))
def test_columns_of_a_block_stand_side_by_side(order):
    r, block = blocks((2, 3, 4), np.array(order))
    found = block[clustered_order(r)]
    assert sorted(clustered_order(r)) == list(range(9))
    assert (np.diff(found) != 0).sum() == 2


def test_neighbours_are_closest():
    # on a line each column goes best with the next: the line is found again
    places = np.array([3, 0, 4, 1, 2])
    r = 1 - np.abs(places[:, None] - places) / 5
    found = places[clustered_order(r)]
    assert (np.abs(np.diff(found)) == 1).all()


@pytest.mark.parametrize("constant", [0, 1, 3])
def test_an_undefined_column_comes_last(constant):
    r, _ = blocks((2, 2), np.arange(4))
    r[constant], r[:, constant] = np.nan, np.nan
    found = clustered_order(r)
    assert found[-1] == constant
    assert sorted(found) == [0, 1, 2, 3]


@pytest.mark.parametrize("k", [0, 1, 2])
def test_two_columns_stay_as_they_were_asked(k):
    assert clustered_order(np.eye(k)) == list(range(k))


def test_nothing_defined_leaves_the_order():
    assert clustered_order(np.full((3, 3), np.nan)) == [0, 1, 2]
