from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import UnusableQuestionnaire
from crm_analytics.survey import questionnaire
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

BASE = """\
constructs:
  - name: Bonds
    dimensions: [{name: Trust, items: [T1, T2, T3]}, {name: Care, items: [C1]}]
demographics: [age]
minimum_group: 10
waves:
"""

names = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12)
names = names.map(str.strip).filter(bool)
ITEMS = ("T1", "T2", "T3", "C1")


def said(waves):
    with pytest.raises(UnusableQuestionnaire) as caught:
        questionnaire.read(BASE + waves)
    return str(caught.value).splitlines()


@st.composite
def asked(draw, name):
    turned = draw(st.lists(st.sampled_from(ITEMS[:2]), unique=True))
    left_out = draw(st.lists(st.sampled_from([*ITEMS[2:], "age"]), unique=True))
    columns = draw(
        st.dictionaries(
            st.sampled_from([*ITEMS, "age"]), names.map("file {}".format), max_size=5
        ).filter(lambda found: len(set(found.values())) == len(found))
    )
    scales = draw(st.dictionaries(st.sampled_from(["Trust", "Care"]), scale))
    categories = draw(
        st.dictionaries(st.just("age"), st.dictionaries(names, names, min_size=1, max_size=3))
    )
    return AskedWave(name, columns, tuple(turned), tuple(left_out), scales, categories)


scale = st.builds(Scale, st.integers(0, 1), st.sampled_from([4, 5.5, 7, 10]))
told = st.builds(Printed, st.integers(10, 10**6), st.floats(1, 5), st.floats(0, 2))
printed = st.dictionaries(st.sampled_from(["Trust", "Care", "Bonds"]), told)


@given(st.data(), st.lists(names, unique=True, max_size=4))
def test_waves_survive_the_file(data, called):
    waves = tuple(
        AskedWave(name, printed=data.draw(printed))
        if data.draw(st.booleans())
        else data.draw(asked(name))
        for name in called
    )
    trust = Dimension("Trust", tuple(map(Item, ITEMS[:3])))
    care = Dimension("Care", (Item("C1"),))
    made = Instrument(
        (Construct("Bonds", (trust, care)),), demographics=(Demographic("age"),), waves=waves
    )
    assert questionnaire.read(questionnaire.write(made)) == made


def test_the_example_of_the_documentation_can_be_used():
    text = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    waves = questionnaire.read(example).waves
    assert [wave.name for wave in waves] == ["2021", "2023", "2024"]
    assert waves[2].categories == {"gender": {"f": "female", "m": "male"}}


def test_every_mistake_of_the_waves_is_reported_at_once_with_its_line():
    assert said("""\
  - name: "2023"
    colour: blue
    turned: [T1, T9]
    left_out: [T1, wage]
    columns: {T2: T1, T3: T3, height: H}
    scales: {Trusted: {low: 1, high: 7}, Care: {low: 5, high: 1}}
    categories: {sex: {f: female}}
  - name: "2023"
    columns: {T1: Q1, T2: Q1}
    printed:
      Trust: {n: 210, mean: 3.42, sd: 0.81}
      Care: {n: 9, mean: 3, sd: 1}
      Bonds: {n: 20, mean: 5.2, sd: 1}
      Loyalty: {n: 20, mean: 3, sd: 1}
  - turned: [T1, T1]
  - name: print
    printed:
      Trust: {n: 20, mean: 3, sd: -1}
      Care: {n: 20, mean: 3, sd: 8.1}
      Bonds: {mean: 3}
  - name: nothing
    left_out: [T1, T2, T3, C1]
  - name: "2025"
    columns: {T1: a, T1: b}
""") == [
        "Line 8: has the unknown key 'colour'. Use: name, columns, turned, left_out, scales, "
        "categories, printed.",
        "Line 9: Wave '2023' has 'T9' under turned, which is no item of the questionnaire. "
        "Choose one of: T1, T2, T3, C1.",
        "Line 10: Wave '2023' has 'wage' under left_out, which is no column of the questionnaire. "
        "Choose one of: T1, T2, T3, C1, age.",
        "Line 10: Wave '2023' has 'T1' both turned and left out. Keep one of the two.",
        "Line 11: Wave '2023' has 'height' under columns, which is no column of the "
        "questionnaire. Choose one of: T1, T2, T3, C1, age.",
        "Line 12: Wave '2023' has 'Trusted' under scales, which is no dimension of the "
        "questionnaire. Choose one of: Trust, Care.",
        "Line 12: Wave '2023': the scale of 'Care' runs from 5 to 1. Make low smaller than high.",
        "Line 13: Wave '2023' has 'sex' under categories, which is no demographic of the "
        "questionnaire. Choose one of: age.",
        "Line 14: Wave '2023' stands twice. Give each wave one entry.",
        "Line 14: Wave '2023' is known from print, and says how its file was asked too. Keep one, "
        "or make two waves of it.",
        "Line 15: Wave '2023' reads 'T1' and 'T2' from the same column 'Q1'. Leave one of them "
        "out, or name its own column.",
        "Line 18: What is printed of 'Care' comes from 9 people, fewer than the 10 that may be "
        "shown. Leave it out.",
        "Line 19: What is printed of 'Bonds' has a mean of 5.2, off its scale 1–5. Correct it, or "
        "bring it to this scale.",
        "Line 20: Wave '2023' has 'Loyalty' under printed, which is no dimension or construct of "
        "the questionnaire. Choose one of: Trust, Care, Bonds.",
        "Line 21: has a wave without 'name'. Add 'name: …'.",
        "Line 24: What is printed of 'Trust' has an sd of -1. An sd is 0 or more.",
        "Line 25: What is printed of 'Care' has an sd of 8.1, more than its scale 1–5 allows. "
        "Correct it.",
        "Line 26: has printed numbers without 'n'. Write {n: 210, mean: 3.42, sd: 0.81}.",
        "Line 26: has printed numbers without 'sd'. Write {n: 210, mean: 3.42, sd: 0.81}.",
        "Line 28: Wave 'nothing' leaves out every item of the study. Keep at least one, or drop "
        "the wave.",
        "Line 30: has 'T1' twice. Keep one.",
    ]


def test_a_column_that_another_question_has_already_is_read_twice_by_mistake():
    assert said("  - {name: a, columns: {T1: T2}}") == [
        "Line 7: Wave 'a' reads 'T1' and 'T2' from the same column 'T2'. Leave one of them out, "
        "or name its own column."
    ]
    for waves in ("{T1: T2, T2: T1}}", "{T1: T2}, left_out: [T2]}"):
        assert questionnaire.read(f"{BASE}  - {{name: a, columns: {waves}").waves


def test_two_people_in_print_are_the_fewest_where_no_anonymity_was_promised():
    open_to_all = BASE.replace("10", "1")
    waves = "  - {name: a, printed: {Trust: {n: %d, mean: 3, sd: 1}}}"
    assert questionnaire.read(open_to_all + waves % 2).waves
    with pytest.raises(UnusableQuestionnaire, match="fewer than the 2"):
        questionnaire.read(open_to_all + waves % 1)
