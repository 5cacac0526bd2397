import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.mediation import mediation, products
from crm_analytics.statistics.resampling import Draws, replicates
from crm_analytics.statistics.scores import Scores

FEW = Draws(400, seed=1)


def of(names, columns, weights=()):
    values = np.column_stack(columns)
    return Scores(tuple(names), values, (0,) * len(names), weights=np.array(weights, float))


def scores(n=300, seed=1, direct=0.3, weights=()):
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    m = 0.6 * x + random.normal(size=n)
    w = -0.4 * x + random.normal(size=n)
    y = direct * x + 0.5 * m + 0.7 * w + random.normal(size=n)
    return of("xmwy", [x, m, w, y], weights)


def exact():
    """x, and errors of m and y that have nothing in common with it or with one another."""
    signs = np.array([[a, b, c] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)], float)
    x, e, u = np.tile(signs, (3, 1)).T
    m = 2 + 0.5 * x + e
    return of("xmy", [x, m, 1 + 0.25 * x + 0.8 * m + u])


def test_a_constructed_system_gives_its_coefficients_back():
    found = mediation(("x", ["m"], "y"), exact(), draws=FEW)
    ours = {e.kind: e.b for e in found.effects}
    assert ours == pytest.approx(
        {"a": 0.5, "b": 0.8, "indirect": 0.4, "direct": 0.25, "total": 0.65}, abs=1e-12
    )
    assert found.share == pytest.approx(0.4 / 0.65)


@settings(deadline=None)
@given(st.integers(0, 500))
def test_the_total_effect_is_the_direct_and_all_indirect_ones(seed):
    found = mediation(("x", ["m", "w"], "y"), scores(40, seed), draws=Draws(2))
    parts = [found.of("direct").b, found.of("indirect", "m").b, found.of("indirect", "w").b]
    assert found.of("total").b == pytest.approx(sum(parts), rel=1e-9)
    assert found.indirect.b == pytest.approx(parts[1] + parts[2], rel=1e-9)


def test_paths_are_those_of_two_regressions_and_z_is_sobels():
    among = scores()
    x, m, _, y = among.values.T
    found = mediation(("x", ["m"], "y"), among, draws=FEW)
    first = sm.OLS(m, sm.add_constant(x)).fit()
    second = sm.OLS(y, sm.add_constant(np.column_stack([x, m]))).fit()
    a, b, direct = found.of("a", "m"), found.of("b", "m"), found.of("direct")
    assert (a.b, a.se, a.p) == pytest.approx((first.params[1], first.bse[1], first.pvalues[1]))
    assert (b.b, b.se, b.p) == pytest.approx((second.params[2], second.bse[2], second.pvalues[2]))
    assert (direct.b, direct.p) == pytest.approx((second.params[1], second.pvalues[1]))
    z = a.b * b.b / np.sqrt(b.b**2 * a.se**2 + a.b**2 * b.se**2)
    assert (found.indirect.statistic, found.indirect.p) == pytest.approx((z, 2 * norm.sf(z)))


def test_the_interval_is_that_of_people_drawn_one_by_one():
    among = scores(n=120)
    found = mediation(("x", ["m"], "y"), among, draws=Draws(3_000, seed=2)).indirect
    random, kept = np.random.default_rng(7), []
    for _ in range(3_000):
        x, m, _, y = among.values[random.integers(0, 120, 120)].T
        a = np.polyfit(x, m, 1)[0]
        b = np.linalg.lstsq(np.column_stack([np.ones(120), x, m]), y)[0][2]
        kept.append(a * b)
    np.testing.assert_allclose(
        [found.low, found.high], np.quantile(kept, [0.025, 0.975]), atol=0.02
    )
    assert found.certain


def test_every_resample_has_the_product_of_its_own_people():
    rows = scores(n=30).values[:, [0, 1, 3]]
    ours = replicates(rows, products, Draws(20, seed=3))
    random = np.random.default_rng(3)
    for found, _ in zip(ours, range(20), strict=True):
        x, m, y = rows[random.integers(0, 30, 30)].T
        b = np.linalg.lstsq(np.column_stack([np.ones(30), x, m]), y)[0][2]
        assert found[0] == pytest.approx(np.polyfit(x, m, 1)[0] * b, rel=1e-7)


