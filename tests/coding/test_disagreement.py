import numpy as np
import pytest
from hypothesis import given

from crm_analytics.coding.disagreement import disagreement
from tests.coding.coders import codings, rows, table

COUNTS = [[13, 0, 0], [1, 20, 7], [0, 4, 56]]


def test_of_two_coders_the_table_comes_back():
    found = disagreement(table(COUNTS))
    assert found.codes == ("a", "b", "c")
    assert found.pairs[0].counts.tolist() == COUNTS
    assert found.pooled.tolist() == [[13, 1, 0], [1, 20, 11], [0, 11, 56]]


def test_the_codes_most_often_taken_for_one_another_come_first():
    first, second = disagreement(table(COUNTS)).confused
    assert (first.code, first.other, first.times) == ("b", "c", 11)
    assert first.share == pytest.approx(11 / 12)
    assert (second.code, second.other, second.times) == ("a", "b", 1)


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
    assert [(one.code, one.other, one.times) for one in found.confused] == [("a", "c", 1)]
    assert np.diag(found.pooled).tolist() == [0, 1, 0]


def test_a_coder_leans_towards_what_the_others_give_less_often():
    found = disagreement(codings([("a", "a"), ("a", "b"), ("a", "b"), ("b", "b"), ("c", None)]))
    assert found.tendencies.used.tolist() == [[3, 1, 0], [1, 3, 0]]
    assert found.tendencies.leaning == pytest.approx(np.array([[0.5, -0.5, 0], [-0.5, 0.5, 0]]))


def test_a_coder_who_shares_no_unit_leans_nowhere():
    found = disagreement(codings([("a", "a", None), ("b", "a", None), (None, None, "c")]))
    assert found.tendencies.leaning.tolist() == [[-0.5, 0.5, 0], [0.5, -0.5, 0], [0, 0, 0]]


@given(rows(coders=(2, 4)))
def test_leanings_cancel_out_and_every_pair_of_codes_is_in_one_cell(rows_):
    given_ = codings(rows_)
    found = disagreement(given_)
    assert found.tendencies.leaning.sum(axis=1) == pytest.approx(0, abs=1e-12)
    both = sum(
        int((given_.coded[:, a] & given_.coded[:, b]).sum())
        for a in range(len(given_.coders))
        for b in range(a)
    )
    assert sum(one.counts.sum() for one in found.pairs) == both
    assert np.triu(found.pooled).sum() == both
    assert sum(one.times for one in found.confused) == both - np.trace(found.pooled)


def test_coders_who_always_agree_confuse_nothing():
    assert disagreement(codings(["aa", "bb"])).confused == ()
