import json
import subprocess
import sys
from dataclasses import replace

import pytest

from crm_analytics.export.text import json_text


def strict(text):
    def refuse(token):
        raise AssertionError(token)

    return json.loads(text, parse_constant=refuse)


def test_the_whole_has_the_documented_shape(section):
    whole = strict(json_text([section]))
    assert list(whole) == ["study", "provenance", "sections"]
    assert whole["study"] == "Study & <more>"
    assert whole["provenance"] == {
        "data_sha256": "d" * 64,
        "rows": 400,
        "people": 383,
        "filters": {"gender": ["female", "other"]},
        "waves": ["2023", "2024"],
        "version": "0.1.0",
        "questionnaire_sha256": "q" * 64,
    }
    (only,) = whole["sections"]
    assert list(only) == ["id", "title", "finding", "caption", "caveats", "tables"]
    assert only["caveats"] == ["Only 383 people."]


def test_tables_are_their_records_and_no_number_is_rounded(section, scales):
    (only,) = strict(json_text([section]))["sections"]
    expected = [dict(record) for record in scales.records()]
    expected[-1] |= {"alpha": None, "alpha_low": None}
    assert only["tables"] == {"scales": expected}


def test_text_is_written_as_text(section):
    assert "رضایت از قیمت‌گذاری" in json_text([section])


@pytest.mark.parametrize("name", ["json_text", "comma", "alternative", "picture"])
def test_light_files_load_no_heavy_library(name):
    code = (
        f"import sys, crm_analytics.export.{name}\n"
        "print([m for m in ('pptx', 'xlsxwriter', 'plotly', 'kaleido') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_note_is_written_as_it_was_written(section):
    noted = replace(section, note='=1+1 <b>"new"</b>\nsince May')
    one, other = strict(json_text([section, noted]))["sections"]
    assert ("note" in one, other["note"]) == (False, '=1+1 <b>"new"</b>\nsince May')
