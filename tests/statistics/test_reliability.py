from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from crm_analytics.analyses.inputs import reliabilities
from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.pair_tables import pair_tables
from crm_analytics.statistics.polychoric import polychorics
from crm_analytics.statistics.reliability import (
    lambda2,
    lambda6,
    looks_reversed,
    ordinal_alpha,
    reliability,
)
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View
from tests.conftest import survey_file
from tests.statistics.test_one_factor import items, measured

answers = hnp.arrays(
    np.int8, st.tuples(st.integers(3, 9), st.integers(2, 6)), elements=st.integers(1, 7)
)


def moments(rows):
    return Moments.of([f"q{i}" for i in range(rows.shape[1])], rows)


def equicorrelated(k, rho, n=50):
    scatter = (n - 1) * (rho + (1 - rho) * np.eye(k))
    return Moments(tuple(f"q{i}" for i in range(k)), n, np.zeros(k), scatter)


def attempt(rows):
    try:
        return reliability("any", moments(rows))
    except NotEnoughData:
        assume(False)


@pytest.mark.parametrize(("k", "rho"), [(2, 0.5), (5, 0.3), (12, 0.1)])
def test_equally_correlated_items_follow_spearman_brown(k, rho):
    found = reliability("any", equicorrelated(k, rho))
    truth = k * rho / (1 + (k - 1) * rho)
    assert found.alpha == pytest.approx(truth, rel=1e-14)
    assert found.alpha_standardised == pytest.approx(truth, rel=1e-14)
    assert found.index == pytest.approx(truth**0.5)
    rest = (k - 1) * rho / np.sqrt((k - 1) * (1 + (k - 2) * rho))
    assert all(item.item_rest_r == pytest.approx(rest) for item in found.items)


@pytest.mark.parametrize("rho", [-0.2, 0.0, 0.4, 0.9])
def test_halves_of_equal_length_follow_spearman_brown(rho):
    for split in reliability("any", equicorrelated(4, 0.9 * rho + 0.1)).splits:
        assert (split.items_a, split.items_b) == (2, 2)
        assert split.spearman_brown == pytest.approx(2 * split.r / (1 + split.r))
        if split.r >= 0:
            assert split.spearman_brown_unequal == pytest.approx(split.spearman_brown, abs=1e-12)
        assert split.guttman == pytest.approx(split.spearman_brown)


@given(answers, st.integers(-3, 3))
def test_shifting_every_answer_changes_nothing(rows, shift):
    before, after = attempt(rows), attempt((rows + shift).astype(np.int8))
    assert after.alpha == pytest.approx(before.alpha, rel=1e-12)
    assert after.alpha_low == pytest.approx(before.alpha_low, rel=1e-12)


@given(answers)
def test_turning_every_item_round_changes_nothing(rows):
    assert attempt((8 - rows).astype(np.int8)).alpha == pytest.approx(attempt(rows).alpha)


@given(answers)
def test_alpha_never_exceeds_one_and_lies_in_its_interval(rows):
    found = attempt(rows)
    assert found.alpha_low <= found.alpha <= found.alpha_high <= 1
    for item in found.items:
        assert item.smc is None or -1e-9 <= item.smc <= 1


@given(answers, st.permutations(range(6)))
def test_the_order_of_items_changes_only_the_halves(rows, order):
    places = [place for place in order if place < rows.shape[1]]
    assert attempt(rows[:, places]).alpha == pytest.approx(attempt(rows).alpha, rel=1e-12)


def test_agrees_with_pingouin_on_complete_rows():
    # pingouin 0.7.0, cronbach_wide_missing. The interval is pingouin's for the 9 complete rows
    # passed in directly; with nan_policy="listwise" it counts all 12 rows.
    import pingouin

    found = reliability(
        "w", moments(pingouin.read_dataset("cronbach_wide_missing").to_numpy(float))
    )
    assert found.n == 9
    assert found.alpha == pytest.approx(0.8016949152542371, rel=1e-12)
    assert [found.alpha_low, found.alpha_high] == pytest.approx([0.533, 0.947], abs=5e-4)


@pytest.mark.parametrize(
    ("given_moments", "said"),
    [
        (equicorrelated(1, 0), "'Trust' has one item; alpha compares items, so it needs two."),
        (
            equicorrelated(3, 0.3, n=2),
            "Fewer than 3 people answered all of 'Trust'.",
        ),
        (
            moments(np.array([[1, 5], [2, 4], [4, 2]], np.int8)),
            "Everyone has the same total on 'Trust', so alpha is undefined.",
        ),
        (
            moments(np.full((5, 3), 4, np.int8)),
            "Everyone has the same total on 'Trust', so alpha is undefined.",
        ),
    ],
)
def test_what_cannot_be_computed_says_why(given_moments, said):
    with pytest.raises(NotEnoughData) as caught:
        reliability("Trust", given_moments)
    assert str(caught.value) == said


def test_equal_totals_of_fractions_are_refused_although_floats_never_sum_to_zero():
    rows = np.random.default_rng(1).integers(1, 6, (40, 4)) / 7
    rows[:, 3] = 3 - rows[:, :3].sum(axis=1)
    with pytest.raises(NotEnoughData, match="same total"):
        reliability("any", moments(rows))


