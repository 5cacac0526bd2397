"""A file whose table was read wrongly is corrected where it was dropped."""

from io import BytesIO

import openpyxl
import pytest

from crm_analytics import store
from crm_analytics.store.studies import open_store
from tests.ui.visiting import link, said, visit

WORDS = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
QUESTIONS = [
    "They keep their word",
    "Claims are paid fast",
    "Staff know my case",
    "Letters are clear",
]


@pytest.fixture
def workbook():
    """Titles above the header, answers in words, another sheet that looks like answers too."""
    book = openpyxl.Workbook()
    answers = book.active
    answers.title = "Answers"
    answers.append(["Customer survey 2026"])
    answers.append(["Confidential"])
    answers.append([])
    answers.append(["Branch", *QUESTIONS])
    for person in range(40):
        words = [WORDS[(person * step + person // 3) % 5] for step in (1, 2, 3, 4)]
        answers.append(["North" if person % 2 else "South", *words])
    other = book.create_sheet("Old wave")
    other.append(["Branch", *QUESTIONS])
    for person in range(12):
        other.append(["North", *[WORDS[(person + place) % 5] for place in range(4)]])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def drop(app, raw, name="survey.xlsx"):
    return app.file_uploader[0].set_value((name, raw, "application/x")).run()


def unfold(app):
    """What a click on the expander sends."""
    app.session_state[f"layout {app.session_state['upload'].file_id}"] = True
    return app.run()


def labelled(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


def test_titles_above_the_table_are_no_header_and_it_is_said(workbook):
    app = drop(visit("pages/data.py"), workbook)
    assert not app.exception
    assert "40 rows × 5 columns. 4 items in" in said(app)


def test_another_sheet_is_chosen_and_the_first_reading_is_no_study(workbook):
    app = drop(visit("pages/data.py"), workbook)
    first = link(app, "study")
    app = unfold(app)
    labelled(app.selectbox, "Sheet with the answers").set_value("Old wave").run()
    labelled(app.text_input, "Header rows").set_value("1").run()
    labelled(app.number_input, "First person in row").set_value(2).run()
    next(button for button in app.button if button.label == "Read it so").click().run()
    assert not app.exception
    assert "12 rows × 5 columns" in said(app)
    kept = open_store(store.default_url())
    assert [one.rows for one in kept.studies()] == [12]
    assert first != link(app, "study")


def test_another_sheet_is_guessed_from_its_own_rows(workbook):
    app = unfold(drop(visit("pages/data.py"), workbook))
    assert labelled(app.text_input, "Header rows").value == "4"
    labelled(app.selectbox, "Sheet with the answers").set_value("Old wave").run()
    assert labelled(app.text_input, "Header rows").value == "1"
    assert labelled(app.number_input, "First person in row").value == 2
    next(button for button in app.button if button.label == "Read it so").click().run()
    assert "12 rows × 5 columns. 4 items in" in said(app)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("four", "Header rows: are 'four'. Write for example 3, or 3-4."),
        ("9", "Header rows: are 9, and the first person is in row 5. People stand below the header."),
    ],
)  # fmt: skip
def test_a_correction_that_cannot_be_meant_is_answered(workbook, rows, told):
    app = unfold(drop(visit("pages/data.py"), workbook))
    labelled(app.text_input, "Header rows").set_value(rows).run()
    next(button for button in app.button if button.label == "Read it so").click().run()
    assert told in said(app)
    assert "40 rows × 5 columns" in said(app)


def test_the_answers_go_out_as_an_spss_file_to_the_person_who_brought_them(workbook):
    app = drop(visit("pages/data.py"), workbook)
    assert "download sav" in [button.key for button in app.get("download_button")]
    other = visit("pages/data.py", study=link(app, "study"))
    assert "download sav" not in [button.key for button in other.get("download_button")]


def test_what_speaks_of_single_answers_is_told_to_nobody_else():
    lines = [
        "q1,q2,q3,q4",
        *(f"{1 + i % 5},{1 + (i * 2) % 5},{1 + (i * 3) % 5},{1 + i % 4}" for i in range(60)),
    ]
    lines[7] = "33,2,3,4"
    app = drop(visit("pages/data.py"), "\n".join(lines).encode(), "typo.csv")
    assert "33" in said(app)
    other = visit("pages/data.py", study=link(app, "study"))
    assert "33" not in said(other)
    notes = open_store(store.default_url()).open(link(app, "study")).waves
    assert notes
