"""A second file in a real browser: what stops it is decided, then it is a wave among the others."""

import re

import pandas as pd

from tests.browser.picking import at_rest, pick
from tests.browser.test_whole_way import INSURANCE, cell, go, write


def drop(page, address, file):
    page.goto(f"{address}/data?study=sample-insurance")
    page.get_by_text("Drop the same survey, asked at another time").wait_for()
    page.locator("input[type=file]").nth(1).set_input_files(file)
    page.get_by_role("button", name="Add this wave").wait_for()


def test_a_file_with_a_turned_item_becomes_a_wave_once_that_is_decided(page, address, tmp_path):
    people = pd.read_csv(INSURANCE)
    people["TR2"] = 6 - people["TR2"]
    people = people.rename(columns={"gender": "sex"})
    file = tmp_path / "Customers 2027.csv"
    people.to_csv(file, index=False)

    drop(page, address, file)
    button = page.get_by_role("button", name="Add this wave")
    assert button.is_disabled()
    page.get_by_text("To be decided first: gender, Trust.").wait_for()
    box = page.get_by_test_id("stMain").get_by_role("combobox", name="gender")
    pick(page, box, page.get_by_role("option", name="sex", exact=True))
    page.get_by_text("To be decided first: Trust.").wait_for()
    page.get_by_text("Turn it round in this wave").click()
    page.locator("button:not([disabled])", has_text="Add this wave").wait_for()

    # a name that is typed last counts, though the button is pressed without leaving the box
    page.get_by_role("textbox", name="Name of the wave").fill("Spring")
    button.click()
    page.get_by_text("Spring is here: 282 people, 282 known again by 'id' from Wave 1.").wait_for()
    assert re.search(r"study=(?!sample)", page.url)
    sidebar = page.get_by_test_id("stSidebar")
    assert sidebar.get_by_role("combobox", name="Wave").input_value() == "Spring"

    # the other pages look at it, and so does a colleague's browser
    go(page, "Reliability")
    page.get_by_text("Insurance customers · Spring · 282 of 282 people").wait_for()
    other = page.context.browser.new_context().new_page()
    other.goto(page.url)
    other.get_by_text("Insurance customers · Spring · 282 of 282 people").wait_for(timeout=20_000)
    other.context.close()
    assert [url for url in page.asked if not url.startswith((address, "data:", "blob:"))] == []


def test_printed_numbers_are_typed_in_and_become_a_wave(page, address):
    page.goto(f"{address}/data?study=sample-spss")
    page.get_by_text("Add a wave known only from print").click()
    page.get_by_role("textbox", name="Name of the printed wave").fill("2019")
    page.keyboard.press("Tab")
    at_rest(page)
    grid = page.get_by_test_id("stDataFrame").last
    for offset, number in ((1, "120"), (2, "0.5"), (3, "0.2")):
        cell(page, offset, row=0, grid=grid)
        write(page, number)
    page.get_by_role("button", name="Add these numbers").click()
    page.get_by_role("cell", name=re.compile("Known from print: ")).wait_for()
    assert re.search(r"study=(?!sample)", page.url)
    page.reload()
    page.get_by_role("cell", name=re.compile("Known from print: ")).wait_for()
