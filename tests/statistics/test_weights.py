"""Case weights: a weight that is a whole number counts a person that often."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from crm_analytics.analyses.inputs import reliabilities, scores_of
from crm_analytics.statistics.correlation_matrices import How, of_items, of_scores
from crm_analytics.statistics.moments import Moments, standard_error
from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item
from crm_analytics.survey.view import View

ROWS = arrays(np.int8, (12, 3), elements=st.integers(1, 5))
TIMES = arrays(np.int64, 12, elements=st.integers(1, 6))


@given(ROWS, TIMES)
def test_a_whole_weight_counts_a_person_that_often(rows, times):
    weighted = Moments.of("abc", rows, weights=times.astype(float))
    repeated = Moments.of("abc", np.repeat(rows, times, axis=0))
    assert weighted.n == 12
    np.testing.assert_allclose(weighted.mean, repeated.mean, rtol=1e-12)
    np.testing.assert_allclose(weighted.scatter, repeated.scatter, rtol=1e-10, atol=1e-10)


@given(ROWS, st.floats(0.1, 10))
def test_equal_weights_change_nothing(rows, weight):
    weighted = Moments.of("abc", rows, weights=np.full(12, weight))
    plain = Moments.of("abc", rows)
    assert weighted.effective == pytest.approx(12)
    np.testing.assert_allclose(weighted.covariance, plain.covariance, rtol=1e-10, atol=1e-12)


@given(ROWS, ROWS, TIMES, TIMES)
def test_two_weighted_groups_added_equal_everyone_at_once(a, b, of_a, of_b):
    first, second = (Moments.of("abc", r, weights=w / 3) for r, w in ((a, of_a), (b, of_b)))
    whole = Moments.of("abc", np.vstack([a, b]), weights=np.concatenate([of_a, of_b]) / 3)
    both = first + second
    assert both.n == whole.n
    assert both.effective == pytest.approx(whole.effective)
    np.testing.assert_allclose(both.mean, whole.mean, rtol=1e-12)
    np.testing.assert_allclose(both.scatter, whole.scatter, rtol=1e-9, atol=1e-9)


def test_the_standard_error_of_a_mean_is_the_usual_one_when_weights_are_equal():
    values = np.array([1.0, 2, 4, 4, 5])
    found = standard_error(values - values.mean(), np.full(5, 0.7))
    assert found == pytest.approx(values.std(ddof=1) / np.sqrt(5))


RNG = np.random.default_rng(11)
ANSWERS = np.asfortranarray(
    np.clip(3 + RNG.normal(0, 1, (60, 1)) + RNG.normal(0, 0.9, (60, 4)), 1, 5).round(), np.int8
)
WEIGHTS = RNG.uniform(0.3, 3, 60)


def weighed_view(weights):
    def dimension(name, *items):
        return Dimension(name, tuple(map(Item, items)))

    pair = Construct("both", (dimension("a", "q0", "q1"), dimension("b", "q2", "q3")))
    names = tuple(f"q{place}" for place in range(4))
    instrument = Instrument((pair,), minimum_group=1)
    return View(instrument, names, ANSWERS, 60, weights=np.asarray(weights, float))


def moved(statistic, weights):
    """Linearised standard error by its definition: what each weight moves the statistic by."""
    step, parts = 1e-6, []
    for place in range(len(weights)):
        up, down = weights.copy(), weights.copy()
        up[place] += step
        down[place] -= step
        parts.append(weights[place] * (statistic(up) - statistic(down)) / (2 * step))
    n = len(weights)
    return np.sqrt(n / (n - 1) * np.sum(np.square(parts)))


def correlations(weights):
    return of_scores(scores_of(weighed_view(weights)), How()).of("pearson").pair("a", "b")


def test_the_test_of_a_weighted_correlation_is_that_of_what_weights_move_it_by():
    found = correlations(WEIGHTS)
    se = moved(lambda weights: correlations(weights).r, WEIGHTS) / (1 - found.r**2)
    assert found.p == pytest.approx(2 * stats.t.sf(np.arctanh(found.r) / se, 58), rel=1e-5)
    wide = stats.t.ppf(0.975, 58) * se
    ends = np.tanh([np.arctanh(found.r) - wide, np.arctanh(found.r) + wide])
    assert [found.low, found.high] == pytest.approx(ends, rel=1e-6)
    assert found.effective == pytest.approx(WEIGHTS.sum() ** 2 / (WEIGHTS @ WEIGHTS))


def alpha(weights):
    return reliabilities(weighed_view(weights))[0]


def test_the_interval_of_a_weighted_alpha_is_that_of_what_weights_move_it_by():
    found = alpha(WEIGHTS)
    wide = stats.t.ppf(0.975, 59) * moved(lambda weights: alpha(weights).alpha, WEIGHTS)
    assert (found.alpha_low, found.alpha_high) == pytest.approx(
        (found.alpha - wide, found.alpha + wide), rel=1e-6
    )


@pytest.mark.parametrize("of", [lambda w: alpha(w).alpha, lambda w: correlations(w).r])
def test_weights_count_in_proportion_only(of):
    assert of(WEIGHTS) == pytest.approx(of(WEIGHTS * 7.3), rel=1e-12)
    assert of(np.ones(60)) == pytest.approx(of(np.empty(0)), rel=1e-12)
    assert of(WEIGHTS) != pytest.approx(of(np.ones(60)), rel=1e-4)


def test_each_pair_of_scores_has_its_own_people_with_weights_too():
    of = weighed_view(WEIGHTS)
    gaps = of.answers.copy(order="F")
    gaps[:9, 0] = -128
    scores = scores_of(replace(of, answers=gaps))
    own = of_scores(scores, How(pairwise=True)).of("pearson")
    assert own.pair("a", "b").n == 51
    alone = of_scores(scores.select(["a", "b"]), How()).of("pearson").pair("a", "b")
    assert own.pair("a", "b").p == pytest.approx(alone.p)


def test_ranks_say_that_they_have_no_weighted_form():
    found = of_scores(scores_of(weighed_view(WEIGHTS)), How())
    assert [(lack.name, lack.reason) for lack in found.lacking] == [
        ("spearman", "Spearman's correlation is not defined with case weights."),
        ("kendall", "Kendall's correlation is not defined with case weights."),
    ]


def test_items_have_weighted_polychorics_without_a_test():
    of = weighed_view(WEIGHTS)
    found = of_items(of.columns, of.answers, [range(1, 6)] * 4, How(), WEIGHTS)
    even = of_items(of.columns, of.answers, [range(1, 6)] * 4, How(), np.ones(60))
    plain = of_items(of.columns, of.answers, [range(1, 6)] * 4, How())
    assert np.isnan(found.of("polychoric").p).all()
    np.testing.assert_allclose(even.of("polychoric").r, plain.of("polychoric").r, rtol=1e-9)
    assert not np.allclose(found.of("polychoric").r, plain.of("polychoric").r, rtol=1e-3)
