"""A visitor of the app without a browser."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest, app_test

from crm_analytics.ui.messages import APART

ROOT = Path(__file__).parents[2]
ANSWERS = (ROOT / "sample_data" / "insurance_study.csv").read_bytes()


@pytest.fixture(scope="module", autouse=True)
def tidy():
    """Streamlit leaves its own folder to the end of the process, which warns then."""
    yield
    app_test.TMP_DIR.cleanup()


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_STORE", str(tmp_path / "studies.sqlite"))


def start(**link):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
    for name, value in link.items():
        app.query_params[name] = value
    return app.run()


def visit(page, **link):
    return start(**link).switch_page(page).run()


def link(app, name):
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def said(app):
    shown = (*app.markdown, *app.caption, *app.error, *app.warning)
    return "\n".join(element.value for element in shown).replace("\\", "").replace(APART, "")


def edit(app, edits):
    """What a browser sends when cells of the page's first editor were changed.

    edits: as Streamlit keeps them, for example {"edited_rows": {0: {"text": "Why?"}}}.
    """
    (editor, *_) = app.data_editor
    states = app._tree.get_widget_states()
    whole = {"edited_rows": {}, "added_rows": [], "deleted_rows": [], **edits}
    states.widgets.add(id=editor.proto.id, string_value=json.dumps(whole))
    return app._run(states)
