import pytest

from crm_analytics.files import Limits, read

from .small import TRUTH, TYPES, found, lines, refusal, types

PORTABLE = "q1,q2\n1,2\n"


@pytest.mark.parametrize(
    ("delimiter", "mark", "delimiter_found", "mark_found"),
    [
        (",", ".", "comma", "point"),
        (";", ".", "semicolon", "point"),
        (";", ",", "semicolon", "comma"),
        ("\t", ",", "tab", "comma"),
        ("|", ",", "bar", "comma"),
    ],
)
def test_every_dialect_is_the_same_table(delimiter, mark, delimiter_found, mark_found):
    file = read(lines(delimiter, mark).encode(), "answers.csv")
    assert file.table.to_pydict() == TRUTH
    assert types(file) == TYPES
    assert found(file) == {
        "Format": "CSV",
        "Encoding": "UTF-8",
        "Delimiter": delimiter_found,
        "Decimal mark": mark_found,
        "Header": "row 1",
        "Size": "3 rows × 4 columns",
    }


@pytest.mark.parametrize(
    ("encoding", "in_words"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252 (Western), guessed: it is not UTF-8"),
    ],
)
def test_every_encoding_is_the_same_table(encoding, in_words):
    file = read(lines().encode(encoding), "answers.csv")
    assert file.table.to_pydict() == TRUTH
    assert found(file)["Encoding"] == in_words


def test_arabic_windows_text_is_told_from_western():
    file = read("القسم,س1\nالمبيعات,4\nالإدارة العامة,5\n".encode("cp1256"), "answers.csv")
    assert file.table.to_pydict() == {"القسم": ["المبيعات", "الإدارة العامة"], "س1": [4, 5]}
    assert found(file)["Encoding"] == "Windows-1256 (Arabic), guessed: it is not UTF-8"


def test_german_windows_text_is_not_taken_for_arabic():
    file = read("Zufriedenheit,Männer\nja,größer\n".encode("cp1252"), "answers.csv")
    assert file.table.to_pydict() == {"Zufriedenheit": ["ja"], "Männer": ["größer"]}


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\n\n"])
def test_line_ends_of_every_system_are_line_ends(end):
    assert read(lines(end=end).encode(), "answers.csv").table.to_pydict() == TRUTH


def test_a_header_may_hold_commas_line_breaks_and_quotation_marks():
    file = read(b'"Please rate:\r\n""a, b""",q2\n5,4\n', "answers.csv")
    assert file.table.to_pydict() == {'Please rate: "a, b"': [5], "q2": [4]}


def test_a_semicolon_file_with_commas_in_the_header_stays_two_columns():
    file = read(b"Age, in years;Score, in points\n20;3,5\n30;4,5\n", "answers.csv")
    assert file.table.to_pydict() == {"Age, in years": [20, 30], "Score, in points": [3.5, 4.5]}


def test_two_choices_between_commas_are_not_a_decimal():
    file = read(b'choices,q\n"1,3",2\n"2,3",4\n', "answers.csv")
    assert file.table.to_pydict() == {"choices": ["1,3", "2,3"], "q": [2, 4]}


def test_a_tsv_file_is_split_at_tabs_only():
    assert read(b"Yes, please\nwell, no\n", "a.tsv").table.to_pydict() == {
        "Yes, please": ["well, no"]
    }


def test_the_first_line_may_name_the_separator():
    file = read(b"sep=;\nq1;q2\n1;2\n", "answers.csv")
    assert file.table.to_pydict() == {"q1": [1], "q2": [2]}
    assert found(file)["Delimiter"] == "semicolon, as line 1 says"
    assert found(file)["Header"] == "row 2"


def test_blank_lines_are_left_out_and_told():
    file = read(b"\nq1,q2\n1,2\n\n3,4\n\n\n", "answers.csv")
    assert file.table.to_pydict() == {"q1": [1, 3], "q2": [2, 4]}
    assert found(file)["Header"] == "row 2"
    assert found(file)["Empty lines"] == "left out: line 4"


def test_a_blank_line_in_a_single_column_is_a_person_without_an_answer():
    assert read(b"q1\n1\n\n3\n\n", "a.csv").table.to_pydict() == {"q1": [1, None, 3]}


def test_an_empty_end_is_left_out_and_told():
    file = read(b"q1,q2,\n1,2,\n,,\n3,,\n,,\n,,\n", "answers.csv")
    assert file.table.to_pydict() == {"q1": [1, None, 3], "q2": [2, None, None]}
    assert found(file)["Empty columns"] == "1 left out at the end"
    assert found(file)["Empty rows"] == "2 left out at the end"


