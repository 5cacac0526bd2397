import io
import json
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from crm_analytics.cli import main

ROOT = Path(__file__).parents[1]
PAPERS = Path(__file__).parent / "data" / "papers"


def run(capsys, *arguments):
    code = main(["check", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_one_finding_a_line_row_column_printed_implied(capsys):
    code, out, err = run(capsys, PAPERS / "descriptives_with_slips.csv")
    assert code == 1
    assert out.splitlines() == [
        "communication\tSE\t.0918\t.0418",
        "communication\tCV %\t18.9\t17.8 (17.7 to 17.8)",
        "communication\trelative importance %\t77\t79.0 (78.9 to 79.1)",
    ]
    assert err == (
        "14 relations tested, 3 contradict: SE of communication is printed .0918 and would have to "
        "be .0418, and 2 more numbers cannot be true.\n"
    )


def test_the_readme_shows_what_the_command_says(capsys, tmp_path):
    chapter = (
        (ROOT / "README.md").read_text(encoding="utf-8").partition("## Check a printed table")[2]
    )
    _, table, _, _, _, lines, *_ = chapter.split("```")
    path = tmp_path / "table.csv"
    path.write_text(table.removeprefix("csv\n"), encoding="utf-8")
    assert run(capsys, path)[:2] == (1, lines.removeprefix("\n"))


def test_nothing_is_printed_when_nothing_contradicts(capsys):
    code, out, err = run(capsys, PAPERS / "spss_descriptives.csv")
    assert (code, out, err) == (0, "", "153 relations tested, none contradicts.\n")


def test_the_files_hold_the_findings_and_what_was_tested(capsys, tmp_path):
    table = PAPERS / "model_fit.csv"
    code, _, _ = run(capsys, table, "--json", tmp_path / "o.json", "--xlsx", tmp_path / "o.xlsx")
    assert code == 1
    read = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert read["study"] == "model_fit.csv"
    assert read["provenance"]["data_sha256"] == sha256(table.read_bytes()).hexdigest()
    (section,) = read["sections"]
    assert (section["id"], section["title"]) == ("paper", "Check a paper")
    last = section["tables"]["findings"][-1]
    assert last == {
        "table": 1,
        "row": "CRM",
        "column": "critical F",
        "printed": "3.873",
        "implied": "2.247",
        "implied_low": pytest.approx(2.2467, abs=1e-4),
        "implied_high": pytest.approx(2.2467, abs=1e-4),
        "reason": "The critical F at 0.05 is that of F(5, 276). 3.873 belongs to F(1, 281), 3.875.",
    }
    assert sum(rule["contradicted"] for rule in section["tables"]["tested"]) == 3
    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    assert book.sheetnames == ["About", "paper findings", "paper tested"]
    header, first = list(book["paper findings"].iter_rows(values_only=True))[3:5]
    assert dict(zip(header, first, strict=True)) == section["tables"]["findings"][0]
    assert book["About"]["B2"].value == "model_fit.csv · 1 of 1 rows"


def test_a_workbook_is_read_like_text(capsys, tmp_path):
    book = openpyxl.Workbook()
    for row in (["n = 282"], ["name", "mean", "s", "CV %"], ["trust", 4.05, 0.536, 13.2], ["c", 3.95, 0.702, 18.9]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "table.xlsx")
    code, out, _ = run(capsys, tmp_path / "table.xlsx")
    assert (code, out) == (1, "c\tCV %\t18.9\t17.8 (17.7 to 17.8)\n")


def test_a_table_saved_by_windows_is_read(capsys, tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes("Größe;mean;s;CV %\r\nVertrauen;4,05;0,536;31,2\r\n".encode("cp1252"))
    code, out, _ = run(capsys, path)
    assert (code, out) == (1, "Vertrauen\tCV %\t31,2\t13,2 (13,2 to 13,3)\n")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.csv", b"", "File 't.csv': is empty. Give a file with a header row and one row a line of the table."),
        ("t.csv", b"name,mean\n", "Line 1: is a header with no row below it. Give one row a line of the table."),
        (
            "t.sav",
            b"$FL2",
            "File 't.sav': is an SPSS file, not a printed table. Save the table as CSV or Excel workbook.",
        ),
        ("t.csv", b"a,b\nx,y\n",
            "The table: has no column of numbers whose name is known. Name the columns as a paper "
            "does, for example n, mean, SD, SE, CV %, R², F, t, p."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_on_standard_error_only(capsys, tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    assert run(capsys, path) == (2, "", said + "\n")


def test_a_table_that_is_not_there_is_said(capsys):
    said = "File 'gone.csv': cannot be read: No such file or directory. Check its name.\n"
    assert run(capsys, "gone.csv") == (2, "", said)


def test_nothing_is_written_over_the_table(capsys, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("name,mean,s,CV %\na,4,1,25\n", encoding="utf-8")
    code, out, err = run(capsys, path, "--json", path)
    said = f"File '{path}': would be written over. Name another file.\n"
    assert (code, out, err) == (2, "", said)


def test_cells_that_look_like_formulas_stay_text(capsys, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("name,mean,s,CV %\n=1+1,4.05,.536,31.2\n", encoding="utf-8")
    code, out, _ = run(capsys, path, "--xlsx", tmp_path / "o.xlsx")
    assert (code, out) == (1, "=1+1\tCV %\t31.2\t13.2 (13.2 to 13.3)\n")
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "o.xlsx").read_bytes()))
    cell = book["paper findings"]["B5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
