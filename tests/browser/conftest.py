import pytest
from playwright.sync_api import sync_playwright

from tests.browser.server import QUIET, ROOT, browser_path, serving


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=browser_path(), args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("store") / "studies.sqlite"


@pytest.fixture(scope="module")
def address(store):
    with serving(ROOT / "app.py", store) as where:
        yield where


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1300, "height": 1000}, accept_downloads=True)
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    opened.asked = []
    opened.on("request", lambda request: opened.asked.append(request.url))
    yield opened
    assert not opened.get_by_text("Traceback").count()
    context.close()
