import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.errors import UnusableQuestionnaire
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import (
    AskedWave,
    Construct,
    Demographic,
    Dimension,
    Hypothesis,
    Instrument,
    Item,
    Printed,
    Scale,
)
from crm_analytics.survey.samples import SAMPLES

FULL = """
title: Insurance customers 2023
scale: {low: 1, high: 5, labels: [Strongly disagree, Disagree, Somewhat agree, Agree, Strongly agree]}
missing: half
constructs:
  - name: Interactive marketing
    role: driver
    dimensions:
      - name: Trust
        items: [T1, T2, {column: T3, text: "The company keeps its promises", reversed: true}]
      - name: Service quality
        scale: {low: 1, high: 7}
        items: [S1, S2]
  - name: Customer relationship management
    role: outcome
    dimensions:
      - name: Organising relations
        items: [O1, O2, O3]
demographics: [gender, {column: age, order: [under 20, 20-29]}]
weight: w
id: null
missing_codes: {"-9": refused, "99": not applicable}
waves:
  - name: 2021
    printed: {Trust: {n: 210, mean: 3.42, sd: 0.81}, Interactive marketing: {n: 30, mean: 4, sd: 0}}
  - name: "2023"
  - name: "2024"
    columns: {T1: Q1, gender: sex}
    turned: [T3]
    left_out: [O3, age]
    scales: {Service quality: {low: 1, high: 5}}
    categories: {gender: {f: female, no: male}}
hypotheses:
  - {id: H1, kind: correlation, of: Interactive marketing, with: Customer relationship management, sign: "+"}
  - {id: H2, kind: effect, of: Trust, on: Customer relationship management}
  - {id: H3, kind: difference, of: Trust, between: gender}
  - {id: H4, kind: level, of: Trust}
minimum_group: 10
"""


def mistakes(text):
    with pytest.raises(UnusableQuestionnaire) as caught:
        questionnaire.read(text)
    return str(caught.value).splitlines()


def test_every_key_of_the_file_arrives():
    read = questionnaire.read(FULL)
    labels = ("Strongly disagree", "Disagree", "Somewhat agree", "Agree", "Strongly agree")
    scale = Scale(1, 5, labels)
    promise = Item("T3", "The company keeps its promises", reversed=True)
    assert read == Instrument(
        constructs=(
            Construct(
                "Interactive marketing",
                (
                    Dimension("Trust", (Item("T1"), Item("T2"), promise), scale),
                    Dimension("Service quality", (Item("S1"), Item("S2")), Scale(1, 7)),
                ),
                "driver",
            ),
            Construct(
                "Customer relationship management",
                (Dimension("Organising relations", (Item("O1"), Item("O2"), Item("O3")), scale),),
                "outcome",
            ),
        ),
        title="Insurance customers 2023",
        scale=scale,
        missing="half",
        demographics=(Demographic("gender"), Demographic("age", ("under 20", "20-29"))),
        weight="w",
        missing_codes={-9: "refused", 99: "not applicable"},
        hypotheses=(
            Hypothesis(
                "H1",
                "correlation",
                "Interactive marketing",
                "Customer relationship management",
                "+",
            ),
            Hypothesis("H2", "effect", "Trust", "Customer relationship management"),
            Hypothesis("H3", "difference", "Trust", "gender"),
            Hypothesis("H4", "level", "Trust"),
        ),
        minimum_group=10,
        waves=(
            AskedWave(
                "2021",
                printed={
                    "Trust": Printed(210, 3.42, 0.81),
                    "Interactive marketing": Printed(30, 4, 0),
                },
            ),
            AskedWave("2023"),
            AskedWave(
                "2024",
                columns={"T1": "Q1", "gender": "sex"},
                turned=("T3",),
                left_out=("O3", "age"),
                scales={"Service quality": Scale(1, 5)},
                categories={"gender": {"f": "female", "no": "male"}},
            ),
        ),
    )


def test_only_constructs_are_required():
    read = questionnaire.read("constructs: [{name: A, dimensions: [{name: B, items: [q1]}]}]")
    assert (read.title, read.scale, read.missing, read.minimum_group) == (
        "Survey",
        Scale(1, 5),
        "complete",
        5,
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.id)
def test_a_questionnaire_that_is_written_reads_back_equal(sample):
    read = questionnaire.read(sample.questionnaire)
    assert questionnaire.read(questionnaire.write(read)) == read
    assert questionnaire.read(questionnaire.write(questionnaire.read(FULL))) == questionnaire.read(
        FULL
    )


