from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.errors import Problems, UnreadableSurvey, UnusableQuestionnaire
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import AskedWave, Scale
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.waves.entry import as_asked
from crm_analytics.survey.waves.gate import Before, gate, named, pass_gate
from tests.conftest import survey_file
from tests.survey.waves import changed
from tests.survey.waves.changed import columns, file, passed, rows, turned

QUALITY = [f"QU{n}" for n in range(1, 6)]


@pytest.mark.parametrize("sample", [s for s in SAMPLES if len(s.waves) == 1], ids=lambda s: s.id)
def test_a_file_against_itself_has_not_changed(sample):
    study, same = questionnaire.read(sample.questionnaire), sample.files()[""]
    found = gate(study, Before(("2023",), same), same, "2024")
    assert (found.changes, found.questions, found.proposed) == ((), (), AskedWave("2024"))
    settled = found.settled({})
    assert settled.waves == (AskedWave("2023"), AskedWave("2024"))
    again = Responses.fit(*as_asked(settled, "2024", same))
    assert again.people == same.rows


@settings(max_examples=10)
@given(st.permutations(range(52 - 1)))
def test_another_order_of_columns_only_moves_items(order):
    names = changed.first().columns
    found = passed({names[place]: changed.first().table[names[place]] for place in order})
    assert {(c.what, c.weight) for c in found.changes} <= {("item moved", "note")}
    assert found.open
    assert found.proposed == AskedWave("2024")


def test_insertions_move_nobody_and_a_moved_item_moves_alone():
    cells = columns()
    last = {"TR1": cells.pop("TR1")}
    assert rows(passed({"new": ["text"] * 282, **cells, **last})) == [
        ("item moved", "TR1", "1.", "45.", "note")
    ]


def test_what_is_dropped_renamed_and_spelled_anew_is_proposed():
    cells = columns()
    cells["tr_1"] = cells.pop("TR1")
    del cells["OR5"], cells["id"]
    spelled = {"<20": "under 20", "20-29": "20 – 29", "50+": "50 and over"}
    cells["age"] = [spelled.get(age, age) for age in cells["age"]]
    found = passed(cells)
    assert rows(found) == [
        ("item dropped", "OR5", "OR5", "", "check"),
        ("id dropped", "id", "id", "", "check"),
        ("item renamed", "TR1", "TR1", "tr_1", "note"),
        ("item moved", "TR1", "1.", "44.", "note"),
        ("category renamed", "age", "<20", "under 20", "note"),
        ("category renamed", "age", "20-29", "20 – 29", "note"),
        ("category renamed", "age", "50+", "50 and over", "note"),
    ]
    assert found.open
    settled = found.settled({})
    again = Responses.fit(*as_asked(settled, "2024", file(cells)))
    before = Responses.fit(changed.study(), changed.first())
    assert again.demographics["age"].counts() == before.demographics["age"].counts()
    assert len(again.columns) == 44


def test_a_doubtful_match_is_a_question_and_never_taken_silently():
    cells = columns()
    cells["sex"] = cells.pop("gender")
    found = passed(cells)
    assert rows(found) == [("demographic renamed", "gender", "gender", "sex", "stop")]
    (question,) = found.questions
    assert (question.id, question.why) == ("same:gender", "Column 'sex' may be 'gender'.")
    assert found.proposed == AskedWave("2024")
    with pytest.raises(UnusableQuestionnaire) as caught:
        found.settled({})
    assert str(caught.value) == (
        "gender: Column 'sex' may be 'gender'. Choose: It is the same question / It is another "
        "question."
    )
    same, other = (found.settled({"same:gender": it}).waves[1] for it in ("same", "other"))
    assert same == AskedWave("2024", columns={"gender": "sex"})
    assert other == AskedWave("2024", left_out=("gender",))


def test_turned_items_are_stopped_and_asked_about():
    cells = columns()
    for column in ("TR3", *QUALITY):
        cells[column] = turned(cells[column])
    found = passed(cells)
    assert {c.where for c in found.changes} == {"TR3", *QUALITY}
    assert {(c.what, c.weight) for c in found.changes} == {("direction", "stop")}
    ids = [question.id for question in found.questions]
    assert ids == ["direction:Trust:TR3", "direction:Quality of service:QU1"]
    assert found.questions[0].why == "Other questions go against TR3 (r = −.52, before .52)."
    settled = found.settled(dict.fromkeys(ids, "turn"))
    assert settled.waves[1].turned == ("TR3", *QUALITY)
    again = Responses.fit(*as_asked(settled, "2024", file(cells)))
    before = Responses.fit(changed.study(), changed.first())
    assert (again.answers == before.answers).all()
    kept = found.settled({ids[0]: "keep", ids[1]: "leave"}).waves[1]
    assert (kept.turned, kept.left_out) == ((), tuple(QUALITY))


