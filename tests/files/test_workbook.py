import struct
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files import OWN_FILE, UPLOAD, Limits, faults, read, workbook
from crm_analytics.files.wire import Order

from . import small
from .small import ROWS, TRUTH, TYPES, found, refusal, types

DATA = Path(__file__).parents[1] / "data" / "files"
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


@pytest.mark.parametrize("spare", [False, True])
def test_a_cell_at_the_far_end_is_refused_before_any_reader_makes_room_for_it(spare):
    order = Order("a.xlsx", "workbook", OWN_FILE, spare=spare)
    with pytest.raises(UnreadableSurvey) as caught:
        workbook.read(with_part(ANSWERS, SHEET, far("XFD")), order)
    assert str(caught.value) == (
        "Sheet 'S': goes on as far as cell XFD1048576, which is further than can be read. "
        "Delete the rows below the answers and the columns beside them."
    )


def test_two_cells_at_two_far_ends_are_refused():
    far_right = '<row r="2"><c r="XFD2"><v>1</v></c></row>'
    far_down = '<row r="300000"><c r="A300000"><v>1</v></c></row>'
    raw = with_part(ANSWERS, SHEET, sheet_of(HEADER, far_right, far_down))
    assert "goes on as far as cell XFD300000" in refusal(raw, "a.xlsx")


def test_cells_that_are_only_formatted_reach_nowhere():
    row = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    cells = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    raw = with_part(ANSWERS, SHEET, sheet_of(HEADER, cells, row))
    assert read(raw, "a.xlsx").table.to_pydict() == {"q1": [1], "q2": [2]}


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


def test_a_sheet_is_looked_through_in_pieces_of_any_length_with_the_same_result():
    """A cell that the end of a piece cuts in two is whole again."""
    words = [["q1", "q2"], *([f"answer {i % 9}", "agree"] for i in range(40))]
    raw = drawn(lambda sheet: [sheet.write_row(i, 0, row) for i, row in enumerate(words)], "S")
    with ZipFile(BytesIO(raw)) as archive:
        sheet = archive.read(SHEET)
    for length in range(1, 400):
        cut = [sheet[i : i + length] for i in range(0, len(sheet), length)]
        pieces = list(faults.whole_cells(cut))
        assert b"".join(pieces) == sheet
        assert not any(faults.MISLED.search(piece) for piece in pieces)


def test_a_workbook_of_words_that_unfolds_to_more_than_one_piece_is_read():
    rows = [["q1", "q2"], *([f"word {i}", f"other {i}"] for i in range(20_000))]
    raw = drawn(lambda sheet: [sheet.write_row(i, 0, row) for i, row in enumerate(rows)], "S")
    with ZipFile(BytesIO(raw)) as archive:
        assert archive.getinfo(SHEET).file_size > 1_500_000
    file = read(raw, "a.xlsx")
    assert file.table["q2"][19_999].as_py() == "other 19999"


@pytest.mark.parametrize(
    "part", ["customXml/item1.xml", "xl/queryTables/queryTable1.xml", "docProps/custom.xml"]
)
def test_a_part_that_nobody_reads_may_be_written_in_any_way(part):
    query = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><DataMashup/>'.encode("utf-16")
    assert read(with_part(ANSWERS, part, query), "a.xlsx").rows == 1


def test_a_sheet_may_stand_anywhere_and_must_be_plain_there():
    links = "xl/_rels/workbook.xml.rels"
    with ZipFile(BytesIO(ANSWERS)) as archive:
        sheet = archive.read(SHEET)
        moved = archive.read(links).replace(b"worksheets/sheet1.xml", b"elsewhere/a.xml")
    raw = with_part(with_part(ANSWERS, links, moved), "xl/elsewhere/a.xml", sheet)
    assert read(raw, "a.xlsx").table.to_pydict() == {"q1": [1], "q2": [2]}
    hidden = with_part(raw, "xl/elsewhere/a.xml", b"<!DOCTYPE x>" + sheet)
    assert refusal(hidden, "a.xlsx").startswith("Part 'xl/elsewhere/a.xml' of the workbook: is not")


def test_an_old_workbook_is_the_same_table():
    file = read((DATA / "answers.xls").read_bytes(), "answers.xls")
    assert file.table.to_pydict() == TRUTH
    assert found(file)["Format"] == "Excel workbook"