def test_the_unit_of_a_score_changes_effects_and_no_verdict():
    before = mediation(("x", ["m"], "y"), scores(), draws=FEW)
    other = scores()
    other.values[:, 0] *= 10
    after = mediation(("x", ["m"], "y"), other, draws=FEW)
    ours = [e.b * (1 if e.kind == "b" else 10) for e in after.effects]
    assert ours == pytest.approx([e.b for e in before.effects])
    assert [e.beta for e in after.effects] == pytest.approx([e.beta for e in before.effects])
    assert after.share == pytest.approx(before.share)
    assert after.indirect.low * 10 == pytest.approx(before.indirect.low)


def test_parts_that_pull_apart_are_no_shares():
    assert mediation(("x", ["m"], "y"), scores(direct=-0.9), draws=FEW).share is None


def test_weights_are_carried_into_paths_and_resamples():
    times = np.random.default_rng(3).integers(1, 5, 300)
    weighted = mediation(("x", ["m", "w"], "y"), scores(weights=times), draws=FEW)
    repeated = of("xmwy", np.repeat(scores().values, times, axis=0).T)
    theirs = mediation(("x", ["m", "w"], "y"), repeated, draws=FEW)
    for ours, other in zip(weighted.effects, theirs.effects, strict=True):
        assert ours.b == pytest.approx(other.b, rel=1e-9)
    assert weighted.indirect.low < weighted.indirect.b < weighted.indirect.high
    assert (weighted.n, weighted.n_effective) == (
        300,
        pytest.approx(times.sum() ** 2 / (times**2).sum()),
    )


def refusal(way, among):
    with pytest.raises(NotEnoughData) as caught:
        mediation(way, among, draws=FEW)
    return str(caught.value)


def test_a_score_cannot_stand_twice_on_one_way():
    assert refusal(("x", ["m"], "x"), scores()) == (
        "'x' cannot have two places on one way. Choose another score for one of them."
    )


def test_a_way_without_a_mediator_is_refused():
    assert refusal(("x", [], "y"), scores()) == (
        "No mediator is chosen. Choose a score that may lie in between."
    )


def test_a_mediator_that_is_the_driver_again_is_refused():
    among = scores()
    among.values[:, 1] = 2 * among.values[:, 0]
    assert refusal(("x", ["m"], "y"), among) == (
        "x, m say the same thing, so their effects cannot be told apart. Leave one of them out."
    )


def test_a_mediator_that_never_varies_is_refused():
    among = scores()
    among.values[:, 1] = 4
    assert refusal(("x", ["m"], "y"), among) == (
        "Everyone has the same score on m. Leave it out of the model."
    )


def test_the_p_of_a_product_is_of_the_normal_curve_on_both_sides():
    found = mediation(("x", ["m"], "y"), scores(), draws=FEW)
    for e in found.effects:
        if e.kind == "indirect":
            assert e.p == pytest.approx(2 * norm.sf(abs(e.b / e.se)), rel=1e-9)


def test_four_people_are_enough_for_a_way_and_three_are_not():
    four = Scores(("x", "m", "y"), scores(4).values[:, [0, 1, 3]], (0, 0, 0))
    assert mediation(("x", ["m"], "y"), four, draws=FEW).n == 4
    three = Scores(("x", "m", "y"), four.values[:3], (0, 0, 0))
    with pytest.raises(NotEnoughData) as caught:
        mediation(("x", ["m"], "y"), three, draws=FEW)
    assert str(caught.value) == (
        "Fewer than 4 people have every score, so a model of 2 drivers cannot be estimated."
    )


def test_a_path_to_a_mediator_is_in_standard_deviations_their_correlation():
    among = scores()
    found = mediation(("x", ["m"], "y"), among, draws=FEW)
    (a,) = (e for e in found.effects if e.kind == "a")
    assert a.beta == pytest.approx(np.corrcoef(among.values[:, :2].T)[0, 1])
