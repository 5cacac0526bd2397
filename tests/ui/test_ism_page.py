"""The ISM page without a browser: what is laid out, edited, refused, kept and shown."""

import json
import time

import pytest
from streamlit.testing.v1 import AppTest, app_test

from crm_analytics.structure import write
from crm_analytics.ui import warm
from tests.browser.server import ROOT
from tests.view.structures import SAMPLES, large

STUDY, LOYALTY, EXPERTS = "ism_study.csv", "ism_loyalty.csv", "ism_experts.xlsx"
FUZZY = b"factor,a,b,c\na,,.9,0\nb,.1,,.7\nc,.3,0,\n"


@pytest.fixture(scope="module", autouse=True)
def tidy():
    yield
    app_test.TMP_DIR.cleanup()


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("CRM_STORE", str(tmp_path / "studies.sqlite"))
    monkeypatch.setattr(warm, "up", lambda: None)


@pytest.fixture
def app():
    started = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20).run()
    return started.switch_page("pages/ism.py").run()


def laid_out(app, sample):
    app.button(key=sample).click().run()
    assert not app.exception
    return app


def said(app):
    shown = (*app.markdown, *app.caption, *app.error, *app.warning)
    return "\n".join(element.value for element in shown).replace("\\", "")


def finding(app):
    return next(m.value for m in app.markdown if m.value.startswith("####")).replace("\\", "")


def table(app, column):
    return next(one.value for one in app.dataframe if column in one.value)


def levels(app):
    shown = table(app, "level")
    return dict(zip(shown["factor"], shown["level"], strict=True))


def editor(app, name):
    """The key of the grid of this name."""
    keys = [key for key in app.session_state.filtered_state if key.startswith(f"{name} ")]
    return max(keys, key=lambda key: int(key.rpartition(" ")[2]) if key[-1].isdigit() else 0)


def edit(app, name, edits):
    """As an edit arrives from the browser: the callback runs, then the page."""
    from crm_analytics.ui import state
    from crm_analytics.ui.structure.steady import Steady

    known = app.session_state[name]
    assert isinstance(known, Steady)
    assert state
    app.session_state[known.key] = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    app.session_state["edited for a test"] = name
    return app.run()


def drawn(app):
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def test_before_anything_is_laid_out_the_page_says_what_to_do(app):
    assert [info.value for info in app.info] == [
        "Try a sample above, drop a file, or start with the names of your factors."
    ]
    assert "What people who know the matter say" in said(app)


def test_every_sample_has_its_finding(app):
    assert "All 17 factors lead to one another" in finding(laid_out(app, STUDY))
    assert "on 5 levels" in finding(laid_out(app, LOYALTY))
    assert "on 6 levels" in finding(laid_out(app, EXPERTS))


def test_one_level_is_shown_with_what_to_do_about_it(app):
    laid_out(app, STUDY)
    assert set(levels(app).values()) == {1}
    assert "All factors lead to one another: which judgements to look at again" in said(app)
    assert "Without the first 1 of 25, the model has 1 level." in said(app)
    assert "The model has collapsed into one level" in said(app)


def test_the_doctor_changes_judgements_and_the_change_can_be_undone(app):
    laid_out(app, STUDY)
    app.slider[0].set_value(25).run()
    assert "Without the first 25 of 25, the model has 15 levels." in said(app)
    next(b for b in app.button if b.label == "Change 25 judgements in the grid").click().run()
    assert "on 15 levels" in finding(app)
    assert "(edited)" not in said(app)
    next(b for b in app.button if b.label.startswith("Undo")).click().run()
    assert "All 17 factors lead to one another" in finding(app)


def test_names_of_factors_make_an_empty_grid(app):
    app.text_area[0].set_value("Trust\n\n Loyalty \nPrice").run()
    next(b for b in app.button if b.label == "Make an empty grid").click().run()
    assert "No factor leads to another, so all 3" in finding(app)
    assert list(app.session_state["judgements"].base) == [("", "O", "O"), ("", "", "O"), ("",) * 3]


def test_names_that_are_not_their_own_are_refused_in_words(app):
    app.text_area[0].set_value("Trust\ntrust").run()
    next(b for b in app.button if b.label == "Make an empty grid").click().run()
    assert [e.value.replace("\\", "") for e in app.error] == [
        "The matrix: has the factor 'Trust' twice, in rows 2 and 3. Give each its own."
    ]


def test_files_of_several_experts_are_laid_out_together(app):
    raw = (SAMPLES / LOYALTY).read_bytes()
    app.file_uploader[0].set_value([("a.csv", raw, "text/csv"), ("b.csv", raw, "text/csv")]).run()
    assert not app.exception
    assert "**Do the experts agree?**" in said(app)
    assert "on 5 levels" in finding(app)


def test_a_file_that_cannot_be_used_is_refused_and_the_rest_stays(app):
    laid_out(app, LOYALTY)
    bad = b"id,factor,1,2\n1,a,,Z\n2,b,,\n"
    app.file_uploader[0].set_value([("bad.csv", bad, "text/csv")]).run()
    assert [e.value.replace("\\", "") for e in app.error] == [
        "Row 2 (a), column 2: holds 'Z', which is none of V, A, X and O. Write V, A, X or O."
    ]
    assert "on 5 levels" in finding(app)


def test_strengths_have_a_grid_of_their_own_and_a_bound(app):
    app.file_uploader[0].set_value([("f.csv", FUZZY, "text/csv")]).run()
    assert "How strongly the row leads to the column" in said(app)
    assert "on 3 levels" in finding(app)
    app.select_slider[0].set_value(0.3).run()
    assert "All 3 factors lead to one another" in finding(app)


def test_another_rule_for_experts_is_another_model(app):
    laid_out(app, EXPERTS)
    app.select_slider[0].set_value(0.9).run()
    assert "on 5 levels" in finding(app)


def test_every_number_shows_every_table(app):
    laid_out(app, STUDY)
    few = len(app.dataframe)
    app.toggle(key="every number").set_value(True).run()
    assert not app.exception
    assert len(app.dataframe) > few + 10
    assert len(app.get("plotly_chart")) == 3


def test_what_is_laid_out_stays_on_the_way_to_another_page(app):
    laid_out(app, LOYALTY)
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/ism.py").run()
    assert "on 5 levels" in finding(app)


def test_another_visitor_sees_nothing_of_it(app):
    laid_out(app, LOYALTY)
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20).run()
    assert other.switch_page("pages/ism.py").run().info


def test_a_printed_table_is_audited_below(app):
    laid_out(app, STUDY)
    printed = (ROOT / "tests" / "data" / "ism" / "study_levels_printed.csv").read_bytes()
    app.file_uploader[1].set_value(("printed.csv", printed, "text/csv")).run()
    assert not app.exception
    assert "14 of 17 printed levels do not follow from the initial matrix" in said(app)


def test_a_page_of_sixty_factors_is_usable(app):
    for dense in (0.03, 0.3):
        raw = write(large(60, dense).relations).encode()
        app.file_uploader[0].set_value([("sixty.csv", raw, "text/csv")]).run()
        started = time.perf_counter()
        app.toggle(key="other ways to levels").set_value(dense > 0.1).run()
        assert time.perf_counter() - started < 2
        assert not app.exception
        assert "60 factors" in finding(app)
