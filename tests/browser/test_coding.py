"""Coders' files in a real browser: dropped, compared, looked into, taken along."""

import io

import openpyxl
from pptx import Presentation

from tests.browser.test_whole_way import download, go

WIDE = """unit,interview,text,Anna,Ben
s1,I1,They answer at once,<b>fast</b>,<b>fast</b>
s2,I1,I pay too much,price,trust
s3,I2,They keep their word,trust,trust
s4,I2,A friend told me,word of mouth,word of mouth
"""
BOOK = """code,category,group,role
<b>fast</b>,Service,"=HYPERLINK(""http://example.org"")",causal conditions
trust,Trust,What it is about,central phenomenon
"""


def test_from_a_coders_file_to_slides(page, address, tmp_path):
    codes, book = tmp_path / "two coders.csv", tmp_path / "book.csv"
    codes.write_text(WIDE, encoding="utf-8")
    book.write_text(BOOK, encoding="utf-8")
    page.goto(f"{address}/coding")
    page.get_by_text("Coder A and Coder B gave the same code").wait_for()
    inputs = page.locator("input[type=file]")
    inputs.nth(0).set_input_files(codes)
    finding = "Anna and Ben gave the same code to 75% of the 4 units that both coded"
    page.get_by_text(finding).wait_for()
    page.get_by_text("two coders.csv: 4 units, 2 coders, 4 codes").wait_for()

    inputs.nth(1).set_input_files(book)
    page.get_by_text("· code book book.csv").wait_for()
    page.get_by_text("The paradigm model: what leads to it").wait_for()
    page.get_by_text("Sunburst").click()
    page.locator(".sunburstlayer .slice").first.wait_for()

    go(page, "Overview")
    go(page, "Coding")
    page.get_by_text(finding).wait_for()

    workbook, deck = (
        download(page, page.get_by_role("button", name=name).first)
        for name in ("Excel workbook", "PowerPoint slides")
    )
    sheet = openpyxl.load_workbook(io.BytesIO(workbook))["agreement coefficients"]
    first = next(sheet.iter_rows(min_row=5, values_only=True))
    assert first[:2] == ("Percent agreement", 0.75)
    titles = [slide.shapes.title.text for slide in Presentation(io.BytesIO(deck)).slides]
    assert titles[1].startswith(finding)
    assert not page.locator("b", has_text="fast").count()
    assert all(url.startswith((address, "data:", "blob:")) for url in page.asked)
