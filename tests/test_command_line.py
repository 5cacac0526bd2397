import io
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from crm_analytics.analyses.registry import registry
from crm_analytics.cli import main
from crm_analytics.coding import AgreementOptions, CodesOptions
from crm_analytics.ism.options import IsmOptions
from crm_analytics.report.options import options_of

ROOT = Path(__file__).parents[1]
DATA, ASKED = "sample_data/insurance_study.csv", "sample_data/insurance_study.yaml"


@pytest.fixture(autouse=True)
def here(monkeypatch):
    monkeypatch.chdir(ROOT)


def run(capsys, *arguments):
    code = main(arguments)
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    targets = {kind: folder / f"study.{kind}" for kind in ("json", "xlsx", "pptx")}
    options = [part for kind, path in targets.items() for part in (f"--{kind}", str(path))]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "crm_analytics",
            "analyse",
            DATA,
            "--questionnaire",
            ASKED,
            *options,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, {kind: path.read_bytes() for kind, path in targets.items()}


def test_the_findings_are_said_one_a_line(analysed):
    lines = analysed[0].splitlines()
    titles = [line.partition(":")[0] for line in lines]
    assert titles == [
        "Overview", "Quality", "People", "Answers", "Reliability", "Validity", "Priorities", "Relations",
        "Drivers", "Paths", "Hypotheses", "Groups", "Sample size",
    ]  # fmt: skip


def test_the_json_holds_every_section_unrounded_with_its_provenance(analysed):
    read = json.loads(analysed[1]["json"])
    assert read["study"] == "Insurance customers"
    assert read["provenance"] == {
        "data_sha256": sha256((ROOT / DATA).read_bytes()).hexdigest(),
        "rows": 282,
        "people": 282,
        "filters": {},
        "waves": [],
        "version": "0.1.0",
        "questionnaire_sha256": sha256((ROOT / ASKED).read_bytes()).hexdigest(),
    }
    sections = {section["id"]: section for section in read["sections"]}
    whole = sections["reliability"]["tables"]["scales"][-1]
    assert whole["scale"] == "All items"
    assert whole["alpha"] == pytest.approx(0.9640142414552839, rel=1e-12)
    assert whole["alpha"] != round(whole["alpha"], 6)


def test_the_columns_are_those_that_others_rely_on(analysed):
    read = json.loads(analysed[1]["json"])
    tables = {
        (section["id"], name): list(rows[0])
        for section in read["sections"]
        for name, rows in section["tables"].items()
    }
    contract = {
        ("reliability", "scales"): "scale items n alpha alpha_low alpha_high alpha_standardised "
        "omega lambda2 lambda6 validity_coefficient cr ave",
        ("reliability", "htmt"): "scale_a scale_b htmt",
        ("reliability", "split_half"): "scale split items_a items_b alpha_a alpha_b r "
        "spearman_brown spearman_brown_unequal guttman",
        ("reliability", "items"): "scale item item_rest_r alpha_if_dropped smc",
        ("priority", "dimensions"): "name construct n mean sd cv relative_importance rank_cv "
        "rank_mean level",
        ("priority", "constructs"): "name construct n mean sd cv relative_importance rank_cv "
        "rank_mean level",
        ("relations", "pearson"): "row column r p p_holm low high n",
        ("relations", "spearman"): "row column r p p_holm low high n",
        ("drivers", "model"): "outcome term b se beta t p low high tolerance vif",
        ("drivers", "fit"): "outcome n r r2 r2_adjusted se_estimate f df1 df2 p f_critical "
        "durbin_watson",
        ("drivers", "effects"): "outcome driver b beta t p p_holm",
        ("drivers", "importance"): "outcome driver lmg relative_weight performance",
    }
    for table, columns in contract.items():
        assert set(columns.split()) <= set(tables[table]), table


def test_workbook_and_slides_say_the_same_as_the_json(analysed):
    read = json.loads(analysed[1]["json"])
    sections = {section["id"]: section for section in read["sections"]}
    alphas = [row["alpha"] for row in sections["reliability"]["tables"]["scales"]]
    sheet = openpyxl.load_workbook(io.BytesIO(analysed[1]["xlsx"]))["reliability scales"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if row[0] == "scale")
    column = rows[head].index("alpha")
    assert [row[column] for row in rows[head + 1 : head + 1 + len(alphas)]] == alphas
    slides = Presentation(io.BytesIO(analysed[1]["pptx"])).slides
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    shown = [list(chart.plots[0].series[0].values) for chart in charts]
    drivers = [row["b"] for row in sections["drivers"]["tables"]["model"][1:]]
    assert any(sorted(drivers) == pytest.approx(sorted(values)) for values in shown)


