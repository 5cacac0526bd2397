"""Several questions at once, the result one cares about, the code book, and Undo."""

import pytest

from crm_analytics import store
from crm_analytics.export.codebook import codebook_workbook
from crm_analytics.store.studies import open_store
from crm_analytics.survey import codebook, questionnaire
from crm_analytics.survey.samples import SAMPLES
from tests.ui.visiting import said, visit

PAGE = "pages/questionnaire.py"
TRUST = ["TR1", "TR2", "TR3", "TR4", "TR5"]  # which a suggestion calls TR
INTO = "Put them into the dimension"


@pytest.fixture
def app(study):
    return visit(PAGE, study=study)


@pytest.fixture
def now(study):
    return lambda: questionnaire.read(open_store(store.default_url()).open(study).questionnaire)


def labelled(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


def choose(app, columns):
    return labelled(app.multiselect, "Several questions at once").set_value(columns).run()


def columns_of(instrument, dimension):
    return next(list(d.columns) for d in instrument.dimensions if d.name == dimension)


def test_several_questions_go_into_a_dimension_of_a_new_name(app, now):
    choose(app, ["TR4", "TR5"])
    box = labelled(app.selectbox, INTO)
    box.options.append("Reliance")  # as a browser does with a name that is typed
    box.set_value("Reliance").run()
    assert not app.exception
    assert columns_of(now(), "Reliance") == ["TR4", "TR5"]
    assert columns_of(now(), "TR") == ["TR1", "TR2", "TR3"]
    assert "45 questions in 10 dimensions" in said(app)


def test_questions_move_from_one_dimension_to_another(app, now):
    choose(app, ["TR5", "CM1"])
    labelled(app.selectbox, INTO).set_value("IN").run()
    assert columns_of(now(), "IN") == ["TR5", "CM1", "IN1", "IN2", "IN3", "IN4", "IN5"]


def test_a_whole_dimension_is_turned_rescaled_and_left_out_and_all_is_undone(app, now):
    before = now()
    choose(app, TRUST)
    app.button(key="turn").click().run()
    assert all(item.reversed for item in now().dimensions[0].items)
    choose(app, ["TR1"])
    labelled(app.text_input, "Answered from … to").set_value("1 to 7").run()
    assert str(now().dimensions[0].scale) == "1–7"
    choose(app, TRUST)
    app.button(key="leave out").click().run()
    assert "TR" not in [d.name for d in now().dimensions]
    for _ in range(3):
        app.button(key="undo").click().run()
    assert now() == before
    assert "undo" not in [button.key for button in app.button]


def test_nothing_chosen_changes_nothing(app, now):
    before = now()
    app.button(key="turn").click().run()
    labelled(app.selectbox, INTO).set_value("IN").run()
    assert now() == before
    assert not app.exception


def test_a_scale_that_is_none_waits_with_its_reason(app, now):
    before = now()
    choose(app, ["TR1"])
    labelled(app.text_input, "Answered from … to").set_value("wide").run()
    assert "has the scale 'wide'. Write its two ends, for example 1–5." in said(app)
    assert now() == before


def test_the_result_is_asked_for_once(app, now):
    label = "Which of these is the result you care about?"
    labelled(app.selectbox, label).set_value("TC").run()
    assert [c.name for c in now().with_role("outcome")] == ["TC"]
    assert [len(c.dimensions) for c in now().with_role("driver")] == [8]
    assert label not in [box.label for box in app.selectbox]
    app.button(key="undo").click().run()
    assert label in [box.label for box in app.selectbox]


def test_questions_are_grouped_by_how_they_were_answered_and_it_is_said_why(app, now):
    before = now()
    app.button(key="group by answers").click().run()
    assert "The answers go together in " in said(app)
    assert {d.name.split()[0] for d in now().dimensions} <= {
        "Group",
        *(d.name for d in before.dimensions),
    }
    assert len(now().items) == 45
    app.button(key="undo").click().run()
    assert now() == before


def test_groups_over_constructs_are_usable_too():
    app = visit(PAGE, study="sample-influencer")
    app.button(key="group by answers").click().run()
    assert not app.error
    assert "Group 1" in {row.dimension for row in app.session_state["questionnaire draft"].rows}


def test_what_waits_for_its_hypotheses_can_be_given_up():
    app = visit(PAGE, study="sample-insurance")
    app.button(key="group by answers").click().run()
    assert "Hypothesis 'H" in said(app)
    app.button(key="undo").click().run()
    assert not app.error
    assert "Trust" in {row.dimension for row in app.session_state["questionnaire draft"].rows}


def test_a_code_book_that_was_filled_in_is_loaded_and_undone(app, now):
    before, file = now(), SAMPLES[0].files()[""]
    rows = codebook.written(before, file)
    filled = [(r[0], f"Statement {r[0]}", *r[2:]) if r[0] in TRUST else r for r in rows]
    app.file_uploader[0].upload("book.xlsx", codebook_workbook(filled), "application/x").run()
    assert not app.exception
    assert now().items[0].text == "Statement TR1"
    app.button(key="undo").click().run()
    assert now() == before


def test_a_wrong_code_book_is_answered(app, now):
    before = now()
    app.file_uploader[0].upload("book.csv", b"column,role\nTR1,cause\n", "text/csv").run()
    assert "has the role 'cause'" in said(app)
    assert now() == before


def test_a_sample_that_is_changed_can_be_changed_back():
    app = visit(PAGE, study="sample-insurance")
    choose(app, TRUST)
    app.button(key="turn").click().run()
    app.button(key="undo").click().run()
    assert not app.exception
    rows = app.session_state["questionnaire draft"].rows
    assert not any(row.reversed for row in rows if row.column in TRUST)
