import io
import json
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from crm_analytics.cli import main

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_data"
PRINTED = Path(__file__).parent / "data" / "ism" / "study_levels_printed.csv"
CHAIN = "id,factor,1,2,3\n1,Loyalty,,A,O\n2,Trust,,,A\n3,Service,,,\n"


def run(capsys, *arguments):
    code = main(["ism", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def chain(tmp_path):
    path = tmp_path / "chain.csv"
    path.write_text(CHAIN, encoding="utf-8")
    return path


def test_the_finding_and_the_levels_are_said_one_a_line(capsys, chain):
    assert run(capsys, chain) == (
        0,
        "3 factors stand on 3 levels: Loyalty at the top, where everything leads, and Service at "
        "the bottom, where the longest way begins.\n"
        "level 1\tLoyalty\nlevel 2\tTrust\nlevel 3\tService\n",
        "Trust changes quadrant when the cut is not half the factors.\n",
    )  # fmt: skip


def test_the_readme_shows_what_the_command_says(capsys, tmp_path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    _, table, _, _, _, lines, *_ = text.partition("## Which factor leads to which")[2].split("```")
    path = tmp_path / "ssim.csv"
    path.write_text(table.removeprefix("csv\n"), encoding="utf-8")
    assert run(capsys, path)[:2] == (0, lines.removeprefix("\n"))


def test_one_level_and_what_to_review_are_findings(capsys):
    code, out, err = run(capsys, SAMPLES / "ism_study.csv")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].startswith("All 17 factors lead to one another, so the model has one level; ")
    assert lines[1] == "level 1\tInfrastructure"
    assert lines[18] == "review\tInformation System → Support and Protection\tV → O"
    assert len(lines) == 1 + 17 + 25
    assert err.startswith("The model has collapsed into one level: ")


def test_a_printed_table_is_audited(capsys):
    code, out, err = run(capsys, SAMPLES / "ism_study.csv", "--levels", PRINTED)
    lines = out.splitlines()[43:]
    assert code == 0
    assert lines[0] == (
        "14 of 17 printed levels do not follow from the initial matrix, 7 printed sets of 51 are "
        "wrong, and the closure of the SSIM gives 1 level."
    )
    assert lines[1] == (
        "levels\t13\tDevelopment of Return on Investment\t1\tIt still leads to Information System "
        "and Substitution, which do not lead back."
    )
    assert len(lines) == 1 + 14 + 7 + 2 + 1
    assert err.endswith("The printed sets leave the factor itself out.\n")


def test_one_file_per_expert_is_a_vote(capsys, tmp_path, chain):
    other = tmp_path / "other.csv"
    other.write_text(CHAIN.replace("Trust,,,A", "Trust,,,O"), encoding="utf-8")
    again = tmp_path / "again.csv"
    again.write_text(CHAIN.replace("Trust,,,A", "Trust,,,O"), encoding="utf-8")
    _, out, err = run(capsys, chain, other, again)
    assert "level 2\tTrust" in out
    assert "level 1\tService" in out
    assert "The experts differ on 1 of 3 pairs.\n" in err


def test_what_the_page_offers_can_be_set(capsys, tmp_path, chain):
    other = tmp_path / "other.csv"
    other.write_text(CHAIN.replace("Trust,,,A", "Trust,,,O"), encoding="utf-8")
    assert "on 3 levels" in run(capsys, chain, other)[1], "half of the experts see every arrow"
    assert "on 2 levels" in run(capsys, chain, other, "--set", "ism.rule=unanimous")[1]
    assert "on 2 levels" in run(capsys, chain, other, "--set", "ism.share=0.6")[1]


def test_what_the_page_does_not_offer_is_refused(capsys, chain):
    setting = ["--set", "ism.rule=magic", "--set", "ism.magic=1"]
    assert run(capsys, chain, *setting) == (
        2,
        "",
        "Option 'ism.rule': cannot be 'magic'. Choose among: vote, mode, unanimous.\n"
        "Option 'ism.magic': does not exist. Choose among rule, share, strength, cut, transitive, "
        "alternatives.\n",
    )
    assert run(capsys, chain, "--set", "reliability.level=0.9")[2] == (
        "Option 'reliability.level': does not matter here. Choose among ism.rule, ism.share, "
        "ism.strength, ism.cut, ism.transitive, ism.alternatives.\n"
    )


def test_the_files_hold_what_the_page_shows(capsys, tmp_path):
    ssim = SAMPLES / "ism_loyalty.csv"
    targets = {kind: tmp_path / f"o.{kind}" for kind in ("json", "xlsx", "pptx")}
    options = [part for kind, path in targets.items() for part in (f"--{kind}", path)]
    assert run(capsys, ssim, *options)[0] == 0
    read = json.loads(targets["json"].read_text(encoding="utf-8"))
    assert read["study"] == "ism_loyalty.csv"
    assert read["provenance"]["data_sha256"] == sha256(ssim.read_bytes()).hexdigest()
    (section,) = read["sections"]
    assert (section["id"], section["title"]) == ("ism", "ISM")
    assert section["tables"]["levels"][0] == {
        "id": "1",
        "factor": "Loyalty",
        "reachability_set": "1",
        "antecedent_set": "1, 2, 3, 4, 5, 6, 7, 8",
        "intersection_set": "1",
        "level": 1,
    }
    assert section["tables"]["power"][6] == {
        "id": "7", "factor": "Management commitment", "driving": 8, "dependence": 1,
        "quadrant": "driver",
    }  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(targets["xlsx"].read_bytes()))
    assert [cell.value for cell in book["ism levels"][5]][:2] == ["1", "Loyalty"]
    assert len(Presentation(io.BytesIO(targets["pptx"].read_bytes())).slides) == 5


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "id,factor,1,2\n1,a,,Z\n2,b,,\n",
            "Row 2 (a), column 2: holds 'Z', which is none of V, A, X and O. Write V, A, X or O.\n",
        ),
        (
            "id,factor,1,2\n1,a,,\n2,b,,\n",
            "Row 2 (a), column 2: is empty. Write V, A, X or O.\n",
        ),
    ],
)
def test_what_cannot_be_used_is_said_on_standard_error_only(capsys, tmp_path, content, said):
    path = tmp_path / "s.csv"
    path.write_text(content, encoding="utf-8")
    assert run(capsys, path) == (2, "", said)


