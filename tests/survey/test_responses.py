from dataclasses import replace

import numpy as np
import pytest

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import FIRST_MISSING, Responses
from tests.conftest import survey_file


def test_reversed_items_are_turned_round(small, answers):
    fitted = Responses.fit(small, answers)
    assert fitted.columns == ("q1", "q2", "q3")
    assert fitted.answers[:, 2].tolist() == [1, 2, 3, 5, 4, 3, 2]
    assert fitted.answers.dtype == np.int8


def test_items_stand_in_the_order_in_which_they_were_asked(small):
    fitted = Responses.fit(small, survey_file(q3=[1], team=["a"], q1=[2], q2=[3]))
    assert fitted.columns == ("q3", "q1", "q2")
    assert fitted.answers.tolist() == [[5, 2, 3]]


def test_every_missing_column_is_named_at_once(small):
    with pytest.raises(UnreadableSurvey) as caught:
        Responses.fit(small, survey_file(q2=[1]))
    remedy = "Add it to the file, or correct its name in the questionnaire."
    assert str(caught.value).splitlines() == [
        f"Column '{name}': of the questionnaire is not in small.csv. {remedy}"
        for name in ("q1", "q3", "team")
    ]


def test_every_bad_column_is_named_at_once(small):
    file = survey_file(
        q1=[1, 9, 3], q2=["Agree", "perhaps", "Agree"], q3=[1, 99, 99], team=["a"] * 3
    )
    with pytest.raises(UnreadableSurvey) as caught:
        Responses.fit(small, file)
    assert str(caught.value).splitlines() == [
        "Column 'q1': has 1 answer(s) off the scale 1–5: 9, first in row 3. Correct the scale, or "
        "list them under missing codes with what they mean.",
        "Column 'q2': has words that are no point of its scale 1–5: 'Agree', 'perhaps', first in "
        "row 2. Correct them, label every point of the scale with the words of the file, or leave "
        "the column out.",
        "Column 'q3': has 2 answer(s) off the scale 1–5: 99, first in row 3. Correct the scale, or "
        "list them under missing codes with what they mean.",
    ]


def test_missing_answers_keep_their_reason():
    instrument = questionnaire.read(
        "scale: {low: 1, high: 5, labels: [Never, Rarely, Sometimes, Often, Always]}\n"
        "constructs: [{name: A, dimensions: [{name: A, items: [q1, q2]}]}]\n"
        "missing_codes: {'-9': refused, '99': not applicable}"
    )
    file = survey_file(
        q1=[1, -9, 99, None, 5, -9], q2=["Never", "Don't know", None, "N/A", "often", "Always"]
    )
    fitted = Responses.fit(instrument, file)
    assert fitted.missing("q1") == {"skipped": 1, "refused": 2, "not applicable": 1}
    assert fitted.missing("q2") == {"skipped": 1, "don't know": 1, "not applicable": 1}
    assert fitted.answers[:, 0].tolist()[0::4] == [1, 5]
    assert fitted.answers[[0, 4, 5], 1].tolist() == [1, 4, 5]
    assert fitted.answers[3, 0] == FIRST_MISSING


def test_a_code_that_the_file_declares_missing_is_missing(small, answers):
    from dataclasses import replace

    declared = replace(answers, missing_values={"q1": {5.0: "no opinion"}})
    assert Responses.fit(small, declared).missing("q1") == {"no opinion": 1}


def test_a_reversed_item_with_missing_codes_turns_only_answers(small):
    from dataclasses import replace

    instrument = replace(small, missing_codes={9.0: "refused"})
    fitted = Responses.fit(
        instrument, survey_file(q1=[1, 1, 1], q2=[1, 1, 1], q3=[9, 1, 5], team=["a"] * 3)
    )
    assert fitted.missing("q3") == {"refused": 1}
    assert fitted.answers[1:, 2].tolist() == [5, 1]


def test_answers_with_fractions_are_kept_exactly():
    instrument = questionnaire.read(
        "scale: {low: 0, high: 1}\n"
        "constructs: [{name: A, dimensions: [{name: A, items: [a, {column: b, reversed: true}]}]}]"
    )
    fitted = Responses.fit(instrument, survey_file(a=[0.25, None], b=[0.75, 1.0]))
    assert fitted.answers.dtype == np.float64
    np.testing.assert_array_equal(fitted.answers, [[0.25, 0.25], [np.nan, 0.0]])
    assert fitted.missing("a") == {"skipped": 1}


