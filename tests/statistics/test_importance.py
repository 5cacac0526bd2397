from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.statistics.importance import MOST, importance, lmg, places, relative_weights
from crm_analytics.statistics.regression import estimated
from crm_analytics.statistics.resampling import Draws
from tests.statistics.model_cases import drawn, of


def r2(r, kept):
    kept = list(kept)
    across = r[kept, -1]
    return across @ np.linalg.solve(r[np.ix_(kept, kept)], across)


@pytest.mark.parametrize("k", [1, 2, 4, 5])
def test_lmg_is_the_mean_gain_over_all_orders(k):
    r = drawn(b=range(1, k + 1)).moments.correlation
    gains = np.zeros(k)
    orders = list(permutations(range(k)))
    for order in orders:
        for place, driver in enumerate(order):
            gains[driver] += r2(r, order[: place + 1]) - (r2(r, order[:place]) if place else 0)
    np.testing.assert_allclose(lmg(r), gains / len(orders), rtol=1e-9)


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(0, 1000))
def test_both_shares_add_up_to_r2(k, seed):
    r = drawn(b=np.linspace(-1, 2, k), seed=seed).moments.correlation
    assert lmg(r).sum() == pytest.approx(r2(r, range(k)), rel=1e-9)
    assert relative_weights(r).sum() == pytest.approx(r2(r, range(k)), rel=1e-9)


def test_orthogonal_drivers_have_their_squared_correlations():
    x = np.array([[a, b, c] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)] * 3, float)
    y = x @ [3.0, -2.0, 0.5] + np.random.default_rng(2).normal(size=24)
    r = of(x, y).moments.correlation
    np.testing.assert_allclose(lmg(r), r[:-1, -1] ** 2, rtol=1e-12)
    np.testing.assert_allclose(relative_weights(r), r[:-1, -1] ** 2, rtol=1e-12)


@settings(deadline=None)
@given(st.floats(-0.9, 0.9), st.floats(-0.6, 0.6), st.floats(-0.6, 0.6))
def test_two_drivers_share_in_closed_form(between, first, second):
    r = np.array([[1, between, first], [between, 1, second], [first, second, 1]])
    whole = (first**2 + second**2 - 2 * between * first * second) / (1 - between**2)
    truth = [(first**2 + whole - second**2) / 2, (second**2 + whole - first**2) / 2]
    np.testing.assert_allclose(lmg(r), truth, atol=1e-12)
    np.testing.assert_allclose(relative_weights(r), truth, atol=1e-10)  # equal for two


@settings(deadline=None)
@given(st.permutations(range(4)), st.floats(0.01, 100))
def test_the_order_and_the_unit_of_drivers_change_nothing(order, factor):
    cases = drawn(b=(1, 0.5, 0.2, -0.3))
    turned = of(factor * cases.rows[:, list(order)] + 7, cases.rows[:, -1])
    for share in (lmg, relative_weights):
        before = share(cases.moments.correlation)[list(order)]
        np.testing.assert_allclose(share(turned.moments.correlation), before, rtol=1e-8)


def test_a_copy_of_a_driver_gets_half_of_its_share():
    cases = drawn(b=(1, 0.5))
    copied = of(cases.rows[:, [0, 1, 0]], cases.rows[:, -1])
    first, _, copy = lmg(copied.moments.correlation)
    assert first == pytest.approx(copy, rel=1e-9)


def test_intervals_hold_the_shares_and_are_the_same_every_time():
    cases = drawn(n=300, b=(1, 0.5, 0.1))
    once, again = (importance(cases, Draws(400, seed=5)) for _ in range(2))
    assert once == again
    for share in once:
        for part in (share.lmg, share.relative_weight):
            assert part.low < part.value < part.high


def test_intervals_are_as_wide_as_the_shares_spread_between_surveys():
    widths = [s.lmg.high - s.lmg.low for s in importance(drawn(n=400), Draws(1_000))]
    surveys = [lmg(drawn(n=400, seed=seed).moments.correlation) for seed in range(300)]
    spread = np.subtract(*np.quantile(surveys, [0.975, 0.025], axis=0))
    np.testing.assert_allclose(widths, spread, rtol=0.25)


def test_no_interval_is_made_unless_it_is_asked_for():
    assert {(s.lmg.low, s.relative_weight.high) for s in importance(drawn())} == {(None, None)}


def test_too_many_drivers_have_relative_weights_only():
    found = importance(drawn(b=[0.1] * (MOST + 1)))
    assert [share.lmg for share in found] == [None] * (MOST + 1)
    assert all(share.relative_weight.value > 0 for share in found)


def test_weights_are_carried_into_shares_and_resamples():
    times = np.random.default_rng(3).integers(1, 5, 200)
    weighted, plain = drawn(weights=times), drawn()
    repeated = of(np.repeat(plain.rows[:, :-1], times, 0), np.repeat(plain.rows[:, -1], times))
    ours, theirs = importance(weighted, Draws(200)), importance(repeated)
    for a, b in zip(ours, theirs, strict=True):
        assert a.lmg.value == pytest.approx(b.lmg.value, rel=1e-9)
        assert a.lmg.low < a.lmg.value < a.lmg.high


ENDS = {"x0": (1, 5), "x1": (0, 6), "y": (0.5, 5.5)}


def test_performance_is_the_mean_between_the_ends_of_its_own_scale():
    cases = drawn(b=(1, 0.5))
    first, second = places(estimated(cases), cases.moments, ENDS)
    low, high = cases.moments.mean[:2]
    assert first.performance == pytest.approx((low - 1) / 4 * 100)
    assert second.performance == pytest.approx(high / 6 * 100)


def test_the_effect_is_the_coefficient_in_per_cent_of_both_scales():
    cases = drawn(b=(1, 0.5))
    model = estimated(cases)
    first, second = places(model, cases.moments, ENDS)
    assert first.total_effect == pytest.approx(model.drivers[0].b * 4 / 5)
    assert second.total_effect == pytest.approx(model.drivers[1].b * 6 / 5)