def test_a_level_table_of_other_factors_is_refused(capsys, chain, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("id,output_set,input_set,common_set,level\n9,9,9,9,1\n", encoding="utf-8")
    code, out, err = run(capsys, chain, "--levels", table)
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == (
        "Row 2: is about '9', which is no factor of the SSIM. Name it as the SSIM does."
    )


def test_nothing_is_written_over_an_expert_or_the_level_table(capsys, chain):
    said = f"File '{chain}': would be written over. Name another file.\n"
    assert run(capsys, chain, "--json", chain) == (2, "", said)
    assert run(capsys, SAMPLES / "ism_study.csv", "--levels", chain, "--xlsx", chain) == (
        2, "", said,
    )  # fmt: skip


def test_a_file_that_is_not_there_is_said(capsys):
    said = "File 'gone.csv': cannot be read: No such file or directory. Check its name.\n"
    assert run(capsys, "gone.csv") == (2, "", said)


def test_words_of_strength_can_be_triangles(tmp_path, capsys):
    words = tmp_path / "words.csv"
    words.write_text("factor,a,b\na,,high\nb,no,\n", encoding="utf-8")
    for chosen, strength in (("seven", 0.7), ("five", 0.75)):
        target = tmp_path / f"{chosen}.json"
        assert main(["ism", str(words), "--words", chosen, "--json", str(target)]) == 0
        assert f"{strength}" in target.read_text(encoding="utf-8")
