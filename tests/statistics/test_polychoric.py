import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crm_analytics.statistics.pair_tables import PairTables, pair_tables
from crm_analytics.statistics.polychoric import EDGE, polychorics, smoothed
from tests.reference import NAMES as SETS
from tests.reference import expected, view


def of_table(table, level=0.95):
    """One pair from its table."""
    counts = np.array([table])
    points = tuple(tuple(range(size)) for size in counts.shape[1:])
    n = counts.sum(axis=(1, 2))
    whole = PairTables(("a", "b"), points, counts, n.astype(np.int64), n.astype(float))
    return polychorics(whole, level)


def drawn(rho, people, cuts, seed=0):
    """Answers of normal people, cut into points."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(people, 2)) @ np.linalg.cholesky([[1, rho], [rho, 1]]).T
    return (1 + np.searchsorted(cuts, z)).astype(np.int8)


def set_of(name):
    people = view(name)
    scales = {c: d.scale.points for d in people.instrument.dimensions for c in d.columns}
    points = [scales[column] for column in people.columns]
    return pair_tables(people.columns, people.answers, points)


@pytest.mark.parametrize("agree", [10, 100, 150, 199])
def test_two_halves_are_the_sine_of_their_agreement(agree):
    # both cut at the median: P(both low) = 1/4 + arcsin ρ / 2π (Sheppard 1899)
    found = of_table([[agree, 200 - agree], [200 - agree, agree]])
    assert found.r[0, 1] == pytest.approx(np.sin(np.pi * (agree / 200 - 0.5)), abs=1e-10)


@pytest.mark.parametrize("agree", [10, 100, 150, 199])
def test_the_standard_error_of_two_halves_is_known(agree):
    # ρ moves by (those who differ)/2 over the density at the centre, 1 / 2π√(1 − ρ²)
    found = of_table([[agree, 200 - agree], [200 - agree, agree]])
    differ = 1 - agree / 200
    root = np.sqrt(differ * (1 - differ) * (1 - found.r[0, 1] ** 2) / 400)
    assert found.se[0, 1] == pytest.approx(np.pi * root, rel=1e-8)


@pytest.mark.parametrize("table", [[[90, 15], [30, 60]], [[8, 31], [70, 12]], [[300, 4], [9, 20]]])
def test_the_standard_error_of_two_by_two_is_that_of_its_three_shares(table):
    """ρ, both thresholds and three shares determine one another: the delta method is exact."""
    found, n = of_table(table), np.sum(table)
    r, share = found.r[0, 1], np.array(table) / n
    a, b = stats.norm.ppf([share[0].sum(), share[:, 0].sum()])
    root = np.sqrt(1 - r**2)
    both = np.exp(-(a**2 - 2 * r * a * b + b**2) / (2 * root**2)) / (2 * np.pi * root)
    by_row = stats.norm.cdf((b - r * a) / root)  # how the corner grows with the row's share
    by_column = stats.norm.cdf((a - r * b) / root)
    moves = np.array([[1 - by_row - by_column, -by_row], [-by_column, 0]]) / both
    variance = (share * moves**2).sum() - (share * moves).sum() ** 2
    assert found.se[0, 1] == pytest.approx(np.sqrt(variance / n), rel=1e-7)


@pytest.mark.parametrize(("rho", "n"), [(-0.6, 300), (0.0, 150), (0.9, 500)])
def test_the_standard_error_is_how_much_samples_differ(rho, n):
    samples = [drawn(rho, n, [-1.0, 0.2, 0.9], seed) for seed in range(595)]
    points = [range(1, 5)] * 2
    tables = np.vstack([pair_tables(("a", "b"), rows, points).counts for rows in samples])
    names = tuple(map(str, range(35)))  # as if each sample were one of 35 · 34 / 2 pairs
    size = np.full(len(tables), n)
    found = polychorics(PairTables(names, (), tables, size, size.astype(float)))
    pairs = np.triu_indices(35, 1)
    r, se = found.r[pairs], found.se[pairs]
    assert se.mean() == pytest.approx(r.std(), rel=0.1)  # 595 draws: ±3 % twice over
    assert r.mean() == pytest.approx(rho, abs=0.02)


@pytest.mark.parametrize("name", SETS)
def test_no_pair_of_the_public_sets_is_at_the_edge(name):
    assert not polychorics(set_of(name)).edge.any()


# lavaan stops elsewhere on these strong and sparse pairs, where the likelihood is lower
ASTRAY = {"influencer": {("pq_1", "pq_2")}, "utaut_technology": {("sn1", "sn2")}}


@pytest.mark.parametrize("name", SETS)
def test_lavaan_agrees_but_for_sparse_pairs(name):
    theirs = expected(name)["polychoric_listwise"]["lavcor"]
    ours = polychorics(set_of(name)).select(theirs["rows"])
    apart = np.argwhere(np.triu(np.abs(ours.r - np.array(theirs["values"], float)) > 1e-4))
    assert {(theirs["rows"][a], theirs["rows"][b]) for a, b in apart} == ASTRAY.get(name, set())


@given(st.integers(0, 1000), st.floats(-0.95, 0.95), st.integers(40, 400))
def test_people_items_and_turning_round(seed, rho, people):
    rows, points = drawn(rho, people, [-1.2, -0.2, 0.8], seed), [range(1, 5)] * 2
    one = polychorics(pair_tables(("a", "b"), rows, points))
    turned = rows.copy()
    turned[:, 0] = 5 - rows[:, 0]
    other = polychorics(pair_tables(("a", "b"), turned[::-1], points))
    swapped = polychorics(pair_tables(("b", "a"), rows[:, ::-1], points))
    assert other.r[0, 1] == pytest.approx(-one.r[0, 1], abs=1e-9)
    assert other.low[0, 1] == pytest.approx(-one.high[0, 1], abs=1e-7, nan_ok=True)
    assert swapped.r[0, 1] == pytest.approx(one.r[0, 1], abs=1e-9)
    assert swapped.se[0, 1] == pytest.approx(one.se[0, 1], rel=1e-6, nan_ok=True)


def test_a_point_nobody_chose_changes_nothing():
    table = np.array([[20, 7, 3], [9, 30, 11], [2, 8, 25]])
    wide = np.zeros((5, 6), int)
    wide[np.ix_([0, 2, 4], [1, 2, 4])] = table
    one, other = of_table(table), of_table(wide)
    for key in ("r", "se", "p", "low", "high"):
        assert getattr(other, key)[0, 1] == pytest.approx(getattr(one, key)[0, 1], rel=1e-9)


@pytest.mark.parametrize("rho", [-0.9, 0.3, 0.97])
def test_the_number_of_points_hardly_matters(rho):
    for cuts in ([0.0], [-0.5, 0.7], list(np.linspace(-2, 2, 10))):
        rows = drawn(rho, 100_000, cuts)
        points = [range(1, len(cuts) + 2)] * 2
        found = polychorics(pair_tables(("a", "b"), rows, points))
        assert abs(found.r[0, 1] - rho) < 4 * found.se[0, 1]


@pytest.mark.parametrize(
    ("table", "r"),
    [
        ([[5, 0], [0, 5]], EDGE),
        ([[5, 0], [3, 5]], EDGE),
        ([[0, 5], [5, 3]], -EDGE),
        ([[4, 3, 0], [0, 2, 0], [0, 1, 6]], EDGE),
        ([[0, 0, 1], [0, 2, 0], [3, 0, 0]], -EDGE),
    ],
)
def test_people_in_one_order_only_put_it_at_the_edge(table, r):
    found = of_table(table)
    assert found.r[0, 1] == r
    assert found.at_edge() == (("a", "b"),)
    assert np.isnan([found.se[0, 1], found.p[0, 1], found.low[0, 1], found.high[0, 1]]).all()


@pytest.mark.parametrize("table", [[[3, 4], [0, 0]], [[0, 7], [0, 0]], [[0, 0], [0, 0]]])
def test_an_item_that_never_varies_is_undefined(table):
    found = of_table(table)
    assert np.isnan([found.r[0, 1], found.se[0, 1], found.p[0, 1]]).all()
    assert not found.edge.any()


def test_one_answer_far_off_does_not_lead_astray():
    rows = drawn(0.98, 2000, [-1.5, -0.5, 0.5, 1.5])
    rows[0] = [1, 5]
    whole = pair_tables(("a", "b"), rows, [range(1, 6)] * 2)
    found = polychorics(whole)
    assert 0.8 < found.r[0, 1] < 0.98
    assert found.se[0, 1] > 0


def test_independence_is_a_correlation_of_zero():
    found = of_table(np.outer([3, 5, 2], [4, 4, 2]))
    assert found.r[0, 1] == pytest.approx(0, abs=1e-12)
    assert found.p[0, 1] == pytest.approx(1)
    assert found.low[0, 1] == pytest.approx(-found.high[0, 1])


def test_a_wider_interval_is_surer():
    table = [[20, 7, 3], [9, 30, 11], [2, 8, 25]]
    usual, sure = of_table(table), of_table(table, 0.99)
    assert sure.low[0, 1] < usual.low[0, 1] < usual.r[0, 1] < usual.high[0, 1] < sure.high[0, 1]
    z = np.arctanh([usual.low[0, 1], usual.r[0, 1], usual.high[0, 1]])
    assert np.diff(z) == pytest.approx(
        1.959963984540054 * usual.se[0, 1] / (1 - usual.r[0, 1] ** 2)
    )


def test_a_correlation_matrix_stays_as_it_is():
    r = np.array([[1, 0.5], [0.5, 1]])
    same, needed = smoothed(r)
    assert not needed
    np.testing.assert_array_equal(same, r)


def test_a_matrix_that_is_none_becomes_the_nearest_by_its_eigenvalues():
    impossible = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    near, needed = smoothed(impossible)
    assert needed
    assert np.linalg.eigvalsh(near).min() >= 0
    assert np.diag(near).tolist() == [1, 1, 1]
    # the eigenvalue -0.8 goes; what is left is 1.9 times the projection: off the diagonal ±1/2
    np.testing.assert_allclose(near, [[1, 0.5, -0.5], [0.5, 1, 0.5], [-0.5, 0.5, 1]], atol=1e-12)


@pytest.mark.parametrize("unit", [1e-3, 1.0])
def test_a_line_without_opposites_is_at_its_edge_whatever_a_person_weighs(unit):
    up = np.diag([2.0, 3.0]) * unit
    for table, sign in ((up, 1), (up[::-1], -1)):
        counts = np.array([table])
        many = np.array([5])
        whole = PairTables(("a", "b"), ((0, 1), (0, 1)), counts, many, many.astype(float))
        assert polychorics(whole).r[0, 1] == pytest.approx(sign * EDGE)
