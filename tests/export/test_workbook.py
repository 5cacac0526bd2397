from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from crm_analytics.export.workbook import sheet_names, workbook


@pytest.fixture
def book(section):
    return load_workbook(BytesIO(workbook([section])))


def cells(sheet):
    return [cell for row in sheet.iter_rows() for cell in row]


def test_the_first_sheet_says_what_this_is_and_leads_to_the_others(book, provenance):
    about = book["About"]
    words = {cell.value for cell in cells(about)}
    assert {"Study & <more>", provenance.line, "d" * 64, "q" * 64, "0.1.0"} <= words
    links = [cell.hyperlink.location for cell in cells(about) if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_there_is_a_sheet_for_every_table_and_chart(book):
    assert book.sheetnames == [
        "About",
        "reliability scales",
        "reliability alpha chart",
        "reliability cv chart",
        "reliability pearson matrix",
    ]


def test_a_table_has_its_finding_its_source_and_its_keys_on_top(book, section, scales):
    sheet = book["reliability scales"]
    assert sheet["A1"].value == section.finding
    assert sheet["A2"].value == section.provenance.line
    assert sheet["A3"].value == scales.title
    assert tuple(cell.value for cell in sheet[4])[:6] == scales.columns
    assert sheet["C4"].comment.text == "α"
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:F13"


def test_numbers_are_unrounded_and_shown_with_the_digits_of_their_column(book, scales):
    sheet = book["reliability scales"]
    assert sheet["C5"].value == scales.rows[0][2]
    assert [sheet.cell(5, place).number_format for place in (2, 3, 5)] == [
        "#,##0",
        "#,##0.00",
        '[<0.001]"< .001";.000',
    ]


def test_what_does_not_apply_is_empty_and_nothing_is_an_error(book):
    sheet = book["reliability scales"]
    assert [sheet["D5"].value, sheet["C13"].value, sheet["D13"].value] == [None, None, None]
    assert all(cell.data_type != "e" for page in book for cell in cells(page))


def test_labels_from_strangers_are_text(book, hostile):
    sheet = book["reliability scales"]
    written = [sheet.cell(row, 1) for row in range(5, 13)]
    assert [cell.value for cell in written] == [label.replace("\x01", "") for label in hostile]
    for page in book:
        assert all(cell.data_type != "f" for cell in cells(page))
    assert all(cell.hyperlink is None for page in book.worksheets[1:] for cell in cells(page))


def test_what_weakens_the_finding_stands_below_the_numbers(book):
    sheet = book["reliability scales"]
    assert [sheet["A15"].value, sheet["A16"].value] == ["What weakens it", "Only 383 people."]


def test_a_heat_map_is_a_grid_of_numbers_whose_flags_are_only_shown(book):
    sheet = book["reliability pearson matrix"]
    assert [sheet["B6"].value, sheet["B6"].number_format] == [-0.912345, '0.00"**"']
    assert [sheet["C5"].value, sheet["C7"].value] == [None, None]
    (rules,) = sheet.conditional_formatting
    assert str(rules.sqref) == "B5:D7"
    assert rules.rules[0].type == "colorScale"


def test_a_chart_is_drawn_from_cells_with_its_interval(book, dots):
    sheet = book["reliability alpha chart"]
    assert [cell.value for cell in sheet[4]][:7] == [
        "label", "group", "value", "low", "high", "minus", "plus",
    ]  # fmt: skip
    first = dots.points[0]
    assert [sheet.cell(5, place).value for place in (3, 4, 5)] == [
        first.value, first.low, first.high,
    ]  # fmt: skip
    assert sheet["D12"].value is None
    (chart,) = sheet._charts
    (series,) = chart.series
    assert series.val.numRef.f == "'reliability alpha chart'!$C$5:$C$12"
    assert series.errBars.plus.numRef.f == "'reliability alpha chart'!$G$5:$G$12"


@pytest.mark.parametrize(
    ("wished", "given"),
    [
        (["a/b[c]:d*e?f\\g"], ["a b c  d e f g"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 29 + " 2"]),
        (["Trust", "TRUST"], ["Trust", "TRUST 2"]),
        (["'quoted'", "", "History"], ["quoted", "Sheet", "History 2"]),
    ],
)
def test_sheet_names_are_legal_and_unique(wished, given):
    assert sheet_names(wished) == given


def test_a_note_is_a_line_under_the_finding_and_moves_no_row(section):
    noted = replace(section, note="=1+1 see http://example.org <b>\nsince May")
    book = load_workbook(BytesIO(workbook([noted])))
    for sheet in book.worksheets[1:]:
        assert sheet["A1"].value == (
            "All scales can be trusted.\nNote: =1+1 see http://example.org <b> since May"
        )
        assert sheet["A1"].hyperlink is None
        assert sheet["A1"].data_type == "s"
        assert sheet["A2"].value == section.provenance.line
    about = {row[0].value: row[1].value for row in book["About"].iter_rows(max_col=2)}
    assert about["Reliability"] == "=1+1 see http://example.org <b> since May"


def test_without_a_note_nothing_is_said_of_notes(section):
    book = load_workbook(BytesIO(workbook([section])))
    assert book["reliability scales"]["A1"].value == section.finding
    assert "Notes" not in [cell.value for cell in book["About"]["A"]]
