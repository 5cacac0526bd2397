"""Tables as CSV, sections as JSON, charts in words: exact for programs, only text for spreadsheets."""

import csv
import json
import subprocess
import sys
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest

from crm_analytics.export.text import alternative, csv_bytes, json_text
from crm_analytics.report.chart import Interval
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


def strict(text):
    def refuse(token):
        raise AssertionError(token)

    return json.loads(text, parse_constant=refuse)


def test_the_whole_has_the_documented_shape(section):
    whole = strict(json_text([section]))
    assert list(whole) == ["study", "provenance", "sections"]
    assert whole["study"] == "Study & <more>"
    assert whole["provenance"] == {
        "data_sha256": "d" * 64,
        "rows": 400,
        "people": 383,
        "filters": {"gender": ["female", "other"]},
        "waves": ["2023", "2024"],
        "version": "0.1.0",
        "questionnaire_sha256": "q" * 64,
    }
    (only,) = whole["sections"]
    assert list(only) == ["id", "title", "finding", "caption", "caveats", "tables"]
    assert only["caveats"] == ["Only 383 people."]


def test_tables_are_their_records_and_no_number_is_rounded(section, scales):
    (only,) = strict(json_text([section]))["sections"]
    expected = [dict(record) for record in scales.records()]
    expected[-1] |= {"alpha": None, "alpha_low": None}
    assert only["tables"] == {"scales": expected}


def test_text_is_written_as_text(section):
    assert "رضایت از قیمت‌گذاری" in json_text([section])


@pytest.mark.parametrize("name", ["text", "picture"])
def test_light_files_load_no_heavy_library(name):
    code = (
        f"import sys, crm_analytics.export.{name}\n"
        "print([m for m in ('pptx', 'xlsxwriter', 'plotly', 'kaleido') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_note_is_written_as_it_was_written(section):
    noted = replace(section, note='=1+1 <b>"new"</b>\nsince May')
    one, other = strict(json_text([section, noted]))["sections"]
    assert ("note" in one, other["note"]) == (False, '=1+1 <b>"new"</b>\nsince May')


def test_a_chart_is_read_out_with_its_numbers(grouped):
    assert alternative(grouped) == (
        "Two groups. β: a 0.40 (0.30 to 0.50); b −0.20 (−0.30 to −0.10)."
    )


def test_a_grid_is_described_by_its_size(heat):
    assert alternative(heat) == (
        "What goes together. Pearson's r: grid of 3 rows by 3 columns, from −1.00 to 1.00. n = 383"
    )


def test_long_charts_are_cut_short(bars):
    points = tuple(Interval(f"q{i}", 1.0) for i in range(30))
    assert alternative(replace(bars, points=points)).endswith("q24 1.0; and 5 more. n = 383")


def test_likert_rows_are_read_out_from_low_to_high(likert):
    words = alternative(likert)
    assert words.startswith(
        "How people answered. % of valid answers (=no, <b>rather no</b>, neither, rather yes, @yes): "
    )
    assert "<a href=x>link</a> 1, 10, 20, 40, 28 (no answer 2); " in words
    assert words.endswith("Nobody answered – (no answer 100). n = 300")


def test_a_histogram_says_its_counts_and_moments(histogram):
    assert alternative(histogram) == (
        "Trust. People by =Trust & more: 1 10; 2 30; 3 80; 4 120; 5 60. "
        "Mean 3.63 · SD 1.05 · n 300 · =n"
    )


def test_spots_and_lines_are_read_out_with_their_numbers(spots, waves):
    assert "@SUM(A1) 0.70, 3.00. n = 300" in alternative(spots)
    assert alternative(waves) == (
        "Waves. Mean: =Trust =2022 3.25, 2024 3.75; Loyalty =2022 3.00, 2023 3.50, 2024 4.00."
    )
