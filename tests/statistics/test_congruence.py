from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from crm_analytics.analyses.waves.scales import compared_scales
from crm_analytics.statistics.congruence import equal_alpha
from crm_analytics.statistics.factors.one_factor import one_factor
from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.multiple_testing import holm
from crm_analytics.statistics.reliability import item_moments, reliabilities, reliability
from tests.analyses.waves.build import drawn, renamed, wave

FOUR = {"C": {"D": ["a", "b", "c", "d"]}}


def alpha(view):
    return reliabilities(view)[0]


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


def feldt(one, two, k):
    """Feldt's (1969) own F in the place of W, by the moments of both."""
    d1, d2 = (one.n - 1) * (k - 1), one.n - 1
    d3, d4 = two.n - 1, (two.n - 1) * (k - 1)
    a = d4 / (d4 - 2) * d2 / (d2 - 2)
    b = ((d1 + 2) * d2**2 * (d3 + 2) * d4**2) / (
        (d2 - 2) * (d2 - 4) * d1 * (d4 - 2) * (d4 - 4) * d3
    )
    v2 = 2 * a / (a - 1)
    v1 = 2 * a**2 / (2 * b - a * b - a**2)
    w = (1 - one.alpha) / (1 - two.alpha)
    return 2 * min(stats.f.sf(w, v1, v2), stats.f.cdf(w, v1, v2))


@pytest.mark.parametrize("seed", range(5))
def test_the_test_of_two_alphas_is_feldts(seed):
    one, two = alpha(drawn("1", 60, seed, FOUR)), alpha(drawn("2", 90, seed + 50, FOUR))
    assert equal_alpha(one, two, False) == pytest.approx(feldt(one, two, 4), abs=2e-3)
    assert equal_alpha(one, two, False) == pytest.approx(equal_alpha(two, one, False), rel=1e-9)


def test_against_endless_people_it_is_the_interval_of_one():
    scatter = np.full((4, 4), 0.3) + 0.7 * np.eye(4)
    one = reliability("D", Moments(tuple("abcd"), 50, np.zeros(4), scatter * 49))
    many = replace(one, n=10**9, alpha=one.alpha_low)
    assert equal_alpha(one, many, False) == pytest.approx(0.05, abs=1e-6)


def test_equal_alphas_are_refused_as_often_as_said():
    random = np.random.default_rng(1969)
    p = []
    for _ in range(400):
        one, two = (
            np.round(random.normal(size=(n, 1)) + random.normal(size=(n, 4)), 6) for n in (30, 45)
        )
        p.append(equal_alpha(alpha(wave("1", one, FOUR)), alpha(wave("2", two, FOUR)), False))
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 400))


def test_weighted_alphas_are_compared_by_their_linearised_errors():
    one = drawn("1", 60, 1, FOUR, weights=np.random.default_rng(1).uniform(0.5, 2, 60))
    two = drawn("2", 80, 2, FOUR)
    found = like(one, two)["D", ("1", "2")]
    assert 0 < found.p < 1
    assert found.p == pytest.approx(like(two, one)["D", ("2", "1")].p)
    assert [drift.p for drift in found.items] == [None] * 4


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
