"""The first requests that a fresh server gets, whatever they are."""

from pathlib import Path

import pytest

from tests.browser.server import ROOT, serving

# they import different things: figures, grids, a drawing, the store
TITLES = {
    "drivers": "Drivers",
    "ism": "ISM",
    "questionnaire": "Questionnaire",
    "coding": "Coding",
    "data": "Data",
}


@pytest.fixture
def server(tmp_path):
    """The address of a fresh server; whatever fails in it is in its log."""
    store = tmp_path / "studies.sqlite"
    with serving(ROOT / "app.py", store) as address:
        yield address
    said = Path(f"{store}.log").read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert "Error" not in said


@pytest.fixture(scope="module")
def context(browser):
    """Of every server, so that the browser reads Streamlit's own scripts once."""
    opened = browser.new_context(viewport={"width": 1300, "height": 1000})
    yield opened
    opened.close()


def is_shown(page, title):
    """Whether the whole page stands in the frame: once, with the menu, without an exception."""
    page.get_by_test_id("stSidebarNav").get_by_text("Check a paper").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    exceptions = page.get_by_test_id("stException").count()
    return not exceptions and page.locator("h1").all_inner_texts() == [title]


@pytest.mark.parametrize("turn", range(10))
def test_five_pages_opened_at_once_are_all_shown(server, context, turn):
    pages = {title: context.new_page() for title in TITLES.values()}
    for path, page in zip(TITLES, pages.values(), strict=True):
        page.goto(f"{server}/{path}", wait_until="commit")
    assert [title for title, page in pages.items() if not is_shown(page, title)] == []
    for page in pages.values():
        page.close()


@pytest.mark.parametrize(
    ("path", "title"), [*TITLES.items(), ("check", "Check a paper"), ("", "Overview")]
)
def test_a_link_to_any_page_may_be_the_first_request(server, context, path, title):
    page = context.new_page()
    page.goto(f"{server}/{path}")
    assert is_shown(page, title)
    page.close()
