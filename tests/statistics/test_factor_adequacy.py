import numpy as np
import pytest

from crm_analytics.analyses.inputs import item_moments
from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.factor_adequacy import adequacy, factorable, parallel, unconnected
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.resampling import Draws
from tests.reference import view
from tests.statistics.test_one_factor import items, made, measured
from tests.statistics.test_reliability import equicorrelated

SIMPLE = np.zeros((10, 3))


SIMPLE[:4, 0], SIMPLE[4:7, 1] = [0.9, 0.8, 0.7, 0.5], [0.8, 0.7, 0.6]


SIMPLE[7:, 2] = [0.7, 0.6, 0.5]


def moments(loadings, correlations=None, n=300):
    correlations = np.eye(loadings.shape[1]) if correlations is None else correlations
    r = loadings @ correlations @ loadings.T
    np.fill_diagonal(r, 1)
    return Moments(items(len(r)), n, np.zeros(len(r)), r * (n - 1))


def of(name):
    return item_moments(view(name))(view(name).columns)


def test_answers_without_connection_have_the_eigenvalues_of_drawn_rows():
    n, k = 40, 6
    random = np.random.default_rng(1)
    rows = random.normal(size=(4_000, n, k))
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    drawn = np.linalg.eigvalsh(rows.mT @ rows)[:, ::-1]
    ours = unconnected(n, k, Draws(4_000, 1))
    np.testing.assert_allclose(ours.sum(axis=1), k)
    np.testing.assert_allclose(ours.mean(axis=0), drawn.mean(axis=0), atol=0.01)
    high = [np.quantile(of, 0.95, axis=0) for of in (ours, drawn)]
    np.testing.assert_allclose(high[0], high[1], atol=0.03)


def test_parallel_analysis_counts_the_factors_that_made_the_items():
    assert parallel(moments(SIMPLE[:, :2][:7])).factors == 2
    unrelated = Moments(items(6), 300, np.zeros(6), 299 * np.eye(6))
    assert parallel(unrelated).factors == 0
    assert parallel(of("bfi")).factors == 5  # five traits


def test_the_same_seed_draws_the_same_eigenvalues():
    once, again = parallel(of("bfi")), parallel(of("bfi"))
    np.testing.assert_array_equal(once.high, again.high)
    assert (once.high != parallel(of("bfi"), Draws(200, 1)).high).any()


def test_unconnected_answers_of_three_people_are_as_far_from_round_as_theory_says():
    """|r| of two columns of three people has the mean 2/π, the arcsine law."""
    drawn = unconnected(3, 2, Draws(20_000, seed=4))
    assert drawn.sum(axis=1) == pytest.approx(2)
    assert drawn[:, 0].mean() == pytest.approx(1 + 2 / np.pi, abs=0.01)


def copied():
    rows = measured(k=4)
    return Moments.of(items(5), np.column_stack([rows, rows[:, 1]]))


def still():
    rows = measured(k=4)
    rows[:, 2] = 3
    return Moments.of(items(4), rows)


@pytest.mark.parametrize(("k", "rho"), [(3, 0.5), (6, 0.2)])
def test_equally_correlated_items_have_a_known_adequacy(k, rho):
    found = adequacy(equicorrelated(k, rho))
    partial = rho / (1 + (k - 2) * rho)
    kmo = rho**2 / (rho**2 + partial**2)
    assert found.kmo == pytest.approx(kmo, rel=1e-12)
    assert [value for _, value in found.msa] == pytest.approx([kmo] * k, rel=1e-12)
    determinant = (1 - rho) ** (k - 1) * (1 + (k - 1) * rho)
    assert found.chi2 == pytest.approx(-(49 - (2 * k + 5) / 6) * np.log(determinant), rel=1e-12)
    assert found.df == k * (k - 1) / 2


def test_items_that_share_nothing_are_not_adequate():
    found = adequacy(equicorrelated(4, 0.0))
    assert (found.kmo, found.chi2, found.p) == (0, pytest.approx(0, abs=1e-12), 1)


def test_bartletts_p_agrees_with_scipy():
    from scipy.stats import chi2

    found = adequacy(Moments.of(items(5), measured(n=30)))
    assert found.p == pytest.approx(chi2.sf(found.chi2, found.df), rel=1e-12)


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        (made([0.5, 0.5]), "Factors of all items need three items or more."),
        (
            Moments.of(items(5), measured(n=5)),
            "Fewer than 6 people answered all 5 items, too few to look for factors.",
        ),
        (
            still(),
            "Everyone gave the same answer to q2, so the items cannot be factored. "
            "Leave it out of the questionnaire.",
        ),
        (
            copied(),
            "q1, q4 are copies or sums of one another, so the items cannot be factored. "
            "Leave one of them out of the questionnaire.",
        ),
    ],
)
def test_items_that_cannot_be_factored_are_named(moments, said):
    with pytest.raises(NotEnoughData) as caught:
        factorable(moments)
    assert str(caught.value) == said
