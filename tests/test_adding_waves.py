import io
import sqlite3

import numpy as np
import pandas as pd
import pytest

from crm_analytics.store.studies import open_store
from crm_analytics.survey import questionnaire
from crm_analytics.ui.messages import APART
from tests.ui.visiting import ANSWERS, link, said, start, store, tidy, visit  # noqa: F401

TRUST = [f"TR{n}" for n in range(1, 6)]


@pytest.fixture
def people():
    return pd.read_csv(io.BytesIO(ANSWERS))


def data(**study):
    return visit("pages/data.py", **(study or {"study": "sample-insurance"}))


def drop(app, people, name="Customers 2027.csv"):
    raw = people if isinstance(people, bytes) else people.to_csv(index=False).encode()
    app.file_uploader[1].set_value((name, raw, "text/csv")).run()
    assert not app.exception
    return app


def add(app):
    app.button(key="add wave").click().run()
    assert not app.exception
    return app


def button(app, key):
    return next((b for b in app.button if b.key == key), None)


def kept(app):
    return open_store_here().open(link(app, "study"))


def open_store_here():
    from crm_analytics.store import default_url

    return open_store(default_url())


def asked(app):
    return questionnaire.read(kept(app).questionnaire)


def waves(app):
    """The table of waves: rows by name."""
    table = app.table[0].value.map(lambda cell: cell.replace("\\", "").replace(APART, ""))
    return {row["Wave"]: row for row in table.to_dict("records")}


def differences(app):
    return app.table[1].value.map(lambda cell: cell.replace("\\", "")).to_numpy().tolist()


def written(elements):
    return [element.value.replace("\\", "") for element in elements]


def test_the_same_file_was_asked_exactly_as_before_and_becomes_a_wave_of_ones_own():
    app = drop(data(), ANSWERS)
    assert written(app.success) == ["Asked exactly as before."]
    assert written(app.warning) == ["This is the very file of Wave 1."]
    assert link(app, "study") == "sample-insurance"
    add(app)
    assert written(app.success) == [
        "2027 is here: 282 people, 282 known again by 'id' from Wave 1."
    ]
    assert [wave.name for wave in kept(app).waves] == ["Wave 1", "2027"]
    assert app.sidebar.selectbox[0].value == "2027"
    assert "Insurance customers · 2027 · 282 of 282 people" in said(app)
    assert list(waves(app)) == ["Wave 1", "2027"]
    assert waves(app)["2027"]["How it was asked"] == "As the questionnaire says"
    assert waves(app)["2027"]["File"] == "Customers 2027.csv"


def test_a_renamed_column_is_asked_about_and_read_as_a_person_says(people):
    app = drop(data(), people.rename(columns={"gender": "sex"}))
    assert differences(app) == [["to be decided", "Demographic renamed", "gender", "gender", "sex"]]
    assert button(app, "add wave").disabled
    assert "To be decided first: gender." in said(app)
    app.selectbox(key="column of gender").set_value("sex").run()
    assert differences(app) == [["harmless", "Demographic renamed", "gender", "gender", "sex"]]
    add(app)
    assert asked(app).wave("2027").columns == {"gender": "sex"}
    assert waves(app)["2027"]["How it was asked"] == "gender is called sex"


def test_a_proposed_column_can_be_corrected(people):
    new = people.rename(columns={"gender": "sex"}).assign(m_f=people["gender"])
    app = drop(data(), new)
    box = app.selectbox(key="column of gender")
    assert "m_f" in box.options
    box.set_value("m_f").run()
    add(app)
    assert asked(app).wave("2027").columns == {"gender": "m_f"}


def test_a_question_can_be_said_not_to_be_asked(people):
    app = drop(data(), people.rename(columns={"gender": "sex"}))
    app.selectbox(key="column of gender").set_value("").run()
    add(app)
    assert asked(app).wave("2027").left_out == ("gender",)
    assert waves(app)["2027"]["How it was asked"] == "gender left out"


def test_all_proposals_are_taken_with_one_click(people):
    app = drop(data(), people.rename(columns={"gender": "sex", "age": "age_group"}))
    app.button(key="take all proposed").click().run()
    add(app)
    assert asked(app).wave("2027").columns == {"gender": "sex", "age": "age_group"}


def test_a_question_that_was_dropped_can_be_found_again(people):
    app = drop(data(), people.rename(columns={"TC5": "zebra"}))
    assert [row[:3] for row in differences(app)] == [
        ["worth a look", "Item dropped", "TC5"],
        ["worth a look", "Item added", "zebra"],
    ]
    assert app.selectbox(key="column of TC5").value == ""
    app.selectbox(key="column of TC5").set_value("zebra").run()
    assert differences(app) == [["harmless", "Item renamed", "TC5", "TC5", "zebra"]]
    add(app)
    assert asked(app).wave("2027").columns == {"TC5": "zebra"}


