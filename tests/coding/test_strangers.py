"""Labels of strangers leave in every file as text."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from crm_analytics.coding import CodeBook, Coded, Codings, Unit
from crm_analytics.coding.code_book import ROLES
from crm_analytics.export.slides import deck
from crm_analytics.export.text import csv_bytes, json_text
from crm_analytics.export.workbook import workbook
from tests.coding.shown import agreed, coded
from tests.export.conftest import HOSTILE

NAMES = (*HOSTILE, "x" * 400, "a\nb")


@pytest.fixture(scope="module")
def sections():
    given = Codings.of(
        Coded(
            Unit(f"={n}", f"@{n % 3}", "<img src=x> " * 40),
            coder,
            (NAMES[(n + (turn and n % 3 == 0)) % len(NAMES)],),
        )
        for n in range(30)
        for turn, coder in enumerate(("=A()", "<b>B</b>"))
    )
    book = CodeBook(
        {name: f"{name} in a category" for name in NAMES},
        {f"{name} in a category": HOSTILE[n % 6] for n, name in enumerate(NAMES)},
        dict(zip(HOSTILE, ROLES, strict=False)),
    )
    return [agreed(given), coded(given, book)]


def test_no_cell_is_a_formula_or_a_link(sections):
    book = load_workbook(BytesIO(workbook(sections)))
    for page in book.worksheets[1:]:
        cells = [cell for row in page.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"n", "s", "b"}
        assert not any(cell.hyperlink for cell in cells)


def test_slides_open_and_no_run_is_a_link(sections):
    made = deck(sections)
    slides = Presentation(BytesIO(made)).slides
    words = [s.text_frame.text for slide in slides for s in slide.shapes if s.has_text_frame]
    assert any("<a href=x>link</a>" in text for text in words)
    with ZipFile(BytesIO(made)) as files:
        links = [n for n in files.namelist() if b"hlinkClick" in files.read(n)]
    assert [name for name in links if "slides/slide" in name] == []


def test_json_and_csv_hold_the_same_text(sections):
    read = json.loads(json_text(sections))
    codes = {row["code"] for row in read["sections"][1]["tables"]["codes"]}
    assert "=1+1" in codes
    (table,) = (t for t in sections[1].tables if t.name == "codes")
    assert b"\r\n'=1+1," in csv_bytes(table)
