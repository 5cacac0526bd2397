import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.scores import Scores

SKIPPED = -128
ANSWERS = arrays(np.int8, (9, 7), elements=st.sampled_from([SKIPPED, 1, 2, 3, 4, 5]))


def scored(answers, rule="complete", ends=(1, 5)):
    dimensions = {"a": [0, 1, 2], "b": [3, 4, 5, 6]}
    constructs = {"both": ["a", "b"], "only": ["a"]}
    answers = np.asfortranarray(answers)
    return Scores.of(answers, dimensions, constructs, ends=ends, half=rule == "half")


def mean(parts, rule):
    """The definition, person by person."""
    need = parts.shape[1] if rule == "complete" else parts.shape[1] / 2
    there = [row[~np.isnan(row)] for row in parts]
    return np.array([row.mean() if len(row) and len(row) >= need else np.nan for row in there])


@pytest.mark.parametrize("rule", ["complete", "half"])
@given(ANSWERS)
def test_a_score_is_the_mean_of_what_the_rule_asks_for(rule, answers):
    given_ = np.where(answers == SKIPPED, np.nan, answers)
    a, b = mean(given_[:, :3], rule), mean(given_[:, 3:], rule)
    both = mean(np.column_stack([a, b]), rule)
    found = scored(answers, rule)
    assert found.whole
    np.testing.assert_allclose(found.values, np.column_stack([a, b, both]), rtol=1e-14)


@pytest.mark.parametrize("rule", ["complete", "half"])
@given(ANSWERS)
def test_fractions_are_scored_as_whole_answers_are(rule, answers):
    fractions = scored(np.where(answers == SKIPPED, np.nan, answers), rule)
    assert not fractions.whole
    np.testing.assert_allclose(fractions.values, scored(answers, rule).values, rtol=1e-14)


@given(arrays(np.int8, (9, 7), elements=st.integers(1, 5)))
def test_equal_scores_are_the_same_number(answers):
    found = scored(answers)
    sums = answers[:, 3:].sum(axis=1)
    same = np.equal.outer(sums, sums)
    assert (np.equal.outer(found.numbers[:, 1], found.numbers[:, 1]) == same).all()


@given(ANSWERS)
def test_moments_are_those_of_the_scores_of_complete_people(answers):
    found = scored(answers)
    there = ~np.isnan(found.values).any(axis=1)
    if there.sum() >= 2:
        exact = Moments.of(found.names, found.values[there])
        np.testing.assert_allclose(found.moments().mean, exact.mean, rtol=1e-13)
        np.testing.assert_allclose(found.moments().scatter, exact.scatter, rtol=1e-9, atol=1e-12)


def test_a_scale_may_run_below_zero():
    answers = np.array([[-2, 2, 0, -1, -1, -1, -1], [SKIPPED, 1, 1, 0, 0, 0, 2]], np.int8)
    found = scored(answers, ends=(-2, 2)).values
    np.testing.assert_array_equal(found, [[0, -1, -0.5], [np.nan, 0.5, np.nan]])


def test_fewer_people_and_fewer_scores_are_the_same_numbers():
    found = scored(np.array([[1] * 7, [2] * 7, [5] * 7], np.int8))
    assert found.select(["both", "a"]).values.tolist() == [[1, 1], [2, 2], [5, 5]]
    assert found.among(np.array([True, False, True])).column("b").tolist() == [1, 5]


def test_a_construct_of_one_dimension_has_its_score():
    found = scored(np.ones((2, 7), np.int8))
    assert found.column("only").tolist() == [1, 1]
    assert found.select(["only"]).column("only").tolist() == [1, 1]
