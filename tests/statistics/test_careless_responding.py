from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import careless_responding as careless

answers = arrays(
    float, st.tuples(st.integers(2, 12), st.integers(1, 9)),
    elements=st.sampled_from([1.0, 2, 3, 4, 5, np.nan]),
)  # fmt: skip


def people(seed=0, n=300, k=12):
    rng = np.random.default_rng(seed)
    hard = np.linspace(-1, 1, k)
    return np.clip(np.round(3 + hard + rng.normal(size=(n, 1)) + rng.normal(size=(n, k))), 1, 5)


@given(answers)
def test_the_longest_run_is_that_of_a_walk_through_the_row(values):
    for row, longest in zip(values, careless.longest_run(values), strict=True):
        runs = [len([*run]) for value, run in groupby(row) if value == value]
        assert longest == max(runs, default=0)


@given(answers)
def test_variability_is_the_standard_deviation_of_what_was_answered(values):
    for row, spread in zip(values, careless.variability(values), strict=True):
        given_ = row[~np.isnan(row)]
        assert (
            spread == pytest.approx(given_.std(ddof=1), abs=1e-12)
            if len(given_) > 1
            else np.isnan(spread)
        )


def test_distances_of_normal_answers_have_even_p_values():
    p = careless.mahalanobis_p(np.random.default_rng(5).normal(size=(20_000, 6)))
    assert np.quantile(p, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.02)


@given(st.integers(0, 99))
def test_distances_do_not_depend_on_units_and_add_up(seed):
    """The squared distances of n people add up to (n − 1) k."""
    from scipy.special import chdtri

    values = people(seed, k=5)
    p = careless.mahalanobis_p(values)
    assert careless.mahalanobis_p(7 - 2 * values) == pytest.approx(p)
    assert chdtri(5, p).sum() == pytest.approx((len(values) - 1) * 5)


def test_the_distance_of_somebody_with_a_gap_is_unknown():
    values = people()
    values[7, 3] = np.nan
    assert np.flatnonzero(np.isnan(careless.mahalanobis_p(values))).tolist() == [7]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (people(n=13), "Too few people answered everything to say who is far from the others."),
        (people()[:, [0, 1, 0]], "Items follow from others exactly, so nobody is far from the others."),
        (np.full((50, 3), 4.0), "Items follow from others exactly, so nobody is far from the others."),
    ],
)  # fmt: skip
def test_distances_that_mean_nothing_are_refused(values, said):
    with pytest.raises(NotEnoughData) as caught:
        careless.mahalanobis_p(values)
    assert str(caught.value) == said


def test_a_person_is_compared_with_the_means_of_the_others():
    values = people()
    values[4, 2] = np.nan
    found = careless.person_total(values)
    for row in (0, 4, 299):
        others = np.nanmean(np.delete(values, row, axis=0), axis=0)
        there = ~np.isnan(values[row])
        assert found[row] == pytest.approx(np.corrcoef(values[row, there], others[there])[0, 1])
    turned = values.copy()
    turned[0] = 6 - values[0]
    assert careless.person_total(turned)[0] == pytest.approx(-found[0])


def test_halves_of_scales_are_stepped_up_as_spearman_brown_says():
    values = people(k=12)
    scales = [np.arange(start, start + 3) for start in (0, 3, 6, 9)]
    first = np.array([[row[s[[0, 2]]].mean() for s in scales] for row in values])
    second = np.array([[row[s[1]] for s in scales] for row in values])
    found = careless.even_odd(values, [*scales, np.array([0])])
    for row in range(40):
        if first[row].std() > 0 and second[row].std() > 0:
            r = np.corrcoef(first[row], second[row])[0, 1]
            assert found[row] == pytest.approx(max(-1, 2 * r / (1 + r)) if r > -1 else -1)
        else:
            assert np.isnan(found[row])


def test_halves_need_three_scales():
    with pytest.raises(NotEnoughData) as caught:
        careless.even_odd(people(), [np.arange(6), np.arange(6, 12), np.array([0])])
    assert str(caught.value) == (
        "There are fewer than 3 scales of two items or more, so even and odd items cannot be compared."
    )


def test_copies_are_found_and_straight_lines_are_none():
    values = np.array(
        [[1, 2, 3], [1, 2, 3], [1, 2, 4], [5, 5, 5], [5, 5, 5], [1, np.nan, 3], [1, np.nan, 3]]
    )
    assert careless.copies(values).tolist() == [True, True, False, False, False, True, True]


def test_the_closest_match_is_that_of_a_comparison_of_all_pairs(monkeypatch):
    monkeypatch.setattr(careless, "BLOCK", 7)
    values = people(n=50, k=9)
    values[3, 4] = np.nan
    same = (values[:, None] == values[None]).mean(axis=2)
    np.fill_diagonal(same, 0)
    assert careless.closest_match(values) == pytest.approx(same.max(axis=1), abs=1e-6)