def test_errors_in_an_old_workbook_are_refused_by_their_address():
    assert refusal((DATA / "errors.xls").read_bytes(), "a.xls") == (
        "Sheet 'S', cell A3: an error such as #N/A stands where an answer should be. "
        "Correct the formula or empty the cell."
    )


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


def open_document(*rows, manifest="<manifest/>"):
    """An OpenDocument workbook of one sheet, its rows of cells as XML."""
    spaces = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<office:document-content {spaces} xmlns:calcext="urn:org:calcext:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="S">'
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def ods_cell(cell, times=1, more=""):
    repeated = f'table:number-columns-repeated="{times}" {more}'
    if cell is None:
        return f"<table:table-cell {repeated}/>"
    kind = "string" if isinstance(cell, str) else "float"
    value = "" if kind == "string" else f'office:value="{cell}"'
    return (
        f'<table:table-cell {repeated} office:value-type="{kind}" {value}>'
        f"<text:p>{cell}</text:p></table:table-cell>"
    )


def test_an_open_document_is_the_same_table():
    raw = open_document(*("".join(map(ods_cell, row)) for row in ROWS))
    file = read(raw, "answers.ods")
    assert file.table.to_pydict() == TRUTH
    assert found(file)["Format"] == "OpenDocument workbook"


def test_errors_and_formulas_without_a_result_in_an_open_document_are_refused():
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    unsolved = '<table:table-cell table:formula="of:=1+1"/>'
    raw = open_document(
        ods_cell("q1") + ods_cell("q2"),
        ods_cell(3, 2),
        ods_cell("#N/A") + error,
        unsolved + ods_cell(1),
    )
    assert refusal(raw, "a.ods") == (
        "Sheet 'S', cell B3: an error such as #N/A stands where an answer should be. "
        "Correct the formula or empty the cell.\n"
        "Sheet 'S', cell A4: a formula was saved without its result. "
        "Open the workbook in a spreadsheet program, save it and upload that."
    )


def test_an_open_document_with_a_password_is_refused():
    raw = open_document(manifest="<manifest><encryption-data/></manifest>")
    assert refusal(raw, "a.ods") == (
        "File 'a.ods': is protected by a password. Save it without one."
    )


def test_a_cell_that_is_repeated_far_out_is_refused_at_once():
    raw = open_document(ods_cell("q1") + ods_cell("q2"), ods_cell(1, 2_000_000_000))
    assert "further than can be read" in refusal(raw, "a.ods")


def record(kind, content=b""):
    """One record of a binary workbook: its kind and its length, seven bits a byte."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(content)]) + content


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_workbook(*cells):
    """A binary workbook of one sheet: rows of (kind of record, content)."""
    size = struct.pack("<IIII", 0, len(cells) - 1, 0, len(cells[0]) - 1)
    sheet = record(129) + record(148, size) + record(145)
    for row, line in enumerate(cells):
        sheet += record(0, struct.pack("<II", row, 0) + bytes(9))
        for column, (kind, content) in enumerate(line):
            sheet += record(kind, struct.pack("<II", column, 0) + content)
    sheet += record(146) + record(130)
    book = record(131) + record(143)
    book += (
        record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("S")) + record(144) + record(132)
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="{kind}/{type}" Target="{target}"/></Relationships>'
    )
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels", links.format(kind=kind, type="officeDocument", target="xl/workbook.bin")
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            links.format(kind=kind, type="worksheet", target="worksheets/sheet1.bin"),
        )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return out.getvalue()


HEADS = [(6, wide("q1")), (6, wide("q2"))]


def test_a_binary_workbook_is_read():
    raw = binary_workbook(HEADS, [(5, struct.pack("<d", 4)), (6, wide("agree"))])
    assert read(raw, "a.xlsb").table.to_pydict() == {"q1": [4], "q2": ["agree"]}


def test_errors_in_a_binary_workbook_are_refused_by_their_address():
    raw = binary_workbook(HEADS, [(3, b"\x2a"), (5, struct.pack("<d", 4))])
    assert refusal(raw, "a.xlsb") == (
        "Sheet 'S', cell A2: an error such as #N/A stands where an answer should be. "
        "Correct the formula or empty the cell."
    )


def test_a_workbook_with_macros_is_read_and_they_are_not():
    raw = with_part(ANSWERS, "xl/vbaProject.bin", b"anything")
    assert read(raw, "a.xlsm").table.to_pydict() == {"q1": [1], "q2": [2]}
