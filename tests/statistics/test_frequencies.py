from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.analyses.answers.counts import of_items
from crm_analytics.analyses.inputs import scores_of
from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.frequencies import (
    Gap,
    frequencies,
    of_score,
    of_values,
    on_scale,
    shares,
)
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import LIKERT, Scale
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.view import View
from tests.conftest import survey_file

ON_SEVEN = arrays(np.int8, st.integers(1, 40), elements=st.integers(1, 7))


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


@given(ON_SEVEN, st.randoms())
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


AGREE = Scale(1, 4, ("no", "rather no", "rather yes", "yes"))


def rows(values, scale=AGREE, weights=()):
    tally = of_values("q", np.array(values, float), np.array(weights, float))
    return [
        (f.value, f.label, f.n, f.percent, f.valid_percent, f.cumulative_percent)
        for f in frequencies(tally, scale.low, scale.high, scale.word)
    ]


def test_every_point_has_a_row_and_every_reason_one_without_a_value():
    assert rows([1, 1, 4, np.nan, np.nan]) == [
        (1, "no", 2, 40, pytest.approx(200 / 3), pytest.approx(200 / 3)),
        (2, "rather no", 0, 0, 0, pytest.approx(200 / 3)),
        (3, "rather yes", 0, 0, 0, pytest.approx(200 / 3)),
        (4, "yes", 1, 20, pytest.approx(100 / 3), 100),
        (None, "skipped", 2, 40, None, None),
    ]


def test_weights_move_the_per_cents_and_not_the_people():
    assert rows([1, 4, np.nan], weights=[1, 2, 1]) == [
        (1, "no", 1, 25, pytest.approx(100 / 3), pytest.approx(100 / 3)),
        (2, "rather no", 0, 0, 0, pytest.approx(100 / 3)),
        (3, "rather yes", 0, 0, 0, pytest.approx(100 / 3)),
        (4, "yes", 1, 50, pytest.approx(200 / 3), pytest.approx(100)),
        (None, "skipped", 1, 25, None, None),
    ]


@given(arrays(np.int8, st.integers(1, 50), elements=st.integers(1, 4)))
def test_valid_per_cents_reach_a_hundred(values):
    found = rows(values)
    assert sum(row[4] for row in found) == pytest.approx(100)
    assert found[-1][5] == pytest.approx(100)
    assert sum(row[2] for row in found) == len(values)


def test_words_stand_at_the_ends_where_only_the_ends_have_them():
    assert [row[1] for row in rows([1, 3], Scale(1, 3, ("never", "always")))] == [
        "never",
        "",
        "always",
    ]
    assert [row[1] for row in rows([1, 3], Scale(1, 3))] == ["", "", ""]


def test_answers_between_points_are_listed_as_they_are():
    assert [row[0] for row in rows([0.2, 0.7, 0.2], Scale(0, 1))] == [0.2, 0.7]


def test_nobody_leaves_the_valid_per_cents_undefined():
    assert rows([np.nan], Scale(1, 2)) == [
        (1, "", 0, 0, None, None),
        (2, "", 0, 0, None, None),
        (None, "skipped", 1, 100, None, None),
    ]


def test_a_table_without_end_is_refused():
    tally = of_values("q", np.arange(201) / 7)
    assert frequencies(tally, 0, 100) == Unavailable(
        "q", "more than 200 different answers are too many for a table of frequencies"
    )


def shared(values, scale=LIKERT, weights=()):
    tally = of_values("q", np.array(values, float), np.array(weights, float))
    return shares(tally, scale.low, scale.high)


def test_both_ends_are_shares_of_those_who_answered():
    found = shared([1, 2, 3, 4, 4, 5, 5, 5, np.nan, np.nan])
    assert found.n == 8
    assert (found.top2, found.bottom2, found.net, found.nps) == (62.5, 25, 37.5, None)
    assert found.of_points.tolist() == [12.5, 12.5, 12.5, 25, 37.5]


def test_promoters_answer_nine_or_ten_of_ten():
    found = shared([0, 6, 7, 8, 9, 10, 10, 10], Scale(0, 10))
    assert found.nps == 50 - 25
    assert shared([1, 10], Scale(1, 10)).nps is None


def test_weights_count():
    found = shared([1, 3, 5], weights=[1, 2, 5])
    assert (found.top2, found.bottom2, found.n) == (62.5, 12.5, 3)
    assert found.n_effective == pytest.approx(64 / 30)


@given(arrays(np.int8, st.integers(1, 50), elements=st.integers(1, 7)))
def test_turning_answers_round_turns_the_net_round(values):
    before, after = shared(values, Scale(1, 7)), shared(8 - values, Scale(1, 7))
    assert after.net == pytest.approx(-before.net, abs=1e-9)
    assert before.of_points.sum() == pytest.approx(100)
    np.testing.assert_allclose(before.of_points, after.of_points[::-1])


def test_short_scales_have_no_boxes():
    found = shared([1, 3], Scale(1, 3))
    assert (found.top2, found.bottom2, found.net) == (None, None, None)
    assert found.reason == ("on a scale of fewer than 4 points the top and bottom two would meet")
    assert found.of_points.tolist() == [50, 0, 50]


def test_answers_between_points_have_no_boxes():
    assert shared([0.5], Scale(0, 1)) == Unavailable(
        "q", "answers lie between the points of the scale, so there is no top and bottom two"
    )


def test_nobody_has_no_share():
    assert shared([np.nan]) == Unavailable("q", "nobody answered")
