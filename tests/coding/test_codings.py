import pytest
from hypothesis import given

from crm_analytics.errors import UnusableCoding
from tests.coding.coders import codings, rows


def test_coders_who_do_not_count_take_their_codes_along():
    found = codings(["aa3", "ab4", "ba5"]).only(("A", "B"))
    assert (found.coders, found.codes) == (("A", "B"), ("a", "b"))
    assert found.marks.shape == (3, 2, 2)
    assert [found.given(unit, 1) for unit in range(3)] == [("a",), ("b",), ("a",)]


@given(rows(coders=(3, 4)))
def test_what_the_others_gave_stays_as_it_was(given_rows):
    given = codings(given_rows)
    kept = given.coders[:-1]
    try:
        found = given.only(kept)
    except UnusableCoding:
        return
    assert found.units == given.units
    for unit in range(len(given.units)):
        for coder in range(len(kept)):
            assert found.given(unit, coder) == given.given(unit, coder)


def test_one_coder_left_is_refused():
    with pytest.raises(UnusableCoding) as refused:
        codings(["ab", "ba"]).only(("A",))
    assert str(refused.value) == (
        "The codings: are by one coder only, 'A'. Agreement needs the codes of a second coder of "
        "the same units."
    )


def test_coders_without_a_unit_in_common_are_refused():
    with pytest.raises(UnusableCoding, match="have no unit in common"):
        codings([("a", None, "a"), (None, "b", "b")]).only(("A", "B"))