plain = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))  # as the readers clean names
names = st.text(plain, min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.lists(names, min_size=2, max_size=6, unique=True), st.booleans())
def test_any_name_survives_the_file(columns, turned):
    """Words that YAML would take for numbers, dates, null or markup, in any script."""
    if "All items" in columns:
        return
    items = tuple(Item(column, reversed=turned) for column in columns[1:])
    made = Instrument((Construct(columns[0], (Dimension(columns[0], items),)),), title=columns[1])
    text = questionnaire.write(made)
    assert questionnaire.read(text) == made


def test_every_mistake_is_reported_at_once_with_its_line():
    assert mistakes("""\
title: Shop
colour: blue
scale: {low: five, high: 1}
missing: some
constructs:
  - name: Service
    role: cause
    dimensions:
      - {name: Speed, items: [q1, q2]}
      - {name: Speed, items: [q2, q3]}
      - {name: Care}
demographics: [q1]
minimum_group: 2
hypotheses:
  - {id: H1, kind: effect, of: Speed, on: Sales}
""") == [
        "Line 2: has the unknown key 'colour'. Use: title, scale, missing, constructs, "
        "demographics, weight, id, missing_codes, missing_codes_of, set_aside, hypotheses, waves, "
        "minimum_group.",
        "Line 3: has 'five' where a number belongs. Write a number.",
        "Line 4: has 'some'. Use complete or half.",
        "Line 7: has 'cause'. Use driver or outcome.",
        "Line 10: The name 'Speed' stands in two places. Call one of them something else.",
        "Line 10: The column 'q2' stands in two places. Keep it in one place.",
        "Line 11: Dimension 'Care' has no item. Give it one, or drop it.",
        "Line 12: The column 'q1' stands in two places. Keep it in one place.",
        "Line 13: minimum_group is 2. Use 3 or more, or 1 when no anonymity was promised.",
        "Line 15: Hypothesis 'H1' needs 'on' to be a dimension or construct, not 'Sales'. "
        "Choose one of: Care, Service, Speed.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file: is empty. Start with 'constructs:'."),
        ("a: [1, 2", "Line 1: is not valid YAML: did not find expected ',' or ']'. Correct it."),
        ("constructs: &a [x]\nid: *a", "Line 2: uses an alias (*name). Write the text out."),
        ("just words", "Line 1: is not a set of 'key: value' lines. Use: title, scale, missing, "
         "constructs, demographics, weight, id, missing_codes, missing_codes_of, set_aside, "
         "hypotheses, waves, minimum_group."),
        ("title: x", "Line 1: has no construct. Write 'constructs:' with at least one."),
        ("title: \ud800", "The file: is not valid YAML. Save it as UTF-8 text."),
        *(
            (
                inside * 400_000,
                "Line 1: has more than 20 lists and mappings inside each other. "
                "Is it a questionnaire?",
            )
            for inside in ("[", "{", "- ", "? ")
        ),
        (
            "constructs: [{name: All items, dimensions: [{name: A, items: [q]}]}]",
            "Line 1: The name 'All items' is reserved. Call one of them something else.",
        ),
        (
            "scale: {low: 1, high: 5, labels: [no, yes, maybe]}\n"
            "constructs: [{name: A, dimensions: [{name: A, items: [q]}]}]",
            "Line 1: The scale has 3 labels for 5 points. Label every point, or only the two ends.",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_no_questionnaire_says_why(text, said):
    assert mistakes(text)[0] == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("minimum_group: 4.9", "Line 2: has 4.9 where a whole number belongs. Write one."),
        (
            "scale: {low: 1, high: 1.0e+16, labels: [no, yes]}",
            "Line 2: The scale has more than 1,000 points. Is it a scale? Write its two ends.",
        ),
        (
            "hypotheses: [{kind: level, of: A}]",
            "Line 2: has a hypothesis without 'id'. Add 'id: …'.",
        ),
    ],
)
def test_numbers_and_keys_are_taken_at_their_word(line, said):
    text = f"constructs: [{{name: A, dimensions: [{{name: A, items: [q]}}]}}]\n{line}"
    assert mistakes(text) == [said]