def test_a_filter_and_a_choice_of_sections(capsys, tmp_path):
    target = tmp_path / "o.json"
    code, out, _ = run(
        capsys, "analyse", DATA, "--questionnaire", ASKED, "--only", "reliability,priority",
        "--where", "gender=female", "--where", "age=20-29", "--where", "age=30-39",
        "--json", str(target),
    )  # fmt: skip
    assert code == 0
    assert [line.partition(":")[0] for line in out.splitlines()] == ["Reliability", "Priorities"]
    read = json.loads(target.read_text(encoding="utf-8"))
    assert read["provenance"]["filters"] == {"gender": ["female"], "age": ["20-29", "30-39"]}
    assert read["provenance"]["people"] < 108


def test_everything_at_once(capsys, tmp_path):
    targets = [tmp_path / f"o.{kind}" for kind in ("json", "xlsx", "pptx")]
    code, out, err = run(
        capsys, "analyse", DATA, "--questionnaire", "sample_data/insurance_waves.yaml",
        "--wave", "2024=sample_data/insurance_2024.csv",
        "--wave", "2025=sample_data/insurance_2025.csv",
        "--only", "reliability,waves", "--where", "gender=female", "--set", "reliability.level=0.9",
        "--set", "waves.change=2023 → 2024",
        *(part for path in targets for part in (f"--{path.suffix[1:]}", str(path))),
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert [line.partition(":")[0] for line in out.splitlines()] == ["Reliability", "Waves"]
    read = json.loads(targets[0].read_text(encoding="utf-8"))
    assert read["provenance"]["waves"] == ["2025"]
    assert read["provenance"]["filters"] == {"gender": ["female"]}
    assert read["sections"][1]["finding"].startswith("From 2023 to 2024")
    assert all(path.read_bytes()[:2] == b"PK" for path in targets[1:])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("analyse", "gone.csv", "--questionnaire", ASKED),
            ["File 'gone.csv': cannot be read: No such file or directory. Check its name."],
        ),
        (
            ("analyse", DATA, "--questionnaire", ASKED, "--only", "reliability,magic"),
            ["Section 'magic': does not exist. Choose among overview, quality, people, answers, "
             "reliability, validity, priority, relations, drivers, paths, hypotheses, groups, "
             "waves, power."],
        ),
        (
            ("analyse", DATA, "--questionnaire", ASKED, "--where", "gender"),
            ["Filter 'gender': has no '='. Write gender=female."],
        ),
        (
            ("analyse", DATA, "--questionnaire", ASKED, "--where", "gender=other", "--where", "x=1"),
            ["Filter 'gender': has no category 'other'. Choose one of: female, male.",
             "Filter 'x': is not a demographic of this questionnaire. Choose one of: gender, "
             "qualification, age, level, service."],
        ),
        (
            ("analyse", DATA, "--questionnaire", ASKED, "--where", "level=director general"),
            ["Fewer than 5 people are in this view, so it is not shown. Choose fewer filters."],
        ),
        (
            ("analyse", DATA, "--questionnaire", "sample_data/spss_study.yaml"),
            [f"Column '{name}': of the questionnaire is not in insurance_study.csv. Add it to the "
             "file, or correct its name in the questionnaire." for name in (*"ABCDEFGHI", "row")],
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_on_standard_error_only(capsys, arguments, said):
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.splitlines()) == (2, "", said)


def test_a_file_that_cannot_be_written_is_said(capsys, tmp_path):
    target = tmp_path / "no such folder" / "o.json"
    code, out, err = run(capsys, "analyse", DATA, "--questionnaire", ASKED, "--json", str(target))
    assert (code, out) == (2, "")
    said = "cannot be written: there is no such folder. Make it first."
    assert err == f"File '{target}': {said}\n"


def test_nothing_is_written_over_what_was_read_or_twice(capsys, tmp_path):
    data = tmp_path / "answers.csv"
    data.write_bytes((ROOT / DATA).read_bytes())
    twice = str(tmp_path / "o")
    code, out, err = run(
        capsys, "analyse", str(data), "--questionnaire", ASKED, "--json", str(data)
    )
    assert (code, out) == (2, "")
    assert err == f"File '{data}': would be written over. Name another file.\n"
    assert data.read_bytes() == (ROOT / DATA).read_bytes()
    code, _, err = run(
        capsys, "analyse", DATA, "--questionnaire", ASKED, "--json", twice, "--xlsx", twice
    )
    assert (code, len(err.splitlines())) == (2, 2)


