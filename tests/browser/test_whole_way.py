"""The whole way of a manager in a real browser: a file in, a correction, a filter, files out."""

import io
import re
import struct

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation

from crm_analytics.statistics.moments import Moments
from crm_analytics.statistics.reliability import reliability
from tests.browser.picking import at_rest, pick, still
from tests.browser.server import ROOT

INSURANCE = ROOT / "sample_data" / "insurance_study.csv"
CARERS = ROOT / "sample_data" / "family_carers.sav"


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("upload") / "Customers 2026.xlsx"
    pd.read_csv(INSURANCE).to_excel(path, index=False, sheet_name="Answers")
    return path


def alpha(items, **kept):
    people = pd.read_csv(INSURANCE)
    for column, category in kept.items():
        people = people[people[column] == category]
    return reliability("any", Moments.of(items, people[items].to_numpy("int8"))).alpha


def upload(page, address, path):
    page.goto(f"{address}/data")
    page.get_by_role("heading", name="Data", exact=True).wait_for()
    page.locator("input[type=file]").first.set_input_files(path)
    page.get_by_text(f"{path.name}: ").wait_for()  # the study; the uploader has the bare name


def go(page, name):
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    page.get_by_role("heading", name=name, exact=True).wait_for()


def cell(page, offset, row, left=20, grid=None):
    """Click the row `left` pixels from its edge, walk to the cell: the grid is a canvas."""
    grid = grid or page.get_by_test_id("stDataFrame").first
    at_rest(page)
    grid.get_by_test_id("data-grid-canvas").wait_for(state="attached")
    grid.scroll_into_view_if_needed()
    still(grid)
    box = grid.bounding_box()
    page.mouse.click(box["x"] + left, box["y"] + 35 * (row + 1) + 17)
    at = f'[aria-selected=true][id$="-{row}"]'
    if not offset:
        grid.locator(at).first.wait_for(state="attached")
    for column in range(1, offset + 1):
        grid.locator(f'{at}[aria-colindex="{column}"]').wait_for(state="attached")
        page.keyboard.press("ArrowRight")
    if offset:
        grid.locator(f'{at}[aria-colindex="{offset + 1}"]').wait_for(state="attached")


def write(page, text):
    """Open the cell's editor, replace what it says, and leave it downwards."""
    page.keyboard.press("Enter")
    box = page.locator("#portal").locator("input, textarea").first
    box.wait_for()
    box.fill(text)
    box.press("Enter")
    box.wait_for(state="detached")
    at_rest(page)


def download(page, button):
    with page.expect_download(timeout=60_000) as waiting:
        button.click()
    return waiting.value.path().read_bytes()


def rows(sheet):
    """Records of a sheet below its header of stable keys."""
    values = list(sheet.iter_rows(values_only=True))
    place = next(n for n, row in enumerate(values) if row[0] in ("scale", "name", "outcome"))
    header = [key for key in values[place] if key]
    found = []
    for row in values[place + 1 :]:
        if row[0] is None:
            break
        found.append(dict(zip(header, row, strict=False)))
    return found


def test_from_a_workbook_to_slides(page, address, workbook):
    upload(page, address, workbook)
    assert re.search(r"study=(?!sample)", page.url)

    # TR5 does not belong to trust: the correction is kept and the numbers follow
    go(page, "Questionnaire")
    page.get_by_text("Click a cell to correct it").wait_for()
    cell(page, 1, row=10)  # this file has no question texts, so the dimension stands second
    write(page, "Loyalty")

    go(page, "Reliability")
    page.get_by_text("'Loyalty' has one item", exact=False).first.wait_for()
    four = [f"TR{n}" for n in range(1, 5)]
    everyone = download(page, page.get_by_role("button", name="Excel workbook"))
    book = openpyxl.load_workbook(io.BytesIO(everyone))
    scales = {row["scale"]: row for row in rows(book["reliability scales"])}
    assert scales["TR"]["items"] == 4
    assert scales["TR"]["alpha"] == pytest.approx(alpha(four), rel=1e-12)

    # a filter: people, link and numbers follow
    box = page.get_by_role("combobox", name="gender")
    pick(page, box, page.get_by_role("option", name="female", exact=True))
    page.keyboard.press("Escape")  # the open list hides the rest of the page from assistive tools
    page.get_by_text("108 of 282 people").wait_for()
    assert "where.gender=female" in page.url
    link = page.url

    women = alpha(four, gender="female")
    assert round(women, 2) != round(alpha(four), 2)
    at_rest(page)
    book = openpyxl.load_workbook(
        io.BytesIO(download(page, page.get_by_role("button", name="Excel workbook")))
    )
    scales = {row["scale"]: row for row in rows(book["reliability scales"])}
    assert (scales["TR"]["n"], scales["TR"]["alpha"]) == (108, pytest.approx(women, rel=1e-12))

    picture = download(page, page.get_by_role("button", name="PNG").first)
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">I", picture[16:20])[0] == 2000
    vector = download(page, page.get_by_role("button", name="SVG").first)
    assert b"<svg" in vector[:200]

    slides = Presentation(
        io.BytesIO(download(page, page.get_by_role("button", name="PowerPoint slides")))
    )
    charts = [shape.chart for slide in slides.slides for shape in slide.shapes if shape.has_chart]
    series = dict(
        zip(charts[0].plots[0].categories, charts[0].plots[0].series[0].values, strict=True)
    )
    assert series["TR"] == pytest.approx(women, rel=1e-12)

    # a refresh and a colleague's browser show the same
    page.reload()
    page.get_by_text("108 of 282 people").wait_for()
    other = page.context.browser.new_context().new_page()
    other.goto(link)
    other.get_by_text("108 of 282 people").wait_for(timeout=20_000)
    other.context.close()
    assert [url for url in page.asked if not url.startswith((address, "data:", "blob:"))] == []


