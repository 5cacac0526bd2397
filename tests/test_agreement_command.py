import io
import json
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation

from crm_analytics import coding
from crm_analytics.cli import main

ROOT = Path(__file__).parents[1]
CODES = ROOT / "sample_data" / "interview_codes.csv"
BOOK = ROOT / "sample_data" / "interview_code_book.csv"
CONTRACT = {"coefficient", "value", "low", "high", "units", "coders"}
LONG = "unit,coder,code\nu1,Anna,price\nu1,Ben,price\nu2,Anna,trust\nu2,Ben,price\n"


def run(capsys, *arguments):
    code = main(["agreement", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def file(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_readme_shows_what_the_command_says(capsys):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, _, _, shown, *_ = readme.partition("## Whether coders agree")[2].split("```")
    assert run(capsys, CODES, "--book", BOOK) == (0, shown.removeprefix("\n"), "")


def test_every_file_tells_the_same(capsys, tmp_path):
    paths = {kind: tmp_path / f"o.{kind}" for kind in ("json", "xlsx", "pptx")}
    asked = [part for kind, path in paths.items() for part in (f"--{kind}", path)]
    code, _, _ = run(capsys, CODES, "--book", BOOK, *asked)
    assert code == 0
    read = json.loads(paths["json"].read_text(encoding="utf-8"))
    assert [section["id"] for section in read["sections"]] == ["agreement", "codes"]
    assert read["provenance"]["data_sha256"] == sha256(CODES.read_bytes()).hexdigest()
    assert read["provenance"]["questionnaire_sha256"] == sha256(BOOK.read_bytes()).hexdigest()
    rows = read["sections"][0]["tables"]["coefficients"]
    assert set(rows[0]) >= CONTRACT
    book = openpyxl.load_workbook(paths["xlsx"])
    header, *cells = list(book["agreement coefficients"].iter_rows(values_only=True))[3:]
    assert [dict(zip(header, row, strict=True)) for row in cells[: len(rows)]] == rows
    assert book["About"]["A2"].value == "Units"
    words = [
        shape.text_frame.text
        for slide in Presentation(io.BytesIO(paths["pptx"].read_bytes())).slides
        for shape in slide.shapes
        if shape.has_text_frame
    ]
    assert read["sections"][0]["finding"] in words
    assert "Causal conditions" in "\n".join(words)


def test_the_numbers_are_the_rooms(capsys, tmp_path):
    run(capsys, CODES, "--json", tmp_path / "o.json")
    read = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    shown = read["sections"][0]["tables"]["coefficients"]
    found = coding.agreement(coding.read([(CODES.read_bytes(), CODES.name)]))
    assert [(row["value"], row["low"], row["high"]) for row in shown] == [
        (one.value, one.low, one.high) for one in found.coefficients
    ]
    assert {row["coefficient"]: row["value"] for row in shown}["Holsti"] == 0.83


def test_one_file_a_coder(capsys, tmp_path):
    anna = file(tmp_path, "Anna.csv", "unit,code\nu1,price\nu2,trust\n")
    ben = file(tmp_path, "Ben.csv", "unit,code\nu1,price\nu2,price\n")
    code, out, err = run(capsys, anna, ben)
    together = run(capsys, file(tmp_path, "both.csv", LONG))
    assert (code, err) == (0, "")
    assert out.startswith(
        "Agreement of coders: Anna and Ben gave the same code to 50% of the 2 units"
    )
    assert out == together[1]


def test_a_column_that_is_no_coder_is_left_out(capsys, tmp_path):
    path = file(tmp_path, "c.csv", "unit,Anna,Ben,age\nu1,a,a,31\nu2,b,a,44\n")
    assert run(capsys, path)[1].startswith("Agreement of coders: Any two of the 3 coders")
    code, out, _ = run(capsys, path, "--without", "age", "--json", tmp_path / "o.json")
    assert code == 0
    assert out.startswith("Agreement of coders: Anna and Ben gave")
    read = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert read["provenance"]["filters"] == {"without": ["age"]}


def test_which_coefficient_a_printed_value_may_be(capsys):
    code, out, _ = run(capsys, CODES, "--printed", ".83")
    assert (code, out.splitlines()[2]) == (0, "“.83” may be Holsti.")


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        (
            "unit,Anna\nu1,a\n", (),
            "The codings: are by one coder only, 'Anna'. Agreement needs the codes of a second "
            "coder of the same units.\n",
        ),
        (
            "unit,Anna,Ben\nu1,a,\nu2,,b\n", (),
            "The codings: of 2 coders have no unit in common. Let coders code the same units, and "
            "call a unit the same in every coder's rows; segments must have the same beginning and "
            "end.\n",
        ),
        (
            "unit,Anna,Ben\nu1,a,a\n", ("--without", "Bob", "--without", "Eve"),
            "Coder 'Bob': is not in the files. The coders are 'Anna', 'Ben'.\n"
            "Coder 'Eve': is not in the files. The coders are 'Anna', 'Ben'.\n",
        ),
        (
            "unit,Anna,Ben\nu1,a,a\n", ("--without", "Ben"),
            "The codings: are by one coder only, 'Anna'. Agreement needs the codes of a second "
            "coder of the same units.\n",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused_and_nothing_is_printed(
    capsys, tmp_path, text, more, said
):
    target = tmp_path / "o.json"
    path = file(tmp_path, "c.csv", text)
    assert run(capsys, path, *more, "--json", target) == (2, "", said)
    assert not target.exists()


def test_a_broken_book_is_refused_with_every_problem(capsys, tmp_path):
    path = file(tmp_path, "c.csv", LONG)
    book = file(tmp_path, "b.csv", "code,category,group,role\nprice,,G,fate\n")
    assert run(capsys, path, "--book", book) == (
        2, "",
        "Row 2: has no category. Fill it in, or delete the row.\n"
        "Row 2: has the role 'fate', which the paradigm does not have. Use one of: causal "
        "conditions, context, central phenomenon, intervening conditions, strategies, outcomes.\n",
    )  # fmt: skip


def test_nothing_is_written_over_what_was_read(capsys, tmp_path):
    path, book = file(tmp_path, "c.csv", LONG), file(tmp_path, "b.csv", BOOK.read_text("utf-8"))
    said = f"File '{book}': would be written over. Name another file.\n"
    assert run(capsys, path, "--book", book, "--json", book) == (2, "", said)


def test_a_file_that_is_not_there_is_named(capsys):
    assert run(capsys, "nowhere.csv") == (
        2, "", "File 'nowhere.csv': cannot be read: No such file or directory. Check its name.\n"
    )  # fmt: skip


def tables(capsys, folder, *settings):
    """The finding and the tables of the first section, and those of the second."""
    asked = [part for setting in settings for part in ("--set", setting)]
    code, _, err = run(capsys, CODES, "--book", BOOK, "--json", folder / "o.json", *asked)
    assert (code, err) == (0, "")
    first, second = json.loads((folder / "o.json").read_text(encoding="utf-8"))["sections"]
    return first["finding"], first["tables"], second["tables"]


def test_every_choice_of_the_page_can_be_set(capsys, tmp_path):
    finding, first, second = tables(
        capsys,
        tmp_path,
        "agreement.compare=category",
        "agreement.empty_cells=decision",
        "agreement.level=0.9",
        "agreement.about=Customer-Related Issues",
        "agreement.printed=.83",
        "codes.together=unit",
    )
    assert "the same category to 91% of the 408 units that both coded" in finding
    assert "(90% interval" in finding
    assert all(
        "Customer-Related Issues" in (row["codes of Coder A"], row["codes of Coder B"])
        for row in first["units"]
    )
    assert "printed" in first
    assert second["together"] == []


def test_what_gathers_codes_lists_the_units_of_its_codes(capsys, tmp_path):
    of_group = tables(capsys, tmp_path, "agreement.about=Customer-Related Issues")[1]["units"]
    every = tables(capsys, tmp_path)[1]["units"]
    assert 0 < len(of_group) < len(every)


def test_settings_of_others_and_names_nobody_has_are_refused(capsys):
    code, out, err = run(capsys, CODES, "--set", "reliability.level=0.9")
    assert (code, out) == (2, "")
    assert err.startswith(
        "Option 'reliability.level': does not matter here. Choose among agreement."
    )
    code, out, err = run(capsys, CODES, "--set", "agreement.without=Zoe")
    assert (code, out) == (2, "")
    assert err == "Option 'agreement.without': cannot be 'Zoe'. Choose among: Coder A, Coder B.\n"


def test_one_code_a_unit_can_be_asked_for(capsys, tmp_path):
    two = file(tmp_path, "two.csv", LONG + "u1,Anna,trust\n")
    code, out, err = run(capsys, two, "--set", "agreement.one_code=true")
    assert (code, out) == (2, "")
    assert "Unit 'u1', coder 'Anna': has 2 codes" in err


def test_the_options_are_listed(capsys):
    assert main(["options"]) == 0
    listed = capsys.readouterr().out
    assert "agreement.empty_cells\tleft_out, decision, decision_if_coded\tleft_out\t" in listed
    assert "codes.rings\tfalse, true\tfalse\t" in listed
