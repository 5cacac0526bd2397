from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.analyses.answers.counts import of_items
from crm_analytics.analyses.inputs import scores_of
from crm_analytics.statistics.tally import Gap, of_score, of_values, on_scale
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View
from tests.conftest import survey_file

LIKERT = arrays(np.int8, st.integers(1, 40), elements=st.integers(1, 7))


def counted(tally):
    return dict(zip(tally.values.tolist(), tally.people.tolist(), strict=True))


def asked(text="", weights=(), **columns):
    names = ", ".join(columns)
    instrument = questionnaire.read(
        f"constructs: [{{name: C, dimensions: [{{name: D, items: [{names}]}}]}}]\n"
        f"minimum_group: 1\n{text}"
    )
    extra = {"w": list(weights)} if weights else {}
    return View.of(Responses.fit(instrument, survey_file(**columns, **extra)))


def test_answers_are_counted_and_gaps_keep_their_reason():
    view = asked("missing_codes: {99: do not know}", q1=[1, 5, 5, 99, None, 99], q2=[1] * 6)
    first, second = of_items(view, view.columns)
    assert counted(first) == {1: 1, 5: 2}
    assert first.gaps == (Gap("skipped", 1, 1.0), Gap("do not know", 2, 2.0))
    assert (first.n, first.missing, first.everyone) == (3, 3, 6)
    assert counted(second) == {1: 6}
    assert second.gaps == ()


def test_negative_answers_are_in_their_place():
    view = asked("scale: {low: -2, high: 2}", q1=[-2, 0, 2, -2, -1])
    (tally,) = of_items(view, view.columns)
    assert tally.values.tolist() == [-2, -1, 0, 2]
    assert tally.people.tolist() == [2, 1, 1, 1]


def test_answers_with_fractions_are_counted_too():
    view = asked("scale: {low: 0, high: 1}", q1=[0.25, 0.5, None, 0.25])
    (tally,) = of_items(view, view.columns)
    assert counted(tally) == {0.25: 2, 0.5: 1}
    assert tally.gaps == (Gap("skipped", 1, 1.0),)


def test_weights_are_summed_beside_the_people():
    view = asked("weight: w", weights=[1, 2, 0.5, 4], q1=[1, 1, 5, None])
    (tally,) = of_items(view, view.columns)
    assert tally.people.tolist() == [2, 1]
    assert tally.weight.tolist() == [3, 0.5]
    assert tally.squares.tolist() == [5, 0.25]
    assert tally.gaps == (Gap("skipped", 1, 4.0),)
    assert tally.effective == pytest.approx(3.5**2 / 5.25)


@given(LIKERT, st.randoms())
def test_the_order_of_people_changes_nothing(answers, random):
    shuffled = answers.tolist()
    random.shuffle(shuffled)
    assert counted(of_values("q", np.array(shuffled, float))) == counted(
        of_values("q", answers.astype(float))
    )


@given(arrays(np.int8, st.tuples(st.integers(1, 30), st.just(6)), elements=st.integers(1, 5)))
def test_equal_scores_are_one_value_whatever_way_they_were_added_up(rows):
    view = asked(**{f"q{i}": rows[:, i].tolist() for i in range(6)})
    tally = of_score(scores_of(view), "D")
    exact = [Fraction(int(row.sum()), 6) for row in rows]
    assert [Fraction(v).limit_denominator(6) for v in tally.values] == sorted(set(exact))
    assert tally.people.tolist() == [exact.count(value) for value in sorted(set(exact))]


def test_a_score_is_missing_where_the_rule_gives_none():
    tally = of_score(scores_of(asked(q1=[1, 2, None], q2=[2, 3, 4])), "D")
    assert counted(tally) == {1.5: 1, 2.5: 1}
    assert tally.gaps == (Gap("no score", 1, 1.0),)


def test_numbers_that_differ_by_rounding_are_one_value():
    assert counted(of_values("s", np.array([0.1 + 0.2, 0.3, 0.4]))) == {0.3: 2, 0.4: 1}


@pytest.mark.parametrize("grain", [0, 1])
def test_nobody_is_an_empty_count(grain):
    tally = of_values("s", np.array([np.nan, np.nan]), grain=grain)
    assert (tally.n, tally.missing, tally.effective, len(tally.values)) == (0, 2, 0.0, 0)


def test_unused_points_stay():
    (tally,) = of_items(view := asked(q1=[2, 2, 4]), view.columns)
    points = on_scale(tally, 1, 5)
    assert counted(points) == {1: 0, 2: 2, 3: 0, 4: 1, 5: 0}
    assert points.weight.tolist() == points.squares.tolist() == [0, 2, 0, 1, 0]


@pytest.mark.parametrize(
    ("values", "ends"),
    [([0.5, 1], (0, 1)), ([1, 2], (0.5, 2.5)), ([1, 2], (0, 1000))],
)
def test_answers_between_points_and_endless_scales_have_no_points(values, ends):
    assert on_scale(of_values("q", np.array(values, float)), *ends) is None
