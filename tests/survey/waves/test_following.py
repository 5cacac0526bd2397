from crm_analytics.survey import questionnaire
from crm_analytics.survey.waves.following import followed

BASE = """
constructs:
  - {name: A, dimensions: [{name: Trust, items: [q1, q2]}, {name: Care, items: [q3, q4]}]}
waves: [{name: a, printed: {Trust: {n: 20, mean: 2, sd: 1}, Care: {n: 20, mean: 3, sd: 1},
                            A: {n: 20, mean: 4, sd: 1}}}]
"""


def printed(*dimensions):
    listed = ", ".join(f"{{name: {name}, items: [{items}]}}" for name, items in dimensions)
    now = questionnaire.read(f"constructs: [{{name: B, dimensions: [{listed}]}}]")
    (wave,) = followed(questionnaire.read(BASE), now)
    return {name: told.mean for name, told in wave.printed.items()}


def test_numbers_go_with_the_items_whatever_these_are_called():
    assert printed(("Care", "q1, q2"), ("Trust", "q3, q4")) == {"Care": 2, "Trust": 3, "B": 4}


def test_a_name_that_other_items_took_does_not_get_the_numbers_of_the_old_ones():
    assert printed(("Care", "q1, q2"), ("Help", "q3"), ("Ease", "q4"))["Care"] == 2
    assert printed(("Help", "q3"), ("Ease", "q4"), ("Care", "q1, q2")) == {"Care": 2, "B": 4}
