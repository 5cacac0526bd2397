import pytest
from streamlit.testing.v1 import app_test

from crm_analytics.ui import warm
from tests.ui.visiting import ANSWERS, link, visit


@pytest.fixture(scope="module", autouse=True)
def tidy():
    """Streamlit leaves its own folder to the end of the process, which warns then."""
    yield
    app_test.TMP_DIR.cleanup()


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_STORE", str(tmp_path / "studies.sqlite"))
    # a thread that imports while tests catch warnings would leave their filters behind
    monkeypatch.setattr(warm, "up", lambda: None)


@pytest.fixture
def study():
    """The id of a kept study called "Clients"."""
    app = visit("pages/data.py")
    app.file_uploader[0].set_value(("Clients.csv", ANSWERS, "text/csv")).run()
    return link(app, "study")
