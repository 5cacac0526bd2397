"""Whether coders agree, on which codes, and where they do not."""

import numpy as np
import pytest
from hypothesis import given

from crm_analytics.coding import AgreementOptions, Gaps, agreement
from crm_analytics.coding.agreement import by_code, disagreement
from crm_analytics.coding.kappa import possible
from crm_analytics.coding.ratings import ratings
from crm_analytics.statistics.resampling import Draws
from tests.coding.coders import FEW, codings, rows, table, values

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
    found = agreement(codings(ROWS), AgreementOptions(empty_cells="decision"), draws=FEW)
    every = found.ratings.items()
    assert [(gaps, own.units, own.pairable, possible(own)) for gaps, own in every] == [
        (Gaps.DECISION, 5, 5, 3),
        (Gaps.MISSING, 4, 3, 2),
        (Gaps.DECISION_IF_CODED, 4, 4, 3),
    ]
    assert found.coefficients == found.coefficients_if[Gaps.DECISION]
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
    assert [*agreement(codings(rows), draws=FEW).ratings] == meanings


def test_every_pair_of_coders_is_there():
    first, *_, last = agreement(codings(ROWS), draws=FEW).pairs
    assert first[:3] == ("A", "B", 3)
    kappa = (2 / 3 - 4 / 9) / (1 - 4 / 9)
    assert first[3:] == pytest.approx((2 / 3, 2 * 2 / (4 + 3), kappa))
    assert last == ("B", "C", 2, 1, 0.8, 1)


def test_codes_of_a_book_and_the_order_of_codes_are_taken_into_account():
    options = AgreementOptions(level=0.9)
    found = agreement(codings(ROWS), options, ("c", "d"), ("b", "a"), Draws(50))
    assert possible(found.ratings[Gaps.MISSING]) == 4
    assert found.coefficient("brennan_prediger").value == pytest.approx((2 / 3 - 1 / 4) / (3 / 4))
    assert found.coefficient("alpha_ordinal").value is not None
    assert found.level == 0.9


def test_pairs_with_several_codes_have_no_kappa():
    found = agreement(codings([({"a", "b"}, {"a"}), ({"b"}, {"b"})]), draws=FEW)
    assert found.several
    assert [(kappa, share) for *_, share, _, kappa in found.pairs] == [(None, 0.5)]


def each_code(rows_):
    return {one.code: one for one in by_code(ratings(codings(rows_)))}


def test_each_code_is_compared_with_all_others():
    a = each_code([("a", "a"), ("a", "b"), ("b", "b"), ("c", "c")])["a"]
    assert (a.used, a.units) == (3, 2)
    assert a.agreement == pytest.approx(3 / 4)
    assert a.shared == pytest.approx(2 / 3)
    assert a.kappa == pytest.approx((3 / 4 - 1 / 2) / (1 - 1 / 2))
    assert a.alpha == pytest.approx(1 - 7 * 2 / (8 * 8 - 3 * 3 - 5 * 5))


def test_codes_come_by_how_often_they_were_given():
    assert list(each_code([("b", "b"), ("b", "a"), ("c", "c")])) == ["b", "c", "a"]


@given(rows(coders=(2, 2), gaps=False, codes="ab"))
def test_with_two_codes_each_says_what_both_say(rows_):
    whole = values(codings(rows_))
    for one in each_code(rows_).values():
        assert one.agreement == pytest.approx(whole["agreement"])
        if whole["cohen"] is not None:
            assert one.kappa == pytest.approx(whole["cohen"])
            assert one.alpha == pytest.approx(whole["alpha_nominal"])


@given(rows())
def test_every_code_given_is_counted_once(rows_):
    given_ = codings(rows_)
    each = each_code(rows_)
    assert sum(one.used for one in each.values()) == given_.marks.sum()
    assert each.keys() == set(given_.codes)


