from datetime import date, datetime, time, timedelta
from math import isnan

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.files import columns


def text_column(*cells, mark="."):
    return columns.from_text(columns.distinct([pa.array(cells, pa.string())]), mark)


def cell_column(*cells):
    return columns.from_cells([columns.chunk([cell]) for cell in cells])


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", " 5 ", ""], "int8", [1, 5, None]),
        (["+1", "-2", "0"], "int8", [1, -2, 0]),
        (["127", "-128"], "int8", [127, -128]),
        (["128"], "int16", [128]),
        (["-32769"], "int32", [-32769]),
        (["2147483648"], "int64", [2147483648]),
        (["1.0", "2.00"], "int8", [1, 2]),
        (["0.5", ".5", "-.5", "3"], "double", [0.5, 0.5, -0.5, 3.0]),
        (["٣", "۴", "5"], "int8", [3, 4, 5]),
        (["٣٫٥"], "double", [3.5]),
        (["", "  ", "\u00a0"], "string", [None, None, None]),
    ],
)
def test_plain_numbers_are_numbers(cells, kind, values):
    column = text_column(*cells)
    assert (str(column.type), column.to_pylist()) == (kind, values)


@pytest.mark.parametrize(
    "cell",
    ["007", "00", "1e5", "0x10", "inf", "nan", "NaN", "NA", "N/A", "null", "None", "True",
     "1,5", "1.234,5", "1 000", "5.", "1-2", "--1", "²", "99999999999999999999",
     "1234567890123456.5"],
)  # fmt: skip
def test_whatever_else_stays_text_and_keeps_its_column_text(cell):
    assert text_column("1", cell).to_pylist() == ["1", cell]


def test_a_decimal_comma_is_read_only_where_it_was_recognised():
    assert text_column("3,5", "4", mark=",").to_pylist() == [3.5, 4.0]
    assert text_column("3.5", "4", mark=",").to_pylist() == ["3.5", "4"]


def test_the_decimal_mark_is_the_one_that_makes_more_columns_numbers():
    files = [[["1,5"], ["2,5"], ["3.5"]], [["1,5"], ["2.5"], ["3.5"]], [["1"], ["x"]]]
    marks = [
        columns.decimal_mark([columns.distinct([pa.array(c)]) for c in file], ".,")
        for file in files
    ]
    assert marks == [",", ".", None]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ([1.0, 2.0, None], [1, 2, None]),
        ([1.5, 2.0], [1.5, 2.0]),
        ([3.0, "4", ""], [3, 4, None]),
        ([3.0, "x"], ["3", "x"]),
        ([3.0, 1e-7, "x"], ["3", "0.0000001", "x"]),
        ([3.0, "007"], ["3", "007"]),
        ([True, False], ["True", "False"]),
        ([True, 1.0], ["True", "1"]),
        ([date(2026, 1, 5), datetime(2026, 1, 5)], ["2026-01-05", "2026-01-05"]),
        ([datetime(2026, 1, 5, 9, 0, 12), time(9, 30)], ["2026-01-05T09:00:12", "09:30:00"]),
        ([timedelta(days=1, hours=12, seconds=1.5), -timedelta(minutes=1)],
         ["PT36H0M1.5S", "-PT0H1M0S"]),
    ],
)  # fmt: skip
def test_cells_of_a_workbook_become_numbers_or_iso_text(cells, values):
    assert cell_column(*cells).to_pylist() == values


@given(st.lists(st.one_of(st.none(), st.floats(allow_infinity=False)), min_size=1))
def test_whole_never_changes_a_value(values):
    column = columns.whole(pa.array(values, pa.float64()))
    expected = [None if value is None or isnan(value) else value for value in values]
    assert column.to_pylist() == expected


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_integers_survive_as_text_and_as_the_smallest_type(values):
    column = text_column(*map(str, values))
    assert column.to_pylist() == values
    widest = max(max(values), -1 - min(values))
    assert column.type.bit_width == next(b for b in (8, 16, 32, 64) if widest < 2 ** (b - 1))
