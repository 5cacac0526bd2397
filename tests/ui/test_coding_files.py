"""Coders' files are kept as they were given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import UnusableCoding
from crm_analytics.ui.coding_files import from_zip, to_zip

raws = st.tuples(st.binary(), st.text(max_size=9))


@given(st.lists(raws, min_size=1, max_size=3), st.none() | raws.filter(lambda raw: raw[1]))
def test_files_come_back_byte_for_byte_under_their_names(coders, book):
    kept = to_zip(coders, book)
    assert from_zip(kept) == (tuple(coders), book)
    assert to_zip(*from_zip(kept)) == kept


def test_what_a_newer_program_kept_is_refused_in_words(monkeypatch):
    with monkeypatch.context() as newer:
        newer.setattr("crm_analytics.ui.coding_files.FORM", 2)
        kept = to_zip([(b"", "a.csv")])
    with pytest.raises(UnusableCoding) as refusal:
        from_zip(kept)
    assert str(refusal.value) == (
        "The coders' files: were kept by a newer version of this program. Update the program."
    )
