from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.missing_data import MOST_PATTERNS, little_test

AIR = Path(__file__).parents[1] / "data" / "missing_data" / "airquality.csv"


def incomplete(seed, people=60, items=4, share=0.15):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(people, 1))
    answers = np.clip(np.round(3 + common + rng.normal(size=(people, items))), 1, 5)
    answers[rng.random(answers.shape) < share] = np.nan
    return answers


def test_the_air_quality_of_new_york_is_as_naniar_1_1_0_says():
    """naniar::mcar_test(airquality), R's own data set: 35.1 on 14 df, p = .00142, 4 patterns."""
    test = little_test(np.genfromtxt(AIR, delimiter=",", skip_header=1))
    assert f"{test.statistic:.1f} {test.df} {test.p:.5f} {test.patterns}" == "35.1 14 0.00142 4"


def test_one_incomplete_item_of_two_compares_two_means():
    """The likeliest mean of the complete item is everyone's, so d² is of its two groups alone."""
    rng = np.random.default_rng(3)
    answers = rng.normal(size=(40, 2))
    answers[:15, 1] = np.nan
    x, gone = answers[:, 0], np.arange(40) < 15
    test = little_test(answers)
    # of the complete pairs only the first item's mean differs, at its regression on itself
    expected = sum(n.sum() * (x[n].mean() - x.mean()) ** 2 / x.var() for n in (gone, ~gone))
    assert (test.df, test.patterns) == (1, 2)
    assert test.statistic == pytest.approx(expected, rel=1e-6)


@given(st.integers(0, 500))
def test_the_order_of_people_and_items_and_the_unit_change_nothing(seed):
    answers = incomplete(seed)
    rng = np.random.default_rng(seed)
    other = answers[rng.permutation(len(answers))][:, rng.permutation(answers.shape[1])]
    one, two = little_test(answers), little_test(10 - 3 * other)
    assert (one.df, one.patterns) == (two.df, two.patterns)
    assert two.statistic == pytest.approx(one.statistic, rel=1e-5)


def test_answers_that_are_missing_by_chance_are_rejected_as_often_as_said():
    p = [little_test(incomplete(seed, people=300)).p for seed in range(200)]
    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.09


def test_answers_that_are_missing_where_others_are_low_are_found():
    answers = incomplete(1, people=300, share=0)
    answers[answers[:, 0] <= 2, 1] = np.nan
    assert little_test(answers).p < 1e-10


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda a: a[~np.isnan(a).any(axis=1)], "The same answers are there for everyone, so nothing can be tested."),
        (lambda a: np.column_stack([a, np.full(len(a), 3.0)]), "Everyone gave the same answer to an item, so nothing can be tested."),
        (lambda a: np.column_stack([a, np.full(len(a), np.nan)]), "Nobody answered one of the items, so nothing can be tested."),
        (lambda a: np.column_stack([a, a[:, 0]]), "Some items follow from others exactly, so nothing can be tested."),
        (lambda a: a[:0], "The same answers are there for everyone, so nothing can be tested."),
    ],
)  # fmt: skip
def test_what_cannot_be_tested_says_why(change, said):
    with pytest.raises(NotEnoughData) as caught:
        little_test(change(incomplete(0)))
    assert str(caught.value) == said


def test_too_many_patterns_are_refused():
    with pytest.raises(NotEnoughData) as caught:
        little_test(incomplete(0, people=1000, items=40, share=0.5))
    assert str(caught.value).endswith("different ways, too many for Little's test.")
    assert MOST_PATTERNS == 400
