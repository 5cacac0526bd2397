import pytest

from crm_analytics.survey.instrument import (
    AskedWave,
    Construct,
    Demographic,
    Dimension,
    Instrument,
    Item,
    Printed,
    Scale,
)
from crm_analytics.ui.waves import how_asked

TRUST = Construct("Trust", (Dimension("Trust", (Item("T1"), Item("T2"))),))
WORDS = Scale(1, 5, ("no", "rather no", "so", "rather yes", "yes"))


def told(**wave):
    study = Instrument(
        (TRUST,), demographics=(Demographic("age"),), waves=(AskedWave("2024", **wave),)
    )
    return how_asked(study, "2024")


@pytest.mark.parametrize(
    ("wave", "words"),
    [
        ({}, "As the questionnaire says"),
        ({"columns": {"T1": "Q1", "age": "years"}}, "T1 is called Q1, age is called years"),
        ({"turned": ("T1", "T2")}, "T1, T2 turned round"),
        ({"columns": {"T1": "Q1"}, "left_out": ("T1",)}, "T1 left out"),
        ({"scales": {"Trust": Scale(1, 7)}}, "Trust on 1–7, looked at alone"),
        ({"scales": {"Trust": WORDS}}, "Trust in other words"),
        ({"categories": {"age": {"18-25": "young"}}}, "age: young is called 18-25"),
        ({"turned": ("T1",), "left_out": ("T2",)}, "T1 turned round; T2 left out"),
        ({"printed": {"Trust": Printed(210, 3.4, 0.8)}}, "Known from print: Trust"),
    ],
)
def test_what_was_different_is_said_in_words(wave, words):
    assert told(**wave) == words


def test_a_wave_without_an_entry_was_asked_as_the_questionnaire_says():
    assert how_asked(Instrument((TRUST,)), "2023") == "As the questionnaire says"
