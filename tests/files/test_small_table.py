import pyarrow as pa
import pyarrow.parquet
import pytest

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files import sandbox, upload_extensions
from crm_analytics.files.file import SurveyFile
from crm_analytics.files.small_table import small_table

from . import small

BOOK = small.workbook(("One", [[], ["id", "a\nb"], [1, None]]), ("Two", [["a", 0.5], [True, 2]]))


def refusal(raw, name):
    with pytest.raises(UnreadableSurvey) as caught:
        small_table(raw, name)
    return str(caught.value)


def test_every_sheet_is_rows_of_text_and_keeps_its_row_numbers():
    assert small_table(BOOK, "a.xlsx") == {
        "One": [[], ["id", "a\nb"], ["1", ""]],
        "Two": [["a", "0.5"], ["True", "2"]],
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_text_file_is_one_sheet_in_any_encoding_with_any_delimiter(encoding, mark):
    raw = f"id{mark}é\n1{mark}\n\n2\n\n".encode(encoding)
    assert small_table(raw, "x/Expert 1.csv") == {"Expert 1": [["id", "é"], ["1", ""], [], ["2"]]}


def test_a_cell_with_a_line_break_keeps_the_numbers_of_what_follows():
    assert small_table(b'a,b\n"x\r\ny",1\nz,2\n', "a.csv") == {
        "a": [["a", "b"], ["x\ny", "1"], [], ["z", "2"]]
    }


def test_files_of_statistics_programs_are_tables_too():
    out = pa.BufferOutputStream()
    pa.parquet.write_table(pa.table({"q": [1, None], "w": ["a", "b"]}), out)
    assert small_table(out.getvalue().to_pybytes(), "a.parquet") == {
        "a": [["q", "w"], ["1", "a"], ["", "b"]]
    }


def test_nothing_is_refused():
    assert refusal(b" \n,\n", "a.csv") == (
        "File 'a.csv': is empty. Upload a file with a header row and one row per person."
    )


def test_a_child_that_sends_something_else_is_a_damaged_file(monkeypatch):
    wrong = SurveyFile("a.xlsx", "", pa.table({"sheet": ["a"], "cells": ["b"]}))
    monkeypatch.setattr(sandbox, "parse", lambda raw, order: wrong)
    assert "stops its reader" in refusal(BOOK, "a.xlsx")


def test_the_upload_field_offers_what_is_read():
    assert {"csv", "tsv", "txt", "xlsx", "sav", "zsav", "parquet"} <= set(upload_extensions())