def test_numbers_beside_words_for_no_answer_are_numbers(small):
    file = survey_file(
        q1=["1", "NA", "3", "n/a"], q2=["2", "-", "#NULL!", "5"], q3=[1, 2, 3, 4], team=["a"] * 4
    )
    fitted = Responses.fit(small, file)
    assert fitted.answers[[0, 2], 0].tolist() == [1, 3]
    assert fitted.missing("q1") == {"not applicable": 2}
    assert fitted.missing("q2") == {"skipped": 2}


def test_only_the_culprit_among_numbers_is_named(small):
    file = survey_file(q1=["1", "two", "3"], q2=[1, 2, 3], q3=[1, 2, 3], team=["a"] * 3)
    with pytest.raises(UnreadableSurvey) as caught:
        Responses.fit(small, file)
    assert str(caught.value) == (
        "Column 'q1': has words that are no point of its scale 1–5: 'two', first in row 3. Correct "
        "them, label every point of the scale with the words of the file, or leave the column out."
    )


def test_a_weight_must_be_there_for_everyone(small):
    columns = {"q1": [1, 2], "q2": [1, 2], "q3": [1, 2], "team": ["a", "b"]}
    instrument = replace(small, weight="w")
    fitted = Responses.fit(instrument, survey_file(**columns, w=[0.5, 2.0]))
    assert fitted.weights.tolist() == [0.5, 2.0]
    with pytest.raises(UnreadableSurvey) as caught:
        Responses.fit(instrument, survey_file(**columns, w=[1.0, None]))
    assert str(caught.value) == (
        "Weight column 'w': is empty or negative for 1 people, first in row 3. "
        "Give everyone a weight of 0 or more."
    )
    with pytest.raises(UnreadableSurvey) as caught:
        Responses.fit(instrument, survey_file(**columns, w=[0.0, 0.0]))
    assert str(caught.value) == (
        "Weight column 'w': gives nobody a weight. Choose another column, or none."
    )


OWN_CODES = """
scale: {low: 1, high: 3, labels: [No, Perhaps, Yes], codes: {11: 1, 12: 2, 13: 3, Prehaps: 2}}
constructs:
  - {name: Trust, dimensions: [{name: Trust, items: [q1, q2]}]}
demographics: [{column: age, bands: [30, 50]}, region]
id: who
missing_codes: {"-99": refused}
missing_codes_of: {q1: {"8": skipped}, region: {"9": skipped}}
set_aside: {Status: [Survey Preview]}
"""


def test_codes_of_the_file_stand_for_points_and_rows_of_nobody_are_left_out():
    file = survey_file(
        q1=[11, 12, 13, 8, 11],
        q2=["Yes", "Prehaps", "no", "13", "Yes"],
        age=[29, 30, 49, 50, 20],
        region=[1, 2, 9, -99, 1],
        who=[1, -99, 3, 4, 5],
        Status=["", "", "", "", "Survey Preview"],
    )
    fitted = Responses.fit(questionnaire.read(OWN_CODES), file)
    assert fitted.answers.tolist() == [[1, 3], [2, 2], [3, 1], [fitted.answers[3, 0], 3]]
    assert fitted.missing("q1") == {"skipped": 1}
    assert fitted.demographics["age"].counts() == {"under 30": 1, "30–49": 2, "50 and over": 1}
    assert fitted.demographics["region"].counts() == {"1": 1, "2": 1}
    assert fitted.linked.to_pylist() == [1, None, 3, 4]


def test_a_number_that_is_not_listed_is_off_the_scale_and_rows_keep_their_number():
    file = survey_file(
        q1=[12, 3],
        q2=[11, 12],
        age=[1, 2],
        region=[1, 2],
        who=[1, 2],
        Status=["Survey Preview", ""],
    )
    with pytest.raises(UnreadableSurvey) as caught:
        Responses.fit(questionnaire.read(OWN_CODES), file)
    assert str(caught.value) == (
        "Column 'q1': has 1 answer(s) off the scale 1–3: 3, first in row 3. Correct the scale, or "
        "list them under missing codes with what they mean."
    )


def test_a_questionnaire_that_sets_everybody_aside_is_refused(small, answers):
    with pytest.raises(UnreadableSurvey) as caught:
        Responses.fit(replace(small, set_aside={"team": ("a", "b")}), answers)
    assert str(caught.value) == (
        "Columns team: set every row aside; nobody is left. Correct 'set_aside' in the "
        "questionnaire."
    )


def test_what_a_file_says_of_words_holds(small):
    file = replace(
        survey_file(q1=["1", "x"], q2=[1, 2], q3=[1, 2], team=["N1", "-99"]),
        word_labels={"team": {"N1": "North"}},
        missing_words={"team": {"-99": "missing"}, "q1": {"x": "refused"}},
    )
    fitted = Responses.fit(small, file)
    assert fitted.missing("q1") == {"refused": 1}
    assert fitted.demographics["team"].counts() == {"North": 1}
