"""Two sessions and one questionnaire: nothing is overwritten silently, and nothing is lost."""

import pytest

from crm_analytics import store
from crm_analytics.store.studies import open_store
from crm_analytics.survey import questionnaire
from tests.ui.visiting import ROOT, edit, said, visit

PAGE = "pages/questionnaire.py"
ASKED = "#### ann changed the questionnaire while you did"
WAITS = "Yours waits here. Nothing is lost."
OF_NO_STUDY = ("pages/check.py",)


@pytest.fixture
def kept(study):
    store_here = open_store(store.default_url())

    class Kept:
        """What is kept by now."""

        url = store_here
        id = study

        @property
        def now(self):
            return questionnaire.read(store_here.open(study).questionnaire)

        @property
        def versions(self):
            return [one.who for one in store_here.questionnaires(study)]

    return Kept()


@pytest.fixture
def two(study):
    """Ann and Bob look at the same questionnaire."""
    ann, bob = (visit(PAGE, study=study) for _ in range(2))
    ann.user, bob.user = {"email": "ann"}, {"email": "bob"}
    return ann, bob


def the_title(app):
    return next(box for box in app.text_input if box.label == "Title")


def entitle(app, title):
    the_title(app).set_value(title).run()


def raise_group(app, fewest):
    app.number_input[0].set_value(fewest).run()


def ask(app, **cells):
    """Change cells of TR1 in the grid."""
    drafted = app.session_state["questionnaire draft"]
    place = [row.column for row in drafted.base].index("TR1")
    return edit(app, {"edited_rows": {place: cells}})


def load(app, text):
    app.file_uploader[0].set_value(("q.yaml", text.encode(), "application/yaml")).run()


def press(app, label):
    app.button(key=label).click().run()
    assert not app.exception


def rows(app):
    return [tuple(row) for row in app.table[0].value.itertuples(index=False)]


def test_whoever_saves_second_is_asked_and_nothing_is_overwritten(two, kept):
    ann, bob = two
    entitle(ann, "Ann's")
    entitle(bob, "Bob's")
    assert ASKED in said(bob)
    assert WAITS in said(bob)
    assert rows(bob) == [("Title", "Clients", "Ann's", "Bob's")]
    assert kept.now.title == "Ann's"
    assert kept.versions == ["test@example.com", "ann"]


def test_in_the_other_order_the_other_is_asked(two, kept):
    ann, bob = two
    entitle(bob, "Bob's")
    entitle(ann, "Ann's")
    assert "#### bob changed the questionnaire while you did" in said(ann)
    assert rows(ann) == [("Title", "Clients", "Bob's", "Ann's")]
    assert kept.now.title == "Bob's"


def test_theirs_is_kept(two, kept):
    ann, bob = two
    entitle(ann, "Ann's")
    entitle(bob, "Bob's")
    press(bob, "keep theirs")
    assert the_title(bob).value == "Ann's"
    assert WAITS not in said(bob)
    assert kept.versions == ["test@example.com", "ann"]


def test_mine_is_put_over_theirs_which_stays_in_the_history(two, kept):
    ann, bob = two
    entitle(ann, "Ann's")
    entitle(bob, "Bob's")
    press(bob, "put mine over it")
    assert the_title(bob).value == "Bob's"
    assert kept.now.title == "Bob's"
    assert kept.url.studies()[0].title == "Bob's"
    assert questionnaire.read(kept.url.questionnaire(kept.id, 2)).title == "Ann's"
    assert kept.versions == ["test@example.com", "ann", "bob"]


def test_different_things_are_kept_both(two, kept):
    ann, bob = two
    entitle(ann, "Ann's")
    raise_group(bob, 10)
    press(bob, "keep both")
    assert (kept.now.title, kept.now.minimum_group) == ("Ann's", 10)
    assert kept.versions == ["test@example.com", "ann", "bob"]


def test_the_same_thing_cannot_be_kept_twice_and_it_is_said_why(two):
    ann, bob = two
    entitle(ann, "Ann's")
    entitle(bob, "Bob's")
    assert "keep both" not in [button.key for button in bob.button]
    assert "Both cannot be kept together: Title was changed by both" in said(bob)


def test_cells_of_the_grid_are_settled_like_settings(two, kept):
    ann, bob = two
    ask(ann, reversed=True)
    ask(bob, text="Do you trust us?")
    assert rows(bob) == [
        ("Column TR1 · reversed", "–", "yes", "–"),
        ("Column TR1 · text", "–", "–", "Do you trust us?"),
    ]
    press(bob, "keep both")
    item = next(item for item in kept.now.items if item.column == "TR1")
    assert (item.text, item.reversed) == ("Do you trust us?", True)
    drafted = next(r for r in bob.session_state["questionnaire draft"].base if r.column == "TR1")
    assert (drafted.text, drafted.reversed) == ("Do you trust us?", True)


def test_an_edit_of_the_grid_is_given_up_for_theirs(two, kept):
    ann, bob = two
    entitle(ann, "Ann's")
    ask(bob, text="Do you trust us?")
    press(bob, "keep theirs")
    drafted = next(r for r in bob.session_state["questionnaire draft"].base if r.column == "TR1")
    assert drafted.text == ""
    assert kept.now.title == "Ann's"


def test_a_questionnaire_file_is_settled_like_an_edit(two, kept):
    ann, bob = two
    raise_group(ann, 10)
    load(bob, kept.url.questionnaire(kept.id, 1).replace("title: Clients", "title: From a file"))
    assert rows(bob)[0] == ("Title", "Clients", "Clients", "From a file")
    press(bob, "keep both")
    assert (kept.now.title, kept.now.minimum_group) == ("From a file", 10)


