import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.frequencies import frequencies, of_values, shares
from crm_analytics.survey.instrument import LIKERT, Scale

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
