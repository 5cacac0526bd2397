import numpy as np
import pytest

from crm_analytics.errors import UnusableQuestionnaire
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.waves.entry import as_asked
from tests.survey.waves.changed import LABELS, columns, file, passed, rows

TRUST = [f"TR{n}" for n in range(1, 6)]


def fits(found, answers, cells, **told):
    return Responses.fit(*as_asked(found.settled(answers), "2024", file(cells, **told)))


def wider(cells, of=TRUST, top=7):
    return cells | {c: [1 + (cell - 1) * (top - 1) // 4 for cell in cells[c]] for c in of}


def test_seven_points_instead_of_five_are_analysed_alone_or_not_at_all():
    cells = wider(columns())
    found = passed(cells)
    assert {(c.what, c.before, c.weight) for c in found.changes} == {
        ("answers off the scale", "1–5", "stop")
    }
    (question,) = found.questions
    assert [choice.label for choice in question.choices] == [
        "This wave was asked on 1–7: analyse it alone, do not compare",
        "7 means no answer",
        "Leave them out of comparisons",
    ]
    alone = fits(found, {question.id: "alone"}, cells)
    assert alone.instrument.dimensions[0].scale == Scale(1, 7)
    assert len(fits(found, {question.id: "leave"}, cells).columns) == 45 - len(question.columns)


def test_ten_points_from_zero_are_a_scale_of_their_own():
    cells = columns()
    cells |= {c: [(cell - 1) * 10 // 4 for cell in cells[c]] for c in TRUST}
    (question,) = passed(cells).questions
    assert question.choices[0].says.scales == {"Trust": Scale(0, 10)}


def test_labels_tell_the_scale_before_anybody_uses_its_ends():
    given = {column: {1.0: "not at all", 7.0: "entirely"} for column in TRUST}
    found = passed(columns(), value_labels=given)
    assert rows(found)[0][:4] == (
        "scale",
        "TR1",
        f"1–5: {' / '.join(LABELS)}",
        "1–7: not at all / entirely",
    )
    (question,) = found.questions
    assert [choice.id for choice in question.choices] == ["alone", "same", "leave"]
    assert found.settled({question.id: "same"}).waves[1].scales == {}


def test_one_rescaled_item_cannot_make_its_dimension_stand_alone():
    found = passed(columns(), value_labels={"TR1": {1.0: "not at all", 7.0: "entirely"}})
    (question,) = found.questions
    assert [choice.id for choice in question.choices] == ["same", "leave"]


def test_five_points_instead_of_seven_show_in_what_nobody_answers_any_more():
    study = questionnaire.read(
        "scale: {low: 1, high: 7}\n"
        "constructs: [{name: A, dimensions: [{name: B, items: [q1, q2, q3]}]}]"
    )
    rng = np.random.default_rng(1)
    seven = {f"q{n}": rng.integers(1, 8, 60).tolist() for n in (1, 2, 3)}
    five = {f"q{n}": rng.integers(1, 6, 60).tolist() for n in (1, 2, 3)}
    found = passed(five, file(seven), study)
    assert rows(found)[0] == ("scale", "q1", "1–7", "1–5", "stop")
    assert found.questions[0].why == (
        "q1, q2, q3: the study's scale is 1–7, but nobody answers off 1–5 now, many did before."
    )
    few = {column: cells[:20] for column, cells in five.items()}
    assert passed(few, file(seven), study).open  # 20 people tell nothing


def test_a_code_for_no_answer_is_declared_for_the_study():
    cells = columns() | {"TR1": [99, *columns()["TR1"][1:]]}
    found = passed(cells)
    (question,) = found.questions
    assert [choice.id for choice in question.choices] == ["missing", "leave"]
    assert fits(found, {question.id: "missing"}, cells).missing("TR1") == {"no answer": 1}


def test_a_label_that_says_no_answer_is_not_a_point():
    labels = {column: {1.0: "no", 5.0: "yes", 6.0: "Don't know"} for column in TRUST}
    cells = columns() | {"TR1": [6, *columns()["TR1"][1:]]}
    (question,) = passed(cells, value_labels=labels).questions
    assert question.why == "TR1: the study's scale is 1–5, but 6 is answered."


def test_words_of_the_study_are_no_change():
    cells = columns()
    cells |= {c: [LABELS[cell - 1] for cell in cells[c]] for c in TRUST}
    found = passed(cells)
    assert found.changes == ()
    assert fits(found, {}, cells).people == 282


NEVER = ("Never", "Rarely", "Sometimes", "Often", "Always")


def test_other_words_for_as_many_points_are_the_points_when_a_person_says_so():
    cells = columns()
    cells |= {c: [NEVER[cell - 1] for cell in cells[c]] for c in TRUST}
    found = passed(cells)
    (question,) = found.questions
    assert question.choices[0].label == (
        "The points are: Never / Rarely / Sometimes / Often / Always"
    )
    again = fits(found, {question.id: "same"}, cells)
    assert again.answers[:, 0].tolist() == columns()["TR1"]


def test_words_of_no_known_scale_cannot_be_averaged():
    cells = columns() | {"TR1": ["so", "so so"] * 141}
    found = passed(cells)
    assert rows(found) == [
        ("words", "TR1", f"1–5: {' / '.join(LABELS)}", "so, so so", "stop"),
    ]
    (question,) = found.questions
    assert [choice.id for choice in question.choices] == ["leave"]
    with pytest.raises(UnusableQuestionnaire):
        found.settled({})


def test_braces_in_answers_are_only_text():
    (question,) = passed(columns() | {"TR1": ["{0}", "{x"] * 141}).questions
    assert question.why == ("TR1: the study's scale is 1–5, but {0}, {x is no point of it.")


@pytest.mark.parametrize("far", [1e18, float("inf"), float("nan"), -1e9])
def test_a_label_of_a_code_far_off_is_no_end_of_a_scale(far):
    labels = {"TR1": {1.0: "no", far: "yes"}}
    assert {c.what for c in passed(columns(), value_labels=labels).changes} <= {"labels"}
