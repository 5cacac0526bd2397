import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.statistics.discriminant_validity import fornell_larcker, htmt
from crm_analytics.statistics.factor_adequacy import adequacy
from crm_analytics.statistics.moments import Moments
from tests.statistics.test_one_factor import items, measured, scaled

units = st.lists(st.floats(0.1, 30), min_size=5, max_size=5)


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def two_scales(within=0.5, between=0.2, n=100):
    r = np.full((4, 4), between)
    r[:2, :2] = r[2:, 2:] = within
    np.fill_diagonal(r, 1)
    return Moments(items(4), n, np.zeros(4), r * (n - 1))


BOTH = {"A": ("q0", "q1"), "B": ("q2", "q3")}


def test_htmt_is_the_ratio_of_what_items_share_between_and_within():
    (pair,) = htmt(two_scales(0.5, 0.2), BOTH)
    assert (pair.scale_a, pair.scale_b, pair.htmt) == ("A", "B", pytest.approx(0.4, rel=1e-14))


def test_scales_that_run_against_each_other_are_as_near_as_any():
    (pair,) = htmt(two_scales(0.5, -0.2), BOTH)
    assert pair.htmt == pytest.approx(0.4, rel=1e-14)
    assert pair.signed == pytest.approx(-0.4, rel=1e-14)


def test_items_of_both_signs_do_not_make_two_scales_different():
    """Every item of A goes with every item of B, half of them the other way round."""
    r = np.full((4, 4), 0.6)
    r[:2, 3] = r[3, :2] = r[2, 3] = r[3, 2] = -0.6
    np.fill_diagonal(r, 1)
    (pair,) = htmt(Moments(items(4), 50, np.zeros(4), 49 * r), BOTH)
    assert pair.htmt == pytest.approx(1, rel=1e-14)
    assert pair.signed is None


def test_a_scale_whose_items_do_not_go_together_has_no_signed_htmt():
    (pair,) = htmt(two_scales(-0.1, 0.05), BOTH)
    assert (pair.htmt, pair.signed) == (pytest.approx(0.5, rel=1e-14), None)


@given(units)
def test_reversing_an_item_changes_no_htmt(by):
    moments = Moments.of(items(5), measured())
    members = {"A": ("q0", "q1"), "B": ("q2", "q3", "q4")}
    turned = scaled(moments, tuple(-b if place % 2 else b for place, b in enumerate(by)))
    assert htmt(turned, members)[0].htmt == close(htmt(moments, members)[0].htmt)


@pytest.mark.parametrize("still", ["q0", "q2"])
def test_a_scale_of_which_one_item_is_left_has_no_htmt(still):
    rows = measured(k=4)
    rows[:, int(still[1])] = 3
    (pair,) = htmt(Moments.of(items(4), rows), BOTH)
    assert pair.htmt is None


def test_a_single_item_is_its_scale():
    (pair,) = htmt(two_scales(0.5, 0.2), {"A": ("q0",), "B": ("q2", "q3")})
    assert pair.htmt == pytest.approx(0.2 / 0.5**0.5, rel=1e-14)


@given(units)
def test_the_unit_of_an_item_changes_no_htmt_and_no_adequacy(by):
    moments = Moments.of(items(5), measured())
    after, members = scaled(moments, by), {"A": ("q0", "q1"), "B": ("q2", "q3", "q4")}
    assert htmt(after, members)[0].htmt == close(htmt(moments, members)[0].htmt)
    assert adequacy(after).kmo == pytest.approx(adequacy(moments).kmo, rel=1e-8)
    assert adequacy(after).chi2 == pytest.approx(adequacy(moments).chi2, rel=1e-8)


def test_scales_are_apart_when_each_shares_more_with_its_items_than_with_the_other():
    scores = Moments(("A", "B"), 50, np.zeros(2), 49 * np.array([[1, -0.7], [-0.7, 1]]))
    pairs = htmt(two_scales(), BOTH)
    for ave, apart in (((0.5, 0.6), True), ((0.48, 0.6), False), ((None, 0.6), None)):
        (pair,) = fornell_larcker(pairs, scores, dict(zip("AB", ave, strict=True)))
        assert (pair.r, pair.htmt) == (pytest.approx(-0.7), pairs[0].htmt)
        assert pair.root_ave_b == pytest.approx(0.6**0.5)
        assert pair.apart is apart
