from dataclasses import replace

import pytest

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files.file import Note
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import Scale
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import SAMPLES, sample
from crm_analytics.survey.suggesting import suggest
from tests.conftest import survey_file

AGREE = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")


def dimensions(found):
    return {d.name: d.columns for d in found.instrument.dimensions}


def notes(found, what):
    return [note.found for note in found.notes if note.what == what]


def test_the_insurance_study_is_recognised_from_its_names():
    found = suggest(SAMPLES[0].files()[""])
    assert dimensions(found) == {
        stem: tuple(f"{stem}{n}" for n in range(1, 6))
        for stem in ("TR", "CM", "IN", "TE", "QU", "FO", "OR", "KN", "TC")
    }
    assert {str(d.scale) for d in found.instrument.dimensions} == {"1–5"}
    assert [d.column for d in found.instrument.demographics] == [
        "gender",
        "qualification",
        "age",
        "level",
        "service",
    ]
    assert found.instrument.id == "id"


@pytest.mark.parametrize("known", ["sample-insurance", "sample-carers"])
def test_what_is_proposed_fits_the_file_and_survives_as_a_file(known):
    file = sample(known).files()[""]
    proposed = suggest(file).instrument
    assert questionnaire.read(questionnaire.write(proposed)) == proposed
    assert Responses.fit(proposed, file).people == file.rows


def test_an_spss_file_brings_texts_labels_and_demographics():
    found = suggest(sample("sample-carers").files()[""]).instrument
    (scale,) = found.dimensions
    assert (scale.scale.low, scale.scale.high) == (1, 4)
    assert [label.casefold() for label in scale.scale.labels] == [
        "never",
        "sometimes",
        "often",
        "always",
    ]
    assert scale.items[0].text == "do you feel you cope well as caregiver?"
    assert {"c161sex", "c172code", "e42dep"} <= {d.column for d in found.demographics}


def test_bracketed_headers_share_their_stem():
    stem = "Please rate your agreement"
    answers = ["Agree", "Neutral", "Strongly agree", "Disagree", "Strongly disagree", "Agree"]
    file = survey_file(
        **{
            "Age group": ["20-29", "30-39"] * 3,
            f"{stem} [They keep promises]": answers,
            f"{stem} [They answer fast]": answers[::-1],
            "Comments": [f"text {n}" for n in range(6)],
        }
    )
    found = suggest(file)
    assert dimensions(found) == {
        stem: (f"{stem} [They keep promises]", f"{stem} [They answer fast]")
    }
    assert [item.text for item in found.instrument.items] == [
        "They keep promises",
        "They answer fast",
    ]
    assert found.instrument.dimensions[0].scale == Scale(1, 5, AGREE)
    assert notes(found, "Left out") == ["Comments: open text, totals, or numbers on no scale"]


def test_words_are_decided_for_all_items_together():
    file = survey_file(
        a1=["Agree", "Neutral", "Agree"] * 2,
        a2=["Strongly agree", "Disagree", "Strongly disagree"] * 2,
    )
    assert suggest(file).instrument.dimensions[0].scale == Scale(1, 5, AGREE)


def test_codes_that_stand_apart_are_proposed_as_missing_and_said():
    file = survey_file(q1=[1, 2, 5, 99], q2=[4, 2, 3, 1], q3=[-9, 5, 4, 3])
    found = suggest(file)
    assert found.instrument.missing_codes == {99.0: "missing", -9.0: "missing"}
    assert notes(found, "Please check") == [
        "99 in q1 is taken as no answer",
        "-9 in q3 is taken as no answer",
    ]
    assert str(found.instrument.scale) == "1–5"


def test_numbers_beside_na_are_items_all_the_same():
    columns = {f"q{n}": ["1", "5", "NA", "3", "2", "4"] for n in (1, 2, 3)}
    assert dimensions(suggest(survey_file(**columns))) == {"q": ("q1", "q2", "q3")}


def test_an_unused_end_of_the_scale_is_said():
    found = suggest(survey_file(q1=[1, 2, 4, 3], q2=[1, 4, 3, 2], q3=[2, 3, 1, 4]))
    assert notes(found, "Please check") == [
        "nobody answered 5 in q1, q2, q3; the scale is taken as 1–5"
    ]


def test_two_scales_in_one_file_stay_apart():
    file = survey_file(
        s1=[1, 2, 5], s2=[5, 4, 1], s3=[2, 3, 5], h1=[0, 4, 2], h2=[1, 0, 4], h3=[4, 3, 0]
    )
    found = suggest(file).instrument
    assert {d.name: str(d.scale) for d in found.dimensions} == {"s": "1–5", "h": "0–4"}


def test_what_sounds_like_an_outcome_is_one():
    columns = {f"Service{n}": [1, 5, 3, 4] for n in (1, 2, 3)}
    columns |= {f"Satisfaction{n}": [2, 5, 1, 4] for n in (1, 2, 3)}
    found = suggest(survey_file(**columns)).instrument
    assert [(c.name, c.role) for c in found.constructs] == [
        ("Drivers", "driver"),
        ("Outcome", "outcome"),
    ]


