import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.pair_tables import FEW, PEOPLE, Planes, pair_tables
from crm_analytics.survey.responses import FIRST_MISSING

NAMES = ("a", "b", "c")


POINTS = (range(1, 6), range(4), range(-1, 2))


def survey(people, seed=0, gaps=0.1, points=POINTS):
    rng = np.random.default_rng(seed)
    answers = np.empty((people, len(points)), np.int8, order="F")
    for item, scale in enumerate(points):
        answers[:, item] = rng.choice(list(scale), people)
    answers[rng.random(answers.shape) < gaps] = FIRST_MISSING + 2
    return answers


def counted(answers, a, b, points, weights=None):
    """The plainest count there is."""
    weights = np.ones(len(answers)) if weights is None else weights
    return [
        [weights[(answers[:, a] == x) & (answers[:, b] == y)].sum() for y in points[b]]
        for x in points[a]
    ]


@given(st.integers(0, 200), st.integers(0, 50), st.sampled_from([0, 0.1, 0.7]))
def test_a_table_is_the_count_of_every_two_points(people, seed, gaps):
    answers = survey(people, seed, gaps)
    both = pair_tables(NAMES, answers, POINTS, pairwise=True)
    every = pair_tables(NAMES, answers, POINTS)
    complete = answers[(answers > FIRST_MISSING + 2).all(axis=1)]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert both.table(NAMES[a], NAMES[b]).tolist() == counted(answers, a, b, POINTS)
        assert every.table(NAMES[a], NAMES[b]).tolist() == counted(complete, a, b, POINTS)
        assert both.table(NAMES[b], NAMES[a]).T.tolist() == counted(answers, a, b, POINTS)
    assert every.n.tolist() == [len(complete)] * 3
    assert (both.n >= every.n).all()


@pytest.mark.parametrize("people", [1, 63, 64, 65, FEW + 1, PEOPLE, 2 * PEOPLE + 77])
@pytest.mark.parametrize("pairwise", [False, True])
def test_counting_bits_equals_multiplying_zeros_and_ones(people, pairwise):
    planes = Planes.of(survey(people), POINTS, pairwise)
    bits, product = planes.unfolded(planes.bits_shared()), planes.unfolded(planes.product())
    np.testing.assert_array_equal(bits, product)


@given(st.integers(0, 50))
def test_two_groups_added_equal_everyone_at_once(seed):
    one, two = survey(20, seed), survey(30, seed + 1)
    parts = [pair_tables(NAMES, each, POINTS, pairwise=True).counts for each in (one, two)]
    whole = pair_tables(NAMES, np.vstack([one, two]), POINTS, pairwise=True).counts
    np.testing.assert_array_equal(sum(parts), whole)


@pytest.mark.parametrize("pairwise", [False, True])
def test_a_weight_of_two_is_a_person_twice(pairwise):
    answers = survey(300)
    times = np.random.default_rng(1).integers(0, 4, len(answers))
    weighed = pair_tables(NAMES, answers, POINTS, times.astype(float), pairwise)
    repeated = pair_tables(NAMES, np.repeat(answers, times, axis=0), POINTS, pairwise=pairwise)
    np.testing.assert_allclose(weighed.counts, repeated.counts, rtol=1e-12)
    assert (weighed.counts == 0).tolist() == (repeated.counts == 0).tolist()
    ones = pair_tables(NAMES, answers, POINTS, np.ones(len(answers)), pairwise)
    np.testing.assert_array_equal(weighed.n, ones.n)
    np.testing.assert_array_equal(ones.effective, ones.n)
    np.testing.assert_array_equal(ones.counts, ones.scaled)


def test_unequal_weights_are_worth_fewer_people():
    answers, weights = survey(400, gaps=0), np.random.default_rng(2).random(400)
    tables = pair_tables(NAMES, answers, POINTS, weights)
    kish = weights.sum() ** 2 / (weights**2).sum()
    assert tables.effective == pytest.approx([kish] * 3)
    assert tables.scaled.sum(axis=(1, 2)) == pytest.approx([kish] * 3)
    expected = counted(answers, 0, 2, POINTS, weights)
    np.testing.assert_allclose(tables.table("a", "c"), expected, rtol=1e-12)


def test_many_people_are_counted_within_a_part_of_their_answers():
    points = [range(1, 6)] * 12
    answers = survey(400_000, points=points)
    names = tuple(map(str, range(12)))
    tracemalloc.start()
    pair_tables(names, answers, points, pairwise=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < answers.nbytes / 2


@pytest.mark.parametrize(
    ("names", "answers", "points", "said"),
    [
        (
            ("a",),
            np.ones((3, 1), np.int8),
            [range(1, 6)],
            "A table of answers needs two items; there are fewer.",
        ),
        (
            ("a", "b"),
            np.ones((3, 2)),
            [range(1, 6)] * 2,
            "Answers with fractions have no points to count.",
        ),
        (
            ("a", "b"),
            np.ones((3, 2), np.int8),
            [range(101)] * 2,
            "A scale of more than 20 points is too long to count by point.",
        ),
    ],
)
def test_what_cannot_be_counted_says_why(names, answers, points, said):
    with pytest.raises(NotEnoughData) as caught:
        pair_tables(names, answers, points)
    assert str(caught.value) == said
