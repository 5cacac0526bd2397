from crm_analytics.files.file import Note
from crm_analytics.survey.identity import without_identity
from tests.conftest import survey_file


def test_what_tells_who_somebody_is_is_set_aside_and_said():
    file = survey_file(
        **{
            "IP Address": ["10.0.0.1", "10.0.0.2"],
            "Email Address": ["", "b@example.org"],
            "contact": ["a@example.org", "b@example.org"],
            "Timestamp": ["2026/03/01 9:00:12", "2026/03/01 9:05:10"],
            "id": [1, 2],
            "q1": [4, 5],
            "name of your branch": ["North", "South"],
        }
    )
    kept, notes = without_identity(file)
    assert kept.columns == ("id", "q1", "name of your branch")
    assert notes == (
        Note(
            "Set aside to protect people",
            "IP Address, Email Address, contact, Timestamp: not kept",
        ),
    )


def test_a_file_without_such_columns_stays_as_it_is():
    file = survey_file(q1=[1, 2])
    assert without_identity(file) == (file, ())


def test_a_code_of_ones_own_is_set_aside_whatever_it_holds():
    file = survey_file(
        **{
            "Your personal code": [0, 0],
            "First letters of your mother's name": ["AN", "BE"],
            "Email": [1, 0],
            "q1": [4, 5],
        }
    )
    kept, _ = without_identity(file)
    assert kept.columns == ("Email", "q1")  # a choice that was ticked or not tells nobody