def test_every_open_question_is_said_at_once():
    cells = columns()
    cells["TR3"] = turned(cells["TR3"])
    cells["QU1"] = [cell + 3 for cell in cells["QU1"]]
    with pytest.raises(UnusableQuestionnaire) as caught:
        passed(cells).settled({})
    assert str(caught.value).splitlines() == [
        "Quality of service: QU1: the study's scale is 1–5, but 6, 7, 8 is answered. Choose: This "
        "wave was asked on 1–10: analyse it alone, do not compare / 6, 7, 8 means no answer / "
        "Leave it out of comparisons.",
        "Trust: Other questions go against TR3 (r = −.52, before .52). Choose: Turn it round in "
        "this wave / It is as it was / Leave it out of comparisons.",
    ]
    with pytest.raises(UnusableQuestionnaire) as caught:
        passed(cells).settled({"direction:Trust:TR3": "maybe", "scale": "leave"})
    assert str(caught.value).splitlines() == [
        "Question 'direction:Trust:TR3': has no answer 'maybe'. Choose one of: turn, keep, leave.",
        "Question 'scale': is not asked about this wave. Answer one of: "
        "scale:Quality of service:QU1, direction:Trust:TR3.",
    ]


def test_a_question_about_what_is_left_out_needs_no_answer():
    cells = columns()
    cells["TR3"] = [99, *turned(cells["TR3"])[1:]]
    found = passed(cells)
    assert [q.id for q in found.questions] == ["scale:Trust:TR3", "direction:Trust:TR3"]
    settled = found.settled({"direction:Trust:TR3": "leave"})
    assert settled.waves[1] == AskedWave("2024", left_out=("TR3",))
    assert found.settled({"direction:Trust:TR3": "turn", "scale:Trust:TR3": "leave"}) == settled


def test_a_new_item_is_left_out_until_somebody_adds_it():
    cells = columns() | {"TR6": columns()["TR2"]}
    found = passed(cells)
    assert rows(found) == [("item added", "TR6", "", "1–5", "check")]
    assert found.open
    assert found.settled({}).items == changed.study().items
    (question,) = found.questions
    assert [choice.id for choice in question.choices][:2] == ["leave", "add:Trust"]
    joined = found.settled({"new:TR6": "add:Trust"})
    assert joined.dimensions[0].columns == ("TR1", "TR2", "TR3", "TR4", "TR5", "TR6")
    assert joined.waves == (AskedWave("2023", left_out=("TR6",)), AskedWave("2024"))
    first = Responses.fit(*as_asked(joined, "2023", changed.first()))
    second = Responses.fit(*as_asked(joined, "2024", file(cells)))
    assert (len(first.columns), len(second.columns)) == (45, 46)


def test_a_file_of_another_study_never_passes():
    found = passed({"shop": ["a", "b"] * 20, "spent": [13.5, 20.1] * 20})
    assert ("no item found", "next.csv", "", "", "stop") in rows(found)
    assert not found.open
    with pytest.raises(UnusableQuestionnaire) as caught:
        found.settled({})
    assert str(caught.value) == (
        "Wave '2024': leaves out every item of the study. Keep at least one, or drop the wave."
    )


def test_waves_known_already_keep_their_place_in_time():
    printed = AskedWave("2021", printed={})
    study = questionnaire.read(
        SAMPLES[0].questionnaire
        + "waves:\n  - {name: '2021', printed: {Trust: {n: 90, mean: 4, sd: 1}}}\n"
        + "  - {name: '2026'}\n"
    )
    same = changed.first()
    found = gate(study, Before(("2021", "2023"), same), same, "2024").settled({})
    assert [wave.name for wave in found.waves] == [printed.name, "2023", "2024", "2026"]


def test_a_wave_that_loses_the_weights_must_say_so():
    study = questionnaire.read("""
constructs: [{name: A, dimensions: [{name: B, items: [q1, q2]}]}]
weight: w
""")
    cells = {"q1": [1, 2, 3, 5], "q2": [1, 2, 4, 5]}
    before = file({**cells, "w": [1.0, 2.0, 1.0, 1.0]})
    found = passed(cells, before, study)
    assert rows(found) == [("weight dropped", "w", "w", "", "stop")]
    (question,) = found.questions
    assert question.why == "next.csv has no case weights, the study is weighted by 'w'."
    assert found.settled({"weight:w": "leave"}).waves[1].left_out == ("w",)


