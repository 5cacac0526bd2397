from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.files import names


@given(st.lists(st.sampled_from(["q", "q (2)", "q (3)", "", "column 1", " q "])))
def test_names_are_never_equal(headers):
    unique, _ = names.unique(headers)
    assert len(set(unique)) == len(unique) == len(headers)


@given(st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True), unique=True))
def test_different_names_are_left_alone(headers):
    assert names.unique(headers) == (headers, [])


def test_a_line_break_in_a_name_is_a_space_and_a_bell_is_nothing():
    assert names.clean(" The company\r\nkeeps\x07 its word ") == "The company keeps its word"
