from dataclasses import replace

import numpy as np
import pytest

from crm_analytics.analyses.inputs import item_moments
from crm_analytics.analyses.waves.comparable import compared_scales
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.one_factor import one_factor
from tests.analyses.waves.build import drawn, renamed, wave

FOUR = {"C": {"D": ["a", "b", "c", "d"]}}


def like(*views):
    return {(one.scale, one.waves): one for one in compared_scales(views)}


def turned(view, place):
    """An item answered the other way round."""
    answers = view.answers.copy(order="F")
    answers[:, place] = 6 - answers[:, place]
    return replace(view, answers=answers)


def test_a_wave_is_like_itself():
    one = drawn("1", 80, 1, FOUR)
    found = like(one, renamed(one, "2"))["D", ("1", "2")]
    assert found.verdict == "comparable"
    assert (found.difference, found.p) == (0, pytest.approx(1, abs=1e-12))
    assert found.congruence == pytest.approx(1)
    assert [drift.q for drift in found.items] == [0] * 4


def test_congruence_is_that_of_the_loadings():
    one, two = drawn("1", 200, 1, FOUR), drawn("2", 150, 2, FOUR)
    a, b = (one_factor("D", item_moments(v)(v.columns)).loadings for v in (one, two))
    found = like(one, two)["D", ("1", "2")]
    assert found.congruence == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    mixed = replace(two, columns=two.columns[::-1], answers=two.answers[:, ::-1])
    again = like(one, mixed)["D", ("1", "2")]
    assert again.congruence == pytest.approx(found.congruence, abs=1e-9)
    assert {d.item: d.q for d in again.items} == pytest.approx({d.item: d.q for d in found.items})


def test_an_item_that_goes_another_way_is_named():
    one, two = drawn("1", 300, 1, FOUR), turned(drawn("2", 300, 2, FOUR), 1)
    found = like(one, two)["D", ("1", "2")]
    assert found.verdict == "not comparable"
    assert "b goes less with the other items of 'D' in 2." in found.objections
    assert found.objections[:2] == (
        "What the items of 'D' share is not the same in 1 and 2.",
        "The reliability of 'D' fell from 1 to 2.",
    )
    back = like(two, renamed(one, "3"))["D", ("2", "3")]
    assert "b goes more with the other items of 'D' in 3." in back.objections


def test_drifts_of_all_scales_of_two_waves_are_one_family():
    found = compared_scales([drawn("1", 90, 1), drawn("2", 90, 2)])
    drift = [item for scale in found for item in scale.items]
    assert [d.p_holm for d in drift] == pytest.approx(holm([d.p for d in drift]).tolist())
    assert [s.p_holm for s in found] == pytest.approx(holm([s.p for s in found]).tolist())


def test_a_scale_of_two_items_has_no_congruence_but_an_alpha():
    found = like(drawn("1", 90, 1), drawn("2", 90, 2))["Trust", ("1", "2")]
    assert found.congruence is None
    assert found.reason == (
        "1: 'Trust' has fewer than three items, which do not determine a factor: it has no ω, CR "
        "and AVE."
    )
    assert found.p is not None


def test_a_scale_without_alpha_says_in_which_wave():
    (found,) = compared_scales([drawn("1", 90, 1, FOUR), wave("2", [[3, 3, 3, 3]] * 9, FOUR)])
    assert found.reason == "2: Everyone has the same total on 'D', so alpha is undefined."


def test_weighted_alphas_are_compared_by_their_linearised_errors():
    one = drawn("1", 60, 1, FOUR, weights=np.random.default_rng(1).uniform(0.5, 2, 60))
    two = drawn("2", 80, 2, FOUR)
    found = like(one, two)["D", ("1", "2")]
    assert 0 < found.p < 1
    assert found.p == pytest.approx(like(two, one)["D", ("2", "1")].p)
    assert [drift.p for drift in found.items] == [None] * 4