def test_words_that_yaml_would_read_as_truth_values_stay_words():
    read = questionnaire.read(
        "scale: {low: 0, high: 1, labels: [no, yes]}\n"
        "constructs: [{name: A, dimensions: [{name: B, items: [q1]}]}]"
    )
    assert read.scale.labels == ("no", "yes")


WHOLE = """title: T
scale: {low: 1, high: 5, labels: [a, b, c, d, e]}
missing: complete
constructs: [{name: C, role: driver, dimensions: [{name: A, scale: {low: 1, high: 7}, items: [{column: q1, text: x, reversed: false}, q2]}]}]
demographics: [{column: g, order: [a, b]}]
weight: w
id: i
missing_codes: {"-9": refused}
hypotheses: [{id: H1, kind: level, of: A, sign: "+"}]
waves: [{name: W, printed: {A: {n: 30, mean: 3, sd: 1}}}]
minimum_group: 5
"""
WRONG = (
    "true",
    "no",
    "x",
    "1.5",
    "-1",
    "1e400",
    "null",
    "[]",
    "[1, 2]",
    "{}",
    "{a: b}",
    "''",
    "2026-01-01",
)


def _values(node, path=()):
    """Every value of a document with the way to it."""
    if path:
        yield path
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _values(value, (*path, key))
    if isinstance(node, list):
        for place, value in enumerate(node):
            yield from _values(value, (*path, place))


def _with(node, path, value):
    if not path:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[path[0]] = _with(node[path[0]], path[1:], value)
    return copy


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("path", [*_values(yaml.safe_load(WHOLE))], ids=str)
def test_any_value_anywhere_is_taken_or_named_with_its_line(path, wrong):
    text = yaml.safe_dump(
        _with(yaml.safe_load(WHOLE), path, yaml.safe_load(wrong)), sort_keys=False
    )
    try:
        questionnaire.read(text)
        said = []
    except UnusableQuestionnaire as error:
        said = str(error).splitlines()
    assert all(re.match(r"Line \d+: ", line) for line in said)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("true", "Line 2: has 'true' where a number belongs. Write a number."),
        ("[5]", "Line 2: has no number where one belongs. Write a number."),
        ("1e400", "Line 2: has '1e400' where a number belongs. Write a number."),
    ],
)
def test_a_whole_number_that_is_none_is_said_once(value, said):
    text = (
        f"constructs: [{{name: A, dimensions: [{{name: A, items: [q]}}]}}]\nminimum_group: {value}"
    )
    assert mistakes(text) == [said]


BASE = """\
constructs:
  - name: Bonds
    dimensions: [{name: Trust, items: [T1, T2, T3]}, {name: Care, items: [C1]}]
demographics: [age]
minimum_group: 10
waves:
"""

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
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
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


OWN_CODES = """
title: Own codes
scale:
  low: 1
  high: 3
  labels: [No, Perhaps, Yes]
  codes: {11: 1, 12: 2, 13: 3, Prehaps: 2}
constructs:
  - {name: Trust, dimensions: [{name: Trust, items: [T1]}]}
demographics: [{column: age, bands: [30, 50]}]
missing_codes_of: {T1: {"8": refused, k.A.: skipped}}
set_aside: {Status: [Survey Preview, Spam]}
"""


def test_own_codes_bands_and_rows_set_aside_are_read_and_written_again():
    asked = questionnaire.read(OWN_CODES)
    assert asked.scale.codes == (("11", 1), ("12", 2), ("13", 3), ("Prehaps", 2))
    assert asked.demographics == (Demographic("age", (), (30, 50)),)
    assert asked.no_answer("T1") == ({8.0: "refused"}, {"k.A.": "skipped"})
    assert asked.set_aside == {"Status": ("Survey Preview", "Spam")}
    assert questionnaire.read(questionnaire.write(asked)) == asked


def test_mistakes_in_own_codes_and_bands_are_named_with_their_line():
    text = OWN_CODES.replace("13: 3", "13: 7").replace("[30, 50]", "[50, 30]")
    with pytest.raises(UnusableQuestionnaire) as caught:
        questionnaire.read(text)
    assert [str(problem) for problem in caught.value.problems] == [
        "Line 7: The scale takes '13' for 7, which is off the scale 1–3. Write the point of the "
        "scale that it stands for.",
        "Line 10: Demographic 'age' has the bands 50, 30. Write the numbers at which a new "
        "category begins, from low to high.",
    ]