def test_an_spss_file_brings_its_labels(page, address):
    upload(page, address, CARERS)
    go(page, "Reliability")
    page.get_by_text("908 of 908 people").wait_for()
    box = page.get_by_role("combobox", name="c161sex")
    pick(page, box, page.get_by_role("option", name="Female", exact=True))
    page.get_by_text(re.compile(r"\d+ of 908 people · c161sex: Female")).wait_for()
    page.get_by_text("It looks reversed", exact=False).or_(
        page.get_by_text("Some may be reversed", exact=False)
    ).first.wait_for()


def test_a_broken_file_is_answered_and_the_study_stays(page, address, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    page.goto(f"{address}/data?study=sample-insurance")
    page.get_by_text("282 of 282 people").wait_for()
    page.locator("input[type=file]").first.set_input_files(broken)
    alert = page.get_by_test_id("stAlert").first
    alert.wait_for()
    assert "broken.xlsx" in alert.inner_text()
    page.get_by_text("282 of 282 people").wait_for()


def test_an_item_that_looks_reversed_is_marked_with_one_click(page, address, tmp_path):
    people = pd.read_csv(INSURANCE)
    people["TR2"] = 6 - people["TR2"]
    file = tmp_path / "turned.csv"
    people.to_csv(file, index=False)
    upload(page, address, file)
    go(page, "Questionnaire")
    page.get_by_text("TR2 of TR looks reversed.").wait_for()
    page.get_by_role("button", name="Mark TR2 as reversed").click()
    page.get_by_text("TR2 of TR looks reversed.").wait_for(state="detached")
    go(page, "Reliability")
    book = openpyxl.load_workbook(
        io.BytesIO(download(page, page.get_by_role("button", name="Excel workbook")))
    )
    scales = {row["scale"]: row for row in rows(book["reliability scales"])}
    assert scales["TR"]["alpha"] == pytest.approx(alpha([f"TR{n}" for n in range(1, 6)]), rel=1e-12)


def test_hostile_names_stay_text_on_every_page(page, address, tmp_path):
    people = pd.read_csv(INSURANCE)[["gender", *(f"TR{n}" for n in range(1, 6))]]
    bait = "![x](http://127.0.0.1:9/a.png) <img src=http://127.0.0.1:9/b onerror=alert(1)> $x$"
    people.columns = [f"{bait} team", *(f"{bait} {n}" for n in range(1, 6))]
    file = tmp_path / "hostile.csv"
    people.to_csv(file, index=False)
    shown = []
    page.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    upload(page, address, file)
    for name in ("Questionnaire", "Overview", "Reliability", "Priorities", "Relations", "Drivers"):
        go(page, name)
        at_rest(page)
    assert shown == []
    assert not [url for url in page.asked if ":9/" in url]
    assert not page.locator("img[src*=':9']").count()


def test_the_server_starts_again_with_the_study_as_it_was(browser, tmp_path, workbook):
    from tests.browser.server import serving

    store = tmp_path / "kept.sqlite"
    page = browser.new_page()
    with serving(ROOT / "app.py", store) as address:
        upload(page, address, workbook)
        study = re.search(r"study=([^&]+)", page.url)[1]
    with serving(ROOT / "app.py", store) as address:
        page.goto(f"{address}/reliability")
        page.get_by_text("Customers 2026 · 2026 · 282 of 282 people").wait_for(timeout=20_000)
        assert f"study={study}" in page.url
    page.close()


def test_a_hypothesis_is_rewritten_on_its_page(page, address):
    page.goto(f"{address}/hypotheses?study=sample-insurance")
    page.get_by_text("The answers support 11 of 12 hypotheses").wait_for()
    page.get_by_text("Write down what you expect").click()
    cell(page, 0, row=5, left=70)  # a grid that may grow begins with a column of marks
    write(page, "H3")
    page.get_by_text("H3: Quality of service").first.wait_for()
    assert re.search(r"study=(?!sample)", page.url)
    page.reload()
    page.get_by_text("H3: Quality of service").first.wait_for()


def test_long_work_says_how_far_it_is_and_stops_when_asked(page, address):
    page.goto(f"{address}/reliability?study=sample-insurance")
    page.get_by_text("8 of 9 scales can be trusted").wait_for()
    switch = page.get_by_label("Bootstrap intervals", exact=False).first
    page.get_by_text("Bootstrap intervals").click()
    stop = page.locator(".st-key-stop-the-work button")
    stop.wait_for()
    page.get_by_text("Drawing 2,000 samples of people anew").wait_for()
    page.locator("[role=progressbar]:not([aria-valuenow='0'])").first.wait_for()
    stop.click()
    stop.wait_for(state="detached", timeout=10_000)
    page.get_by_text("8 of 9 scales can be trusted").wait_for()
    assert not switch.is_checked()