def test_an_item_that_never_varies_is_named_and_alpha_stands():
    rows = np.array([[1, 2, 3], [2, 2, 4], [4, 2, 5], [5, 2, 5]], np.int8)
    found = reliability("any", moments(rows))
    assert found.constant == ("q1",)
    assert found.alpha_standardised is None
    assert [item.item_rest_r is None for item in found.items] == [False, True, False]
    assert all(item.smc is None for item in found.items)


def test_two_items_answered_alike_are_named():
    rows = np.array([[1, 2, 1], [2, 2, 2], [4, 3, 4], [5, 1, 5]], np.int8)
    found = reliability("any", moments(rows))
    assert found.twins == (("q0", "q2"),)
    assert [item.smc for item in found.items] == [None, None, None]


def test_one_scale_without_numbers_leaves_the_others_standing():
    instrument = questionnaire.read(
        "constructs: [{name: C, dimensions: [{name: A, items: [a1]}, {name: B, items: [b1, b2]}]}]\n"
        "minimum_group: 1"
    )
    file = survey_file(a1=[1, 2, 3, 4], b1=[1, 2, 3, 5], b2=[2, 1, 4, 5])
    lone, pair, construct, whole = reliabilities(View.of(Responses.fit(instrument, file)))
    assert lone == Unavailable("A", "'A' has one item; alpha compares items, so it needs two.")
    assert (pair.scale, construct.scale, whole.scale) == ("B", "C", "All items")


def test_items_that_run_against_the_majority_look_reversed():
    signs = np.array([1, 1, -1, 1, -1])
    scatter = 49 * (np.outer(signs, signs) * 0.4 + 0.6 * np.eye(5))
    made = Moments(("a", "b", "c", "d", "e"), 50, np.zeros(5), scatter)
    assert looks_reversed(made) == ("c", "e")
    assert looks_reversed(made.select(("a", "b", "d"))) == ()
    assert looks_reversed(made.select(("a", "b", "c", "e"))) == ()  # a tie names nobody


def test_constant_answers_with_fractions_have_no_alpha_of_their_rounding():
    weights = np.resize([0.5, 3.0], 8)
    constant = Moments.of(("a", "b"), np.tile([1 / 3, 1.0], (8, 1)), 2, weights)
    with pytest.raises(NotEnoughData) as caught:
        reliability("D", constant)
    assert str(caught.value) == "Everyone has the same total on 'D', so alpha is undefined."


@pytest.mark.parametrize(("k", "rho"), [(2, 0.5), (5, 0.3), (12, 0.1)])
def test_equally_correlated_items_have_bounds_that_are_their_alpha(k, rho):
    moments = equicorrelated(k, rho)
    alpha = reliability("any", moments).alpha
    assert float(lambda2(moments.scatter)) == pytest.approx(alpha, rel=1e-13)
    smc = (k - 1) * rho**2 / (1 + (k - 2) * rho)
    assert lambda6(moments) == pytest.approx(1 - (1 - smc) / (1 + (k - 1) * rho), rel=1e-12)


@given(st.integers(0, 999))
def test_lambda2_is_never_below_alpha(seed):
    moments = Moments.of(items(5), measured(seed=seed))
    assert float(lambda2(moments.scatter)) >= reliability("any", moments).alpha - 1e-12


def test_items_that_never_vary_or_copy_one_another_have_no_lambda6():
    rows = measured(k=3)
    copy = Moments.of(items(4), np.column_stack([rows, rows[:, 0]]))
    same = Moments.of(items(4), np.column_stack([rows, np.full(60, 3, np.int8)]))
    still = Moments.of(items(2), np.array([[1, 5], [2, 4], [4, 2]], np.int8))
    assert [lambda6(m) for m in (copy, same, still)] == [None] * 3
    assert np.isnan(lambda2(still.scatter))


def with_polychorics(k, rho):
    answers = np.tile(np.array([[1], [2], [2]], np.int8), k)
    whole = polychorics(pair_tables(tuple(map(str, range(k))), answers, [(1, 2)] * k))
    return replace(whole, r=np.full((k, k), rho) + (1 - rho) * np.eye(k))


@pytest.mark.parametrize(("k", "rho"), [(2, 0.5), (5, 0.3), (12, 0.1)])
def test_equally_correlated_steps_follow_spearman_brown(k, rho):
    found = ordinal_alpha("any", with_polychorics(k, rho))
    assert found == pytest.approx(k * rho / (1 + (k - 1) * rho))


@pytest.mark.parametrize(
    ("polychoric", "said"),
    [
        (with_polychorics(3, np.nan), "An item of Trust never varies; its ordinal α is undefined."),
        (
            with_polychorics(2, -1.0),
            "The items of Trust cancel each other out; ordinal α is undefined.",
        ),
        (
            with_polychorics(2, 0.5).select(["0"]),
            "Trust has one item; ordinal α compares items, so it needs two.",
        ),
    ],
)
def test_what_has_no_ordinal_alpha_says_why(polychoric, said):
    with pytest.raises(NotEnoughData) as caught:
        ordinal_alpha("Trust", polychoric)
    assert str(caught.value) == said
