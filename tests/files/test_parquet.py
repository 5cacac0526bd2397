from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crm_analytics.files import Limits, read

from .small import TRUTH, TYPES, found, refusal, types


def written(columns, **options):
    out = BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), out, **options)
    return out.getvalue()


@pytest.mark.parametrize("compression", ["snappy", "zstd", "gzip", "none"])
def test_a_parquet_file_is_the_same_table(compression):
    file = read(written(TRUTH, compression=compression), "a.parquet")
    assert file.table.to_pydict() == TRUTH
    assert types(file) == TYPES
    assert found(file) == {"Format": "Parquet", "Size": "3 rows × 4 columns"}


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (pa.array([1.0, None, float("nan")]), [1, None, None]),
        (pa.array([1, 2], pa.uint64()), [1, 2]),
        (pa.array([2**64 - 1, 0], pa.uint64()), ["18446744073709551615", "0"]),
        (pa.array([1.5, 2], pa.float16()), [1.5, 2.0]),
        (pa.array([Decimal("1.50"), Decimal(2)]), [1.5, 2.0]),
        (pa.array([Decimal(10**20)], pa.decimal128(38, 0)), [str(10**20)]),
        (pa.array([True, None, False]), ["True", None, "False"]),
        (pa.array(["1", "007", ""]), ["1", "007", None]),
        (pa.array(["a", "b", "a", None]).dictionary_encode(), ["a", "b", "a", None]),
        (pa.array([5, 1]).dictionary_encode(), [5, 1]),
        (pa.array([date(2026, 1, 5)]), ["2026-01-05"]),
        (pa.array([datetime(2026, 1, 5, 9), datetime(2026, 1, 6)]),
         ["2026-01-05T09:00:00", "2026-01-06"]),
        (pa.array([datetime(2026, 1, 5, tzinfo=UTC)]), ["2026-01-05T00:00:00Z"]),
        (pa.array([time(9, 30)]), ["09:30:00"]),
        (pa.array([timedelta(minutes=90)]), ["PT1H30M0S"]),
        (pa.nulls(2), [None, None]),
    ],
)  # fmt: skip
def test_each_flat_type_becomes_numbers_or_text(column, values):
    assert read(written({"x": column}), "a.parquet").table.to_pydict() == {"x": values}


def test_repeated_names_are_numbered():
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], ["q", "q", ""])
    file = read(written(table), "a.parquet")
    assert file.table.to_pydict() == {"q": [1], "q (2)": [2], "column 3": [3]}


def test_every_column_that_is_no_answer_is_named():
    columns = {"q": [1], "many": [[1, 2]], "group": [{"a": 1}], "raw": [b"\xff"]}
    assert refusal(written(columns), "a.parquet") == (
        "Column 'many': holds several values in one cell. "
        "Save it as numbers or text, or leave it out.\n"
        "Column 'group': holds several values in one cell. "
        "Save it as numbers or text, or leave it out.\n"
        "Column 'raw': holds values of the kind binary, which are no answers. "
        "Save it as numbers or text, or leave it out."
    )


def test_infinite_numbers_and_impossible_dates_are_refused():
    assert refusal(written({"x": [1.0, float("-inf")]}), "a.parquet") == (
        "Column 'x': holds numbers that are infinite or too large. Correct or empty them."
    )
    assert refusal(written({"x": pa.array([2**52], pa.timestamp("s"))}), "a.parquet") == (
        "Column 'x': holds dates before year 1 or after 9999. Correct or empty them."
    )


def test_the_footer_is_believed_before_anything_is_unfolded():
    raw = written({"q": pa.array([0] * 100_000, pa.int64())}, compression="zstd")
    assert len(raw) < 5_000
    assert refusal(raw, "a.parquet", Limits(rows=99_999)) == (
        "File 'a.parquet': has 100,000 rows; at most 99,999 can be read. "
        "Remove rows and columns that hold no answers, or split the file."
    )


def test_a_packed_text_that_unfolds_beyond_memory_is_refused():
    text = pa.array(["x" * 1_000_000]).take(pa.array([0] * 900))
    raw = written({"q": text}, compression="zstd")
    assert len(raw) < 100_000
    assert refusal(raw, "a.parquet", Limits(memory=800_000_000)) == (
        "File 'a.parquet': needs more than 0.8 GB of memory to read. "
        "Remove sheets, columns or rows that are not needed, or split the file."
    )


@pytest.mark.parametrize(
    ("columns", "what"),
    [({"q": pa.array([], pa.int8())}, "has a header but no answers below it"), ({}, "is empty")],
)
def test_a_file_without_people_is_refused(columns, what):
    assert refusal(written(columns), "a.parquet") == (
        f"File 'a.parquet': {what}. Upload a file with a header row and one row per person."
    )


def test_a_damaged_file_is_refused():
    raw = written({"q": [1]})
    assert refusal(raw[:4] + raw[20:], "a.parquet") == (
        "File 'a.parquet': is damaged, incomplete or not really a Parquet file. "
        "Open it in the program it comes from, save it again and upload that."
    )
