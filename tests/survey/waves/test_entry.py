import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import AskedWave, Construct, Dimension, Instrument, Item, Scale
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.waves.entry import (
    as_asked,
    followed,
    ordered,
    placed,
    proposed_name,
    proposed_place,
    without,
    year,
)
from tests.conftest import survey_file

STUDY = """
constructs:
  - {name: Bonds, dimensions: [{name: Trust, items: [T1, {column: T2, reversed: true}]}]}
  - {name: Loyalty, dimensions: [{name: Stay, items: [S1]}]}
demographics: [sex, age]
weight: w
id: person
hypotheses:
  - {id: H1, kind: correlation, of: Trust, with: Stay}
  - {id: H2, kind: difference, of: Trust, between: age}
  - {id: H3, kind: level, of: Trust}
  - {id: H4, kind: level, of: Stay}
waves:
"""


def asked(wave, **columns):
    study = questionnaire.read(STUDY + wave)
    return as_asked(study, study.waves[0].name, survey_file(**columns))


def test_a_wave_without_an_entry_is_as_the_study_asks():
    sample = SAMPLES[0]
    study, file = questionnaire.read(sample.questionnaire), sample.files()[""]
    instrument, told = as_asked(study, "Wave 1", file)
    assert instrument == study
    assert told.table.equals(file.table)


def test_what_a_wave_leaves_out_is_gone_with_all_that_rests_on_it():
    instrument, file = asked(
        "  - {name: a, left_out: [S1, age, w, person]}", T1=[1], T2=[2], sex=["f"], age=[3]
    )
    assert [c.name for c in instrument.constructs] == ["Bonds"]
    assert [d.column for d in instrument.demographics] == ["sex"]
    assert (instrument.weight, instrument.id) == ("", "")
    assert [claim.id for claim in instrument.hypotheses] == ["H3"]
    assert file.columns == ("T1", "T2", "sex")  # another question could stand behind that name


def test_a_wave_has_its_own_directions_and_scales():
    instrument, _ = asked("  - {name: a, turned: [T1, T2], scales: {Stay: {low: 1, high: 7}}}")
    assert [item.reversed for item in instrument.items] == [True, False, False]
    assert instrument.dimensions[1].scale == Scale(1, 7)


def test_columns_may_take_each_others_names():
    _, file = asked(
        "  - {name: a, columns: {T1: T2, T2: T1, S1: Q}}", T1=[1], Q=[2], T2=[3], S1=[4], x=[5]
    )
    assert file.table.to_pydict() == {"T2": [1], "S1": [2], "T1": [3], "x": [5]}


def test_what_the_format_says_follows_the_column():
    study = questionnaire.read(STUDY + "  - {name: a, columns: {T1: Q}}")
    labels, missing = {"Q": {1.0: "no"}}, {"Q": {9.0: "refused"}}
    file = SurveyFile("f", "", pa.table({"Q": [1]}), {"Q": "Why?"}, labels, missing)
    _, told = as_asked(study, "a", file)
    assert told.texts == {"T1": "Why?"}
    assert told.value_labels == {"T1": {1.0: "no"}}
    assert told.missing_values == {"T1": {9.0: "refused"}}


@pytest.mark.parametrize(
    ("cells", "given"),
    [
        (["m", "w", None, "x"], {}),
        ([1, 2, None, 3], {1.0: "m", 2.0: "w", 3.0: "x"}),
    ],
)
def test_categories_take_the_names_of_the_study_all_at_once(cells, given):
    wave = "  - {name: a, left_out: [T2, S1, age, w, person], categories: {sex: {m: w, w: m}}}"
    study = questionnaire.read(STUDY + wave)
    table = pa.table({"T1": [1] * 4, "sex": cells})
    told = as_asked(study, "a", SurveyFile("f", "", table, {}, {"sex": given} if given else {}))
    found = Responses.fit(*told).demographics["sex"]
    called = [found.names[code] if code >= 0 else None for code in found._codes]
    assert called == ["w", "m", None, "x"]


def test_bare_codes_become_categories():
    wave = '  - {name: a, left_out: [T2, S1, age, w, person], categories: {sex: {"1": m, "2": f}}}'
    told = asked(wave, T1=[1, 2, 3], sex=[2, 1, 7])
    assert Responses.fit(*told).demographics["sex"].counts() == {"m": 1, "f": 1, "7": 1}


def test_a_wave_that_cannot_be_read_says_why():
    with pytest.raises(UnreadableSurvey) as caught:
        asked("  - {name: a, columns: {T1: Q1, sex: gender}}", T1=[1])
    assert str(caught.value).splitlines() == [
        "Column 'Q1': that wave 'a' has for 'T1' is not in small.csv. Add it to the file, or "
        "correct the wave in the questionnaire.",
        "Column 'gender': that wave 'a' has for 'sex' is not in small.csv. Add it to the file, or "
        "correct the wave in the questionnaire.",
    ]
    with pytest.raises(UnreadableSurvey) as caught:
        asked("  - {name: a, printed: {Trust: {n: 9, mean: 3, sd: 1}}}", T1=[1])
    assert str(caught.value) == (
        "Wave 'a': is known from print only, so it has no answers. Choose another name for this "
        "file."
    )


