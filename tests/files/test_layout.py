from pathlib import Path

import pytest

from crm_analytics.files import PLAIN_TABLE, read
from crm_analytics.files.file import TableLayout

from . import small
from .small import found, refusal

PLATFORMS = Path(__file__).parents[1] / "data" / "files" / "platforms"
PEOPLE = [[i, i % 5 + 1, (i * 3) % 5 + 1, (i * 7) % 5 + 1] for i in range(1, 21)]
HEADER = ["id", "q1", "q2", "q3"]


def csv(*rows):
    return "".join(",".join(map(str, row)) + "\n" for row in rows).encode()


def platform(name):
    return read((PLATFORMS / name).read_bytes(), name)


@pytest.mark.parametrize(
    ("name", "rows", "columns", "last"),
    [
        ("google_forms.csv", 2, 7, "How likely are you to recommend us?"),
        ("google_forms_ar.csv", 2, 4, "ما مدى موافقتك؟ [بياناتي محفوظة بسرية]"),
        ("kobo.csv", 2, 18, "_index"),
        ("limesurvey_code_text.csv", 2, 11, "G1Q2[other]. Age group: [Other]"),
        ("limesurvey_codes.csv", 1, 11, "G1Q2[other]"),
        ("ms_forms.csv", 2, 12, "When2"),
        ("odk_central.csv", 1, 16, "FormVersion"),
        ("plain_codes_cp1256.csv", 2, 4, "س2"),
        ("viva_glint.csv", 1, 12, "I would recommend us_SENSITIVE_COMMENT_FLAG"),
    ],
)
def test_one_header_row_is_one(name, rows, columns, last):
    file = platform(name)
    assert (file.rows, len(file.columns), file.columns[-1]) == (rows, columns, last)
    assert file.texts == {}
    assert file.layout.header == (1,)


def test_a_third_row_of_import_ids_ends_the_header():
    file = platform("qualtrics_3row.csv")
    assert (file.rows, file.columns[-1]) == (3, "Q3")
    assert file.texts["Q1_1"] == "To what extent do you agree? - The company keeps its promises"
    assert file.texts["Q1_2"] == "To what extent do you agree? - My data are kept confidential"
    assert found(file)["Header"] == "rows 1 to 3"
    assert (file.layout.first, file.layout.last, file.layout.texts) == (4, 6, "rows 1 to 3")


def test_codes_above_questions_are_the_names_and_the_questions_their_texts():
    file = platform("qualtrics_legacy_2row.csv")
    assert (file.rows, file.columns[-2:]) == (1, ("Q1_1", "Q1_2"))
    assert file.texts["Q1_1"] == "To what extent do you agree?-The company keeps its promises"
    assert file.texts["V1"] == "ResponseID"


def test_a_question_over_several_parts_stands_before_each():
    file = platform("surveymonkey_2row.csv")
    assert file.rows == 2
    assert file.columns[:2] == ("Respondent ID", "Collector ID")
    assert file.columns[9:] == (
        "Please rate your agreement - The company keeps its promises",
        "Please rate your agreement - My data are kept confidential",
        "Which services do you use? - Motor",
        "Which services do you use? - Life",
        "Which services do you use? - Other (please specify)",
        "Any comments?",
        "How satisfied are you overall?",
    )
    assert file.table["Any comments?"][0].as_py() == "Good, fast"


def test_titles_above_the_header_are_passed_over_and_told():
    raw = csv(["Customer survey 2026"], ["Branch North"], [], HEADER, *PEOPLE)
    file = read(raw, "a.csv")
    assert (file.columns, file.rows) == (tuple(HEADER), 20)
    assert found(file)["Header"] == "row 4"
    assert found(file)["Above the header"] == "left out: 'Customer survey 2026', 'Branch North'"
    book = small.workbook(("S", [["Customer survey 2026"], [], HEADER, *PEOPLE]))
    assert read(book, "a.xlsx").table.equals(file.table)


def test_bands_above_the_questions_belong_to_their_text():
    bands = ["", "Trust", "", "Speed"]
    questions = ["id", "They keep their word", "They are honest", "They are fast"]
    file = read(small.workbook(("S", [bands, questions, *PEOPLE])), "a.xlsx")
    assert (file.columns, file.rows) == (tuple(questions), 20)
    assert file.texts == {
        "They keep their word": "Trust - They keep their word",
        "They are honest": "Trust - They are honest",
        "They are fast": "Speed - They are fast",
    }


def test_without_a_header_columns_are_named_by_position():
    file = read(csv(*PEOPLE), "a.csv")
    assert file.columns == ("column 1", "column 2", "column 3", "column 4")
    assert file.rows == 20
    assert found(file)["Header"] == "none: the first row is a person"


def test_questions_that_are_called_by_numbers_are_a_header():
    assert read(csv([1, 2, 3], *[row[1:] for row in PEOPLE]), "a.csv").columns == ("1", "2", "3")