def test_hypotheses_are_settled_like_an_edit(two, kept, study):
    ann, _ = two
    bob = visit("pages/hypotheses.py", study=study)
    entitle(ann, "Ann's")
    edit(bob, {"added_rows": [{"id": "H1", "kind": "level", "of": "TR"}]})
    assert rows(bob) == [
        ("Title", "Clients", "Ann's", "Clients"),
        ("Hypothesis H1", "–", "–", "level · TR"),
    ]
    press(bob, "keep both")
    assert (kept.now.title, [claim.id for claim in kept.now.hypotheses]) == ("Ann's", ["H1"])


def test_a_third_person_makes_it_a_new_question(two, kept):
    ann, bob = two
    entitle(ann, "Ann's")
    raise_group(bob, 10)
    load(visit(PAGE, study=kept.id), kept.url.questionnaire(kept.id, 2).replace("Ann's", "Cleo's"))
    press(bob, "keep both")
    assert rows(bob) == [
        ("Title", "Ann's", "Cleo's", "Ann's"),
        ("Fewest people that may be shown", "5", "5", "10"),
    ]
    press(bob, "keep both")
    assert (kept.now.title, kept.now.minimum_group) == ("Cleo's", 10)


def test_a_choice_that_the_store_refuses_is_said_and_still_waits(two, kept):
    ann, bob = two
    raise_group(ann, 10)
    kept.url.publish(kept.id, "Wave 1")
    entitle(bob, "Bob's")
    press(bob, "put mine over it")
    assert "lowers minimum_group from 10 to 5, and a wave is published." in said(bob)
    assert WAITS in said(bob)
    press(bob, "keep both")
    assert (kept.now.title, kept.now.minimum_group) == ("Bob's", 10)


def test_the_same_change_twice_is_no_question(two, kept):
    ann, bob = two
    entitle(ann, "Same")
    entitle(bob, "Same")
    assert WAITS not in said(bob)
    assert kept.versions == ["test@example.com", "ann"]


def test_whoever_only_looks_is_told_and_shown_the_new_one_when_asked(two, study):
    ann, _ = two
    looking = visit("pages/reliability.py", study=study)
    ask(ann, dimension="Other")
    looking.run()
    assert "ann changed the questionnaire on " in said(looking)
    assert "This page still shows the one before." in said(looking)
    assert "Other" not in set(looking.dataframe[0].value["scale"])
    press(looking, "reload")
    assert "This page still shows" not in said(looking)
    assert "Other" in said(looking)


def test_every_page_can_say_what_changed(two, study):
    ann, _ = two
    pages = [f"pages/{path.name}" for path in sorted((ROOT / "pages").glob("*.py"))]
    app = visit("pages/overview.py", study=study)
    entitle(ann, "Ann's")
    for page in pages:
        app.switch_page(page).run()
        assert not app.exception
        assert ("still shows the one before" in said(app)) == (page not in OF_NO_STUDY)


def test_edits_that_wait_to_be_finished_survive_what_others_change(two, study):
    ann, bob = two
    ask(bob, scale="from here to there")
    assert "has the scale 'from here to there'" in said(bob)
    entitle(ann, "Ann's")
    bob.run()
    press(bob, "reload")
    drafted = next(r for r in bob.session_state["questionnaire draft"].rows if r.column == "TR1")
    assert drafted.scale == "from here to there"
    assert the_title(bob).value == "Ann's"


def test_an_unfinished_edit_never_undoes_what_others_changed(two, kept):
    ann, bob = two
    ask(bob, scale="from here to there")
    ask(ann, text="Do you trust us?")
    bob.run()
    press(bob, "reload")
    ask(bob, scale="1–5")
    assert next(i for i in kept.now.items if i.column == "TR1").text == "Do you trust us?"


def test_an_unfinished_edit_of_a_cell_that_others_changed_is_told(two, kept):
    ann, bob = two
    ask(bob, scale="from here to there")
    ask(ann, scale="1–7")
    bob.run()
    press(bob, "reload")
    assert "has the scale '1–7' by now, and yours was 'from here to there'." in said(bob)


def test_unfinished_hypotheses_survive_what_others_change(two, study):
    ann, cleo = two
    bob = visit("pages/hypotheses.py", study=study)
    edit(bob, {"added_rows": [{"id": "H7", "of": "TR"}]})
    assert "Not kept yet. Hypothesis 'H7': has no kind." in said(bob)
    entitle(ann, "Ann's")
    bob.run()
    press(bob, "reload")
    assert bob.session_state["hypotheses draft"].rows[-1]["id"] == "H7"
    cleo.switch_page("pages/hypotheses.py").run()
    press(cleo, "reload")
    edit(cleo, {"added_rows": [{"id": "H1", "kind": "level", "of": "TR"}]})
    bob.run()
    press(bob, "reload")
    assert "others changed the hypotheses: H7 · TR." in said(bob)


def test_an_earlier_version_is_looked_at_and_brought_back(two, kept):
    ann, _ = two
    entitle(ann, "Ann's")
    raise_group(ann, 10)
    box = next(box for box in ann.selectbox if box.label == "Version")
    assert len(box.options) == 2
    box.set_value(1).run()
    assert rows(ann) == [
        ("Title", "Clients", "Ann's"),
        ("Fewest people that may be shown", "5", "10"),
    ]
    press(ann, "bring back")
    assert (kept.now.title, kept.now.minimum_group) == ("Clients", 5)
    assert len(kept.versions) == 4
    assert the_title(ann).value == "Clients"
    assert kept.url.studies()[0].title == "Clients"
