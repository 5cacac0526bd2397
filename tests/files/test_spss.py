from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from crm_analytics.files import Limits, read

from .small import TRUTH, TYPES, found, refusal, types

REAL = Path(__file__).parents[1] / "data" / "files" / "efc_cope.sav"
DAMAGED = (
    "File 'a.sav': is damaged, incomplete or not really an SPSS file. "
    "Open it in the program it comes from, save it again and upload that."
)


@pytest.fixture
def written(tmp_path):
    """The bytes of an SPSS file with these columns."""

    def write(columns, name="a.sav", **about):
        path = tmp_path / name
        pyreadstat.write_sav(pd.DataFrame(columns), str(path), **about)
        return path.read_bytes()

    return write


@pytest.mark.parametrize(
    ("name", "about"),
    [("a.sav", {}), ("a.sav", {"row_compress": True}), ("a.zsav", {"compress": True})],
)
def test_an_spss_file_is_the_same_table(written, name, about):
    file = read(written(TRUTH, name, **about), name)
    assert file.table.to_pydict() == TRUTH
    assert types(file) == TYPES
    assert found(file) == {"Format": "SPSS", "Encoding": "UTF-8", "Size": "3 rows × 4 columns"}


def test_codes_keep_their_labels_and_the_reason_why_they_are_missing(written):
    raw = written(
        {"q1": [1.0, 5, 99, 77, 81, None], "q2": [1.0, 2, 3, 4, 5, -9]},
        column_labels={"q1": "They keep their word", "q2": None},
        variable_value_labels={"q1": {1: "Never", 5: "Always", 99: "Refused", 88: "Not asked"}},
        missing_ranges={"q1": [{"lo": 80, "hi": 90}, 99], "q2": [-9]},
    )
    file = read(raw, "a.sav")
    assert file.table.to_pydict() == {"q1": [1, 5, 99, 77, 81, None], "q2": [1, 2, 3, 4, 5, -9]}
    assert file.texts == {"q1": "They keep their word"}
    assert file.value_labels == {
        "q1": {1.0: "Never", 5.0: "Always", 88.0: "Not asked", 99.0: "Refused"}
    }
    assert file.missing_values == {
        "q1": {81.0: "missing", 88.0: "not asked", 99.0: "refused"},
        "q2": {-9.0: "missing"},
    }
    assert found(file)["Value labels"] == "1 column"
    assert found(file)["Missing codes"] == "declared for 2 columns"


def test_labels_and_missing_values_of_text_are_told(written):
    raw = written(
        {"city": ["B", "X"]},
        variable_value_labels={"city": {"B": "Berlin"}},
        missing_ranges={"city": ["X"]},
    )
    file = read(raw, "a.sav")
    assert file.table.to_pydict() == {"city": ["B", "X"]}
    assert file.value_labels == file.missing_values == {}
    assert found(file)["Text labels"] == "city: answers kept as they are, without their labels"
    assert found(file)["Missing text"] == "city: 'X' kept as an answer"


def test_the_label_of_a_date_is_told(written):
    new_year = date(2026, 1, 1)
    raw = written({"day": [new_year]}, variable_value_labels={"day": {new_year: "New Year"}})
    file = read(raw, "a.sav")
    assert file.table.to_pydict() == {"day": ["2026-01-01"]}
    assert found(file)["Text labels"] == "day: answers kept as they are, without their labels"


def test_text_of_digits_stays_text(written):
    assert read(written({"code": ["1", "2"]}), "a.sav").table.to_pydict() == {"code": ["1", "2"]}


def test_dates_are_iso_text(written):
    raw = written(
        {
            "day": [date(2026, 1, 5), None],
            "at": [datetime(2026, 1, 5, 9, 30), datetime(2026, 1, 6)],
            "clock": [time(9, 30), time(0, 0)],
        }
    )
    assert read(raw, "a.sav").table.to_pydict() == {
        "day": ["2026-01-05", None],
        "at": ["2026-01-05T09:30:00", "2026-01-06"],
        "clock": ["09:30:00", "00:00:00"],
    }


def test_a_real_file_is_read_as_pyreadstat_reads_it_into_pandas():
    frame, meta = pyreadstat.read_sav(str(REAL), user_missing=True)
    file = read(REAL.read_bytes(), REAL.name)
    assert (file.rows, len(file.columns)) == frame.shape == (908, 26)
    np.testing.assert_array_equal(file.table.to_pandas().to_numpy(float), frame.to_numpy(float))
    assert file.texts == meta.column_names_to_labels
    assert file.value_labels == meta.variable_value_labels
    assert file.value_labels["c82cop1"] == {1: "never", 2: "sometimes", 3: "often", 4: "always"}
    assert found(file)["Value labels"] == "17 columns"


def test_a_stated_size_over_a_limit_is_refused(written):
    assert refusal(written(TRUTH), "a.sav", Limits(rows=2, columns=3)) == (
        "File 'a.sav': has 3 rows; at most 2 can be read. "
        "Remove rows and columns that hold no answers, or split the file.\n"
        "File 'a.sav': has 4 columns; at most 3 can be read. "
        "Remove rows and columns that hold no answers, or split the file."
    )


def test_a_file_without_people_is_refused(written):
    assert refusal(written({"q1": np.array([], float)}), "a.sav") == (
        "File 'a.sav': has a header but no answers below it. "
        "Upload a file with a header row and one row per person."
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_refused(share):
    raw = REAL.read_bytes()
    assert refusal(raw[: int(len(raw) * share)], "a.sav") == DAMAGED


def test_a_file_that_crashes_the_library_is_refused(written):
    raw = bytearray(written({name: [1.0, 2.0] for name in ("q1", "q2", "q3")}))
    raw[200:208] = bytes(8)  # the name of the first variable
    assert refusal(bytes(raw), "a.sav") == (
        "File 'a.sav': is damaged in a way that stops its reader. "
        "Save the answers as CSV UTF-8 and upload that."
    )
