from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from hypothesis.extra.numpy import arrays

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.moments import Moments, influence_covariance, standard_error
from crm_analytics.survey.responses import FIRST_MISSING

answers = hnp.arrays(np.int8, st.tuples(st.integers(2, 12), st.just(3)), elements=st.integers(1, 7))


NAMES = ("q1", "q2", "q3")


def exact(rows):
    """Mean and scatter in exact rationals."""
    n, k = rows.shape
    mean = [Fraction(int(rows[:, j].sum()), n) for j in range(k)]
    scatter = [
        [sum((int(r[i]) - mean[i]) * (int(r[j]) - mean[j]) for r in rows) for j in range(k)]
        for i in range(k)
    ]
    return np.array(mean, float), np.array(scatter, float)


@given(answers)
def test_whole_answers_agree_with_exact_rationals_to_the_last_digit(rows):
    ours = Moments.of(NAMES, rows)
    mean, scatter = exact(rows)
    np.testing.assert_allclose(ours.mean, mean, rtol=1e-15)
    np.testing.assert_allclose(ours.scatter, scatter, rtol=1e-15, atol=0)


def test_many_people_with_large_answers_stay_exact():
    rows = np.random.default_rng(1).integers(90, 127, (40_000, 3)).astype(np.int8)
    wide = rows.astype(np.int64)
    n = len(rows)
    expected = (n * wide.T @ wide - np.outer(wide.sum(0), wide.sum(0))) / n
    np.testing.assert_array_equal(Moments.of(NAMES, rows).scatter, expected)


@given(answers)
def test_numbers_with_fractions_take_the_other_way_to_the_same_place(rows):
    whole, other = Moments.of(NAMES, rows), Moments.of(NAMES, rows.astype(float))
    np.testing.assert_allclose(whole.mean, other.mean, rtol=1e-14)
    np.testing.assert_allclose(whole.scatter, other.scatter, atol=1e-12)


@given(answers, answers)
def test_two_groups_added_equal_everyone_at_once(a, b):
    added, together = (
        Moments.of(NAMES, a) + Moments.of(NAMES, b),
        Moments.of(NAMES, np.vstack([a, b])),
    )
    assert added.n == together.n
    np.testing.assert_allclose(added.mean, together.mean, rtol=1e-14)
    np.testing.assert_allclose(added.scatter, together.scatter, atol=1e-10)


@given(answers, st.permutations(range(3)), st.integers(0, 99))
def test_the_order_of_people_and_items_changes_nothing(rows, order, seed):
    shuffled = np.random.default_rng(seed).permutation(rows)
    once, again = Moments.of(NAMES, rows), Moments.of(NAMES, shuffled)
    np.testing.assert_array_equal(once.scatter, again.scatter)
    turned = Moments.of([NAMES[i] for i in order], rows[:, order])
    np.testing.assert_array_equal(turned.select(NAMES).scatter, once.scatter)


def test_people_with_a_gap_are_counted_nowhere():
    rows = np.array(
        [[1, 2, 3], [FIRST_MISSING, 5, 5], [3, 2, 1], [5, 5, FIRST_MISSING + 1]], np.int8
    )
    ours = Moments.of(NAMES, rows)
    assert ours.n == 2
    assert ours.mean.tolist() == [2, 2, 2]
    gaps = np.where(rows < 0, np.nan, rows)
    np.testing.assert_array_equal(Moments.of(NAMES, gaps).scatter, ours.scatter)


def test_too_few_people_are_refused_in_words():
    rows = np.array([[1, 2, 3], [FIRST_MISSING, 1, 1]], np.int8)
    with pytest.raises(NotEnoughData) as caught:
        Moments.of(NAMES, rows)
    assert str(caught.value) == "Fewer than 2 people answered all of q1, q2, q3."


def test_a_constant_column_is_known_for_whole_numbers_and_fractions():
    whole = Moments.of(NAMES, np.array([[3, 1, 2], [3, 2, 2], [3, 3, 2]], np.int8))
    assert whole.constant.tolist() == [True, False, True]
    tenths = np.array([[0.1 * 3, 1.0, 2.0], [0.3, 2.0, 2.0], [0.30000000000000004, 3.0, 2.0]])
    assert Moments.of(NAMES, tenths).constant.tolist() == [True, False, True]
    assert np.isnan(whole.correlation[0, 0])
    assert np.isnan(whole.correlation[0, 1])


def test_a_column_that_differs_by_rounding_only_is_constant_on_either_side_of_zero():
    for value in (1e8, -1e8):
        rows = np.full((6, 2), value)
        rows[::2, 0] = np.nextafter(value, 0)
        rows[::2, 1] += 1
        assert Moments.of(("same", "other"), rows).constant.tolist() == [True, False]


X = arrays(float, 12, elements=st.floats(-5, 5))


@given(X, st.floats(0.1, 9))
def test_of_a_mean_of_equal_weights_it_is_s_over_the_root_of_n(x, weight):
    found = standard_error(x - x.mean(), np.full(12, weight))
    assert found == pytest.approx(x.std(ddof=1) / np.sqrt(12), abs=1e-12)


@given(X, X)
def test_on_the_diagonal_stand_the_squares_of_the_standard_errors(x, y):
    w = np.linspace(0.5, 3, 12)
    influence = np.column_stack([each - np.average(each, weights=w) for each in (x, y)])
    found = influence_covariance(influence, w)
    assert found[0, 1] == found[1, 0]
    for place in range(2):
        expected = standard_error(influence[:, place], w)
        assert np.sqrt(found[place, place]) == pytest.approx(expected, abs=1e-12)


def test_a_ratio_has_the_error_that_linearisation_gives_it():
    """By hand: mean 3, weights 1 and 3 of two people at 0 and 4; influence −3 and 1."""
    found = standard_error(np.array([-3.0, 1.0]), np.array([1.0, 3.0]))
    assert found == pytest.approx(np.sqrt(2 / 1 * (3**2 + 3**2)) / 4)
