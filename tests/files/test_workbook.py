from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from crm_analytics.files import UPLOAD, Limits, read, workbook
from crm_analytics.files.wire import Order

from . import small
from .small import ROWS, TRUTH, TYPES, found, refusal, types

DAMAGED = (
    "File 'a.xlsx': is damaged, incomplete or not really an Excel workbook. "
    "Open it in the program it comes from, save it again and upload that."
)


def drawn(draw, *names):
    """A workbook whose sheets are drawn cell by cell."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        draw(*(book.add_worksheet(name) for name in names))
    return out.getvalue()


def with_part(raw, name, content):
    """The workbook with one part put in place of its own."""
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ANSWERS = small.workbook(("S", [["q1", "q2"], [1, 2]]))


def sheet_of(*rows):
    kind = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{kind}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>q1</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>q2</t></is></c></row>'
)


def far(column):
    cell = f'<c r="{column}1048576"><v>1</v></c>'
    return sheet_of(HEADER, f'<row r="1048576">{cell}</row>')


def patient(raw):
    """As when the fast reader has crashed."""
    return workbook.read(raw, Order("a.xlsx", "workbook", UPLOAD, spare=True))


def test_a_workbook_is_the_same_table():
    file = read(small.workbook(("Answers", ROWS)), "answers.xlsx")
    assert file.table.to_pydict() == TRUTH
    assert types(file) == TYPES
    assert found(file) == {
        "Format": "Excel workbook",
        "Sheet": "'Answers'",
        "Header": "row 1",
        "Size": "3 rows × 4 columns",
    }


def test_both_readers_give_the_same_contents():
    rows = [["when", "q"], [date(2026, 1, 5), 1], [datetime(2026, 1, 5, 9, 30), 2.5], ["x", None]]
    raw = small.workbook(("About", [["Survey of 2026"]]), ("Answers", [[], [], *rows]))
    fast = workbook.read(raw, Order("a.xlsx", "workbook", UPLOAD))
    assert fast.table.equals(patient(raw).table)
    assert fast.notes == patient(raw).notes
    assert fast.table.to_pydict() == {
        "when": ["2026-01-05", "2026-01-05T09:30:00", "x"],
        "q": [1.0, 2.5, None],
    }


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named():
    raw = small.workbook(
        ("Cover", [["Customer survey"], ["2026"]]), ("Answers", ROWS), ("Codes", [["a", "b"]])
    )
    file = read(raw, "answers.xlsx")
    assert file.table.to_pydict() == TRUTH
    assert found(file)["Sheet"] == "'Answers'; not read: 'Cover', 'Codes'"


def test_empty_rows_and_columns_before_the_table_are_passed_over_and_told():
    def draw(sheet):
        for i, row in enumerate([["q1", "q2"], [1, 2], [3, 4]]):
            sheet.write_row(i + 3, 2, row)

    file = read(drawn(draw, "S"), "a.xlsx")
    assert file.table.to_pydict() == {"q1": [1, 3], "q2": [2, 4]}
    assert found(file)["Header"] == "row 4"
    assert found(file)["Empty rows"] == "3 left out above the header"


def test_a_hidden_sheet_is_read_only_when_no_other_holds_a_table():
    def draw(codes, answers):
        codes.write_column(0, 0, ["a", 1])
        codes.write_column(0, 1, ["b", 2])
        codes.hide()
        answers.write_column(0, 0, ["q1", 5])
        answers.write_column(0, 1, ["q2", 4])
        answers.activate()
        answers.set_first_sheet()

    assert read(drawn(draw, "Codes", "Answers"), "a.xlsx").columns == ("q1", "q2")


def test_a_merged_cell_stands_in_its_first_cell_only():
    def draw(sheet):
        sheet.write_row(0, 0, ["q1", "q2"])
        sheet.merge_range(1, 0, 2, 0, 5)
        sheet.write_column(1, 1, [1, 2])

    assert read(drawn(draw, "S"), "a.xlsx").table.to_pydict() == {"q1": [5, None], "q2": [1, 2]}


def test_of_a_formula_the_stored_result_is_read():
    def draw(sheet):
        sheet.write_row(0, 0, ["q1", "q2"])
        sheet.write_formula(1, 0, "=2+3", None, 5)
        sheet.write_formula(1, 1, '="a"&"b"', None, "ab")

    assert read(drawn(draw, "S"), "a.xlsx").table.to_pydict() == {"q1": [5], "q2": ["ab"]}


def test_an_empty_text_is_a_stored_result():
    cells = '<c r="A2"><v>5</v></c><c r="B2" t="str"><f>""</f><v></v></c>'
    raw = with_part(ANSWERS, SHEET, sheet_of(HEADER, f'<row r="2">{cells}</row>'))
    assert read(raw, "a.xlsx").table.to_pydict() == {"q1": [5], "q2": [None]}


def test_a_formula_without_a_stored_result_is_refused():
    raw = small.workbook(("S", [["q1", "q2"], ["=1+1", 2], ["=A2", "=B2"]]))
    assert refusal(raw, "a.xlsx") == (
        "Sheet 'S', cells A2, A3, B3: a formula was saved without its result. "
        "Open the workbook in a spreadsheet program, save it and upload that."
    )


def test_error_cells_are_refused_by_their_address():
    def draw(sheet):
        sheet.write_row(0, 0, ["q1", "q2"])
        for row in range(1, 8):
            sheet.write_formula(row, 1, "=1/0", None, "#DIV/0!")

    assert refusal(drawn(draw, "S"), "a.xlsx") == (
        "Sheet 'S', cells B2, B3, B4, B5, B6 and 2 more: "
        "an error such as #N/A stands where an answer should be. "
        "Correct the formula or empty the cell."
    )


def test_an_error_in_another_sheet_does_no_harm():
    def draw(answers, sums):
        answers.write_column(0, 0, ["q1", 5])
        answers.write_column(0, 1, ["q2", 4])
        sums.write_formula(0, 0, "=1/0", None, "#DIV/0!")

    assert read(drawn(draw, "Answers", "Sums"), "a.xlsx").rows == 1


def test_the_word_n_a_typed_as_text_is_an_answer():
    def draw(sheet):
        sheet.write_column(0, 0, ["q1", "#N/A", "NA"])

    assert read(drawn(draw, "S"), "a.xlsx").table.to_pydict() == {"q1": ["#N/A", "NA"]}


def test_a_workbook_without_answers_is_refused():
    remedy = "Upload a file with a header row and one row per person."
    assert refusal(small.workbook(("S", [])), "a.xlsx") == f"File 'a.xlsx': is empty. {remedy}"
    assert refusal(small.workbook(("S", [["q1", "q2"]])), "a.xlsx") == (
        f"Sheet 'S': has a header but no answers below it. {remedy}"
    )


def test_text_that_is_listed_nowhere_is_refused():
    listed = drawn(lambda sheet: sheet.write_column(0, 0, ["q1", "agree"]), "S")
    row = '<row r="2"><c r="A2" t="s"><v>none</v></c></row>'
    assert refusal(with_part(listed, SHEET, sheet_of(HEADER, row)), "a.xlsx") == (
        "Sheet 'S': is damaged, incomplete or not really an Excel sheet. "
        "Open it in the program it comes from, save it again and upload that."
    )


def test_definitions_in_any_part_are_refused():
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><worksheet>&a;</worksheet>'
    assert refusal(with_part(ANSWERS, SHEET, laughs), "a.xlsx") == (
        "Part 'xl/worksheets/sheet1.xml' of the workbook: is not written as spreadsheet "
        "programs write it. Copy the answers alone into a new workbook."
    )


def test_a_bomb_is_refused_before_it_unfolds():
    raw = with_part(ANSWERS, "xl/media/picture.bin", bytes(5_000_000))
    assert len(raw) < 20_000
    assert refusal(raw, "a.xlsx", Limits(expanded=1_000_000)) == (
        "File 'a.xlsx': unfolds to more than 1.0 MB. Copy the answers alone into a new workbook."
    )


def test_too_many_parts_are_refused():
    assert refusal(ANSWERS, "a.xlsx", Limits(parts=3)) == (
        "File 'a.xlsx': holds 9 parts; at most 3 can be read. "
        "Copy the answers alone into a new workbook."
    )


def test_a_cell_at_the_far_end_aborts_the_fast_reader_and_is_refused_by_the_patient_one():
    assert refusal(with_part(ANSWERS, SHEET, far("XFD")), "a.xlsx") == (
        "Sheet 'S': goes on beyond row 1,000,001, which is as far as it can be read. "
        "Delete the rows below the answers and the columns beside them."
    )


def test_a_sheet_that_is_too_long_is_refused():
    assert refusal(with_part(ANSWERS, SHEET, far("A")), "a.xlsx") == (
        "Sheet 'S': has 1,048,575 rows; at most 1,000,000 can be read. "
        "Remove rows and columns that hold no answers, or split the file."
    )


def test_sheets_that_are_too_much_together_are_refused():
    raw = small.workbook(("A", [["q1", "q2"], [1, 2]]), ("B", [["q1", "q2"], [1, 2]]))
    assert refusal(raw, "a.xlsx", Limits(workbook_cells=6)) == (
        "Sheet 'B': and the sheets before it have 8 cells; at most 6 can be read. "
        "Copy the answers alone into a new workbook."
    )


@pytest.mark.parametrize(
    "raw",
    [
        ANSWERS[: len(ANSWERS) // 2],
        with_part(ANSWERS, SHEET, "<worksheet"),
        with_part(ANSWERS, "xl/_rels/workbook.xml.rels", "<Relationships/>"),
        with_part(ANSWERS, "xl/workbook.xml", "<workbook/>"),
    ],
    ids=["cut in half", "broken sheet", "no links", "no sheets"],
)
def test_a_damaged_workbook_is_refused(raw):
    assert refusal(raw, "a.xlsx") == DAMAGED
