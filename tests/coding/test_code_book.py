import pytest

from crm_analytics.coding import read_book
from crm_analytics.errors import UnusableCoding

TEXT = """code,category,group,role
a,X,G,Causes
b,X,G,causal conditions
c,Y,G,
d,Z,H,Core category
"""


def read(text):
    return read_book(text.encode(), "book.csv")


def test_codes_have_categories_and_these_have_groups_and_roles():
    book = read(TEXT)
    assert book.category == {"a": "X", "b": "X", "c": "Y", "d": "Z"}
    assert book.group == {"X": "G", "Y": "G", "Z": "H"}
    assert book.role == {"G": "causal conditions", "H": "central phenomenon"}
    assert (book.codes, book.categories, book.groups) == (tuple("abcd"), tuple("XYZ"), tuple("GH"))
    assert book.group_of_code() == {"a": "G", "b": "G", "c": "G", "d": "H"}


def test_columns_may_be_called_after_the_steps_of_coding_and_roles_left_out():
    book = read("Open code,Axial code,Selective code\na,X,G\n")
    assert (book.category, book.group, book.role) == ({"a": "X"}, {"X": "G"}, {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "code,theme\na,G\n",
            "File 'book.csv': has no column category. Name the columns code, category, group and, "
            "if you like, role.",
        ),
        (
            "a,b\n1,2\n",
            "File 'book.csv': has no columns code, category, group. Name the columns code, "
            "category, group and, if you like, role.",
        ),
        (
            "code,category,group,role\na,X,,core\nb,X,G,colour\na,Y,G,core\nc,Y,H,\nd,Y,G,outcome\n",
            "Row 2: has no group. Fill it in, or delete the row.\n"
            "Row 3: has the role 'colour', which the paradigm does not have. Use one of: causal "
            "conditions, context, central phenomenon, intervening conditions, strategies, outcomes.\n"
            "Row 4: has code 'a' in category 'Y', row 2 in 'X'. Decide for one category.\n"
            "Row 5: has category 'Y' in group 'H', row 4 in 'G'. Decide for one group.\n"
            "Row 6: has group 'G' in role 'outcomes', row 4 in 'central phenomenon'. A role is "
            "that of a whole group: decide for one role.",
        ),
    ],
)
def test_what_is_not_a_tree_is_refused_in_words(text, message):
    with pytest.raises(UnusableCoding) as caught:
        read(text)
    assert str(caught.value) == message
