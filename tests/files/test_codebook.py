from crm_analytics.files import read

from . import small
from .small import found

ANSWERS = ("Answers", [["id", "q1", "q2"], [1, 5, 1], [2, 4, 2], [3, 3, 1]])


def test_a_sheet_that_describes_the_columns_gives_texts_and_labels():
    book = (
        "Codebook",
        [
            ["Variable", "Question", "Values"],
            ["id", "Number", ""],
            ["q1", "They keep their word", "1 = Never; 5 = Always"],
            ["q2", "Gender", "1: female, 2: male"],
        ],
    )
    file = read(small.workbook(ANSWERS, book), "a.xlsx")
    assert file.texts == {"id": "Number", "q1": "They keep their word", "q2": "Gender"}
    assert file.value_labels == {
        "q1": {1.0: "Never", 5.0: "Always"},
        "q2": {1.0: "female", 2.0: "male"},
    }
    assert found(file)["Code book"] == "'Codebook': 3 texts, labels of 2 columns"
    assert file.layout.texts == "sheet 'Codebook'"
    assert file.layout.sheet == "Answers"


def test_it_may_have_a_row_a_value():
    rows = [["variable", "value", "label"], ["q1", 1, "Never"], ["", 5, "Always"], ["q2", 1, "f"]]
    file = read(small.workbook(ANSWERS, ("Labels", rows)), "a.xlsx")
    assert file.value_labels == {"q1": {1.0: "Never", 5.0: "Always"}, "q2": {1.0: "f"}}
    assert file.texts == {}


def test_a_sheet_about_other_columns_is_no_code_book():
    rows = [["Variable", "Question"], ["x1", "Something else"], ["q1", "This one"]]
    file = read(small.workbook(ANSWERS, ("Codebook", rows)), "a.xlsx")
    assert file.texts == {}
    assert "Code book" not in found(file)


def test_answers_behind_a_small_summary_are_found():
    many = [["id", "q1", "q2"], *([i, i % 5, i % 3] for i in range(40))]
    file = read(small.workbook(("Summary", [["n", "mean"], [40, 3.1]]), ("Data", many)), "a.xlsx")
    assert (file.layout.sheet, file.rows) == ("Data", 40)
    chosen = read(small.workbook(("A", many), ("B", many[:9])), "a.xlsx", layout=file.layout)
    assert chosen.layout.sheet == "A"