def test_a_new_question_joins_this_and_later_waves_when_a_person_says_so(people):
    app = drop(data(), people.assign(TR6=people["TR1"]))
    question = app.selectbox(key="answer new:TR6")
    assert question.value == "leave"
    assert not button(app, "add wave").disabled
    question.set_value("add:Trust").run()
    add(app)
    assert "TR6" in [item.column for item in asked(app).items]
    assert asked(app).wave("Wave 1").left_out == ("TR6",)
    assert waves(app)["Wave 1"]["How it was asked"] == "TR6 left out"


def test_a_code_for_no_answer_is_known_in_every_wave_once_it_is_said(people):
    people.loc[:20, TRUST] = 99
    app = drop(data(), people)
    app.radio[0].set_value("missing").run()
    add(app)
    assert asked(app).missing_codes == {99: "no answer"}


def test_a_turned_item_stops_the_wave_until_it_is_turned_back(people):
    people["TR2"] = 6 - people["TR2"]
    app = drop(data(), people)
    assert [row[:3] for row in differences(app)] == [["to be decided", "Direction", "TR2"]]
    (question,) = app.radio
    assert question.value is None
    assert button(app, "add wave").disabled
    assert "To be decided first: Trust." in said(app)
    question.set_value("turn").run()
    add(app)
    assert asked(app).wave("2027").turned == ("TR2",)
    app.switch_page("pages/reliability.py").run()
    now = app.dataframe[0].value
    app.sidebar.selectbox[0].set_value("Wave 1").run()
    assert list(now["alpha"]) == list(app.dataframe[0].value["alpha"])


def test_a_rescaled_dimension_stops_the_wave_and_is_then_looked_at_alone(people):
    chance = np.random.default_rng(1)
    for item in TRUST:
        people[item] = np.round(1.5 * people[item] - 0.5 + chance.uniform(-0.5, 0.5, 282)).clip(
            1, 7
        )
    people[TRUST] = people[TRUST].astype(int)
    app = drop(data(), people)
    assert {row[0] for row in differences(app)} == {"to be decided"}
    (question,) = app.radio
    question.set_value("alone").run()
    add(app)
    assert waves(app)["2027"]["How it was asked"] == "Trust on 1–7, looked at alone"
    assert str(asked(app).wave("2027").scales["Trust"]) == "1–7"
    app.switch_page("pages/priorities.py").run()
    assert not app.exception
    means = app.dataframe[0].value
    assert means["mean"].max() == pytest.approx(people[TRUST].mean().mean(), abs=0.01)


def test_a_name_that_is_taken_or_empty_keeps_the_wave_waiting():
    app = drop(data(), ANSWERS)
    app.text_input(key="wave name").set_value("Wave 1").run()
    assert button(app, "add wave").disabled
    assert "'Wave 1': is the name of another wave of this study. Choose another name." in said(app)
    app.text_input(key="wave name").set_value(" ").run()
    assert "The wave: has no name. Give it one." in said(app)
    app.text_input(key="wave name").set_value("Spring").run()
    add(app)
    assert list(waves(app)) == ["Wave 1", "Spring"]


def test_a_wave_of_an_earlier_time_stands_before_the_others():
    app = drop(data(study="sample-waves"), ANSWERS, "Customers 2022.csv")
    add(app)
    assert list(waves(app)) == ["2021", "2022", "2023", "2024", "2025"]
    assert app.sidebar.selectbox[0].value == "2022"


def test_cancel_forgets_the_file():
    app = drop(data(), ANSWERS)
    app.button(key="cancel wave").click().run()
    assert button(app, "add wave") is None
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/data.py").run()
    assert button(app, "add wave") is None
    assert link(app, "study") == "sample-insurance"


def test_a_file_that_waits_is_there_after_another_page_and_in_this_session_only(people):
    app = drop(data(), people.rename(columns={"gender": "sex"}))
    app.selectbox(key="column of gender").set_value("sex").run()
    app.text_input(key="wave name").set_value("Spring").run()
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/data.py").run()
    assert app.text_input(key="wave name").value == "Spring"
    assert app.selectbox(key="column of gender").value == "sex"
    assert not button(app, "add wave").disabled
    assert button(data(), "add wave") is None


