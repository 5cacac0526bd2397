from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from crm_analytics.analyses.inputs import scores_of
from crm_analytics.analyses.priority import asked
from crm_analytics.statistics.priority import against_midpoint, priorities, ranks
from crm_analytics.survey.instrument import Construct, Dimension, Instrument, Item
from crm_analytics.survey.view import View


def view(answers, weights=()):
    """One construct; every column is a dimension of one item."""
    names = [f"d{place}" for place in range(answers.shape[1])]
    dimensions = tuple(Dimension(name, (Item(f"q{name}"),)) for name in names)
    instrument = Instrument((Construct("all", dimensions),), minimum_group=1)
    columns = tuple(f"q{name}" for name in names)
    answers = np.asfortranarray(answers, np.int8)
    return View(instrument, columns, answers, len(answers), weights=np.array(weights, float))


def found(answers, weights=()):
    of = view(answers, weights)
    return ranked(of)


def ranked(of):
    return priorities(scores_of(of), asked(of.instrument.constructs))


APART = np.column_stack([np.tile([5, 5, 5, 4], 20), np.tile([1, 5, 3, 2], 20)])
NOISE = np.random.default_rng(3).integers(1, 6, (40, 3))


def test_a_clear_order_is_sure():
    first, second = found(APART).dimensions
    assert (first.by_cv.rank, first.by_cv.low, first.by_cv.high) == (1, 1, 1)
    assert (second.by_cv.rank, second.by_cv.low, second.by_cv.high) == (2, 2, 2)


def test_an_order_made_by_chance_is_not_sure():
    for p in found(NOISE).dimensions:
        assert p.by_cv.high > p.by_cv.low
        assert p.by_cv.low <= p.by_cv.rank <= p.by_cv.high


def test_the_same_answers_always_have_the_same_intervals():
    assert found(NOISE) == found(NOISE)


def test_ties_share_the_better_rank():
    assert ranks([2.0, 1.0, 1.0 + 1e-14, None, 3.0]) == [3, 1, 1, None, 4]
    twins = found(np.column_stack([NOISE[:, 0], NOISE[:, 0]])).dimensions
    assert [(p.by_cv.rank, p.by_cv.high) for p in twins] == [(1, 1), (1, 1)]


def test_means_against_the_midpoint_are_scipys_t():
    of = view(NOISE)
    measured = ranked(of).dimensions
    for place, a in enumerate(against_midpoint(measured, weighted=False)):
        theirs = stats.ttest_1samp(NOISE[:, place], 3)
        assert (a.test.statistic, a.test.p) == pytest.approx(
            (theirs.statistic, theirs.pvalue), rel=1e-9
        )
        assert a.test.effect == pytest.approx(a.test.statistic / np.sqrt(40))
        assert a.test.low < a.test.effect < a.test.high


def test_the_interval_of_d_holds_the_noncentral_t_at_both_ends():
    measured = found(NOISE).dimensions
    for a in against_midpoint(measured, weighted=False, level=0.9):
        test = a.test
        ends = [
            stats.nct.cdf(test.statistic, test.df1, end * np.sqrt(a.of.n))
            for end in (test.low, test.high)
        ]
        assert ends == pytest.approx([0.95, 0.05], rel=1e-6)


def test_equal_weights_change_nothing_but_the_interval_of_d():
    plain, weighted = found(NOISE).dimensions, found(NOISE, np.full(40, 2.5)).dimensions
    for a, b in zip(plain, weighted, strict=True):
        assert b.effective == pytest.approx(40)
        assert (a.mean, a.sd, a.se, a.cv) == pytest.approx((b.mean, b.sd, b.se, b.cv))
        assert a.by_cv == b.by_cv
    assert [a.test.low for a in against_midpoint(weighted, weighted=True)] == [None] * 3


def test_a_person_who_weighs_nothing_but_little_moves_nothing():
    light = found(np.vstack([NOISE, [[5, 5, 5]]]), [*np.ones(40), 1e-9]).dimensions
    for a, b in zip(found(NOISE).dimensions, light, strict=True):
        assert a.mean == pytest.approx(b.mean, rel=1e-8)


def test_everyone_alike_has_no_test_and_no_rank_by_chance():
    same = found(np.full((10, 2), 4)).dimensions
    assert [p.sd for p in same] == [0, 0]
    against = against_midpoint(same, weighted=False)
    assert [(a.test, a.p_holm) for a in against] == [(None, None)] * 2


def test_a_scale_below_zero_has_no_coefficient_of_variation():
    of = view(NOISE - 3)
    scale = replace(of.instrument.dimensions[0].scale, low=-2, high=2)
    dimensions = tuple(replace(d, scale=scale) for d in of.instrument.dimensions)
    of = replace(of, instrument=replace(of.instrument, constructs=(Construct("all", dimensions),)))
    for p in ranked(of).dimensions:
        assert (p.cv, p.by_cv.rank) == (None, None)
        assert p.by_mean.rank is not None


def test_ranks_are_within_a_construct_and_each_order_has_its_own_interval():
    of = view(np.column_stack([APART, 6 - APART]))
    first, second = of.instrument.dimensions[:2], of.instrument.dimensions[2:]
    constructs = (Construct("one", first), Construct("other", second))
    of = replace(of, instrument=replace(of.instrument, constructs=constructs))
    every = ranked(of).dimensions
    assert [p.by_mean.rank for p in every] == [1, 2, 2, 1]
    for p in every:
        for order in (p.by_mean, p.by_importance):
            assert (order.low, order.high) == (order.rank, order.rank)
