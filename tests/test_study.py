"""The face of the package: a study in a notebook or a program."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import crm_analytics as ca
from crm_analytics.analyses.registry import registry
from crm_analytics.cli import main
from crm_analytics.errors import Hidden, NotEnoughData, Problems, SurveyError, UnreadableSurvey

ROOT = Path(__file__).parents[1]
DATA = ROOT / "sample_data" / "insurance_study.csv"
ASKED = ROOT / "sample_data" / "insurance_study.yaml"


@pytest.fixture(scope="module")
def study():
    return ca.load(DATA, ASKED)


@pytest.fixture(scope="module")
def waves():
    later = {year: ROOT / "sample_data" / f"insurance_{year}.csv" for year in ("2024", "2025")}
    return ca.load(DATA, ROOT / "sample_data" / "insurance_waves.yaml", later)


def test_a_result_prints_its_finding(study):
    found = study.reliability()
    said = "8 of 9 scales can be trusted; Organising customer relations (α = 0.66) falls short of 0.70."
    assert str(found) == repr(found) == found.finding == said
    assert found.caveats == found.section.caveats


def test_a_result_prints_the_exact_numbers_behind_its_finding(study):
    found = ca.Result(replace(study.priority().section, caption="CV 12.3 %"))
    assert str(found) == f"{found.finding}\nCV 12.3 %"


@pytest.mark.parametrize("id", [*registry(), "overview"])
def test_the_first_table_is_that_of_the_section(id, study):
    found = getattr(study, id)()
    if found.section.tables:
        name = next(iter(found.tables))
        assert name == found.section.tables[0].name
        pd.testing.assert_frame_equal(found.table, found.tables[name])


@pytest.mark.parametrize("id", [*registry(), "overview"])
def test_every_analysis_is_there_by_its_id_and_says_what_the_command_line_says(
    id, study, tmp_path, capsys
):
    target = tmp_path / "o.json"
    arguments = ("--questionnaire", str(ASKED), "--only", id, "--json", str(target))
    assert main(["analyse", str(DATA), *arguments]) == 0
    capsys.readouterr()
    (section,) = json.loads(target.read_text(encoding="utf-8"))["sections"]
    assert json.loads(json.dumps(getattr(study, id)().to_json())) == section


def test_the_first_table_is_a_frame_with_the_names_of_the_contract(study):
    table = study.reliability().table
    assert list(table.columns[:5]) == ["scale", "items", "n", "alpha", "alpha_low"]
    assert table["alpha"].iloc[-1] == pytest.approx(0.9640142414552839, rel=1e-12)
    assert list(study.reliability().tables) == ["scales", "items", "split_half", "htmt"]


def test_options_are_keywords(study):
    narrow, wide = (study.reliability(level=level).table for level in (0.9, 0.99))
    assert (narrow["alpha_low"] > wide["alpha_low"]).all()
    assert (narrow["alpha"] == wide["alpha"]).all()


def test_filters_follow_one_another(study):
    women = study.where(gender="female")
    assert women.view.people == 108
    some = women.where({"age": ["20-29", "30-39"]})
    assert some.view.people < 108
    assert some.people().to_json()["finding"].startswith(f"{some.view.people} people answered")
    assert study.view.people == 282


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        (lambda s: s.where(gender="other"), UnreadableSurvey,
         "Filter 'gender': has no category 'other'. Choose one of: female, male."),
        (lambda s: s.where(level="director general"), Hidden,
         "Fewer than 5 people are in this view, so it is not shown. Choose fewer filters."),
        (lambda s: s.reliability(level=3), Problems,
         "Option 'reliability.level': cannot be '3'. Choose among: 0.9, 0.95, 0.99."),
        (lambda s: s.people(magic=3), Problems,
         "Option 'people.magic': does not exist. 'people' has no options."),
        (lambda s: s.wave("2031"), Problems,
         "Wave '2031': has no answers. Choose among there is only one, without a name."),
        (lambda s: s.reliability().figure("magic"), Problems,
         "Figure 'magic': does not exist. Choose among alpha."),
        (lambda s: s.waves().table, NotEnoughData,
         "There is one wave. Add another on Data to see what changed."),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(study, wrong, error, said):
    with pytest.raises(error) as caught:
        wrong(study)
    assert str(caught.value) == said
    assert isinstance(caught.value, SurveyError)


def test_what_no_study_has_is_no_attribute(study):
    with pytest.raises(AttributeError, match="A study has no 'magic'; its analyses are overview"):
        study.magic  # noqa: B018
    assert {"reliability", "where", "wave"} <= set(dir(study))


def test_the_last_wave_is_analysed_unless_another_is_asked_for(waves):
    assert waves.view.wave == "2025"
    assert waves.wave("2024").view.wave == "2024"
    changes = waves.waves(change="2023 → 2024").table
    assert {"name", "from", "to", "difference", "p_holm"} <= set(changes.columns)


def test_a_frame_is_as_good_as_its_file(study):
    frame = pd.read_csv(DATA)
    table = ca.load(frame, ASKED).priority().table
    pd.testing.assert_frame_equal(table, study.priority().table)


def test_a_figure_is_plotly_s(study):
    figure = study.reliability().figure()
    assert sum(len(trace.x) for trace in figure.data) == 12


def test_a_notebook_shows_finding_caveats_and_tables(study):
    shown = study.groups()._repr_html_()
    assert "<h4>" in shown
    assert shown.count("<table") >= 1
    assert "<li>" in shown


def test_importing_the_package_brings_nothing_heavy():
    program = "import sys, crm_analytics; print({'numpy', 'pandas', 'scipy'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_what_the_package_offers_is_there():
    assert {"load", "Study", "Result"} <= set(dir(ca))
    for name in ca.__all__:
        assert getattr(ca, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'magic'"):
        ca.magic  # noqa: B018
