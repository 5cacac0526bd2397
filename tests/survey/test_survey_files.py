"""Files of survey tools and of people: what is proposed for them, and the numbers behind it."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from crm_analytics.files.file import SurveyFile
from crm_analytics.study import of_files, survey_file
from crm_analytics.survey import questionnaire
from crm_analytics.survey.responses import LAST_MISSING, Responses
from crm_analytics.survey.suggesting import suggest
from tests.survey import suggesting_drawn

FILES = Path(__file__).parents[1] / "data" / "survey_files"


class Proposal:
    """A proposal that was written, read again and fitted to its file."""

    def __init__(self, file):
        found = suggest(file)
        self.instrument = questionnaire.read(questionnaire.write(found.instrument))
        self.fitted = Responses.fit(self.instrument, file)
        self.notes = [f"{note.what}: {note.found}" for note in found.notes]
        self.said = "\n".join(self.notes)
        self.demographics = [d.column for d in self.instrument.demographics]
        answers = self.fitted.answers.astype(float)
        answers[answers <= LAST_MISSING] = np.nan
        self.n = dict(zip(self.fitted.columns, (~np.isnan(answers)).sum(axis=0), strict=True))
        self.means = dict(zip(self.fitted.columns, np.nanmean(answers, axis=0), strict=True))

    @property
    def dimensions(self):
        return {d.name: d.columns for d in self.instrument.dimensions}

    @property
    def scales(self):
        return sorted({str(d.scale) for d in self.instrument.dimensions})


def proposed(name):
    return Proposal(survey_file(FILES / name))


MEANS = {
    "a_count_stretches_the_scale.csv": (3.4083, 3.4250, 3.5000, 3.3833, 3.3250),
    "a_misspelt_label.csv": (3.52, 3.25, 3.57, 3.37),
    "before_and_after_in_one_row.csv": (3.7143, 4.1286, 3.5429, 3.9714, 3.5000, 3.9143),
    "branches_nobody_answered_both.csv": (
        *(3.4500, 3.2625, 3.4500, 3.5750, 3.3750, 3.6250, 3.2500, 3.1750, 3.2750),
    ),
    "ends_labelled_only_ends_labelled.csv": (3.0, 2.9167, 3.1, 3.05),
    "ends_labelled_only_ends_labelled_lines.csv": (3.0, 2.9167, 3.1, 3.05),
    "ends_labelled_only_ends_labelled_words.csv": (3.0, 2.9167, 3.1, 3.05),
    "multi_select_columns_taken_for_ratings.csv": (3.5167, 3.5167, 3.5667, 3.5083),
    "sav_one_zero_overrules_the_labels.sav": (5.9698, 6.0804, 5.9350, 6.0450, 5.9196, 6.0400),
}


@pytest.mark.parametrize("name", MEANS)
def test_every_question_has_its_mean(name):
    means = [float(mean) for mean in proposed(name).means.values()]
    assert means == pytest.approx(MEANS[name], abs=5e-5)


def test_a_count_among_the_questions_is_named_and_stretches_nothing():
    found = proposed("a_count_stretches_the_scale.csv")
    assert (found.scales, found.demographics) == (["1–5"], ["Dept"])
    assert "Please check: Reports holds 0–9, unlike the 5 questions on 1–5: a count?" in found.said


def test_a_misspelt_label_is_said():
    assert "“Disagee” in The advice helps me, " in proposed("a_misspelt_label.csv").said


def test_checks_of_attention_are_set_aside_and_who_failed_is_counted():
    found = proposed("attention_checks_among_the_items.csv")
    assert (len(found.means), found.scales) == (8, ["1–7"])
    assert np.mean(list(found.means.values())) == pytest.approx(4.5986, abs=5e-5)
    assert "choose 2 here: (nearly) everybody answered 2, 1 gave another; set aside" in found.said
    assert "23 + 89 = ? Choose the third answer: (nearly) everybody answered 3" in found.said


def test_the_same_questions_at_two_times_are_two_dimensions_and_asked_about():
    found = proposed("before_and_after_in_one_row.csv")
    assert found.dimensions == {
        "Time 1": ("Trust_1", "Clarity_1", "Speed_1"),
        "Time 2": ("Trust_2", "Clarity_2", "Speed_2"),
    }
    assert "the same 3 questions (Trust, Clarity, Speed) stand twice in a row" in found.said


def test_questions_of_a_branch_are_dimensions_with_what_led_to_them():
    found = proposed("branches_nobody_answered_both.csv")
    assert [len(columns) for columns in found.dimensions.values()] == [3, 3, 3]
    assert "The app is safe (Do you use the app? = Yes)" in found.said
    assert "The counter is open long enough (Do you use the app? = No)" in found.said


def test_questions_with_words_of_demographics_are_questions():
    found = proposed("items_named_with_demographic_words.csv")
    assert (len(found.means), found.scales, found.demographics) == (6, ["1–5"], ["Gender"])


def test_labels_on_one_of_eight_hold_for_all_that_are_called_alike():
    found = proposed("labels_on_one_of_eight.sav")
    assert found.dimensions == {"q": tuple(f"q{n}" for n in range(1, 9))}
    assert found.instrument.scale.labels[0] == "Strongly disagree"


def test_answer_codes_are_questions_whose_order_is_asked_for():
    found = proposed("limesurvey_answer_codes.csv")
    assert found.dimensions == {"G1Q1": ("G1Q1[SQ001]", "G1Q1[SQ002]", "G1Q1[SQ003]")}
    assert found.instrument.scale.labels == ("A1", "A2", "A3", "A4", "A5")
    assert found.demographics == ["G2Q1"]
    assert "Not known yet: 0 of probably 3 questions are understood" in found.notes[0]
    assert "not finished (submitdate is empty)" in found.said


def test_choices_of_several_are_told_with_their_shares():
    found = proposed("multi_select_columns_taken_for_ratings.csv")
    assert found.demographics == ["Region"]
    assert "Email 68.3%, Town hall 56.7%, Intranet 27.5%, None 7.5% of 120" in found.said
    assert "Work-life balance 53.7%, Pay 59.3%, Safety 46.3% of 54" in found.said


@pytest.mark.parametrize(("name", "code"), [("code_0_blank", "0"), ("code_6_dont_know", "6")])
def test_a_rare_code_beside_the_scale_is_asked_about(name, code):
    found = proposed(f"rare_code_outside_the_scale_{name}.csv")
    assert found.scales == ["1–5"]
    assert f"{code} in q1 (2 answers, first in row 2) is not on the scale 1–5" in found.said
    assert found.means["q1"] == 3.0


def test_turned_copies_stand_for_their_originals():
    found = proposed("reversed_copies_beside_the_items.csv")
    assert found.dimensions == {"tr": tuple(f"tr{n}" for n in range(1, 8))}
    assert np.mean(list(found.means.values())) == pytest.approx(3.5614, abs=5e-5)
    assert [i.column for i in found.instrument.items if i.reversed] == ["tr2", "tr4", "tr6"]
    assert "Rtr4 is tr4 turned round for everybody" in found.said


def test_digits_in_words_are_numbers():
    found = proposed("sav_digits_in_string_variables.sav")
    assert (len(found.means), found.scales) == (4, ["1–5"])


def test_a_label_that_says_no_answer_is_none():
    found = proposed("sav_label_says_no_answer.sav")
    assert found.scales == ["1–5"]
    assert (found.n["z1"], found.n["z2"]) == (50, 53)
    assert (found.means["z1"], found.means["z2"]) == pytest.approx((3.20, 3.09), abs=5e-3)
    assert "No answer: z1: 0 (skipped)" in found.said


def test_neutral_is_the_middle_whatever_its_code():
    found = proposed("sav_neutral_is_the_last_code.sav")
    assert found.instrument.scale.labels[2] == "Neutral"
    assert "the codes are not in the order of their labels" in found.said


def test_a_stray_zero_beside_labels_is_asked_about_with_its_row():
    found = proposed("sav_one_zero_overrules_the_labels.sav")
    assert found.scales == ["1–10"]
    assert "0 in sat2 (1 answer, first in row 19) is not on the scale 1–10" in found.said
    assert "0 in sat5 (1 answer, first in row 42) is not on the scale 1–10" in found.said


def test_two_scales_of_numbers_under_one_prefix_are_two_dimensions():
    found = proposed("two_scales_one_prefix.csv")
    assert found.dimensions == {"q (1–5)": ("q1", "q2", "q3"), "q (1–7)": ("q4", "q5", "q6")}


def test_two_scales_of_words_in_one_block_are_two_dimensions():
    found = proposed("two_word_scales_in_one_block.csv")
    assert found.dimensions == {"q (agreement)": ("q1", "q2"), "q (frequency)": ("q3", "q4")}


def test_everyone_is_said_of_everyone_only():
    file = survey_file(FILES / "everyone_gave_the_same_answer.csv")
    study = of_files(suggest(file).instrument, "", file)
    said = [
        line
        for id in ("reliability", "validity", "relations")
        for line in (getattr(study, id)().finding, *getattr(study, id)().caveats)
        if "veryone" in line
    ]
    assert said
    assert all(line.startswith("Among the 33 who answered all, everyone") for line in said)


def test_a_scale_on_which_nobody_differs_has_no_rank_by_spread():
    file = survey_file(FILES / "a_constant_scale_comes_first.csv")
    found = of_files(suggest(file).instrument, "", file).priority()
    ranks = dict(zip(found.table["name"], found.table["rank_cv"], strict=True))
    assert found.finding.startswith("People agree most on p (CV 26.3%)")
    assert ranks["p"] == 1
    assert ranks["n"] is pd.NA


TOOLS = {
    "google_forms.csv": 3,
    "google_forms_ar.csv": 2,
    "kobo.csv": 2,
    "limesurvey_code_text.csv": 2,
    "limesurvey_codes.csv": 2,
    "ms_forms.csv": 2,
    "odk_central.csv": 2,
    "plain_codes_cp1256.csv": 2,
    "viva_glint.csv": 1,
}


@pytest.mark.parametrize("name", TOOLS)
def test_the_questions_of_every_tool_are_found(name):
    assert len(proposed(name).means) == TOOLS[name]


def headed(name, heading, first):
    """A file whose second row holds the questions, as the readers give it."""
    rows = list(csv.reader(io.StringIO((FILES / name).read_text(encoding="utf-8-sig"))))
    columns = {
        column: pa.array([row[place] or None for row in rows[first:]])
        for place, column in enumerate(heading(rows))
    }
    texts = {c: text for c, text in zip(columns, rows[1], strict=True) if text}
    return SurveyFile(name, "0" * 64, pa.table(columns), texts)


def test_qualtrics_has_its_questions_and_no_previews():
    found = Proposal(headed("qualtrics_3row.csv", lambda rows: rows[0], 3))
    assert set(found.means) == {"Q1_1", "Q1_2", "Q3"}
    assert [i.text for i in found.instrument.items][:2] == [
        "The company keeps its promises",
        "My data are\nkept confidential",
    ]
    assert found.fitted.people == 2
    assert "1 row with Status = Survey Preview: nobody's answers" in found.said


def test_old_exports_of_qualtrics_have_their_questions():
    found = Proposal(headed("qualtrics_legacy_2row.csv", lambda rows: rows[0], 2))
    assert set(found.means) == {"Q1_1", "Q1_2"}


def test_surveymonkey_has_its_questions_and_no_choices_among_them():
    def heading(rows):
        for place, name in enumerate(rows[0]):
            yield name or f"column {place + 1}"

    found = Proposal(headed("surveymonkey_2row.csv", heading, 2))
    assert set(found.means) == {
        "Please rate your agreement",
        "column 11",
        "How satisfied are you overall?",
    }


@pytest.mark.parametrize("hundred", range(3))
def test_no_drawn_survey_comes_in_wrong_without_a_word(hundred):
    wrong = {
        seed: found
        for seed in range(100 * hundred, 100 * hundred + 100)
        if (found := suggesting_drawn.silently_wrong(suggesting_drawn.draw(seed)))
    }
    assert not wrong


def test_a_note_that_names_a_row_is_for_the_person_who_brought_the_file():
    named = [
        note
        for seed in range(60)
        for note in suggest(suggesting_drawn.draw(seed).file).notes
        if re.search(r"\brow \d", note.found)
    ]
    assert named
    assert all(note.private for note in named)
