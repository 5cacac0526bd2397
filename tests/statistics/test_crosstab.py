from math import comb

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.crosstab import association, fisher
from crm_analytics.statistics.moments import influence_covariance

TABLES = arrays(
    np.int64, st.tuples(st.integers(2, 4), st.integers(2, 4)), elements=st.integers(1, 9)
)
SMALL = arrays(np.int64, (2, 2), elements=st.integers(0, 8))


def test_the_lady_tasting_tea():
    assert fisher(np.array([[3, 1], [1, 3]])) == pytest.approx(34 / 70)


@given(SMALL)
def test_fisher_adds_all_tables_no_more_likely(people):
    first, left = people.sum(axis=1), people.sum(axis=0)
    assume(people.sum() > 0)

    def ways(a):
        return comb(left[0], a) * comb(left[1], first[0] - a) if 0 <= a <= left[0] else 0

    likely = [ways(a) for a in range(first[0] + 1) if first[0] - a <= left[1]]
    here = ways(people[0, 0])
    exact = sum(one for one in likely if one <= here) / sum(likely)
    assert fisher(people) == pytest.approx(exact, rel=1e-12)


def test_fisher_of_a_million_people_is_quick_and_between_zero_and_one():
    assert 0 < fisher(np.array([[250_400, 249_600], [249_300, 250_700]])) < 0.05


@given(TABLES)
def test_turning_the_table_changes_nothing(people):
    one, other = association(people), association(people.T[::-1])
    for key in ("statistic", "df1", "p", "v", "v_unbiased", "smallest_expected"):
        assert getattr(one, key) == pytest.approx(getattr(other, key), rel=1e-9, abs=1e-12)


def test_perfect_agreement_has_a_v_of_one():
    found = association(np.diag([10, 20, 30]))
    assert (found.v, found.statistic, found.df1) == pytest.approx((1, 120, 4))


def test_independence_has_a_v_of_zero():
    found = association(np.outer([1, 2, 3], [4, 5]))
    assert found.statistic == pytest.approx(0, abs=1e-12)
    assert found.v_unbiased == 0


def test_a_category_that_nobody_is_in_is_no_category():
    with_empty = association(np.array([[5, 0, 7], [0, 0, 0], [8, 0, 2]]))
    assert with_empty == association(np.array([[5, 7], [8, 2]]))


def test_one_category_is_refused():
    with pytest.raises(NotEnoughData) as caught:
        association(np.array([[4, 5], [0, 0]]))
    assert str(caught.value) == "Everyone is in the same category, so nothing can go with it."


@given(TABLES, st.floats(0.2, 5))
def test_equal_weights_give_the_f_of_the_same_chi_square(people, weight):
    plain = association(people)
    found = association(people, people * weight, people * weight**2)
    n = people.sum()
    assert found.statistic == pytest.approx(
        plain.statistic / plain.df1 * (n - 1) / n, rel=1e-6, abs=1e-9
    )
    assert (found.df1, found.df2) == pytest.approx((plain.df1, plain.df1 * (n - 1)), rel=1e-6)
    assert (found.v, found.smallest_expected) == pytest.approx((plain.v, plain.smallest_expected))


def test_a_weighted_two_by_two_is_the_wald_test_of_the_interaction():
    rng = np.random.default_rng(5)
    rows, columns = rng.integers(0, 2, 200), rng.integers(0, 2, 200)
    weights = rng.uniform(0.5, 4, 200)
    cells = rows * 2 + columns
    people, weight, squares = (
        np.bincount(cells, by, 4).reshape(2, 2) for by in (None, weights, weights**2)
    )
    found = association(people, weight, squares)
    p = weight.ravel() / weight.sum()
    contrast = np.array([1, -1, -1, 1]) / p  # the log odds ratio moves with these
    influence = (cells[:, None] == np.arange(4)) - p
    design = (
        contrast
        @ influence_covariance(influence, weights)
        @ contrast
        / (contrast @ (contrast * p) / 200)
    )
    unweighted = 200 * association(people, weight, squares).phi ** 2
    assert found.statistic == pytest.approx(unweighted / design)
    assert found.df2 == pytest.approx(199)


def test_weights_scaled_by_a_constant_change_nothing():
    people = np.array([[12, 9, 4], [5, 8, 14]])
    weight = people * np.array([[1.2, 0.7, 2.0], [0.4, 1.1, 1.6]])
    squares = weight**2 / people
    one = association(people, weight, squares)
    other = association(people, weight * 7, squares * 49)
    assert (one.statistic, one.p, one.df1) == pytest.approx((other.statistic, other.p, other.df1))


def test_as_many_people_as_categories_leave_nothing_beyond_chance():
    assert association(np.array([[1, 0], [0, 1]])).v_unbiased == 0