answers = st.lists(st.sampled_from([1, 2, 3, 4, 5, None]), min_size=6, max_size=6)


@given(st.data(), st.permutations(range(4)), st.booleans())
def test_a_renamed_turned_and_recoded_file_gives_the_answers_of_the_original(data, order, words):
    columns = {c: data.draw(answers) for c in ("T1", "T2", "S1")}
    sexes = data.draw(st.lists(st.sampled_from(["a", "b", None]), min_size=6, max_size=6))
    before = {**columns, "sex": sexes}
    turned = data.draw(st.lists(st.sampled_from(sorted(columns)), unique=True))
    called = dict(zip(before, data.draw(st.permutations([*before, "x", "y"]))[:4], strict=True))
    codes = {"a": "b", "b": "c"} if words else {"a": "2", "b": "1"}
    now = {}
    for place in order:
        column = list(before)[place]
        cells = before[column]
        if column in turned:
            cells = [None if cell is None else 6 - cell for cell in cells]
        if column == "sex":
            cells = [None if cell is None else codes[cell] for cell in cells]
            cells = (
                pa.array(cells, pa.string())
                if words
                else pa.array([None if cell is None else int(cell) for cell in cells], pa.int64())
            )
        now[called[column]] = cells if column == "sex" else pa.array(cells, pa.int64())
    recoded = {new: old for old, new in codes.items()}
    entry = f"""\
  - {{name: now, columns: {called}, turned: {turned}, left_out: [age, w, person],
     categories: {{sex: {recoded}}}}}
  - {{name: then, left_out: [age, w, person]}}
"""
    study = questionnaire.read(STUDY + entry)
    typed = {c: pa.array(v, pa.string() if c == "sex" else pa.int64()) for c, v in before.items()}
    first = Responses.fit(*as_asked(study, "then", survey_file(**typed)))
    second = Responses.fit(*as_asked(study, "now", survey_file(**now)))
    for place, column in enumerate(first.columns):
        again = second.answers[:, second.columns.index(column)]
        np.testing.assert_array_equal(first.answers[:, place], again)
    assert first.demographics["sex"].counts() == second.demographics["sex"].counts()


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


TRUST = Construct("Trust", (Dimension("Trust", (Item("T1"), Item("T2"))),))
PREPARED = AskedWave("2030", left_out=("T2",))


def study(*waves):
    return Instrument((TRUST,), waves=waves)


def names(instrument):
    return [wave.name for wave in instrument.waves]


@pytest.mark.parametrize(
    ("file", "taken", "name"),
    [
        ("Customers 2024.csv", ["Wave 1"], "2024"),
        ("from 2019 to 2023 final.xlsx", ["2022"], "2023"),
        ("Customers 2024.csv", ["2023", "2024"], "Wave 3"),
        ("export_20240131.sav", ["Wave 1"], "Wave 2"),
        ("next.csv", ["Wave 2"], "Wave 3"),
        ("next.csv", ["2023", "Wave 3"], "Wave 4"),
    ],
)
def test_a_new_wave_is_called_by_its_year_or_number(file, taken, name):
    assert proposed_name(file, taken) == name


def test_digits_of_a_longer_number_are_no_year():
    assert year("20245") == ""
    assert year("Q3_2024") == "2024"


@pytest.mark.parametrize(
    ("others", "new", "earlier"),
    [
        (["2021", "2023"], "2022", 1),
        (["2021", "2023"], "2020", 0),
        (["2021", "2023"], "2025", 2),
        (["Wave 1", "2023"], "2020", 7),
        (["2021", "2023"], "after the merger", 7),
    ],
)
def test_years_tell_the_place_of_a_wave_where_all_have_one(others, new, earlier):
    assert proposed_place(others, new, 7) == earlier


def test_a_placed_wave_gives_every_other_an_entry_in_the_order_of_time():
    new = AskedWave("2022", turned=("T1",))
    asked = placed(study(AskedWave("2023", left_out=("T2",))), ["2021", "2023"], new, 1)
    assert names(asked) == ["2021", "2022", "2023"]
    assert asked.wave("2022") == new
    assert asked.wave("2023").left_out == ("T2",)


def test_a_wave_that_is_placed_again_stands_once():
    asked = placed(study(AskedWave("b")), ["a", "b", "c"], AskedWave("b", turned=("T1",)), 2)
    assert names(asked) == ["a", "c", "b"]
    assert asked.wave("b").turned == ("T1",)


def test_entries_of_waves_that_are_not_here_stay():
    asked = ordered(study(PREPARED, AskedWave("2023")), ["2023", "2021"])
    assert names(asked) == ["2023", "2021", "2030"]
    assert asked.wave("2030") == PREPARED


def test_a_removed_wave_leaves_the_others_as_they_were():
    assert without(study(AskedWave("2023"), PREPARED), "2023") == study(PREPARED)
