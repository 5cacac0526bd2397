"""IsmDocument of several windows meets at awkward moments: nothing is lost without a word, nothing breaks."""

import json

import pytest
import streamlit as st

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.ism.document import to_json
from crm_analytics.ism.square import NAME
from crm_analytics.store.studies import Store
from crm_analytics.ui.coding_files import to_zip
from crm_analytics.ui.ism import page
from crm_analytics.ui.ism.document import read_files
from tests.ui.test_coding import LONG, upload
from tests.ui.test_ism_page import EXPERTS, edit, finding, laid_out, work
from tests.ui.test_shelf import CODING, ISM, kept, press, refused
from tests.ui.visiting import link, said, visit

SMALL = b"id,factor,1,2\n1,Price,,V\n2,Trust,,\n"


def full(*_, **__):
    raise StoreTrouble(Problem("Store", "has no room left.", "Free some space."))


def letters(app, *pairs, expert=0):
    return "".join(work(app).judgements.of(expert).letter(*pair) for pair in pairs)


def grid_of(app, called):
    return next(
        one.proto.id
        for one in app.data_editor
        if one.proto.id.partition("-")[2][33:].startswith(called)
    )


def send(app, edits, pressed="", surface=""):
    """Edits of grids, a button and a drop of the first box, whatever the last run came to."""
    states = app._tree.get_widget_states()
    for grid, rows in edits.items():
        whole = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
        states.widgets.add(id=grid, string_value=json.dumps(whole))
    if pressed:
        states.widgets.add(id=pressed, trigger_value=True)
    if surface:
        heard = [{"event": "dropped", "value": {"boxes": [["1", 9.0, 9.0]]}}]
        id = f"$$STREAMLIT_INTERNAL_KEY_{surface}__events"
        states.widgets.add(id=id, json_trigger_value=json.dumps(heard))
    app._run(states)
    assert not app.exception
    return app


def interrupted(app, monkeypatch):
    """A run that has seen what is kept and is ended by the next step before it draws anything."""
    with monkeypatch.context() as early:
        early.setattr(page.inputs, "ways_in", lambda _: st.stop())
        app.run()
    assert not app.exception


def test_what_could_not_be_kept_is_put_together_with_what_others_changed(two, monkeypatch):
    ann, bob = two
    with monkeypatch.context() as broken:
        broken.setattr(Store, "keep_document", full)
        edit(bob, "judgements", 1, **{"2": "V"})
    edit(ann, "judgements", 0, **{"2": "O"})
    bob.run()
    assert "What you see is in this window only" in said(bob)
    edit(bob, "judgements", 1, **{"2": "V", "3": "X"})
    assert refused(bob) == []
    ann.run()
    assert letters(ann, (0, 2), (1, 2), (1, 3)) == "OVX"


def test_a_change_of_a_sample_stays_where_the_study_was_made_and_nothing_more_could_be_kept(
    monkeypatch,
):
    app = visit(ISM, study="sample-insurance")
    with monkeypatch.context() as broken:
        broken.setattr(Store, "keep_document", full)
        edit(app, "judgements", 1, **{"2": "V"})
    own = link(app, "study")
    assert refused(app) == ["Store: has no room left. Free some space."]
    assert "on 6 levels" in finding(app)
    edit(app, "judgements", 1, **{"2": "V", "3": "X"})
    assert letters(visit(ISM, study=own), (1, 2), (1, 3)) == "VX"


def test_undoing_what_was_done_about_a_circle_undoes_nothing_of_others(two):
    ann, bob = two
    for app in two:
        edit(app, "judgements", 1, **{"2": "X"})
        two[1].run()
    edit(ann, "judgements", 0, **{"7": "X"})
    edit(ann, "factors", 5, name="Price")
    before = letters(ann, (0, 7))
    next(b for b in bob.button if b.label.startswith("Change ")).click().run()
    for undo in (b for b in bob.button if b.label.startswith("Undo")):
        undo.click().run()
    ann.run()
    assert letters(ann, (0, 7)) == before
    assert work(ann).judgements.factors[5].name == "Price"


def test_a_letter_typed_while_another_expert_is_chosen_stays_with_its_grid(study):
    app = laid_out(visit(ISM, study=study), EXPERTS)
    given = work(app).judgements
    grid = grid_of(app, "judgements")
    other = "V" if given.of(0).letter(0, 1) != "V" else "O"
    app.button_group(key="|".join(("ism expert", *given.experts))).set_value(2)
    send(app, {grid: {"0": {"1": other}}})
    assert letters(app, (0, 1)) == other
    assert (work(app).judgements.leads[2] == given.leads[2]).all()


def test_an_old_letter_is_not_typed_again_with_a_new_one(two, monkeypatch):
    ann, bob = two
    grid = grid_of(bob, "judgements")
    edit(bob, "judgements", 1, **{"2": "V"})
    edit(ann.run(), "judgements", 1, **{"2": "A"})
    interrupted(bob, monkeypatch)
    send(bob, {grid: {"1": {"2": "V"}, "0": {"2": "O"}}})
    ann.run()
    assert letters(ann, (0, 2), (1, 2)) == "OA"


