import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.one_factor import fit, of_correlations, one_factor, one_factors
from tests.reference import NAMES
from tests.verification.one_factor import CHI2, of_scales

parts = st.lists(st.floats(0.2, 0.95), min_size=3, max_size=8)


def items(k):
    return tuple(f"q{i}" for i in range(k))


def made(loadings, n=200):
    """Moments of items that one factor made exactly."""
    lam = np.array(loadings)
    r = np.outer(lam, lam)
    np.fill_diagonal(r, 1)
    return Moments(items(len(lam)), n, np.zeros(len(lam)), r * (n - 1))


def measured(n=60, k=5, seed=1):
    random = np.random.default_rng(seed)
    level = random.normal(0, 1, (n, 1))
    noise = random.normal(0, np.linspace(0.6, 1.5, k), (n, k))
    return np.clip(np.rint(3 + level + noise), 1, 5).astype(np.int8)


def scaled(moments, by):
    by = np.asarray(by)
    return Moments(moments.names, moments.n, moments.mean * by, moments.scatter * np.outer(by, by))


@given(parts, st.integers(9, 5_000))
def test_items_that_one_factor_made_give_their_loadings_back(loadings, n):
    found = one_factor("any", made(loadings, n))
    np.testing.assert_allclose(found.loadings, loadings, atol=1e-8)
    np.testing.assert_allclose(found.uniqueness, 1 - np.square(loadings), atol=1e-8)
    assert found.chi2 == pytest.approx(0, abs=1e-8 * n)
    assert found.reason == ""


@pytest.mark.parametrize(("k", "rho"), [(3, 0.5), (5, 0.3), (12, 0.1)])
def test_equally_correlated_items_have_the_omega_that_is_their_alpha(k, rho):
    found = one_factor("any", made([rho**0.5] * k))
    assert found.omega == pytest.approx(k * rho / (1 + (k - 1) * rho), rel=1e-12)
    assert found.cr == pytest.approx(found.omega, rel=1e-12)
    assert found.ave == pytest.approx(rho, rel=1e-10)


def test_three_items_have_a_closed_form():
    found = one_factor("any", made([0.9, 0.6, 0.5]))
    np.testing.assert_allclose(found.loadings, [0.9, 0.6, 0.5], rtol=1e-14)
    assert (found.df, found.p) == (0, None)
    assert found.cr == pytest.approx(2.0**2 / (2.0**2 + 0.19 + 0.64 + 0.75), rel=1e-14)


@given(st.integers(0, 999), st.permutations(range(5)))
def test_the_order_of_items_changes_nothing(seed, order):
    moments = Moments.of(items(5), measured(seed=seed))
    before = one_factors([("any", moments)])[0]
    turned = moments.select([f"q{i}" for i in order])
    after = one_factors([("any", turned)])[0]
    assume(not isinstance(before, Unavailable))
    np.testing.assert_allclose(after.loadings, before.loadings[order], atol=1e-7)
    assert after.chi2 == pytest.approx(before.chi2, abs=1e-8)


@given(st.lists(st.floats(0.1, 30), min_size=5, max_size=5))
def test_the_unit_of_each_item_changes_only_what_is_in_points(by):
    moments = Moments.of(items(5), measured())
    before, after = one_factor("any", moments), one_factor("any", scaled(moments, by))
    np.testing.assert_allclose(after.loadings, before.loadings, atol=1e-8)
    np.testing.assert_allclose(after.raw_loadings, before.raw_loadings * by, rtol=1e-7)
    assert [after.cr, after.ave] == pytest.approx([before.cr, before.ave], abs=1e-8)


@given(st.integers(0, 999))
def test_no_small_change_of_the_model_is_more_likely(seed):
    moments = Moments.of(items(6), measured(k=6, seed=seed))
    found = fit(moments.correlation[None])
    assume(found.converged[0])
    r, random = moments.correlation, np.random.default_rng(seed)

    def discrepancy(lam, theta):
        sigma = np.outer(lam, lam) + np.diag(theta)
        own = np.linalg.slogdet(r)[1]
        return np.linalg.slogdet(sigma)[1] + np.trace(np.linalg.solve(sigma, r)) - own - len(r)

    lam, theta = found.loadings[0], found.uniqueness[0]
    assert discrepancy(lam, theta) == pytest.approx(found.discrepancy[0], abs=1e-12)
    for _ in range(20):
        beside = discrepancy(
            lam + random.normal(0, 1e-3, 6), theta * (1 + random.normal(0, 1e-3, 6))
        )
        assert beside > found.discrepancy[0]


