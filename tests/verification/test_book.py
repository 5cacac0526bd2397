import pytest

from tests.verification.book import BOOK, book
from tests.verification.compared import Compared, Number
from tests.verification.written import agreement, ours


def test_the_book_is_what_the_comparisons_give():
    assert BOOK.read_text(encoding="utf-8") == book(), "python -m tests.verification writes it anew"


def test_the_book_can_be_read_to_its_end():
    text = book()
    assert 1_000 < len(text.splitlines()) < 3_200
    assert "**apart**" not in text


@pytest.mark.parametrize("last_bit", [0, 1e-16, -1e-16, 3e-15, -3e-15])
@pytest.mark.parametrize("reference", [0.12345678985, 2.5, -1 / 3, 99_999.999995, 1e-300])
def test_the_last_bit_changes_no_text(reference, last_bit):
    found = Compared("set", "thing", Number("r"), reference * (1 + last_bit), reference)
    same = Compared("set", "thing", Number("r"), reference, reference)
    assert (ours(found), agreement(found)) == (ours(same), agreement(same)) == (ours(same), "12+")


def test_a_number_that_is_apart_is_marked_and_written_as_it_is():
    found = Compared("set", "thing", Number("r"), 0.51, 0.5)
    assert (ours(found), agreement(found)) == ("0.51", "**apart**")
    lost = Compared("set", "thing", Number("r"), 0.51, None)
    assert (ours(lost), agreement(lost)) == ("0.51", "**apart**")