def test_a_file_that_waits_for_one_study_is_not_added_to_another():
    app = drop(data(), ANSWERS)
    app.query_params["study"] = "sample-carers"
    app.run()
    assert button(app, "add wave") is None
    app.query_params["study"] = "sample-insurance"
    app.run()
    assert button(app, "add wave") is not None


def test_a_file_that_cannot_be_read_is_answered_and_nothing_is_kept():
    app = drop(data(), b"a,b\n1,2\n1,2,3\n")
    assert written(app.error)[0].startswith("Line 3: has more or fewer cells")
    assert button(app, "add wave") is None
    assert link(app, "study") == "sample-insurance"


def test_a_file_of_another_survey_is_refused():
    app = drop(data(), b"fruit,colour\n" + b"apple,red\npear,green\n" * 20, "fruit.csv")
    assert written(app.error) == [
        "File 'fruit.csv': has no question in common with this study. Start a study of its own "
        "with it, or call its columns as this study does."
    ]


def test_a_questionnaire_that_changed_meanwhile_is_said_and_the_file_still_waits():
    app = add(drop(data(), ANSWERS))
    drop(app, ANSWERS, "Customers 2028.csv")
    theirs = kept(app).questionnaire.replace("minimum_group: 5", "minimum_group: 7")
    open_store_here().save_questionnaire(link(app, "study"), theirs, who="Ada")
    add(app)
    assert written(app.error) == [
        "Questionnaire: Ada changed it meanwhile (version 2 became 3). Open the study again and "
        "repeat your change."
    ]
    assert len(kept(app).waves) == 2
    add(app)
    assert list(waves(app)) == ["Wave 1", "2027", "2028"]
    assert asked(app).minimum_group == 7


def test_a_removed_wave_is_asked_for_once_more_and_then_gone(people):
    app = drop(data(), people.rename(columns={"gender": "sex"}))
    app.selectbox(key="column of gender").set_value("sex").run()
    add(app)
    app.selectbox(key="wave to change").set_value("2027").run()
    app.button(key="remove wave").click().run()
    assert "erased from the store, byte by byte" in said(app)
    app.button(key="keep wave").click().run()
    assert button(app, "remove wave for good") is None
    app.button(key="remove wave").click().run()
    app.button(key="remove wave for good").click().run()
    assert not app.exception
    assert list(waves(app)) == ["Wave 1"]
    assert [wave.name for wave in kept(app).waves] == ["Wave 1"]
    assert [wave.name for wave in asked(app).waves] == ["Wave 1"]
    assert "Insurance customers · Wave 1 · 282 of 282 people" in said(app)


def test_removing_a_wave_of_a_sample_makes_it_ones_own():
    app = data(study="sample-waves")
    app.selectbox(key="wave to change").set_value("2023").run()
    app.button(key="remove wave").click().run()
    app.button(key="remove wave for good").click().run()
    assert not app.exception
    assert not link(app, "study").startswith("sample")
    assert list(waves(app)) == ["2021", "2024", "2025"]
    assert list(waves(data(study="sample-waves"))) == ["2021", "2023", "2024", "2025"]


def test_a_published_wave_and_the_only_one_stay():
    app = add(drop(data(), ANSWERS))
    open_store_here().publish(link(app, "study"), "2027")
    app.selectbox(key="wave to change").set_value("2027").run()
    assert waves(app)["2027"]["Published"] == "yes"
    assert button(app, "remove wave").disabled
    assert "2027 is published: it stays as long as its study." in said(app)
    app.selectbox(key="wave to change").set_value("Wave 1").run()
    app.button(key="remove wave").click().run()
    app.button(key="remove wave for good").click().run()
    assert list(waves(app)) == ["2027"]
    assert not [box for box in app.selectbox if box.key == "wave to change"]


def test_the_order_of_waves_is_changed_one_place_at_a_time():
    app = data(study="sample-waves")
    app.selectbox(key="wave to change").set_value("2024").run()
    app.button(key="Earlier wave").click().run()
    assert list(waves(app)) == ["2021", "2024", "2023", "2025"]
    assert asked(app).wave("2024").columns == {"gender": "sex"}
    app.button(key="Earlier wave").click().run()
    assert button(app, "Earlier wave").disabled
    assert app.sidebar.selectbox[0].options == ["2024", "2023", "2025"]


def test_a_damaged_wave_is_named_and_can_be_removed(request):
    app = add(drop(data(), ANSWERS))
    where = request.getfixturevalue("tmp_path") / "studies.sqlite"
    with sqlite3.connect(where) as base:
        base.execute("update wave_file set blob = x'00' where position = 2")
    again = data(study=link(app, "study"))
    assert waves(again)["2027"]["How it was asked"].startswith("is damaged")
    again.selectbox(key="wave to change").set_value("2027").run()
    again.button(key="remove wave").click().run()
    again.button(key="remove wave for good").click().run()
    assert list(waves(again)) == ["Wave 1"]