def test_reworded_questions_are_named_with_how_alike_they_are():
    table, text = {"q1": [1, 5, 3], "q2": [2, 3, 5]}, "They keep what they promise to us"
    study = questionnaire.read(
        f"constructs: [{{name: A, dimensions: [{{name: B, items: [{{column: q1, text: {text}}}, q2]}}]}}]"
    )
    found = passed(table, file(table), study, texts={"q1": "They keep all they promise to us"})
    ((what, where, before, now, weight),) = rows(found)
    assert (what, where, before, weight) == ("item reworded", "q1", text, "check")
    assert now.startswith("They keep all they promise to us (")
    assert found.open


def test_the_questionnaire_of_the_new_file_tells_its_texts_and_labels():
    table = {"q1": [1, 5, 3], "q2": [2, 3, 5]}
    ask = "constructs: [{name: A, dimensions: [{name: B, items: [%s]}]}]"
    study = questionnaire.read(
        ask % "{column: q1, text: They keep promises}, {column: q2, text: They answer}"
    )
    scale = "scale: {low: 1, high: 7, labels: [not at all, entirely]}\n"
    asked = questionnaire.read(
        scale + ask % "{column: a, text: They keep promises}, {column: b, text: They answer}"
    )
    new = SurveyFile("next.csv", "", pa.table({"a": [1, 5, 3], "b": [2, 3, 5]}))
    found = gate(study, Before(("2023",), file(table)), new, "2024", asked)
    assert found.proposed.columns == {"q1": "a", "q2": "b"}
    assert [(c.what, c.now) for c in found.changes if c.weight == "stop"] == [
        ("scale", "1–7: not at all / entirely")
    ] * 2
    alone = found.settled({"scale:B:q1": "alone"})
    assert alone.waves[1].scales == {"B": Scale(1, 7, ("not at all", "entirely"))}


def test_a_name_that_is_taken_is_refused():
    with pytest.raises(UnreadableSurvey) as caught:
        gate(changed.study(), Before(("2024",), changed.first()), changed.first(), "2024")
    assert str(caught.value) == "Wave '2024': is in the study already. Choose another name."


def test_a_new_item_is_not_left_out_of_what_is_known_from_print():
    study = questionnaire.read(
        SAMPLES[0].questionnaire
        + "waves: [{name: '2021', printed: {Trust: {n: 90, mean: 4, sd: 1}}}]\n"
    )
    cells = columns() | {"TR6": columns()["TR2"]}
    found = gate(study, Before(("2021", "2023"), changed.first()), file(cells), "2024")
    waves = found.settled({"new:TR6": "add:Trust"}).waves
    assert [wave.left_out for wave in waves] == [(), ("TR6",), ()]


RENAMED = columns() | {"sex_": [None] * 282}
RENAMED["tr_1"] = RENAMED.pop("TR1")


def refused(call, *arguments):
    with pytest.raises(UnusableQuestionnaire) as caught:
        call(*arguments)
    return str(caught.value).splitlines()


def with_waves(text):
    return questionnaire.read(SAMPLES[0].questionnaire + "waves:\n" + text)


def test_the_first_wave_has_its_name_from_the_questionnaire():
    one, two, three = (file({"q": [n]}) for n in (1, 2, 3))
    assert list(named(changed.study(), one, [("b", two), ("a", three)])) == ["Wave 1", "b", "a"]
    listed = with_waves(
        "  - {name: old, printed: {Trust: {n: 90, mean: 4, sd: 1}}}\n  - name: a\n  - name: b\n"
    )
    assert list(named(listed, one, [("c", three), ("b", two)])) == ["a", "b", "c"]
    assert list(named(listed, one, [("b", two), ("a", three)])) == ["Wave 1", "a", "b"]
    assert refused(named, listed, one, [("old", two), ("b", two), ("b", three), (" ", two)]) == [
        "Wave 'old': is known from print only, and has a file. Call one of them something else.",
        "Wave 'b': has two files. Call one of them something else.",
        "A wave: has no name. Write --wave NAME=DATA.",
    ]


def test_waves_that_nothing_stops_pass_with_what_the_gate_proposes():
    files = {"2023": changed.first(), "2024": file(RENAMED), "2025": changed.first()}
    study = pass_gate(changed.study(), files)
    assert study.waves == (
        AskedWave("2023"),
        AskedWave("2024", columns={"TR1": "tr_1"}),
        AskedWave("2025"),
    )
    for name, own in files.items():
        assert Responses.fit(*as_asked(study, name, own)).people == 282
    assert pass_gate(changed.study(), {"Wave 1": changed.first()}) == changed.study()


def test_a_wave_with_an_entry_is_as_the_entry_says():
    cells = columns() | {"TR3": changed.turned(columns()["TR3"])}
    study = with_waves("  - {name: '2024', turned: [TR3]}\n")
    passed = pass_gate(study, {"2023": changed.first(), "2024": file(cells)})
    assert passed.waves == (AskedWave("2023"), AskedWave("2024", turned=("TR3",)))


