import string
from dataclasses import replace

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.store.study_rows import from_parquet, to_parquet

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["القاهرة", "ثقة العميل", "=1+1", "007", "NA", "a\0b", "😀"]
)
codes = st.dictionaries(st.floats(allow_nan=False), words, max_size=4)
kinds = st.sampled_from(
    [
        (pa.int8(), st.integers(-128, 127)),
        (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
        (pa.float64(), st.floats()),
        (pa.string(), words),
    ]
)


@st.composite
def tables(draw):
    names = draw(st.lists(words, min_size=1, max_size=5, unique=True))
    rows = draw(st.integers(0, 12))
    columns = []
    for _ in names:
        kind, values = draw(kinds)
        cells = draw(st.lists(st.none() | values, min_size=rows, max_size=rows))
        columns.append(pa.array(cells, kind))
    return pa.table(columns, names)


files = st.builds(
    SurveyFile,
    name=words,
    sha256=st.text(string.hexdigits, min_size=64, max_size=64),
    table=tables(),
    texts=st.dictionaries(words, words, max_size=4),
    value_labels=st.dictionaries(words, codes, max_size=3),
    missing_values=st.dictionaries(words, codes, max_size=3),
    notes=st.lists(st.builds(Note, words, words), max_size=3).map(tuple),
)


def content(file):
    """Everything in words: unlike ==, repr tells -0.0 from 0.0 and finds NaN equal to itself."""
    beside = (file.texts, file.value_labels, file.missing_values, file.notes)
    return repr((file.name, file.sha256, str(file.table.schema), file.table.to_pydict(), beside))


@given(files)
@settings(deadline=None, max_examples=150)
def test_a_file_comes_back_as_it_was_given(file):
    assert content(from_parquet(to_parquet(file))) == content(file)


@given(files)
@settings(deadline=None, max_examples=50)
def test_packing_again_what_came_back_gives_the_same_bytes(file):
    blob = to_parquet(file)
    assert to_parquet(from_parquet(blob)) == blob


def test_codes_come_back_as_numbers(file):
    labels = from_parquet(to_parquet(file)).value_labels
    assert labels == {"q1": {5.0: "agree", 1.0: "disagree", 2.5: "between"}}
    assert {type(code) for code in labels["q1"]} == {float}


def test_the_order_of_labels_is_kept(file):
    assert list(from_parquet(to_parquet(file)).value_labels["q1"]) == [5.0, 1.0, 2.5]


def test_how_a_table_was_cut_into_chunks_does_not_change_the_bytes(file):
    cut = pa.concat_tables([file.table.slice(0, 2), file.table.slice(2)])
    assert to_parquet(replace(file, table=cut)) == to_parquet(file)


def test_another_answer_gives_other_bytes(file):
    turned = file.table.set_column(0, "q1", pa.array([5, 2, 3, 4, 5], pa.int64()))
    assert to_parquet(replace(file, table=turned)) != to_parquet(file)
