import csv
from io import StringIO

import numpy as np
import pytest

from crm_analytics.export.text import csv_bytes
from crm_analytics.report.table import Table


def read(table):
    return list(csv.reader(StringIO(csv_bytes(table).decode("utf-8-sig"), newline="")))


def test_a_file_starts_with_the_mark_and_the_stable_keys_and_its_rows_end_crlf():
    table = Table.of("t", "T", ["name", "n"], [("Trust", 3)])
    assert csv_bytes(table) == b"\xef\xbb\xbfname,n\r\nTrust,3\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_compute_gets_an_apostrophe(start):
    assert read(Table.of("t", "T", ["name"], [(start + "1",)]))[1] == ["'" + start + "1"]


def test_a_column_called_like_a_formula_gets_an_apostrophe_too():
    assert read(Table.of("t", "T", ["=1+1", "n"], [], named=["=1+1"]))[0] == ["'=1+1", "n"]


@pytest.mark.parametrize("value", [-0.1, 1e-300, 2 / 3, np.float64(2 / 3), -5])
def test_numbers_come_back_exactly_and_negative_ones_are_no_text(value):
    assert float(read(Table.of("t", "T", ["r"], [(value,)]))[1][0]) == value


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), -float("inf")])
def test_what_does_not_apply_is_an_empty_cell(value):
    assert read(Table.of("t", "T", ["name", "r"], [("a", value)]))[1] == ["a", ""]


def test_commas_quotes_and_line_breaks_stay_in_their_cell():
    text = 'a "b", c\nd'
    assert read(Table.of("t", "T", ["name"], [(text,)]))[1] == [text]