def test_a_file_without_items_says_what_is_expected():
    file = survey_file(**{f"c{n}": [f"{n} {row}" for row in range(30)] for n in range(50)})
    with pytest.raises(UnreadableSurvey) as caught:
        suggest(file)
    assert str(caught.value) == (
        "small.csv: has 50 columns, but none with answers on a scale, such as whole numbers from "
        "1 to 5 or words like 'Agree'. Check that the file holds one row per person and one "
        "column per question."
    )


def test_weight_and_id_are_recognised():
    file = survey_file(
        respondent_id=[11, 12, 13, 14],
        weight=[0.5, 1.5, 1.0, 1.0],
        q1=[1, 2, 3, 5],
        q2=[2, 3, 5, 1],
        q3=[1, 1, 5, 4],
    )
    found = suggest(file).instrument
    assert (found.id, found.weight) == ("respondent_id", "weight")


def test_a_note_names_every_dimension():
    found = suggest(survey_file(q1=[1, 5, 3], q2=[2, 4, 5], q3=[3, 1, 2]))
    assert found.notes[0] == Note("q", "3 items on 1–5")


def test_a_label_of_a_code_far_off_is_no_end_of_a_scale():
    columns = {f"q{n}": [1, 5, 3, 2] for n in (1, 2, 3)}
    labels = {column: {1.0: "no", 1e18: "yes"} for column in columns}
    found = suggest(replace(survey_file(**columns), value_labels=labels))
    assert str(found.instrument.dimensions[0].scale) == "1–5"


def test_a_name_with_signs_of_its_own_is_looked_up_as_it_is():
    columns = {f"a|{{row {n}}}": [1, 5, 3, 2, 4, 33] * 5 for n in (1, 2, 3)}
    found = suggest(survey_file(**columns))
    assert "33 in a|{row 1} (5 answers, first in row 7) is not on the scale 1–5" in " ".join(
        notes(found, "Please check")
    )


def test_a_weight_that_not_everyone_has_is_left_out_and_said():
    file = survey_file(weight=[0.5, None, 1.0, 1.2], q1=[1, 2, 3, 5], q2=[2, 3, 5, 1])
    found = suggest(file)
    assert found.instrument.weight == ""
    assert "weight looks like a weight, but is not there for everyone; left out" in notes(
        found, "Please check"
    )


def test_age_in_years_comes_in_bands():
    file = survey_file(age=[18, 25, 33, 47, 52, 66] * 5, q1=[1, 5, 3, 2, 4, 3] * 5)
    (age,) = suggest(file).instrument.demographics
    assert age.bands == (20, 30, 40, 50, 60)


def test_a_recommendation_from_0_to_10_is_said_to_be_one():
    file = survey_file(**{"Would you recommend us?": [0, 9, 10, 7, 3, 8]})
    found = suggest(file)
    assert str(found.instrument.dimensions[0].scale) == "0–10"
    assert (
        notes(found, "Would you recommend us?")[1] == "a question of recommendation on 0–10 (NPS)"
    )


def test_ranks_are_no_questions():
    orders = [(1, 2, 3), (2, 1, 3), (3, 1, 2), (1, 3, 2)] * 5
    ranked = {
        f"rank {name}": list(answers)
        for name, answers in zip("abc", zip(*orders, strict=True), strict=True)
    }
    found = suggest(survey_file(**ranked, q1=[1, 5, 3, 4] * 5, q2=[2, 4, 5, 1] * 5))
    assert dimensions(found) == {"q": ("q1", "q2")}
    assert notes(found, "Ranking")


def test_a_code_far_off_is_no_group_of_people():
    file = survey_file(region=[1, 2, 3, -99] * 10, q1=[1, 5, 3, 4] * 10, q2=[2, 4, 5, 1] * 10)
    found = suggest(file).instrument
    assert found.missing_codes == {-99.0: "missing"}
    assert Responses.fit(found, file).demographics["region"].names == ("1", "2", "3")


def test_a_code_that_is_an_answer_elsewhere_is_missing_in_its_column_only():
    nine = survey_file(
        **{f"a{n}": [1, 5, 3, 4, 9, 2] * 5 for n in (1, 2, 3)},
        **{f"b{n}": [0, 10, 9, 8, 7, 6, 5, 4, 3, 2] * 3 for n in (1, 2, 3)},
    )
    found = suggest(nine).instrument
    assert found.missing_codes == {}
    assert found.no_answer("a1") == ({9.0: "not on the scale"}, {})
    assert found.no_answer("b1") == ({}, {})


def test_countries_in_letters_are_countries():
    file = survey_file(Country=["NA", "DK", "UK", "DE"] * 5, q1=[1, 5, 3, 2] * 5)
    found = suggest(file).instrument
    assert Responses.fit(found, file).demographics["Country"].names == ("DE", "DK", "NA", "UK")
