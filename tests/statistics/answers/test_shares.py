import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.statistics import Unavailable
from crm_analytics.statistics.answers.counts import of_values
from crm_analytics.statistics.answers.shares import shares
from crm_analytics.survey.scale import LIKERT, Scale


def shared(values, scale=LIKERT, weights=()):
    return shares(of_values("q", np.array(values, float), np.array(weights, float)), scale)


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
