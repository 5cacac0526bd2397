import hashlib
import pickle

import pytest

from crm_analytics.files import OWN_FILE, UPLOAD, Limits, read

from . import small
from .small import refusal

CSV = b"q1,q2\n1,2\n"
ACCEPTED = "Upload the answers as CSV, Excel workbook (.xlsx), OpenDocument (.ods), SPSS (.sav), Stata (.dta) or Parquet."
RESAVE = (
    "Open it in your spreadsheet program, save it without a password as Excel workbook (.xlsx) "
    "and upload that."
)
STATISTICS = "Save it from your statistics program as CSV or SPSS (.sav) and upload that."
UNPACK = "Unpack it and upload the file with the answers."
TABLE = "Save the table as Parquet or CSV and upload that."


@pytest.mark.parametrize(
    "name", ["C:\\Users\\me\\answers.csv", "/home/me/answers.csv", "answers.csv"]
)
def test_the_file_keeps_its_own_name_and_the_fingerprint_of_its_bytes(name):
    file = read(CSV, name)
    assert file.name == "answers.csv"
    assert file.sha256 == hashlib.sha256(CSV).hexdigest()


@pytest.mark.parametrize("name", ["a.CSV", "a.txt", "my.answers.csv"])
def test_the_last_extension_counts_whatever_its_case(name):
    assert read(CSV, name).rows == 1


def test_an_empty_file_is_refused():
    assert refusal(b"", "a.csv") == (
        "File 'a.csv': is empty. Upload a file with a header row and one row per person."
    )


@pytest.mark.parametrize(
    ("name", "what", "remedy"),
    [
        ("a.exe", "is a .exe file, which is not read.", ACCEPTED),
        ("answers", "has no extension.", ACCEPTED),
        ("a.numbers", "is a .numbers file, which is not read.", RESAVE),
        ("a.sas7bdat", "is a .sas7bdat file, which is not read.", STATISTICS),
        ("a.csv.gz", "is a .gz file, which is not read.", UNPACK),
        ("a.zip", "is a .zip file, which is not read.", UNPACK),
        ("a.pkl", "is a .pkl file, which is not read.", TABLE),
        ("a.feather", "is a .feather file, which is not read.", TABLE),
        ("a.arrow", "is a .arrow file, which is not read.", TABLE),
    ],
)
def test_other_formats_are_refused_with_what_to_save_instead(name, what, remedy):
    assert refusal(CSV, name) == f"File '{name}': {what} {remedy}"


@pytest.mark.parametrize(
    ("raw", "name", "what", "remedy"),
    [
        (b"\x89PNG\r\n\x1a\n", "a.csv", "a PNG picture", ACCEPTED),
        (small.workbook(("S", [])), "a.csv", "a zip archive or an Office document", ACCEPTED),
        (pickle.dumps([1]), "a.csv", "a Python pickle", ACCEPTED),
        (b"ARROW1\0\0", "a.csv", "an Arrow file", ACCEPTED),
        (b"MZ\x90\0", "a.csv", "a program", ACCEPTED),
        (b"PAR1" + CSV, "a.sav", "a Parquet file", ACCEPTED),
        (CSV, "a.xlsx", "not an Excel workbook or only a part of one", ACCEPTED),
        (CSV, "a.xls", "not an old Excel workbook or only a part of one", ACCEPTED),
        (CSV, "a.dta", "not a Stata file or only a part of one", ACCEPTED),
        (b"<stata_dta>", "a.csv", "a Stata file", ACCEPTED),
        (CSV, "a.sav", "not an SPSS file or only a part of one", ACCEPTED),
        (b"PAR1" + CSV, "a.parquet", "not a Parquet file or only a part of one", ACCEPTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xlsx",
         "an old or a password-protected Office document", RESAVE),
    ],
)  # fmt: skip
def test_a_name_that_its_content_belies_is_refused(raw, name, what, remedy):
    extension = name[1:]
    assert refusal(raw, name) == f"File '{name}': is named {extension}, but is {what}. {remedy}"


def test_size_and_kind_are_refused_together():
    assert refusal(b"\x89PNG" + bytes(2_000), "a.csv", Limits(bytes=1_000)) == (
        "File 'a.csv': is larger than the 0.001 MB that can be read. "
        "Remove columns or rows that are not needed, or split the file.\n"
        f"File 'a.csv': is named .csv, but is a PNG picture. {ACCEPTED}"
    )


def test_ones_own_file_may_be_larger_in_every_respect():
    assert all(
        getattr(OWN_FILE, limit) > getattr(UPLOAD, limit) for limit in Limits.__dataclass_fields__
    )


def test_a_small_file_of_ones_own_may_take_no_more_than_an_upload():
    small_one, large_one = OWN_FILE.for_file(1_000), OWN_FILE.for_file(OWN_FILE.bytes)
    assert (small_one.memory, small_one.seconds) == (UPLOAD.memory, UPLOAD.seconds)
    assert small_one.expanded == UPLOAD.expanded
    assert large_one == OWN_FILE
    assert UPLOAD.for_file(UPLOAD.bytes) == UPLOAD
