import pytest

from crm_analytics.coding import Choices, Gaps, agreement
from crm_analytics.statistics.resampling import Draws
from tests.coding.coders import FEW, codings

ROWS = [("a", "a", "a"), ("a", "b", None), (None, None, None), ("b", "b", "b"), ("b", None, None)]


def test_everything_comes_from_one_call():
    found = agreement(codings(ROWS), draws=FEW)
    assert (found.units, found.uncoded, found.alone) == (5, 1, 1)
    assert (found.coders, found.codes, found.several) == (("A", "B", "C"), ("a", "b"), False)
    assert found.coefficient("agreement").value == pytest.approx(2 / 3)
    assert [one.code for one in found.by_code] == ["b", "a"]
    assert found.disagreement.units[0].unit.name == "u2"
    assert (found.draws, found.level) == (FEW, 0.95)


def test_every_meaning_of_an_empty_cell_is_counted_the_chosen_one_first():
    found = agreement(codings(ROWS), Choices(gaps=Gaps.DECISION), FEW)
    assert [(one.gaps, one.units, one.pairable, one.codes) for one in found.counted] == [
        (Gaps.DECISION, 5, 5, 3),
        (Gaps.MISSING, 4, 3, 2),
        (Gaps.DECISION_IF_CODED, 4, 4, 3),
    ]
    assert found.coefficients == found.counted[0].coefficients
    assert found.coefficient("agreement").value == pytest.approx((3 + 1 / 3) / 5)


@pytest.mark.parametrize(
    ("rows", "meanings"),
    [
        (["ab", "bb"], [Gaps.MISSING]),
        (["ab", ("b", None)], [Gaps.MISSING, Gaps.DECISION]),
        (["ab", (None, None)], [Gaps.MISSING, Gaps.DECISION, Gaps.DECISION_IF_CODED]),
    ],
)
def test_meanings_that_make_no_difference_are_not_counted(rows, meanings):
    assert [one.gaps for one in agreement(codings(rows), draws=FEW).counted] == meanings


def test_every_pair_of_coders_is_there():
    first, *_, last = agreement(codings(ROWS), draws=FEW).pairs
    assert (first.first, first.second, first.units) == ("A", "B", 3)
    assert first.agreement == pytest.approx(2 / 3)
    assert first.holsti == pytest.approx(2 * 2 / (4 + 3))
    assert first.kappa == pytest.approx((2 / 3 - 4 / 9) / (1 - 4 / 9))
    assert (last.first, last.second, last.agreement, last.kappa) == ("B", "C", 1, 1)


def test_codes_of_a_book_and_the_order_of_codes_are_taken_into_account():
    choices = Choices(others=("c", "d"), order=("b", "a"), level=0.9)
    found = agreement(codings(ROWS), choices, Draws(50))
    assert found.counted[0].codes == 4
    assert found.coefficient("brennan_prediger").value == pytest.approx((2 / 3 - 1 / 4) / (3 / 4))
    assert found.coefficient("alpha_ordinal").value is not None
    assert found.level == 0.9


def test_pairs_with_several_codes_have_no_kappa():
    found = agreement(codings([({"a", "b"}, {"a"}), ({"b"}, {"b"})]), draws=FEW)
    assert found.several
    assert [(one.kappa, one.agreement) for one in found.pairs] == [(None, 0.5)]