def test_a_wave_that_somebody_else_removed_leaves_the_table():
    app = add(drop(data(), ANSWERS))
    open_store_here().delete_wave(link(app, "study"), "2027")
    app.run()
    assert not app.exception
    assert list(waves(app)) == ["Wave 1"]


def figures(app, **rows):
    """Type numbers into the grid of printed scores; keys are places."""
    app.session_state[app.session_state["printed wave draft"].key] = {
        "edited_rows": {
            int(row[1:]): dict(zip(("n", "mean", "sd"), cells, strict=True))
            for row, cells in rows.items()
        },
        "added_rows": [],
        "deleted_rows": [],
    }
    return app


def keep_printed(app, name=None):
    if name is not None:
        app.text_input(key="printed wave name").set_value(name)
    app.button(key="keep printed wave").click().run()
    assert not app.exception
    return app


def test_a_printed_wave_is_entered_corrected_and_removed():
    app = keep_printed(figures(data(), _0=(210, 3.42, 0.81)), "2019")
    assert not app.error
    told = asked(app).wave("2019").printed["Trust"]
    assert (told.n, told.mean, told.sd) == (210, 3.42, 0.81)
    assert list(waves(app)) == ["2019", "Wave 1"]
    assert waves(app)["2019"]["How it was asked"] == "Known from print: Trust"
    assert waves(app)["2019"]["People"] == "210"

    app.selectbox(key="wave to change").set_value("2019").run()
    app.button(key="correct printed wave").click().run()
    assert app.text_input(key="printed wave name").value == "2019"
    keep_printed(figures(app, _0=(211, 3.42, 0.81), _1=(190, 3.0, 0.7)), "2018")
    assert {name: told.n for name, told in asked(app).wave("2018").printed.items()} == {
        "Trust": 211,
        "Commitment": 190,
    }
    assert list(waves(app)) == ["2018", "Wave 1"]
    assert waves(app)["2018"]["People"] == "190 to 211"

    app.selectbox(key="wave to change").set_value("2018").run()
    app.button(key="remove wave").click().run()
    assert "earlier versions of it still have them" in said(app)
    app.button(key="remove wave for good").click().run()
    assert list(waves(app)) == ["Wave 1"]
    assert [wave.name for wave in kept(app).waves] == ["Wave 1"]


def test_half_finished_numbers_are_there_after_another_page():
    app = figures(data(), _0=(210, None, 0.81))
    app.text_input(key="printed wave name").set_value("2019").run()
    keep_printed(app)
    assert "has no mean" in said(app)
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/data.py").run()
    assert app.text_input(key="printed wave name").value == "2019"
    keep_printed(figures(app, _0=(210, 3.4, 0.81)))
    assert list(waves(app)) == ["2019", "Wave 1"]


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("", (210, 3.4, 0.8), "The wave: has no name. Give it one."),
        (
            "Wave 1",
            (210, 3.4, 0.8),
            "'Wave 1': is the name of another wave of this study. Choose another name.",
        ),
        ("2019", (None, None, None), "The wave: has no numbers yet. Fill in a row."),
        (
            "2019",
            (210, None, None),
            "The row of 'Trust': has no mean and no sd. Fill it in, or empty the row.",
        ),
        (
            "2019",
            (210, 7.4, 0.8),
            "What is printed of 'Trust': has a mean of 7.4, off its scale 1–5. Correct it, or bring "
            "it to this scale.",
        ),
        (
            "2019",
            (3, 3.4, 0.8),
            "What is printed of 'Trust': comes from 3 people, fewer than the 5 that may be shown. "
            "Leave it out.",
        ),
    ],
)
def test_printed_numbers_that_cannot_be_are_refused(name, row, message):
    app = keep_printed(figures(data(), _0=row), name)
    assert written(app.error) == [message]
    assert link(app, "study") == "sample-insurance"


def test_hostile_names_of_waves_stay_text():
    bait = "![x](http://x/a.png) **b** $x$"
    app = drop(data(), ANSWERS)
    app.text_input(key="wave name").set_value(bait).run()
    add(app)
    shown = "\n".join(element.value for element in (*app.success, *app.caption))
    assert "![x](" not in shown
    assert bait in waves(app)
    assert app.sidebar.selectbox[0].options[1] == bait  # a list is never markup
