import pyarrow as pa
import pytest

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files import UPLOAD, sandbox, workbook
from crm_analytics.files.file import SurveyFile
from crm_analytics.files.printed import printed_files, printed_sheets
from crm_analytics.files.wire import Order

from . import small
from .test_workbook import drawn

FIRST = [["id", "factor", 1, 2], [1, "A\nb", None, "V"], [2, "=c", None, None]]
BOOK = small.workbook(("One", [[], *FIRST[:2]]), ("Two", [["a", 0.5], [True, 2]]))


def refusal(raw, name):
    with pytest.raises(UnreadableSurvey) as caught:
        printed_sheets(raw, name)
    return str(caught.value)


def test_every_sheet_is_the_text_one_would_paste_and_keeps_its_row_numbers():
    assert printed_sheets(BOOK, "a.xlsx") == {
        "One": "\nid\tfactor\t1\t2\n1\tA b\t\tV",
        "Two": "a\t0.5\nTrue\t2",
    }


def test_both_readers_give_the_same_sheets():
    fast, patient = (
        workbook.cells(BOOK, Order("a.xlsx", "workbook", UPLOAD, spare=spare))
        for spare in (False, True)
    )
    assert fast.table.equals(patient.table)


def test_hidden_and_empty_sheets_are_left_out():
    def draw(hidden, empty, shown):
        for sheet in (hidden, shown):
            sheet.write_row(0, 0, ["a", "b"])
        hidden.hide()
        shown.activate()
        shown.set_first_sheet()

    assert printed_sheets(drawn(draw, "H", "E", "S"), "a.xlsx") == {"S": "a\tb"}


def test_a_csv_file_is_one_sheet_of_its_own_name():
    assert printed_sheets("a;é\n".encode("cp1252"), "Expert 1.csv") == {"Expert 1": "a;é\n"}


def test_what_cannot_be_read_exactly_is_refused():
    raw = small.workbook(("S", [["a", "b"], ["=1+1", 2]]), ("T", [["c", "=A1"]]))
    assert refusal(raw, "a.xlsx") == "\n".join(
        f"Sheet '{sheet}', cell{end}: a formula was saved without its result. "
        "Open the workbook in a spreadsheet program, save it and upload that."
        for sheet, end in (("S", " A2"), ("T", " B1"))
    )
    empty = small.workbook(("S", []))
    assert refusal(empty, "a.xlsx") == (
        "File 'a.xlsx': is empty. Upload a file with a header row and one row per person."
    )


def test_another_kind_of_file_is_no_table():
    assert refusal(b"PAR1....PAR1", "a.parquet") == (
        "File 'a.parquet': is a Parquet file, not a printed table. "
        "Save the table as CSV or Excel workbook."
    )


def test_of_several_files_each_names_its_sheets_and_none_is_lost():
    files = [("x/a.csv", b"p"), ("y/a.csv", b"q"), ("b.xlsx", BOOK)]
    assert [*printed_files(files)] == ["a", "a (2)", "b, One", "b, Two"]
    assert printed_files(files)["a (2)"] == "q"


def test_the_problems_of_all_files_stand_together():
    with pytest.raises(UnreadableSurvey) as caught:
        printed_files([("a.csv", b""), ("b.csv", b"x"), ("c.csv", b"")])
    assert [problem.where for problem in caught.value.problems] == ["File 'a.csv'", "File 'c.csv'"]


def test_a_child_that_sends_something_else_is_a_damaged_file(monkeypatch):
    monkeypatch.setattr(
        sandbox, "parse", lambda raw, order: SurveyFile("a.xlsx", "", pa.table({"q": [1]}))
    )
    assert refusal(BOOK, "a.xlsx") == (
        "File 'a.xlsx': is damaged in a way that stops its reader. "
        "Save the answers as CSV UTF-8 and upload that."
    )


def test_a_reader_that_crashes_is_followed_by_the_patient_one(monkeypatch):
    asked = []

    def crash(raw, order):
        asked.append(order.spare)
        return sandbox.Ending(bytearray(), code=1, late=False)

    monkeypatch.setattr(sandbox, "_run", crash)
    refusal(BOOK, "a.xlsx")
    assert asked == [False, True]