def test_a_proposed_questionnaire_can_be_used_as_it_is(capsys, tmp_path):
    code, out, err = run(capsys, "suggest", DATA)
    assert code == 0
    assert "TR: 5 items on 1–5" in err
    asked = tmp_path / "q.yaml"
    asked.write_text(out, encoding="utf-8")
    code, out, _ = run(
        capsys, "analyse", DATA, "--questionnaire", str(asked), "--only", "reliability"
    )
    assert code == 0
    assert out == "Reliability: 8 of 9 scales can be trusted; OR (α = 0.66) falls short of 0.70.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("analyse",), 'Command "analyse" parameter DATA requires an argument.\n'),
        (("check", "x.csv", "--magic"), "Unknown option: --magic.\n"),
        (("agreement",), "CODES: is missing. Name at least one file.\n"),
        (("ism",), "SSIM: is missing. Name at least one file.\n"),
    ],
)
def test_wrong_words_on_the_command_line_exit_with_two(capsys, arguments, said):
    assert run(capsys, *arguments) == (2, "", said)


def test_without_a_command_the_help_is_said(capsys):
    code, out, _ = run(capsys)
    assert code == 2
    assert "analyse" in out


def test_an_option_of_a_page_is_one_of_the_command_line(capsys, tmp_path):
    target = tmp_path / "o.json"
    code, _, err = run(
        capsys, "analyse", DATA, "--questionnaire", ASKED, "--only", "reliability,drivers,paths",
        "--set", "reliability.level=0.9", "--set", "drivers.robust=true",
        "--set", "paths.mediators=Trust,Commitment", "--json", str(target),
    )  # fmt: skip
    assert (code, err) == (0, "")
    found = {s["id"]: s["tables"] for s in json.loads(target.read_text("utf-8"))["sections"]}
    plain = tmp_path / "plain.json"
    run(capsys, "analyse", DATA, "--questionnaire", ASKED, "--json", str(plain))
    usual = {s["id"]: s["tables"] for s in json.loads(plain.read_text("utf-8"))["sections"]}
    narrow, wide = (t["reliability"]["scales"][0] for t in (found, usual))
    assert narrow["alpha"] == wide["alpha"]
    assert wide["alpha_low"] < narrow["alpha_low"] < narrow["alpha"]
    assert "se_hc3" in found["drivers"]["model"][0]
    assert "se_hc3" not in usual["drivers"]["model"][0]
    through = {row["path_through"] for row in found["paths"]["mediation"]}
    assert through == {None, "Trust", "Commitment"}


def test_every_setting_that_cannot_be_made_is_said_at_once(capsys):
    settings = ("reliability.level=2", "reliability.magic=1", "magic.level=1", "level=1",
                "groups.demographic=shoe size")  # fmt: skip
    given = [part for setting in settings[:3] + settings[4:] for part in ("--set", setting)]
    assert run(capsys, "analyse", DATA, "--questionnaire", ASKED, "--set", "level=1") == (
        2,
        "",
        "Setting 'level=1': is no ANALYSIS.OPTION=VALUE. Write for example "
        "reliability.level=0.9.\n",
    )
    code, out, err = run(capsys, "analyse", DATA, "--questionnaire", ASKED, *given)
    assert (code, out) == (2, "")
    assert err.splitlines()[:2] == [
        "Option 'reliability.level': cannot be '2'. Choose among: 0.9, 0.95, 0.99.",
        "Option 'reliability.magic': does not exist. Choose among level, bootstrap.",
    ]
    assert err.splitlines()[2].startswith("Option 'magic.level': is of no analysis. Choose among")
    assert err.splitlines()[3] == (
        "Option 'groups.demographic': cannot be 'shoe size'. Choose among: gender, qualification, "
        "age, level, service."
    )


def test_every_option_is_listed_with_its_values(capsys):
    code, out, err = run(capsys, "options")
    assert (code, err) == (0, "")
    listed = {line.split("\t")[0]: line.split("\t")[1:] for line in out.splitlines()}
    assert listed["reliability.level"][:2] == ["0.9, 0.95, 0.99", "0.95"]
    assert listed["relations.pairwise"][:2] == ["true, false", "false"]
    kinds = {id: analysis.options for id, analysis in registry().items()}
    kinds |= {"ism": IsmOptions, "agreement": AgreementOptions, "codes": CodesOptions}
    assert listed["ism.rule"][:2] == ["vote, mode, unanimous", "vote"]
    assert set(listed) == {
        f"{id}.{name}" for id, kind in kinds.items() for name in options_of(kind)
    }
