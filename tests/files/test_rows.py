"""A file without rows is told what a row of it would be."""

import io

import pytest
import xlsxwriter

from crm_analytics import files as reading
from crm_analytics.coding import read, read_book
from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files.printed import printed, printed_files

PEOPLE = "Upload a file with a header row and one row per person."
FACTORS = "Give a file with a header row and one row a factor."
LINES = "Give a file with a header row and one row a line of the table."
UNITS = (
    "Give a file with a header row and one row a unit, with a column for every coder; or one row a "
    "unit and coder."
)
CODES = (
    "Give a file with a header row and one row a code. Name the columns code, category, group and, "
    "if you like, role."
)


def workbook(*header):
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw) as book:
        book.add_worksheet().write_row(0, 0, header)
    return raw.getvalue()


READERS = [
    pytest.param(reading.read, "answers", PEOPLE, id="survey"),
    pytest.param(lambda raw, name: read([(raw, name)]), "codes", UNITS, id="coders"),
    pytest.param(read_book, "codes", CODES, id="code book"),
    pytest.param(printed, "lines", LINES, id="printed table"),
]


@pytest.mark.parametrize(
    ("reader", "cells", "remedy"),
    [
        *READERS,
        pytest.param(
            lambda raw, name: printed_files([(name, raw)]), "factors", FACTORS, id="matrix"
        ),
    ],
)
@pytest.mark.parametrize(("raw", "name"), [(b"", "a.csv"), (b"", "a.xlsx"), (workbook(), "a.xlsx")])
def test_an_empty_file(reader, cells, remedy, raw, name):
    with pytest.raises(Exception, match="is empty") as caught:
        reader(raw, name)
    assert str(caught.value) == f"File '{name}': is empty. {remedy}"


@pytest.mark.parametrize(("reader", "cells", "remedy"), READERS)
def test_a_header_alone(reader, cells, remedy):
    with pytest.raises(Exception, match="has a header") as caught:
        reader(workbook("unit", "Ann", "Ben"), "a.xlsx")
    assert str(caught.value) == f"Sheet 'Sheet1': has a header but no {cells} below it. {remedy}"


def test_what_else_is_wrong_is_said_as_ever():
    with pytest.raises(UnreadableSurvey) as caught:
        printed(b"%PDF-1.7", "a.csv")
    assert str(caught.value) == (
        "File 'a.csv': is named .csv, but is a PDF document. Upload the answers as CSV, Excel "
        "workbook (.xlsx), OpenDocument (.ods), SPSS (.sav), Stata (.dta) or Parquet."
    )