def test_many_matrices_at_once_give_what_each_gives_alone():
    r = np.stack([Moments.of(items(5), measured(seed=seed)).correlation for seed in range(20)])
    together = fit(r)
    for place in range(20):
        alone = fit(r[place : place + 1])
        np.testing.assert_allclose(together.loadings[place], alone.loadings[0], atol=1e-10)
        assert together.converged[place] == alone.converged[0]


def test_agrees_with_the_maximum_likelihood_factor_of_statsmodels():
    from statsmodels.multivariate.factor import Factor

    moments = Moments.of(items(5), measured(n=400))
    theirs = Factor(corr=moments.correlation, n_factor=1, method="ml").fit()
    ours = one_factor("any", moments)
    np.testing.assert_allclose(ours.loadings, np.abs(theirs.loadings[:, 0]), atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_a_factor_is_as_likely_as_that_of_lavaan_or_a_little_more(name):
    compared = [c for c in of_scales(name) if c.number == CHI2]
    assert compared
    for chi2 in compared:
        assert -1e-6 < chi2.ours - chi2.theirs < 1e-9


def test_a_heywood_case_is_found_named_and_has_no_reliability():
    found = one_factor("Loyalty", made([1.05, 0.5, 0.4, 0.3]))
    assert found.loadings[0] == pytest.approx(1.05, rel=1e-9)
    assert found.heywood == ("q0",)
    assert (found.omega, found.cr, found.ave) == (None, None, None)
    assert found.reason == (
        "One factor would explain more than all of q0 in 'Loyalty' (a Heywood case), so ω, CR and "
        "AVE are not given. Too few people or items, or more than one thing behind them, are the "
        "usual causes."
    )
    assert one_factor("Loyalty", made([1.05, 0.5, 0.4])).heywood == ("q0",)


def test_given_correlations_have_an_omega_of_their_own():
    r = made([0.8, 0.7, 0.6, 0.5]).correlation
    found = of_correlations("any", items(4), r, 50)
    assert found.omega == pytest.approx(2.6**2 / (2.6**2 + 4 - 1.74), rel=1e-12)


def contradicting():
    r = np.array([[1, 0.5, 0.5], [0.5, 1, -0.3], [0.5, -0.3, 1]])
    return Moments(items(3), 50, np.zeros(3), 49 * r)


def with_copy():
    rows = measured(k=4)
    return Moments.of(items(5), np.column_stack([rows, rows[:, 1]]))


def with_constant():
    rows = measured(k=4)
    rows[:, 2] = 3
    return Moments.of(items(4), rows)


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        (
            made([0.5, 0.5]),
            "'Trust' has fewer than three items, which do not determine a factor: "
            "it has no ω, CR and AVE.",
        ),
        (
            Moments.of(items(5), measured(n=5)),
            "Fewer than 6 people answered all of 'Trust', too few for its factor.",
        ),
        (with_constant(), "Everyone gave the same answer to q2 of 'Trust', so it has no factor."),
        (with_copy(), "q1, q4 of 'Trust' are copies or sums of one another, so it has no factor."),
        (
            contradicting(),
            "The correlations of 'Trust' do not agree on one factor, so ω, CR and AVE are not "
            "given. Is an item reversed, or does the scale hold more than one thing?",
        ),
    ],
)
def test_a_scale_without_a_factor_says_why(moments, said):
    with pytest.raises(NotEnoughData) as caught:
        one_factor("Trust", moments)
    assert str(caught.value) == said


def test_correlations_that_no_answers_could_have_together_are_refused():
    r = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    with pytest.raises(NotEnoughData):
        of_correlations("any", items(3), r, 50)


def test_one_scale_without_a_factor_leaves_the_others_standing():
    lone, sound = one_factors([("A", made([0.5, 0.5])), ("B", made([0.7, 0.6, 0.5, 0.4]))])
    assert isinstance(lone, Unavailable)
    assert lone.name == "A"
    assert sound.scale == "B"
