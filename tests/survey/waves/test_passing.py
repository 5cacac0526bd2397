import pytest

from crm_analytics.errors import UnusableQuestionnaire
from crm_analytics.survey import questionnaire
from crm_analytics.survey.instrument import AskedWave
from crm_analytics.survey.responses import Responses
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.waves.asked import as_asked
from crm_analytics.survey.waves.passing import named, pass_gate
from tests.survey.waves import changed
from tests.survey.waves.changed import columns, file

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
    for name, given in files.items():
        assert Responses.fit(*as_asked(study, name, given)).people == 282
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
