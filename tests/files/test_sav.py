from dataclasses import replace
from pathlib import Path
from shutil import which
from subprocess import run

import pyarrow as pa
import pyreadstat
import pytest

from crm_analytics.files import read
from crm_analytics.files.file import SurveyFile
from crm_analytics.files.sav import write_sav

DATA = Path(__file__).parents[1] / "data" / "files"
FILE = SurveyFile(
    "a.csv",
    "",
    pa.table(
        {
            "q1": pa.array([1, 5, 99, None], pa.int8()),
            "score": pa.array([0.5, None, 2.25, 3.0]),
            "region": ["N", "S", "-99", None],
        }
    ),
    texts={"q1": "They keep their word"},
    value_labels={"q1": {1.0: "Never", 5.0: "Always", 99.0: "Refused"}},
    missing_values={"q1": {99.0: "refused"}},
    word_labels={"region": {"N": "North"}},
    missing_words={"region": {"-99": "missing"}},
    measures={"q1": "ordinal", "score": "scale", "region": "nominal"},
)


def content(file):
    return {
        key: value for key, value in file.about().items() if key not in ("notes", "name", "sha256")
    }


@pytest.mark.parametrize(("name", "compress"), [("a.sav", False), ("a.zsav", True)])
def test_what_is_written_reads_back_with_everything_about_it(name, compress):
    back = read(write_sav(FILE, compress), name)
    assert back.table.to_pydict() == FILE.table.to_pydict()
    assert content(back) == content(FILE)


def test_a_real_file_comes_back():
    file = read((DATA / "efc_cope.sav").read_bytes(), "efc_cope.sav")
    back = read(write_sav(file), "a.sav")
    assert back.table.equals(file.table)
    assert (back.texts, back.value_labels) == (file.texts, file.value_labels)


def test_names_that_spss_does_not_allow_become_labels(tmp_path):
    table = pa.table(
        {"1. How old?": [1], "how_old": [2], "all": [3], "س1": [4], "Q1": [5], "q1": [6]}
    )
    path = tmp_path / "a.sav"
    path.write_bytes(write_sav(SurveyFile("a.csv", "", table)))
    frame, meta = pyreadstat.read_sav(str(path))
    assert [*frame] == ["v1_1._How_old", "how_old", "v3_all", "س1", "Q1", "q1_2"]
    assert meta.column_names_to_labels["v1_1._How_old"] == "1. How old?"
    assert meta.column_names_to_labels["how_old"] is None


def test_many_missing_codes_are_one_range_where_no_answer_lies_in_it():
    codes = {-9.0: "a", -8.0: "b", -7.0: "c", -6.0: "d"}
    file = replace(FILE, missing_values={"q1": codes}, missing_words={})
    table = file.table.set_column(0, "q1", pa.array([1, -9, -6, None], pa.int8()))
    back = read(write_sav(replace(file, table=table)), "a.sav")
    assert [*back.missing_values["q1"]] == [-9.0, -6.0]


@pytest.mark.skipif(not which("pspp"), reason="PSPP is not installed")
def test_pspp_reads_what_was_written(tmp_path):
    (tmp_path / "a.sav").write_bytes(write_sav(FILE))
    (tmp_path / "a.sps").write_text(
        "GET FILE='a.sav'.\nDISPLAY DICTIONARY.\nFREQUENCIES q1 region."
    )
    run(["pspp", "-O", "format=csv", "-o", "a.csv", "a.sps"], cwd=tmp_path, check=True)
    printed = (tmp_path / "a.csv").read_text()
    for line in (
        "Table: They keep their word",
        "Valid,Never,1,25.0%,50.0%,50.0%",
        ",Refused,1,25.0%,,",
        ",North,1,25.0%,33.3%,66.7%",
        "Missing,-99,1,25.0%,,",
    ):
        assert line in printed