def test_what_stops_is_said_with_the_lines_that_settle_it():
    cells = dict(RENAMED)
    cells["TR3"] = changed.turned(cells["TR3"])
    cells["QU1"] = [99, *cells["QU1"][1:]]
    cells["sex"] = cells.pop("gender")
    files = {"2023": changed.first(), "2024": file(cells), "2025": file({"shop": ["a"]})}
    said = refused(pass_gate, changed.study(), files)
    assert said[:5] == [
        "Wave '2024', gender: Column 'sex' may be 'gender'. It is the same question: write "
        "columns: {gender: sex}. It is another question: write left_out: [gender].",
        "Wave '2024', Quality of service: QU1: the study's scale is 1–5, but 99 is answered. "
        "99 means no answer: write for the study missing_codes: {'99': no answer}. Leave it out of "
        "comparisons: write left_out: [QU1].",
        "Wave '2024', Trust: Other questions go against TR3 (r = −.52, before .52). Turn it round "
        "in this wave: write turned: [TR3]. It is as it was: write nothing more. Leave it out of "
        "comparisons: write left_out: [TR3].",
        "Wave '2024': needs a person's word. Write under 'waves:' of the questionnaire: "
        "- {name: '2024', columns: {TR1: tr_1}}, and add to it what you chose.",
        "Wave '2025', small.csv: does not fit the study: no item found. Name its columns in the "
        "entry.".replace("small", "next"),
    ]
    assert len(said) == 6
    settled = with_waves(
        "  - {name: '2024', columns: {TR1: tr_1, gender: sex}, turned: [TR3], left_out: [QU1]}\n"
    )
    study = pass_gate(settled, dict(list(files.items())[:2]))
    assert Responses.fit(*as_asked(study, "2024", file(cells))).people == 282


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


ODD = (
    lambda cells: pa.array([None] * len(cells), pa.float64()),
    lambda cells: pa.array([None] * len(cells), pa.string()),
    lambda cells: pa.array([f"{cell}" for cell in cells]),
    lambda cells: pa.array([f"[{cell}](x) {{0}}" for cell in cells]),
    lambda cells: pa.array([0.5 + (number % 9) for number in range(len(cells))]),
    lambda cells: pa.array([-(10**9) if number % 7 else 5 for number in range(len(cells))]),
    lambda cells: pa.array([5] * len(cells)),
    lambda cells: pa.array(["Agree" if number % 2 else "N/A" for number in range(len(cells))]),
)
NAMES = tuple(columns())
odd = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(ODD), max_size=6)
labels = st.dictionaries(
    st.sampled_from(NAMES),
    st.dictionaries(st.integers(-1, 8).map(float), st.sampled_from(["no", "yes", "N/A", "Agree"])),
    max_size=4,
)


def problems(call):
    """What is refused; anything but a refusal is a failure."""
    try:
        call()
    except Problems as error:
        return error.problems
    return ()


@settings(max_examples=60)
@given(st.data(), odd, labels, st.integers(0, 40))
def test_any_file_joins_the_study_or_says_why_not(data, replaced, given_labels, people):
    """Whatever a person answers, the settled wave fits or is refused in words."""
    dropped = data.draw(st.sets(st.sampled_from(NAMES), max_size=5))
    renamed = data.draw(st.sets(st.sampled_from(NAMES), max_size=5))
    cells = {
        f"{name} x" if name in renamed else name: replaced.get(name, pa.array)(cells)[:people]
        for name, cells in columns().items()
        if name not in dropped
    }
    new = file(cells, value_labels={c: g for c, g in given_labels.items() if c in cells})
    found = passed(cells, value_labels=new.value_labels)
    answers = {q.id: data.draw(st.sampled_from(q.choices)).id for q in found.questions}
    refused = problems(
        lambda: Responses.fit(*as_asked(found.settled(answers), "2024", new)).missing
    )
    assert all(problem.where and problem.remedy for problem in refused)
    stopped = problems(lambda: pass_gate(changed.study(), {"2023": changed.first(), "2024": new}))
    assert bool(stopped) != found.open or "leaves out every" in str(stopped)


@settings(max_examples=60)
@given(st.data(), odd, st.integers(0, 60))
def test_what_passes_unasked_fits(data, replaced, people):
    dropped = data.draw(st.sets(st.sampled_from(NAMES), max_size=3))
    cells = {
        name: replaced.get(name, pa.array)(cells)[:people]
        for name, cells in columns().items()
        if name not in dropped
    }
    if (found := passed(cells)).open:
        fitted = Responses.fit(*as_asked(found.settled({}), "2024", file(cells)))
        assert fitted.people == people
