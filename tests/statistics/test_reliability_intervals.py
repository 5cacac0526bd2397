import numpy as np
import pytest

from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.one_factor import one_factors
from crm_analytics.statistics.reliability import reliability
from crm_analytics.statistics.reliability_intervals import bootstrap, bootstraps, measures
from crm_analytics.statistics.resampling import Draws, replicates
from tests.reference import view
from tests.statistics.test_one_factor import items, measured

FEW = Draws(200, seed=5)
NOBODY = np.empty(0)  # nobody counts for more than another


def of_everyone(moments):
    found, (factor,) = reliability("any", moments), one_factors([("any", moments)])
    shares = {m: getattr(factor, m, None) for m in ("omega", "cr", "ave")}
    return {"alpha": found.alpha, "lambda2": found.lambda2, **shares}


def test_every_resample_has_the_reliabilities_of_the_people_it_drew():
    rows = measured(n=40, k=4)
    found = replicates(rows, measures, Draws(40, seed=5))
    random = np.random.default_rng(5)
    for ours in found:
        moments = Moments.of(items(4), rows[random.integers(0, 40, 40)])
        np.testing.assert_allclose(
            ours, np.array(list(of_everyone(moments).values()), float), atol=1e-8
        )


def test_intervals_lie_around_the_numbers_of_everyone():
    rows = measured(n=300)
    moments = Moments.of(items(5), rows)
    found = bootstrap("any", (rows, NOBODY), 0.95, FEW)
    for measure, number in of_everyone(moments).items():
        low, high = getattr(found, measure)
        assert low < number < high
    assert found.draws == FEW
    assert found.settled == 1


def test_the_interval_of_alpha_is_near_feldts_where_answers_are_normal():
    random = np.random.default_rng(2)
    rows = random.normal(size=(500, 1)) + random.normal(size=(500, 5))
    found = bootstrap("any", (rows, NOBODY), 0.95)
    feldt = reliability("any", Moments.of(items(5), rows))
    assert found.alpha == pytest.approx((feldt.alpha_low, feldt.alpha_high), abs=0.01)


def test_where_most_draws_have_no_factor_there_is_no_interval_of_omega():
    found = bootstrap("satisfaction", (view("hotel").answers, NOBODY), 0.95, FEW)
    assert found.alpha is not None
    assert [found.omega, found.cr, found.ave] == [(None, None)] * 3
    assert 0 < found.settled < 0.5


def test_two_items_have_intervals_of_alpha_and_lambda2_only():
    found = bootstrap("pair", (measured(k=2), NOBODY), 0.9, FEW)
    assert found.alpha == pytest.approx(found.lambda2)
    assert found.omega == (None, None)
    assert found.settled == 0


def test_answers_that_never_vary_have_no_interval():
    found = bootstrap("same", (np.full((20, 3), 4, np.int8), NOBODY), 0.95, FEW)
    assert [getattr(found, measure) for measure in ("alpha", "lambda2", "omega", "cr", "ave")] == [
        (None, None)
    ] * 5


def test_scales_are_told_of_one_after_the_other():
    heard = []
    rows = measured()
    found = bootstraps(
        [("A", lambda: (rows, NOBODY)), ("B", lambda: (rows[:, :3], NOBODY))],
        0.95,
        FEW,
        heard.append,
    )
    assert [b.scale for b in found] == ["A", "B"]
    assert heard == sorted(heard)
    assert heard[-1] == 1
    assert 0.5 in heard


def test_copied_items_settle_on_no_factor():
    rows = measured(n=60, k=4)
    rows[:, 3] = rows[:, 0]
    found = bootstrap("copies", (rows, NOBODY), 0.95, FEW)
    assert found.settled == 0
    assert [found.omega, found.cr, found.ave] == [(None, None)] * 3
