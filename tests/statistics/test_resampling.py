import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import resampling
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.resampling import Draws, percentile_interval, replicates

answers = hnp.arrays(np.int8, st.tuples(st.integers(2, 9), st.just(3)), elements=st.integers(1, 5))
FEW = Draws(60, seed=3)


def mean(of):
    return of.mean


def likert(n, k, seed=1):
    random = np.random.default_rng(seed)
    level = random.normal(0, 1, (n, 1))
    return np.clip(np.rint(3 + level + random.normal(0, 1, (n, k))), 1, 5).astype(np.int8)


def test_the_spread_of_a_resampled_mean_is_its_standard_error():
    rows = likert(400, 3)
    found = replicates(rows, mean, Draws(4_000))
    assert found.shape == (4_000, 3)
    np.testing.assert_allclose(found.mean(axis=0), rows.mean(axis=0), atol=0.005)
    np.testing.assert_allclose(found.std(axis=0), rows.std(axis=0) / 20, rtol=0.04)


def test_groups_of_many_people_spread_as_people_do():
    rows = likert(50_000, 2)
    found = replicates(rows, mean, Draws(4_000))
    np.testing.assert_allclose(found.std(axis=0), rows.std(axis=0) / 50_000**0.5, rtol=0.06)


def test_people_in_the_order_of_their_answers_spread_no_less():
    rows = np.sort(likert(50_000, 1), axis=0)
    found = replicates(rows, mean, Draws(4_000))
    assert found.std() == pytest.approx(rows.std() / 50_000**0.5, rel=0.06)


@given(answers)
def test_every_resample_has_the_moments_of_the_people_it_drew(rows):
    def seen(of):
        return np.column_stack([of.n, of.mean, of.covariance.reshape(-1, 9), of.sd])

    found = replicates(rows, seen, FEW)
    random, people = np.random.default_rng(FEW.seed), len(rows)
    drawn = [random.integers(0, people, (2, people)) for _ in range(FEW.count // 2)]
    for ours, who in zip(found, np.concatenate(drawn), strict=True):
        theirs = Moments.of(("a", "b", "c"), rows[who])
        truth = [people, *theirs.mean, *theirs.covariance.ravel(), *theirs.sd]
        np.testing.assert_allclose(ours, truth, atol=1e-7)
        np.testing.assert_array_equal(ours[-3:] == 0, theirs.constant)


@given(answers, st.integers(1, 4))
def test_weights_that_are_all_alike_change_nothing(rows, weight):
    alike = np.full(len(rows), float(weight))
    plain, weighted = replicates(rows, mean, FEW), replicates(rows, mean, FEW, weights=alike)
    np.testing.assert_allclose(plain, weighted, rtol=1e-12)


def test_weights_pull_the_mean_and_cost_people():
    rows = np.array([[1], [1], [5], [5]] * 50, np.int8)
    weights = np.array([1.0, 1.0, 3.0, 3.0] * 50)
    found = replicates(rows, lambda of: np.column_stack([of.n, of.mean]), weights=weights)
    assert found[:, 1].mean() == pytest.approx(4, abs=0.02)
    assert found[:, 0].mean() == pytest.approx(800**2 / (100 * 2 + 900 * 2) / 2, rel=0.25)


def test_the_same_seed_gives_the_same_resamples_and_another_seed_others():
    rows = likert(50, 4)
    once, again = replicates(rows, mean, FEW), replicates(rows, mean, FEW)
    np.testing.assert_array_equal(once, again)
    assert (once != replicates(rows, mean, Draws(60, seed=4))).any()


def test_a_waiting_person_hears_of_it_until_it_is_done():
    heard = []
    replicates(likert(300, 9), mean, Draws(2_000), heard.append)
    assert len(heard) == resampling.BATCHES
    assert heard == sorted(heard)
    assert heard[-1] == 1


def test_a_waiting_person_can_stop_it():
    class EnoughError(Exception):
        pass

    def stop(share):
        if share > 0.5:
            raise EnoughError

    seen = []
    with pytest.raises(EnoughError):
        replicates(likert(30, 2), lambda of: seen.append(len(of.n)) or of.mean, FEW, stop)
    assert sum(seen) == 32


def test_the_interval_leaves_out_its_share_at_both_ends():
    values = np.arange(1_001.0)[:, None] * [1, -1]
    low, high = percentile_interval(values, 0.9)
    np.testing.assert_allclose(low, [50, -950])
    np.testing.assert_allclose(high, [950, -50])


def test_resamples_without_a_number_are_left_out_unless_they_are_most():
    some, most = np.arange(100.0), np.arange(100.0)
    some[:40], most[:60] = np.nan, np.nan
    low, high = percentile_interval(np.column_stack([some, most]), 0.5)
    assert (low[0], high[0]) == pytest.approx((54.75, 84.25))
    assert np.isnan([low[1], high[1]]).all()


def test_one_person_cannot_be_drawn_anew():
    with pytest.raises(NotEnoughData) as caught:
        replicates(np.array([[3, 4]], np.int8), mean)
    assert str(caught.value) == "Fewer than 2 people can be drawn anew, so there is no interval."


def test_half_of_the_resamples_are_enough_for_an_interval_and_fewer_are_not():
    values = np.array([[1.0, 1.0], [2.0, np.nan], [np.nan, np.nan], [np.nan, np.nan]])
    low, high = percentile_interval(values, 0.95)
    assert (low[0], high[0]) == pytest.approx((1.025, 1.975))
    assert np.isnan([low[1], high[1]]).all()
