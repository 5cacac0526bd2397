import pytest

from crm_analytics import store
from crm_analytics.store.studies import open_store
from crm_analytics.survey import questionnaire
from crm_analytics.ui import state
from tests.ui.visiting import ANSWERS, link, said, start, visit


@pytest.fixture
def kept():
    return open_store(store.default_url())


@pytest.fixture
def other(study, kept):
    """A second study, changed later."""
    return kept.copy(study, "Suppliers")


def data(study):
    return visit("pages/data.py", study=study)


def press(app, label, study):
    app.button(key=f"{label} {study}").click().run()
    assert not app.exception
    return app


def titles(app):
    return [box.value for box in app.text_input if box.label == "Title"]


def test_studies_are_listed_with_waves_people_and_last_change(study, other):
    app = data(study)
    assert titles(app) == ["Suppliers", "Clients"]
    assert "1 wave · 282 people · changed " in said(app)


def test_a_study_of_several_waves_tells_the_people_of_the_last(study, kept):
    kept.add_wave(study, "2027", kept.wave(study, "Wave 1"))
    assert "2 waves · 282 people in the last · changed " in said(data(study))


def test_another_study_is_opened(study, other):
    app = press(data(study), "Open", other)
    assert link(app, "study") == other


def test_a_new_title_stands_in_the_list_and_in_the_questionnaire(study, kept):
    app = data(study)
    app.text_input(key=f"title {study} Clients").set_value("Our <b>clients</b>")
    press(app, "Rename", study)
    assert "Our <b>clients</b> · Wave 1 · 282 of 282 people" in said(app)
    now = kept.open(study)
    assert now.title == questionnaire.read(now.questionnaire).title == "Our <b>clients</b>"


def test_a_title_given_on_the_questionnaire_page_stands_in_the_list(study, kept):
    app = visit("pages/questionnaire.py", study=study)
    next(box for box in app.text_input if box.label == "Title").set_value("Patrons").run()
    assert [one.title for one in kept.studies()] == ["Patrons"]


def test_a_copy_is_a_study_of_its_own(study, kept):
    app = press(data(study), "Make a copy", study)
    copied = link(app, "study")
    assert copied != study
    assert "Clients (copy) · Wave 1 · 282 of 282 people" in said(app)
    visit("pages/questionnaire.py", study=copied).number_input[0].set_value(10).run()
    assert questionnaire.read(kept.open(study).questionnaire).minimum_group == 5


def test_an_archived_study_leaves_the_list_and_comes_back(study, other):
    app = press(data(study), "Archive", other)
    assert titles(app) == ["Clients"]
    app.toggle(key="show archived").set_value(True).run()
    assert titles(app) == ["Clients", "Suppliers"]
    press(app, "Bring back", other)
    assert titles(app) == ["Suppliers", "Clients"]


def test_what_goes_is_said_before_it_goes(study, kept):
    app = press(data(study), "Delete …", study)
    assert (
        "Delete 'Clients' with 1 wave and the answers of 282 people, every version of its "
        "questionnaire, every note, its coders' files and judgements? Nobody can bring it back."
        in said(app)
    )
    press(app, "Keep it", study)
    assert "Nobody can bring it back" not in said(app)
    press(press(app, "Delete …", study), "Delete for good", study)
    assert kept.studies() == ()
    assert link(app, "study") == "sample-insurance"


def test_a_published_study_goes_only_with_its_title_typed(study, kept):
    kept.publish(study, "Wave 1")
    app = press(data(study), "Delete …", study)
    assert "Published: Wave 1. Others may have seen these numbers." in said(app)
    assert app.button(key=f"Delete for good {study}").disabled
    app.text_input(key=f"typed {study}").set_value("Clients").run()
    press(app, "Delete for good", study)
    assert kept.studies() == ()


def test_a_session_stops_looking_at_a_study_that_was_deleted(study, kept):
    app = visit("pages/reliability.py", study=study)
    kept.delete(study)
    app.run()
    assert said(app) == "Study: is not in this store. Open Data and choose a file or a sample."
    assert not app.dataframe
    del app.query_params["study"]
    assert not app.run().exception
    assert link(app, "study") == "sample-insurance"


def test_many_studies_are_found_by_their_title(study, kept):
    for number in range(9):
        kept.copy(study, f"Branch {number}")
    app = data(study)
    assert len(titles(app)) == 8
    assert "… and 2 more; type a part of the title." in said(app)
    app.text_input(key="find a study").set_value("branch 7").run()
    assert titles(app) == ["Branch 7"]


def test_on_a_shared_server_a_study_is_known_only_by_its_link(study, other, monkeypatch):
    monkeypatch.setattr(state, "is_local", lambda: False)
    assert titles(data(study)) == ["Clients"]
    assert titles(visit("pages/data.py")) == []
    app = visit("pages/reliability.py", study=study)
    app.query_params.clear()  # as a step to another page does
    assert titles(app.switch_page("pages/data.py").run()) == ["Clients"]


def test_what_the_store_refuses_is_said_above_the_list(study, kept):
    app = data(study)
    kept.delete(study)
    press(app, "Archive", study)
    assert "Study: is not in this store." in said(app)


def test_a_wave_is_published_once_it_is_said_what_that_means(study, kept):
    app = data(study)
    assert "Publishing locks a wave: it is never removed without the whole study" in said(app)
    app.button(key=f"publish {study} Wave 1").click().run()
    assert not app.exception
    assert kept.open(study).waves[0].published
    assert [button.label for button in app.button if button.label == "Publish"] == []


def test_the_smallest_group_of_a_published_study_is_raised_but_never_lowered(study, kept):
    kept.publish(study, "Wave 1")
    app = visit("pages/questionnaire.py", study=study)
    app.number_input[0].set_value(10).run()
    assert questionnaire.read(kept.open(study).questionnaire).minimum_group == 10
    app.number_input[0].set_value(5).run()
    assert [e.value.replace("\\", "") for e in app.error] == [
        "Questionnaire: lowers minimum_group from 10 to 5, and a wave is published. "
        "Write minimum_group: 10 or more."
    ]
    assert questionnaire.read(kept.open(study).questionnaire).minimum_group == 10


def test_a_sample_is_neither_published_nor_has_it_a_past():
    app = visit("pages/data.py", study="sample-insurance")
    assert "Publish" not in [button.label for button in app.button]
    assert "What happened here" not in [box.label for box in app.expander]


def test_the_log_tells_in_words_who_did_what_newest_first(study):
    app = data(study)
    app.user = {"email": "ann@example.com"}
    app.context = {"timezone": "Asia/Tehran"}
    app.button(key=f"publish {study} Wave 1").click().run()
    log = app.dataframe[-1].value
    assert list(log["What"]) == ["Wave published: Wave 1", "Study begun with: Wave 1"]
    assert next(iter(log["Who"])) == "ann@example.com"
    assert not any(time.endswith("UTC") for time in log["When"])


def test_on_a_machine_of_ones_own_nobody_has_a_name(kept):
    app = start()
    app.user = {}
    app.switch_page("pages/data.py").run()
    app.file_uploader[0].set_value(("Clients.csv", ANSWERS, "text/csv")).run()
    assert [entry.who for entry in kept.log()] == [""]
