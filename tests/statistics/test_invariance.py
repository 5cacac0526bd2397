import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize

from crm_analytics.analyses.waves.comparable import invariances
from crm_analytics.statistics.invariance import (
    Groups,
    Parameters,
    _slopes,
    discrepancy,
    invariance,
    solve,
    start,
)
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.one_factor import one_factor
from tests.analyses.waves.build import drawn, renamed

LAMBDA = np.array([0.8, 0.7, 0.6, 0.9, 0.5])
TAU = np.array([3.0, 2.5, 4.0, 3.2, 3.6])
THETA = np.array([[0.5, 0.6, 0.4, 0.7, 0.3], [0.4, 0.5, 0.6, 0.5, 0.5], [0.8, 0.3, 0.5, 0.6, 0.4]])
PSI, KAPPA, N = (1.0, 1.3, 0.8), (0.0, 0.4, -0.25), (300, 450, 200)
WAVES = ("1", "2", "3")


def implied(g, loadings=LAMBDA, intercepts=TAU, n=None):
    """Moments of answers that follow the model exactly."""
    n = n or N[g]
    own = PSI[g] * loadings
    sigma = np.outer(own, own) + np.diag(THETA[g])
    mean = intercepts + KAPPA[g] * loadings
    return Moments(tuple("abcde"[: len(loadings)]), n, mean, sigma * n)


def drawn_moments(n, seed, k=5, extra=0.0):
    """Moments of answers drawn from the model, in which two items share something else."""
    random = np.random.default_rng(seed)
    factor = random.normal(size=(n, 1))
    x = TAU[:k] + factor * LAMBDA[:k] + random.normal(size=(n, k)) * 0.7
    x[:, :2] += extra * random.normal(size=(n, 1))
    return Moments.of(tuple("abcde"[:k]), x)


def models(*moments):
    return invariance("D", WAVES[: len(moments)], moments)


def test_waves_that_follow_the_model_fit_it_exactly():
    found = models(*(implied(g) for g in range(3)))
    assert [fit.chi2 for fit in found.fits] == pytest.approx([0, 0, 0], abs=1e-8)
    assert [fit.cfi for fit in found.fits] == [1, 1, 1]
    assert found.level == pytest.approx(KAPPA, abs=1e-7)
    assert [fit.holds for fit in found.fits] == [None, True, True]


def test_what_one_wave_does_otherwise_breaks_its_step_only():
    other = LAMBDA * np.array([1, 0.3, 1, 1, 1])
    metric = models(implied(0), implied(1, other))
    assert metric.fits[0].chi2 == pytest.approx(0, abs=1e-8)
    assert metric.fits[1].more_p < 1e-6
    assert metric.fits[1].holds is False
    moved = TAU + np.array([0, 0, 0.5, 0, 0])
    scalar = models(implied(0), implied(1, intercepts=moved))
    assert scalar.fits[1].chi2 == pytest.approx(0, abs=1e-8)
    assert scalar.fits[2].more_p < 1e-6
    assert scalar.fits[2].holds is False


