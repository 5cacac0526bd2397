import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.analyses.inputs import item_moments
from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.factor_adequacy import parallel
from crm_analytics.statistics.factor_analysis import (
    LOWEST,
    exploratory,
    minres,
    most_factors,
    places,
    quartimin,
    rotated,
    varimax,
)
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.one_factor import one_factor
from tests.reference import NAMES, view
from tests.statistics.test_one_factor import items, made, measured

SIMPLE = np.zeros((10, 3))


SIMPLE[:4, 0], SIMPLE[4:7, 1] = [0.9, 0.8, 0.7, 0.5], [0.8, 0.7, 0.6]


SIMPLE[7:, 2] = [0.7, 0.6, 0.5]


CROSSED = SIMPLE + np.random.default_rng(3).uniform(-0.15, 0.15, SIMPLE.shape)


ANGLES = np.array([[1, 0.4, 0.2], [0.4, 1, -0.3], [0.2, -0.3, 1]])


def moments(loadings, correlations=None, n=300):
    correlations = np.eye(loadings.shape[1]) if correlations is None else correlations
    r = loadings @ correlations @ loadings.T
    np.fill_diagonal(r, 1)
    return Moments(items(len(r)), n, np.zeros(len(r)), r * (n - 1))


def of(name):
    return item_moments(view(name))(view(name).columns)


@pytest.mark.parametrize("rotation", ["varimax", "oblimin"])
def test_a_simple_structure_at_right_angles_is_given_back(rotation):
    found = exploratory(moments(SIMPLE), 3, rotation)
    np.testing.assert_allclose(found.loadings, SIMPLE, atol=1e-6)
    np.testing.assert_allclose(found.correlations, np.eye(3), atol=1e-6)
    np.testing.assert_allclose(found.communalities, np.square(SIMPLE).sum(axis=1), atol=1e-7)
    np.testing.assert_allclose(found.explained, np.square(SIMPLE).sum(axis=0) / 10, atol=1e-6)
    assert found.rms < 1e-8
    assert found.improper == ()


def test_oblimin_gives_a_simple_structure_of_correlated_factors_back():
    found = exploratory(moments(SIMPLE, ANGLES), 3, "oblimin")
    np.testing.assert_allclose(found.loadings, SIMPLE, atol=1e-6)
    np.testing.assert_allclose(found.correlations, ANGLES, atol=1e-6)


def test_one_factor_by_minres_is_the_factor_that_made_the_items():
    lam = np.array([0.9, 0.8, 0.6, 0.5, 0.3])
    found = exploratory(made(lam), 1)
    np.testing.assert_allclose(found.loadings[:, 0], lam, atol=1e-8)
    np.testing.assert_allclose(found.loadings[:, 0], one_factor("any", made(lam)).loadings, 1e-7)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("hotel", "asrm_mis")])
def test_minres_leaves_no_more_than_the_other_methods_leave(name):
    from statsmodels.multivariate.factor import Factor

    r = of(name).correlation
    factors = 2
    ours, uniqueness = minres(r, factors)

    def left(loadings):
        return np.square((r - loadings @ loadings.T)[np.triu_indices(len(r), 1)]).sum()

    for method in ("ml", "pa"):
        theirs = Factor(corr=r, n_factor=factors, method=method, smc=True).fit(maxiter=500)
        assert left(ours) <= left(theirs.loadings) * (1 + 1e-9)
    slope = np.diag(r - ours @ ours.T) - uniqueness
    np.testing.assert_allclose(slope[uniqueness > LOWEST * 1.01], 0, atol=1e-8)


@given(st.permutations(range(10)))
def test_the_order_of_items_changes_nothing(order):
    whole = moments(CROSSED)
    turned = whole.select([f"q{i}" for i in order])
    before, after = exploratory(whole, 3), exploratory(turned, 3)
    np.testing.assert_allclose(after.loadings, before.loadings[order], atol=1e-6)
    np.testing.assert_allclose(parallel(turned).observed, parallel(whole).observed, atol=1e-12)


def test_an_item_that_the_factors_explain_wholly_is_named():
    assert exploratory(made([1.05, 0.5, 0.4, 0.3]), 1).improper == ("q0",)


def test_an_item_away_from_its_dimension_is_known():
    found = exploratory(moments(SIMPLE), 3)
    members = {"A": ("q0", "q1", "q2", "q4"), "B": ("q5", "q6", "q3"), "C": ("q7", "q8", "q9")}
    away = {p.item: (p.dimension, p.factor, p.home) for p in places(found, members) if p.elsewhere}
    assert away == {"q4": ("A", 1, 0), "q3": ("B", 0, 1)}


def test_the_only_item_of_a_dimension_has_no_home():
    found = exploratory(moments(SIMPLE), 3)
    (lone,) = places(found, {"D": ("q4", "gone")})
    assert (lone.home, lone.elsewhere) == (None, False)
    assert lone.loading == pytest.approx(0.8)


@pytest.mark.parametrize(("k", "most"), [(3, 1), (4, 1), (5, 2), (6, 3), (9, 5)])
def test_items_can_tell_few_factors_apart(k, most):
    assert most_factors(k) == most


@pytest.mark.parametrize(
    ("factors", "said"),
    [
        (0, "No factor stands out, so there are no loadings to show."),
        (3, "5 items can tell at most 2 factors apart, not 3."),
    ],
)
def test_too_few_and_too_many_factors_are_refused(factors, said):
    with pytest.raises(NotEnoughData) as caught:
        exploratory(Moments.of(items(5), measured()), factors)
    assert str(caught.value) == said


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