MEANS = ["Mean", 3.0, 3.0, 3.0]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([MEANS], "row 22 (called 'Mean')"),
        ([MEANS, ["SD", 1.41, 1.41, 1.41]], "row 22 (called 'Mean'), row 23 (called 'SD')"),
        ([["", 60, 60, 60]], "row 22 (statistics of the columns above)"),
        ([["المجموع", 60, 60, 60]], "row 22 (called 'المجموع')"),
        ([["1 is never and 5 always", "", "", ""]], "row 22 (a note: '1 is never and 5 always')"),
        ([["Source: our survey"]], "row 22 (a note: 'Source: our survey')"),
        ([[], ["Note that all is invented"]], "row 23 (a note: 'Note that all is invented')"),
    ],
)
def test_rows_below_that_are_no_person_are_set_aside_with_their_reason(rows, told):
    file = read(csv(HEADER, *PEOPLE, *rows), "a.csv")
    assert file.table.to_pydict() == read(csv(HEADER, *PEOPLE), "a.csv").table.to_pydict()
    assert found(file)["Rows set aside"] == told
    assert (file.layout.first, file.layout.last) == (2, 21)


def test_totals_between_people_are_set_aside():
    total = ["Total", 30, 30, 30]
    file = read(csv(HEADER, *PEOPLE[:10], total, *PEOPLE[10:], total), "a.csv")
    assert file.table["id"].to_pylist() == list(range(1, 21))
    assert [row for row, _ in file.layout.set_aside] == [12, 23]


def test_an_answer_average_is_an_answer():
    words = ["Poor", "Average", "Good"]
    rows = [[words[i % 3], words[i // 3 % 3], i % 5] for i in range(18)]
    file = read(csv(["quality", "speed", "q"], *rows), "a.csv")
    assert file.rows == 18
    assert "Rows set aside" not in found(file)


def test_a_row_an_answer_becomes_a_row_a_person():
    long = [
        [f"P{person}", f"Q{q}", f"Text of {q}", (person + q) % 5 + 1, "north", person * 10 + q]
        for person in range(1, 6)
        for q in (1, 2, 3)
        if (person, q) != (2, 3)
    ]
    header = ["respondent", "question_id", "question_text", "answer", "region", "seconds"]
    file = read(csv(header, *long), "a.csv")
    assert file.columns == ("respondent", "region", "Q1", "Q2", "Q3")
    assert file.table["Q3"].to_pylist() == [5, None, 2, 3, 4]
    assert file.texts == {"Q1": "Text of 1", "Q2": "Text of 2", "Q3": "Text of 3"}
    assert file.layout.long == ("respondent", "question_id", "answer")
    assert found(file)["Form"] == (
        "one row an answer: 14 rows turned into 5 people and 3 questions"
    )
    assert found(file)["Left out"] == "'seconds': different in the rows of one person"
    kept = read(csv(header, *long), "a.csv", layout=TableLayout(last=15))
    assert (kept.rows, kept.columns) == (14, tuple(header))


def test_what_a_person_corrects_counts():
    raw = csv(["Code", "A", "B"], ["x", 1, 2], ["Mean", 1.5, 2.5], ["y", 2, 3], ["z", 5, 5])
    layout = TableLayout(header=(1,), first=2, last=4, set_aside=((2, "a test"),))
    file = read(raw, "a.csv", layout=layout)
    assert file.table["Code"].to_pylist() == ["Mean", "y"]
    assert found(file)["Rows set aside"] == "row 2 (a test), row 5 (below the last person)"
    plain = read(csv(*PEOPLE), "a.csv", layout=PLAIN_TABLE)
    assert (plain.columns, plain.rows) == (("1", "2", "4", "3"), 19)


def test_a_person_may_say_the_encoding():
    raw = "größer\nja\n".encode("cp1252")
    assert read(raw, "a.csv", layout=TableLayout(encoding="cp1250")).columns == ("größer",)


def test_a_guess_taken_back_gives_the_same_table():
    for name in ("qualtrics_3row.csv", "surveymonkey_2row.csv", "google_forms.csv"):
        raw, file = (PLATFORMS / name).read_bytes(), platform(name)
        assert read(raw, name, layout=file.layout).table.equals(file.table)


def test_a_byte_that_could_not_be_decoded_is_told_with_its_cell():
    file = read("größer,q\nmüde,1\n".encode() + b"a\xffb,2\n", "a.csv")
    assert file.table["größer"].to_pylist() == ["müde", "a\ufffdb"]
    assert found(file)["Undecodable characters"] == "replaced by \ufffd: row 3, column 'größer'"


def test_cells_too_many_between_people_are_still_refused():
    assert refusal(csv(HEADER, *PEOPLE[:3], ["a note here"], *PEOPLE[3:]), "a.csv").startswith(
        "Line 5: has more or fewer cells than the 4 of the header"
    )
