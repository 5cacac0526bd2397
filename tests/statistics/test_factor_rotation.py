import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.analyses.inputs import item_moments
from crm_analytics.statistics.factor_adequacy import parallel
from crm_analytics.statistics.factor_analysis import (
    exploratory,
    minres,
)
from crm_analytics.statistics.factor_rotation import quartimin, rotated, varimax
from crm_analytics.statistics.moments import Moments
from tests.reference import view
from tests.statistics.test_one_factor import items

SIMPLE = np.zeros((10, 3))


SIMPLE[:4, 0], SIMPLE[4:7, 1] = [0.9, 0.8, 0.7, 0.5], [0.8, 0.7, 0.6]


SIMPLE[7:, 2] = [0.7, 0.6, 0.5]


CROSSED = SIMPLE + np.random.default_rng(3).uniform(-0.15, 0.15, SIMPLE.shape)


def moments(loadings, correlations=None, n=300):
    correlations = np.eye(loadings.shape[1]) if correlations is None else correlations
    r = loadings @ correlations @ loadings.T
    np.fill_diagonal(r, 1)
    return Moments(items(len(r)), n, np.zeros(len(r)), r * (n - 1))


def of(name):
    return item_moments(view(name))(view(name).columns)


def same_but_for_order_and_sign(ours, theirs):
    alike = np.abs(ours.T @ theirs) / np.linalg.norm(theirs, axis=0)
    order = alike.argmax(axis=1)
    assert sorted(order) == list(range(ours.shape[1]))
    signs = np.sign((ours * theirs[:, order]).sum(axis=0))
    np.testing.assert_allclose(ours, theirs[:, order] * signs, atol=1e-5)


def test_varimax_of_crossed_loadings_reproduces_their_correlations():
    found = exploratory(moments(CROSSED), 3, "varimax")
    np.testing.assert_allclose(found.loadings @ found.loadings.T, CROSSED @ CROSSED.T, atol=1e-7)


@given(st.integers(0, 9_999))
def test_no_small_turn_makes_varimax_simpler(seed):
    def simplicity(loadings):
        rows = loadings / np.linalg.norm(loadings, axis=1, keepdims=True)
        return np.square(rows**2 - np.mean(rows**2, axis=0)).sum()

    random = np.random.default_rng(seed)
    left, _ = np.linalg.qr(np.eye(3) + 0.05 * random.normal(size=(3, 3)))
    best = varimax(CROSSED)
    assert simplicity(best) >= simplicity(best @ left) - 1e-12


@given(st.integers(0, 9_999))
def test_where_the_axes_point_at_first_changes_no_rotation(seed):
    random = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(random.normal(size=(3, 3)))
    for rotation in ("varimax", "oblimin"):
        before, angles = rotated(CROSSED, rotation)
        after, turned_angles = rotated(CROSSED @ turn, rotation)
        np.testing.assert_allclose(after, before, atol=1e-6)
        np.testing.assert_allclose(turned_angles, angles, atol=1e-6)


@pytest.mark.parametrize("name", ["bfi", "bergami_orgid", "influencer", "lq2002", "efc_cope"])
def test_rotations_are_as_simple_as_those_of_statsmodels(name):
    from statsmodels.multivariate.factor_rotation import rotate_factors

    loadings, _ = minres(of(name).correlation, parallel(of(name)).factors)
    length = np.linalg.norm(loadings, axis=1, keepdims=True)
    settings = {"tol": 1e-9, "max_tries": 2_000}
    theirs, _ = rotate_factors(loadings / length, "varimax", algorithm="gpa", **settings)
    same_but_for_order_and_sign(varimax(loadings), theirs * length)
    start = varimax(loadings)
    ours, angles = quartimin(start)
    theirs, turn = rotate_factors(start, "quartimin", "oblique", algorithm="gpa", **settings)
    np.testing.assert_allclose(ours, theirs, atol=1e-5)
    np.testing.assert_allclose(angles, turn.T @ turn, atol=1e-5)
