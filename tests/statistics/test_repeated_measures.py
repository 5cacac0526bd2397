from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.repeated_measures import friedman, group_by_wave, repeated
from tests.statistics.new_methods import SCORES, WAVES, R

GROUPS = SCORES["group"].to_list()


def scores(waves):
    return SCORES[WAVES[waves]].to_numpy()


def drawn(seed, people=12, waves=4):
    return np.random.default_rng(seed).normal(size=(people, waves)) + np.arange(waves) / 5


@pytest.mark.parametrize("waves", WAVES)
def test_it_is_that_of_afex_and_of_r(waves):
    found = {
        "repeated": repeated(scores(waves)),
        "group": group_by_wave(scores(waves), GROUPS),
        "friedman": friedman(scores(waves)),
    }
    for name, theirs in R[waves].items():
        ours = asdict(found[name])
        for key, value in theirs.items():
            assert ours[key] == pytest.approx(value, rel=1e-8), (name, key)


def test_f_follows_from_sums_of_squares():
    x = drawn(3)
    n, k = x.shape
    between = n * np.square(x.mean(axis=0) - x.mean()).sum()
    rest = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0) + x.mean()
    f = between / (k - 1) / (np.square(rest).sum() / ((n - 1) * (k - 1)))
    found = repeated(x)
    assert (found.f, found.df1, found.df2) == (
        pytest.approx(f, rel=1e-10),
        k - 1,
        (n - 1) * (k - 1),
    )
    assert 1 / (k - 1) - 1e-12 <= found.epsilon <= 1


@given(st.integers(0, 999))
def test_people_may_stand_in_any_order_and_scales_have_any_unit(seed):
    x = drawn(seed)
    order = np.random.default_rng(seed).permutation(len(x))
    for test in (repeated, friedman):
        found, other = test(x), test(x[order] * 3 + 7)
        assert (other.f, other.p) == (
            pytest.approx(found.f, rel=1e-8),
            pytest.approx(found.p, rel=1e-7),
        )


@given(st.integers(0, 999))
def test_what_a_person_always_adds_changes_no_f(seed):
    x = drawn(seed)
    moved = x + np.random.default_rng(seed).normal(0, 5, (len(x), 1))
    assert repeated(moved).f == pytest.approx(repeated(x).f, rel=1e-7)


def test_scores_that_differ_by_rounding_are_tied():
    x = np.array([[1.0, 2, 3], [2, 2, 3], [3, 1, 2], [1, 1, 3]])
    assert friedman(x + np.random.default_rng(0).normal(0, 1e-13, x.shape)).f == friedman(x).f


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: repeated(drawn(1, 9, 2)), "Repeated measures need three measurements or more."),
        (lambda: friedman(drawn(1, 2)), "Fewer than three people have the score every time."),
        (lambda: repeated(np.arange(9.0)[:, None] + np.arange(3)),
         "Everyone moved alike, so chance cannot be judged."),
        (lambda: repeated(np.full((9, 3), 2.0)), "Everyone moved alike, so chance cannot be judged."),
        (lambda: group_by_wave(drawn(1, 5), list("aaaab")),
         "Groups are compared over waves from two people in each of two groups."),
        (lambda: group_by_wave(np.repeat([[1.0, 2, 3], [1, 3, 2]], 4, axis=0), list("aaaabbbb")),
         "Everyone moved alike, so chance cannot be judged."),
    ],
)  # fmt: skip
def test_what_cannot_be_tested_is_said(wrong, said):
    with pytest.raises(NotEnoughData) as caught:
        wrong()
    assert str(caught.value) == said