def test_several_codes_a_unit_are_compared_code_by_code():
    each = each_code([({"a", "b"}, {"a"}), ({"b"}, {"b"}), ({"a"}, {"a", "c"})])
    assert each["a"].kappa == 1
    assert each["c"].shared == 0


def test_a_code_that_all_gave_to_every_unit_has_no_kappa():
    one = each_code([({"a", "b"}, {"a"}), ({"a"}, {"a", "b"})])["a"]
    assert (one.agreement, one.shared, one.kappa, one.alpha) == (1, 1, None, None)
    assert one.note == (
        "Two coders gave the code to none, or to all, of the units they share: κ is undefined."
    )


COUNTS = [[13, 0, 0], [1, 20, 7], [0, 4, 56]]


def test_of_two_coders_the_table_comes_back():
    found = disagreement(table(COUNTS))
    assert found.codes == ("a", "b", "c")
    assert found.confusion[0, 1].tolist() == COUNTS
    assert found.pooled.tolist() == [[13, 1, 0], [1, 20, 11], [0, 11, 56]]


def test_the_codes_most_often_taken_for_one_another_come_first():
    assert disagreement(table(COUNTS)).confused == [
        ("b", "c", 11, pytest.approx(11 / 12)),
        ("a", "b", 1, pytest.approx(1 / 12)),
    ]


def test_the_most_disputed_units_come_first():
    found = disagreement(codings(["aaa", "aab", "abc", ("a", None, "a")]))
    assert [(one.unit.name, one.disagreement) for one in found.units] == [
        ("u3", 1),
        ("u2", pytest.approx(2 / 3)),
        ("u1", 0),
        ("u4", 0),
    ]
    assert found.units[3].codes == (("a",), (), ("a",))


def test_a_unit_that_one_coder_alone_coded_is_not_disputed():
    found = disagreement(codings([("a", "a"), ("b", None)]))
    assert [one.unit.name for one in found.units] == ["u1"]


def test_sets_that_overlap_are_disputed_in_part():
    (one,) = disagreement(codings([({"a", "b"}, {"b", "c"})])).units
    assert one.disagreement == pytest.approx(2 / 3)
    assert one.codes == (("a", "b"), ("b", "c"))


def test_of_several_codes_those_in_common_are_agreement_and_the_others_confused():
    found = disagreement(codings([({"a", "b"}, {"b", "c"})]))
    assert found.confused == [("a", "c", 1, 1)]
    assert np.diag(found.pooled).tolist() == [0, 1, 0]


def test_a_coder_leans_towards_what_the_others_give_less_often():
    found = disagreement(codings([("a", "a"), ("a", "b"), ("a", "b"), ("b", "b"), ("c", None)]))
    assert found.used.tolist() == [[3, 1, 0], [1, 3, 0]]
    assert found.leaning == pytest.approx(np.array([[0.5, -0.5, 0], [-0.5, 0.5, 0]]))


def test_a_coder_who_shares_no_unit_leans_nowhere():
    found = disagreement(codings([("a", "a", None), ("b", "a", None), (None, None, "c")]))
    assert found.leaning.tolist() == [[-0.5, 0.5, 0], [0.5, -0.5, 0], [0, 0, 0]]


@given(rows(coders=(2, 4)))
def test_leanings_cancel_out_and_every_pair_of_codes_is_in_one_cell(rows_):
    given_ = codings(rows_)
    found = disagreement(given_)
    assert found.leaning.sum(axis=1) == pytest.approx(0, abs=1e-12)
    both = sum(
        int((given_.coded[:, a] & given_.coded[:, b]).sum())
        for a in range(len(given_.coders))
        for b in range(a)
    )
    assert sum(counts.sum() for counts in found.confusion.values()) == both
    assert np.triu(found.pooled).sum() == both
    assert sum(times for _, _, times, _ in found.confused) == both - np.trace(found.pooled)


def test_coders_who_always_agree_confuse_nothing():
    assert disagreement(codings(["aa", "bb"])).confused == []