def test_repeated_and_empty_headers_get_names_and_notes():
    file = read(b"q1,,q1,q1 (2), q1 \n1,2,3,4,5\n", "answers.csv")
    assert file.columns == ("q1", "column 2", "q1 (3)", "q1 (2)", "q1 (4)")
    assert found(file)["Repeated headers"] == "numbered: 'q1'"
    assert found(file)["Empty headers"] == "named by position: column 2"


def test_control_characters_and_turned_text_are_taken_out():
    file = read("q\x071,q\u202e2\n a\x1bb ,\u202ec\n".encode(), "answers.csv")
    assert file.table.to_pydict() == {"q1": ["ab"], "q2": ["c"]}


UNEVEN = (
    "more or fewer cells than the 2 of the header; {first}. "
    "Put text that contains a comma in quotation marks, "
    "and delete lines that do not belong to the table."
)


def test_ragged_lines_are_refused_by_number():
    raw = b'q1,q2\n1,2\n1,2,3\n"a\nb",2\n1\n'
    assert refusal(raw, "a.csv") == "Lines 3, 6: have " + UNEVEN.format(first="line 3 has 3")


def test_of_many_ragged_lines_the_first_five_are_named():
    raw = b"q1,q2\n" + b"1,2,3\n" * 12
    assert refusal(raw, "a.csv") == "Lines 2, 3, 4, 5, 6 and 7 more: have " + UNEVEN.format(
        first="line 2 has 3"
    )


def test_every_problem_is_told_at_once():
    raw = b'q1,q2\n1\n2,3\n4,"5\n6,7\n'
    assert refusal(raw, "a.csv") == (
        "Line 2: has " + UNEVEN.format(first="line 2 has 1") + "\n"
        "Line 4: opens a quotation mark that is never closed. "
        "Close it, or remove it if it belongs to the text."
    )


def test_a_quotation_mark_inside_a_quotation_is_refused():
    assert refusal(b'q1,q2\n1,2\n"x "y" z",2\n', "a.csv") == (
        "Line 3: has text right after a closing quotation mark. "
        'Write a quotation mark inside an answer twice (""), '
        "or save the file again from a spreadsheet program."
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            b"q1,q2\n1,\x002\n",
            "Line 2: contains NUL characters, which no text has. "
            "Save the file again as CSV UTF-8 and upload that.",
        ),
        (
            PORTABLE.encode("utf-16-le"),
            "Line 1: contains NUL characters, which no text has. "
            "Save the file again as CSV UTF-8 and upload that.",
        ),
        (
            b"q1,q2\n1," + bytes(range(128, 256)) + b"\n",
            "File 'a.csv': is not text in any encoding that can be told. "
            "Save it again as CSV UTF-8 and upload that.",
        ),
        (
            b"<!DOCTYPE html><html></html>",
            "File 'a.csv': is a web page, not a CSV file. Download the answers themselves.",
        ),
        (
            b'[{"q1": 1}]',
            "File 'a.csv': is JSON, not a CSV file. Export the answers as CSV.",
        ),
        (
            b"\xef\xbb\xbf\n\n",
            "File 'a.csv': is empty. Upload a file with a header row and one row per person.",
        ),
        (
            b"q1,q2\n,\n",
            "File 'a.csv': has a header but no answers below it. "
            "Upload a file with a header row and one row per person.",
        ),
        (
            b"q1," + b"x" * 2001 + b"\n1,2\n",
            f"Column 2: has a header of 2,001 characters, beginning '{'x' * 40}'. "
            "Shorten it to at most 2,000 characters.",
        ),
    ],
)
def test_what_is_no_table_is_refused_in_words(raw, message):
    assert refusal(raw, "a.csv") == message


@pytest.mark.parametrize(
    ("limits", "unit", "found", "most"),
    [
        (Limits(rows=2), "rows", 3, 2),
        (Limits(columns=3), "columns", 4, 3),
        (Limits(cells=11), "cells", 12, 11),
    ],
)
def test_a_table_over_a_limit_is_refused(limits, unit, found, most):
    assert refusal(lines().encode(), "a.csv", limits) == (
        f"File 'a.csv': has {found} {unit}; at most {most} can be read. "
        "Remove rows and columns that hold no answers, or split the file."
    )
