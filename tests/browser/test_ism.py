"""Judgements edited in a real browser: the levels follow, and leave as slides one can edit."""

import io

from pptx import Presentation

from tests.browser.picking import at_rest
from tests.browser.test_whole_way import cell, download, write


def laid_out(page, address, sample):
    page.goto(f"{address}/ism")
    page.get_by_text("Judgements", exact=True).wait_for()
    at_rest(page)
    page.get_by_role("button", name=sample, exact=True).click()
    at_rest(page)


def test_a_letter_changes_the_levels_and_the_slides_follow(page, address):
    laid_out(page, address, "Loyalty")
    page.get_by_text("8 factors stand on 5 levels").wait_for()

    # Satisfaction and Trust were said not to be related
    cell(page, 3, row=1)
    write(page, "V")
    page.get_by_text("8 factors stand on 6 levels").wait_for()

    # the next edit goes on from there: the first is not lost
    cell(page, 3, row=0)
    write(page, "o")
    page.get_by_text("8 factors stand on 5 levels: Loyalty and Trust at the top").wait_for()

    page.get_by_role("link", name="Overview").click()
    page.get_by_role("heading", name="Overview", exact=True).wait_for()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="ISM").click()
    page.get_by_text("8 factors stand on 5 levels: Loyalty and Trust at the top").wait_for()
    at_rest(page)

    deck = download(page, page.get_by_role("button", name="PowerPoint slides"))
    slide = Presentation(io.BytesIO(deck)).slides[1]
    names = {shape.name for shape in slide.shapes}
    assert {"1 Loyalty", "2 Satisfaction → 3 Trust"} <= names
    assert "3 Trust → 1 Loyalty" not in names
    assert [url for url in page.asked if not url.startswith((address, "data:", "blob:"))] == []


def test_hostile_names_are_text_in_the_browser(page, address):
    page.goto(f"{address}/ism")
    page.get_by_text("Start with names of factors").click()
    names = '<img src=x onerror="document.title=1">\n![](http://e.org/x)\n=1+1\n**b** $x$'
    page.get_by_role("textbox", name="Factors, one a line").fill(names)
    page.get_by_role("button", name="Make an empty grid").click()
    page.get_by_role("button", name="Make an empty grid").click()
    page.get_by_text("No factor leads to another, so all 4").wait_for()
    cell(page, 2, row=0)
    write(page, "X")
    page.get_by_text("lead to one another: which judgements").wait_for()
    at_rest(page)
    assert page.get_by_text("![](http://e.org/x)").count()
    assert page.title() != "1"
    assert [url for url in page.asked if not url.startswith((address, "data:", "blob:"))] == []


def test_codes_become_factors_of_the_study_and_a_refresh_loses_nothing(page, address):
    page.goto(f"{address}/coding?study=sample-insurance")
    page.get_by_role("link", name="Judge which category leads to which").click()
    page.get_by_text("Start with names of factors").click()
    page.get_by_role("button", name="Take the 17 categories of Coding").click()
    page.get_by_text("No factor leads to another, so all 17").wait_for()
    cell(page, 2, row=0)
    write(page, "V")
    page.get_by_text("17 factors stand on 2 levels").wait_for()
    page.get_by_text("Kept in “Insurance customers” · last changed").wait_for()
    assert "study=sample" not in page.url

    page.reload()
    page.get_by_text("17 factors stand on 2 levels").wait_for()
    page.get_by_text("Kept in “Insurance customers” · last changed").wait_for()