@pytest.mark.parametrize(("groups", "k"), [(2, 3), (2, 5), (3, 4)])
def test_degrees_of_freedom_are_answers_less_parameters(groups, k):
    found = models(*(drawn_moments(200, seed, k) for seed in range(groups)))
    known = groups * (k * (k + 1) // 2 + k)
    free = [
        groups * 3 * k,
        k + (groups - 1) + groups * k + groups * k,
        k + (groups - 1) + groups * k + k + (groups - 1),
    ]
    assert [fit.df for fit in found.fits] == [known - parameters for parameters in free]
    assert found.fits[0].chi2 <= found.fits[1].chi2 <= found.fits[2].chi2


def test_the_same_people_twice_differ_in_nothing():
    one = drawn_moments(200, 1, extra=0.8)
    found = models(one, one)
    alone = one_factor("D", one)
    assert [fit.chi2 for fit in found.fits] == pytest.approx([2 * alone.chi2] * 3, rel=1e-8)
    assert found.level == pytest.approx((0, 0), abs=1e-8)
    assert found.fits[2].less_cfi == pytest.approx(found.fits[1].cfi - found.fits[2].cfi)


def free(groups, parameters, scalar):
    parts = [parameters.loadings, parameters.spread[1:], parameters.theta.ravel()]
    return np.concatenate(
        [*parts, parameters.intercepts, parameters.level[1:]] if scalar else parts
    )


@pytest.mark.parametrize("scalar", [False, True])
def test_the_slope_is_that_of_the_discrepancy(scalar):
    groups = Groups.of([drawn_moments(100 + seed, seed, extra=0.5) for seed in range(3)])
    random = np.random.default_rng(3)
    at = Parameters(
        random.uniform(0.4, 0.9, 5), np.array([1, 1.2, 0.7]), random.uniform(0.3, 0.8, (3, 5)),
        random.normal(size=5) * 0.2, np.array([0, 0.3, -0.2]),
    )  # fmt: skip
    slope, information = _slopes(groups, at, scalar)
    numeric = approx_fprime(
        np.zeros(len(slope)), lambda step: discrepancy(groups, at.moved(step, scalar), scalar), 1e-7
    )
    np.testing.assert_allclose(2 * slope, numeric, rtol=1e-4, atol=1e-3)
    assert np.linalg.eigvalsh(information)[0] > 0


@pytest.mark.parametrize("scalar", [False, True])
def test_a_general_minimiser_finds_nothing_better(scalar):
    moments = [drawn_moments(150, seed, 4, extra=0.6) for seed in range(2)]
    groups = Groups.of(moments)
    begin = start(groups, [one_factor("D", m) for m in moments])
    _, chi2 = solve(groups, begin, scalar)
    theirs = minimize(
        lambda step: min(discrepancy(groups, begin.moved(step, scalar), scalar), 1e9),
        np.zeros(len(free(groups, begin, scalar))),
        method="BFGS",
        options={"gtol": 1e-6, "maxiter": 2000},
    )
    assert chi2 <= theirs.fun + 1e-9
    assert chi2 == pytest.approx(theirs.fun, abs=1e-6)


def test_order_and_scale_of_items_and_the_first_wave_do_not_matter():
    one, two = drawn_moments(250, 1, extra=0.5), drawn_moments(300, 2)
    found = models(one, two)
    chi2 = pytest.approx([fit.chi2 for fit in found.fits], rel=1e-7)
    order = ["c", "a", "e", "b", "d"]
    assert [fit.chi2 for fit in models(one.select(order), two.select(order)).fits] == chi2
    turned = models(two, one)
    assert [fit.chi2 for fit in turned.fits] == chi2
    assert np.sign(turned.level[1]) == -np.sign(found.level[1])
    size = np.array([10, 1, 0.1, 3, 2])
    wide = [
        Moments(m.names, m.n, 5 + m.mean * size, m.scatter * np.outer(size, size))
        for m in (one, two)
    ]
    assert [fit.chi2 for fit in models(*wide).fits] == chi2
    assert models(*wide).level == pytest.approx(found.level, rel=1e-5)


def test_equal_waves_are_refused_as_often_as_said():
    p = np.array([
        [fit.more_p for fit in models(*(drawn_moments(200, 2 * i + j, 4) for j in (0, 1))).fits[1:]]
        for i in range(150)
    ])  # fmt: skip
    assert (p < 0.05).mean(axis=0) == pytest.approx([0.05, 0.05], abs=3 * np.sqrt(0.0475 / 150))


def test_indices_are_their_formulas():
    one, two = drawn_moments(250, 1, extra=0.8), drawn_moments(300, 2)
    found = models(one, two)
    unconnected = -sum(m.n * np.linalg.slogdet(m.correlation)[1] for m in (one, two))
    for fit in found.fits:
        assert fit.cfi == pytest.approx(1 - (fit.chi2 - fit.df) / (unconnected - 20))
        assert fit.rmsea == pytest.approx(np.sqrt(2 * max(0, fit.chi2 - fit.df) / (fit.df * 550)))


FOUR = {"C": {"D": ["a", "b", "c", "d"], "E": ["e", "f"]}}


def test_dimensions_of_waves_are_compared_two_by_two():
    views = [drawn(str(i), 120, i, FOUR) for i in (1, 2, 3)]
    found = invariances(views)
    assert [one.waves for one in found if one.__class__.__name__ == "Invariance"] == [
        ("1", "2"), ("2", "3"), ("1", "3"),
    ]  # fmt: skip
    assert found[0].n == (120, 120)
    assert found[1].reason == (
        "1: 'E' has fewer than three items, which do not determine a factor: it has no ω, CR and "
        "AVE."
    )


def test_weights_have_no_such_test():
    one = drawn("1", 60, 1, FOUR, weights=np.full(60, 2.0))
    assert invariances([one, renamed(one, "2")])[0].reason == (
        "A test of equal loadings is not defined with case weights."
    )


def standardised(*loadings):
    r = np.outer(loadings, loadings)
    np.fill_diagonal(r, 1)
    return Moments(tuple("abcd"), 200, np.ones(4), r * 200)


def test_an_item_that_is_reversed_in_one_wave_breaks_the_metric_step():
    found = models(standardised(0.8, 0.7, 0.6, 0.5), standardised(0.8, -0.7, 0.6, 0.5))
    assert found.fits[0].chi2 == pytest.approx(0, abs=1e-8)
    assert found.fits[1].holds is False
    slope, _ = _slopes(
        *_metric(standardised(0.8, 0.7, 0.6, 0.5), standardised(0.8, -0.7, 0.6, 0.5))
    )
    np.testing.assert_allclose(slope, 0, atol=1e-4)


def _metric(*moments):
    groups = Groups.of(moments)
    found, _ = solve(groups, start(groups, [one_factor("D", m) for m in moments]), False)
    return groups, found, False


def test_a_heywood_case_is_named():
    one = standardised(1.04, 0.6, 0.5, 0.4)
    assert models(one, one).negative == (("a", "1"), ("a", "2"))


def test_what_cannot_be_held_equal_says_so():
    found = models(standardised(0.8, 0.7, 0.6, 0.5), standardised(0.8, 0.75, -0.8, -0.75))
    assert found.reason == (
        "1 and 2: no loadings of 'D' that are the same could be found. Is an item reversed in one "
        "of them?"
    )
