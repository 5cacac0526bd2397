import pytest

from crm_analytics.errors import UnusableQuestionnaire
from crm_analytics.survey import codebook, questionnaire
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.waves.entry import as_asked
from tests.conftest import survey_file

FILE = survey_file(q1=[1], q2=[2], q3=[3], team=["a"], other=[0.5])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.id)
def test_a_code_book_that_goes_out_and_comes_back_changes_nothing(sample):
    study = questionnaire.read(sample.questionnaire)
    for wave, file in sample.files().items():
        told = as_asked(study, wave, file)[1]
        assert codebook.read(codebook.written(study, told), study, told) == study


def test_what_is_written_is_what_the_study_says(small):
    assert codebook.written(small, FILE)[:5] == [
        ("column", "question", "dimension", "construct", "role", "reversed", "scale", "labels"),
        ("q1", "", "Trust", "Loyalty", "outcome", "", "1–5", ""),
        ("q2", "", "Trust", "Loyalty", "outcome", "", "1–5", ""),
        ("q3", "", "Trust", "Loyalty", "outcome", "yes", "1–5", ""),
        ("team", "", "", "", "demographic", "", "", ""),
    ]


def test_a_code_book_of_ones_own_is_read_by_its_headings(small):
    cells = [
        ["Codebook of the 2026 survey"],
        [],
        ["Variable", "Question text", "Factor", "Reverse coded", "Range", "Answers"],
        ["q1", "We keep our word", "Promises", "", "1 to 3", "never / sometimes / always"],
        ["q3", "Calls are not answered", "Promises", "R", "1 to 3", "never / sometimes / always"],
        ["", ""],
        ["other"],
    ]
    found = codebook.read(cells, small, FILE)
    promises = next(d for d in found.dimensions if d.name == "Promises")
    assert [(i.column, i.text, i.reversed) for i in promises.items] == [
        ("q1", "We keep our word", False),
        ("q3", "Calls are not answered", True),
    ]
    assert promises.scale == Scale(1, 3, ("never", "sometimes", "always"))
    assert [d.name for d in found.dimensions] == ["Promises", "Trust"]


def test_every_mistake_is_said_at_once_with_its_row(small):
    cells = [
        ["column", "role", "reversed"],
        ["q1", "cause", "perhaps"],
        ["q9", "item", ""],
        ["q2", "item", ""],
        ["q2", "item", ""],
    ]
    with pytest.raises(UnusableQuestionnaire) as caught:
        codebook.read(cells, small, FILE)
    assert str(caught.value).splitlines() == [
        "Row 2 of the code book: has the role 'cause'. Use driver, outcome, item, demographic, weight, id, left out.",
        "Row 2 of the code book: has 'perhaps' under reversed. Write yes, or leave it empty.",
        "Row 3 of the code book: speaks of 'q9', which is no column of the survey file. Correct the name, or take the row out.",
        "Row 5 of the code book: speaks of 'q2' again. Keep one of the rows.",
    ]


def test_a_sheet_that_is_no_code_book_says_what_one_has(small):
    with pytest.raises(UnusableQuestionnaire) as caught:
        codebook.read([["a", "b"], ["1", "2"]], small, FILE)
    assert str(caught.value) == (
        "The code book: has no row that names its columns. Write in the first row: column, "
        "question, dimension, construct, role, reversed, scale, labels."
    )
