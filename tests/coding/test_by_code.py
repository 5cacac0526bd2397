import pytest
from hypothesis import given

from crm_analytics.coding.by_code import by_code
from crm_analytics.coding.ratings import ratings
from tests.coding.coders import codings, rows, values


def found(rows_):
    return {one.code: one for one in by_code(ratings(codings(rows_)))}


def test_each_code_is_compared_with_all_others():
    a = found([("a", "a"), ("a", "b"), ("b", "b"), ("c", "c")])["a"]
    assert (a.used, a.units) == (3, 2)
    assert a.agreement == pytest.approx(3 / 4)
    assert a.shared == pytest.approx(2 / 3)
    assert a.kappa == pytest.approx((3 / 4 - 1 / 2) / (1 - 1 / 2))
    assert a.alpha == pytest.approx(1 - 7 * 2 / (8 * 8 - 3 * 3 - 5 * 5))


def test_codes_come_by_how_often_they_were_given():
    assert list(found([("b", "b"), ("b", "a"), ("c", "c")])) == ["b", "c", "a"]


@given(rows(coders=(2, 2), gaps=False, codes="ab"))
def test_with_two_codes_each_says_what_both_say(rows_):
    whole = values(codings(rows_))
    for one in found(rows_).values():
        assert one.agreement == pytest.approx(whole["agreement"])
        if whole["cohen"] is not None:
            assert one.kappa == pytest.approx(whole["cohen"])
            assert one.alpha == pytest.approx(whole["alpha_nominal"])


@given(rows())
def test_every_code_given_is_counted_once(rows_):
    given_ = codings(rows_)
    each = found(rows_)
    assert sum(one.used for one in each.values()) == given_.marks.sum()
    assert each.keys() == set(given_.codes)


def test_several_codes_a_unit_are_compared_code_by_code():
    each = found([({"a", "b"}, {"a"}), ({"b"}, {"b"}), ({"a"}, {"a", "c"})])
    assert each["a"].kappa == 1
    assert each["c"].shared == 0


def test_a_code_that_all_gave_to_every_unit_has_no_kappa():
    one = found([({"a", "b"}, {"a"}), ({"a"}, {"a", "b"})])["a"]
    assert (one.agreement, one.shared, one.kappa, one.alpha) == (1, 1, None, None)
    assert one.note == (
        "Two coders gave the code to none, or to all, of the units they share: κ is undefined."
    )
