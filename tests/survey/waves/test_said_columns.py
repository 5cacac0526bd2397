"""What a person said of columns goes before what the gate would take."""

from dataclasses import replace

from crm_analytics.survey.instrument import AskedWave
from crm_analytics.survey.waves.gate import Before, gate
from tests.conftest import survey_file


def compared(small, answers, said, **columns):
    new = survey_file(**columns)
    told = replace(small, waves=(said,))
    return gate(told, Before(("2023",), answers), new, "2024")


def cells(answers, **names):
    return {names.get(c, c): answers.table[c].to_pylist() for c in answers.columns}


def test_a_column_that_a_person_named_is_taken_whatever_it_is_called(small, answers):
    columns = cells(answers, q2="zebra")
    said = AskedWave("2024", columns={"q2": "zebra"})
    found = compared(small, answers, said, **columns)
    assert found.proposed.columns == {"q2": "zebra"}
    assert found.questions == ()
    assert [(c.what, c.now, c.weight) for c in found.changes] == [("item renamed", "zebra", "note")]


def test_a_column_of_the_same_name_can_be_another_question(small, answers):
    found = compared(small, answers, AskedWave("2024", left_out=("q2",)), **cells(answers))
    assert "q2" in found.proposed.left_out
    assert found.settled({}).wave("2024").left_out == ("q2",)


def test_two_columns_that_changed_their_names_are_read_as_said(small, answers):
    said = AskedWave("2024", columns={"q1": "q2", "q2": "q1"})
    found = compared(small, answers, said, **cells(answers))
    assert found.proposed.columns == {"q1": "q2", "q2": "q1"}


def test_a_column_that_the_file_does_not_have_is_not_believed(small, answers):
    said = AskedWave("2024", columns={"q1": "nowhere"})
    assert compared(small, answers, said, **cells(answers)).proposed.columns == {}