def test_what_is_done_to_judgements_that_are_gone_is_not_done_to_others_and_said(two, monkeypatch):
    ann, bob = two
    edit(bob, "judgements", 1, **{"2": "X"})
    grids = [grid_of(bob, name) for name in ("judgements", "reasons", "factors")]
    change = next(b for b in bob.button if b.label.startswith("Change "))
    surface = bob.get("bidi_component")[0].proto.id
    upload(ann.run(), ("small.csv", SMALL))
    interrupted(bob, monkeypatch)
    before = kept().edition(link(bob, "study"), "ism")
    rows = {"5": {"6": "X"}}, {"3": {"why": "So it is."}}, {"0": {"name": "Staying"}}
    send(bob, dict(zip(grids, rows, strict=True)), change.proto.id, surface)
    assert kept().edition(link(bob, "study"), "ism") == before
    assert "2 factors stand on 2 levels" in finding(bob)
    assert refused(bob) == [
        "Your last change: was made in other judgements, which are not here any more. "
        "Make it again where it still holds."
    ]


@pytest.mark.parametrize("name", ["ism", "coding"])
def test_files_do_not_take_the_place_of_what_was_not_seen(study, name):
    where, raw = {"ism": (ISM, SMALL), "coding": (CODING, LONG)}[name]
    bob = visit(where, study=study)
    made = to_json(read_files([("a.csv", raw)])) if name == "ism" else to_zip([(raw, "a.csv")])
    theirs = kept().keep_document(study, name, made)
    upload(bob, ("bob.csv", raw + b"\n"))
    assert kept().edition(study, name) == theirs
    assert "meanwhile" in refused(bob)[0]
    press(bob, "Bring back bob.csv")
    assert kept().edition(study, name) != theirs


def test_what_is_removed_between_two_looks_is_no_trouble(study, monkeypatch):
    edit(visit(ISM, study=study), "judgements", 1, **{"2": "V"})
    monkeypatch.setattr(Store, "document", lambda *_: b"")
    assert "This is a sample." in said(visit(ISM, study=study))


def test_what_was_removed_but_left_bytes_can_be_brought_back_like_any(study, monkeypatch):
    app = edit(visit(ISM, study=study), "judgements", 1, **{"2": "V"})
    with monkeypatch.context() as read:
        read.setattr(Store, "_forget", full)
        press(app, "Remove it")
    assert refused(app) == ["Store: has no room left. Free some space."]
    assert "This is a sample." in said(app)
    press(app, "Bring back ism_loyalty.csv (edited)")
    assert "on 6 levels" in finding(app)


def test_what_somebody_removed_does_not_come_back_with_the_next_edit_of_another(two):
    ann, bob = two
    edit(ann, "judgements", 1, **{"2": "V"})
    press(ann, "Remove it")
    edit(bob, "judgements", 1, **{"3": "V"})
    press(bob.run(), "Remove it")
    edit(bob, "judgements", 1, **{"2": "V"})
    ann.run()
    press(ann, "Remove it")
    edit(bob, "judgements", 1, **{"2": "V", "3": "V"})
    assert kept().edition(link(bob, "study"), "ism") is None
    assert refused(bob) == [
        "Your last change: was not kept: somebody else removed meanwhile what it was made in. "
        "Bring it back if it should be kept."
    ]
    press(bob, "Bring back ism_loyalty.csv (edited)")
    ann.run()
    assert letters(ann, (1, 2), (1, 3)) == "VV"


def test_files_are_kept_where_somebody_removed_what_they_replace(study):
    app = edit(visit(ISM, study=study), "judgements", 1, **{"2": "V"})
    kept().remove_document(study, "ism")
    upload(app, ("small.csv", SMALL))
    assert refused(app) == []
    assert "2 factors stand on 2 levels" in finding(visit(ISM, study=study))


def test_an_edit_goes_to_the_study_in_which_it_was_made(study):
    other = link(edit(visit(ISM, study="sample-insurance"), "judgements", 0, **{"1": "O"}), "study")
    app = edit(visit(ISM, study=study), "judgements", 1, **{"2": "V"})
    before = kept().edition(other, "ism")
    app.query_params["study"] = other
    edit(app, "judgements", 1, **{"2": "V", "3": "X"})
    assert kept().edition(other, "ism") == before
    assert letters(visit(ISM, study=study), (1, 2), (1, 3)) == "VX"


def test_an_edit_of_a_sample_is_not_put_into_the_study_that_is_opened_then(study):
    app = visit(ISM, study="sample-insurance")
    app.query_params["study"] = study
    edit(app, "judgements", 1, **{"2": "V"})
    assert kept().edition(study, "ism") is None
    press(app, "Bring back ism_loyalty.csv (edited)")
    assert "on 6 levels" in finding(app)


def test_what_no_browser_would_send_shuts_nobody_out(study):
    app = visit(ISM, study=study)
    for cells in ({"why": "so " * 40_000}, {"why": "\ud800 \0 so"}):
        edit(app, "reasons", 0, **cells)
    for cells in ({"name": "\ud800 \0 Loyal"}, {"name": "Loyal " * 9_000}, {"dimension": "\ud800"}):
        edit(app, "factors", 0, **cells)
    again = visit(ISM, study=study)
    assert "8 factors stand on 5 levels" in finding(again)
    assert list(work(again).reasons.values()) == ["so"]
    assert len(work(again).judgements.factors[0].name) <= NAME


def test_a_study_that_somebody_deleted_ends_an_edit_in_words(study):
    app = visit(ISM, study=study)
    kept().delete(study)
    edit(app, "judgements", 1, **{"2": "V"})
    assert refused(app) == ["Study: is not in this store. Open Data and choose a file or a sample."]
