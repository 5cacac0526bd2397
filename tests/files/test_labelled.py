from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files import Limits, labelled, read
from crm_analytics.files.wire import Order

from .small import TRUTH, TYPES, found, refusal, types

DATA = Path(__file__).parents[1] / "data" / "files"
REAL = DATA / "efc_cope.sav"
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
    assert file.word_labels == {"city": {"B": "Berlin"}}
    assert file.missing_words == {"city": {"X": "missing"}}
    assert found(file)["Value labels"] == "1 column"
    assert found(file)["Missing codes"] == "declared for 1 column"


def test_the_label_of_a_date_is_told(written):
    new_year = date(2026, 1, 1)
    raw = written({"day": [new_year]}, variable_value_labels={"day": {new_year: "New Year"}})
    file = read(raw, "a.sav")
    assert file.table.to_pydict() == {"day": ["2026-01-01"]}
    assert found(file)["Text labels"] == "day: answers kept as they are, without their labels"


def test_digits_in_variables_of_text_are_the_same_numbers_as_in_a_csv_file(written):
    raw = written(
        {"q": ["1", "2", "-9"], "code": ["007", "010", "1"]},
        variable_value_labels={"q": {"1": "Never", "-9": "Refused"}},
        missing_ranges={"q": ["-9"]},
    )
    file = read(raw, "a.sav")
    assert file.table.to_pydict() == {"q": [1, 2, -9], "code": ["007", "010", "1"]}
    assert file.value_labels == {"q": {1.0: "Never", -9.0: "Refused"}}
    assert file.missing_values == {"q": {-9.0: "refused"}}
    assert found(file)["Digits kept as text"] == "read as numbers: q"


def test_measures_are_told(written):
    file = read(written(TRUTH, variable_measure={"q1": "ordinal", "country": "nominal"}), "a.sav")
    assert file.measures == {"q1": "ordinal", "country": "nominal"}


def test_missing_values_of_stata_keep_their_reason():
    raw = (DATA / "extended_missing.dta").read_bytes()  # written by R's haven 2.5
    file = read(raw, "a.dta")
    assert file.table.select(["q1", "city"]).to_pydict() == {
        "q1": [1, 2, -1001, None, -1002, 5],
        "city": ["Berlin", None, "Köln", "a", "b", "c"],
    }
    assert file.table["day"][0].as_py() == "2026-01-05"
    assert file.texts == {"q1": "The company keeps its promises", "q2": "How often"}
    assert file.value_labels == {
        "q1": {1.0: "low", 5.0: "high", -1001.0: "Refused", -1003.0: "Not asked"},
        "q2": {1.0: "Never"},
    }
    assert file.missing_values == {
        "q1": {-1003.0: "not asked", -1002.0: "missing", -1001.0: "refused"}
    }
    assert found(file)["Extended missing values"] == (
        ".a stands as -1001, .b stands as -1002, .c stands as -1003"
    )


def test_missing_values_of_stata_lie_below_every_answer(tmp_path):
    path = tmp_path / "a.dta"
    cells = pd.Series([-2500.0, "a", 3.0], dtype=object)
    pyreadstat.write_dta(pd.DataFrame({"q": cells}), str(path), missing_user_values={"q": ["a"]})
    assert read(path.read_bytes(), "a.dta").table.to_pydict() == {"q": [-2500, -10001, 3]}


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_every_version_of_stata_is_the_same_table(tmp_path, version):
    path = tmp_path / "a.dta"
    plain = {**TRUTH, "country": ["NA", "Chad", None]}  # the older versions know no accents
    pyreadstat.write_dta(pd.DataFrame(plain), str(path), version=version)
    assert read(path.read_bytes(), "a.dta").table.to_pydict() == plain


def test_a_portable_file_is_the_same_table(tmp_path):
    path = tmp_path / "a.por"
    plain = {"ID": ["007", "010", "1e5"], "Q1": [1, None, 5], "SCORE": [3.5, -0.25, 4.0]}
    pyreadstat.write_por(pd.DataFrame(plain), str(path), column_labels={"Q1": "Trust"})
    file = read(path.read_bytes(), "a.por")
    assert file.table.to_pydict() == plain
    assert file.texts == {"Q1": "Trust"}
    assert found(file)["Format"] == "portable SPSS"


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


def test_far_too_many_variables_are_counted_before_they_are_read(written, monkeypatch):
    raw = written({f"q{i}": [1.0] for i in range(9)}, column_labels={"q1": "a label", "q2": "b"})
    monkeypatch.setattr(labelled, "READERS", {})
    with pytest.raises(UnreadableSurvey) as caught:
        labelled.read(raw, Order("a.sav", "labelled", Limits(columns=4)))
    assert str(caught.value) == (
        "File 'a.sav': has 9 columns; at most 4 can be read. "
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
