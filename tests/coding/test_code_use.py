import numpy as np
from hypothesis import given

from crm_analytics.coding import CodeBook, Coded, Codings, Unit
from crm_analytics.coding.code_use import saturation, together, tree, used
from tests.coding.coders import codings, rows, values

BOOK = CodeBook(
    category={"a": "X", "b": "X", "c": "Y", "e": "Z"},
    group={"X": "G", "Y": "G", "Z": "H"},
    role={"G": "central phenomenon"},
)
ROWS = [({"a", "b"}, {"a"}), ({"b"}, {"c"}), ({"d"}, None)]


def test_a_category_and_a_group_count_a_unit_once():
    found = tree(codings(ROWS), BOOK)
    assert [(one.name, one.units, one.by_coder, one.role) for one in found.groups] == [
        ("G", 2, (2, 2), "central phenomenon"),
        ("H", 0, (0, 0), ""),
    ]
    x, y = found.groups[0].parts
    assert (x.name, x.units, x.by_coder, x.times) == ("X", 2, (2, 1), 3)
    assert [(one.name, one.units, one.by_coder) for one in x.parts] == [
        ("a", 1, (1, 1)),
        ("b", 2, (2, 0)),
    ]
    assert (y.units, y.by_coder) == (1, (0, 1))


def test_codes_outside_the_book_and_codes_of_it_that_nobody_gave_are_named():
    found = tree(codings(ROWS), BOOK)
    assert [(one.name, one.units) for one in found.outside] == [("d", 1)]
    assert found.unused == ("e",)


def test_the_paradigm_has_six_rooms_some_of_them_empty():
    rooms = dict(tree(codings(ROWS), BOOK).paradigm)
    assert list(rooms) == [
        "causal conditions",
        "context",
        "central phenomenon",
        "intervening conditions",
        "strategies",
        "outcomes",
    ]
    assert [one.name for one in rooms["central phenomenon"]] == ["G"]
    assert rooms["outcomes"] == ()


def test_a_book_without_roles_has_no_paradigm():
    assert tree(codings(ROWS), CodeBook(BOOK.category, BOOK.group, {})).paradigm == ()


def test_without_a_book_codes_come_by_use():
    assert [(one.name, one.units) for one in used(codings(ROWS))] == [
        ("b", 2),
        ("a", 1),
        ("c", 1),
        ("d", 1),
    ]


def test_codes_go_together_when_one_coder_gave_a_unit_both():
    given_ = codings([*ROWS, ({"b", "a"}, {"b"})])
    places = [given_.codes.index(name) for name in "abc"]
    assert together(given_)[np.ix_(places, places)].tolist() == [[2, 2, 0], [2, 3, 0], [0, 0, 1]]


def test_categories_go_together_after_grouping():
    grouped = codings([({"a", "c"}, {"b"})]).grouped(BOOK.category)
    assert dict(zip(grouped.codes, together(grouped).tolist(), strict=True)) == {
        "X": [1, 1],
        "Y": [1, 1],
    }


def test_codes_go_together_within_documents():
    entries = [
        Coded(Unit(f"u{n}", document), coder, (code,))
        for n, (document, code) in enumerate([("i1", "a"), ("i1", "b"), ("i2", "a"), ("i2", "a")])
        for coder in "AB"
    ]
    found = together(Codings.of(entries), within_documents=True)
    assert found.tolist() == [[2, 1], [1, 1]]


@given(rows())
def test_with_one_code_a_unit_nothing_goes_together(rows_):
    found = together(codings(rows_))
    assert (found == np.diag(np.diag(found))).all()


def test_new_codes_become_rare():
    assert saturation(codings(["ab", "ab", "bc", ("c", None)])).tolist() == [2, 2, 3, 3]


@given(rows())
def test_saturation_never_falls_and_ends_with_every_code(rows_):
    given_ = codings(rows_)
    found = saturation(given_)
    assert (np.diff(found) >= 0).all()
    assert found[-1] == len(given_.codes)


@given(rows())
def test_grouping_every_code_by_itself_changes_nothing(rows_):
    given_ = codings(rows_)
    same = given_.grouped({code: code for code in given_.codes})
    assert same.codes == given_.codes
    assert (same.marks == given_.marks).all()


def test_a_unit_has_a_category_once_however_many_of_its_codes():
    grouped = codings(ROWS).grouped(BOOK.category)
    assert grouped.codes == ("X", "Y", "d")
    assert grouped.given(0, 0) == ("X",)
    assert grouped.marks.sum() == codings(ROWS).marks.sum() - 1


@given(rows())
def test_coders_agree_at_least_as_often_on_categories(rows_):
    given_ = codings(rows_)
    grouped = given_.grouped({"a": "X", "b": "X", "c": "Y"})
    assert values(grouped)["agreement"] >= values(given_)["agreement"] - 1e-12
