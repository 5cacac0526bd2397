"""What a study keeps beside its survey: coders' files and judgements, through a refresh and to others."""

import pytest

from crm_analytics import store as stores
from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store.schema import document
from crm_analytics.store.studies import Store, open_store
from tests.ui.test_coding import LONG, errors, upload
from tests.ui.test_ism_page import STUDY, edit, finding, laid_out, levels, work
from tests.ui.visiting import APART, link, said, start, visit

ISM, CODING = "pages/ism.py", "pages/coding.py"
A_SAMPLE = "This is a sample. A change of it is kept in “Clients”."


def kept():
    return open_store(stores.default_url())


def press(app, label):
    shown = {button.label.replace(APART, "").replace("\\", ""): button for button in app.button}
    shown[label].click().run()
    assert not app.exception
    return app


def refused(app):
    return [one.value.replace("\\", "") for one in app.error]


def test_judgements_survive_a_refresh_with_everything_laid_beside_them(study):
    app = visit(ISM, study=study)
    assert A_SAMPLE in said(app)
    edit(app, "judgements", 1, **{"2": "V"})
    edit(app, "reasons", 0, why="People notice it.")
    edit(app, "factors", 2, dimension="Trust", across=6.0)
    edit(app, "factors", 0, name="Staying")
    assert "Kept in “Clients” · last changed" in said(app)
    again = visit(ISM, study=study)
    assert "8 factors stand on 6 levels: Staying at the top" in finding(again)
    assert list(work(again).reasons.values()) == ["People notice it."]
    assert work(again).linked == {"3": "Trust"}
    assert work(again).moved["3"][0] == 6.0
    assert levels(again) == levels(app)


def test_looking_at_samples_keeps_nothing(study):
    app = laid_out(visit(ISM, study=study), STUDY)
    visit(CODING, study=study).button(key="coding sample").click().run()
    app.run()
    assert "All 17 factors" in finding(app)
    assert [kept().edition(study, name) for name in ("ism", "coding")] == [None, None]


def test_the_first_change_makes_a_sample_of_a_survey_ones_own():
    app = visit(ISM, study="sample-insurance")
    edit(app, "judgements", 1, **{"2": "V"})
    own = link(app, "study")
    assert not own.startswith("sample")
    assert "on 6 levels" in finding(visit(ISM, study=own))
    assert "on 5 levels" in finding(visit(ISM, study="sample-insurance"))


def test_coders_files_survive_a_refresh_and_become_factors(study):
    app = visit(CODING, study=study)
    assert A_SAMPLE in said(app)
    upload(app, ("long.csv", LONG))
    upload(
        app, ("book.csv", b"code,category,group\nprice,Money,Why\nspeed,Service,What\n"), place=1
    )
    again = visit(CODING, study=study)
    assert "long.csv: 3 units, 2 coders, 3 codes · code book book.csv" in said(again)
    press(visit(ISM, study=study), "Take the 2 categories of Coding")
    assert [factor.name for factor in work(visit(ISM, study=study)).judgements.factors] == [
        "Money",
        "Service",
    ]


def test_the_codes_of_another_study_are_not_offered_as_factors(study):
    app = visit(CODING, study=study)
    upload(app, ("long.csv", LONG))
    app.query_params["study"] = "sample-insurance"
    app.switch_page(ISM).run()
    labels = [button.label for button in app.button]
    assert "Take the 17 categories of Coding" in labels


def test_what_happened_is_told_on_data(study):
    edit(visit(ISM, study=study), "judgements", 1, **{"2": "V"})
    upload(visit(CODING, study=study), ("long.csv", LONG))
    data = visit("pages/data.py", study=study)
    told = next(f.value for f in data.dataframe if "When" in f.value.columns)
    assert list(told["What"])[:2] == ["Coders' files changed", "Judgements for ISM changed"]


def test_each_sees_what_the_other_judged_and_both_hold(two):
    ann, bob = two
    edit(ann, "judgements", 1, **{"2": "V"})
    edit(bob, "judgements", 0, **{"2": "O"})
    assert work(bob).judgements.of(0).letter(1, 2) == "V"
    assert work(bob).judgements.of(0).letter(0, 2) == "O"
    assert refused(bob) == []
    ann.run()
    assert work(ann).judgements.of(0).letter(0, 2) == "O"
    assert ann.session_state["judgements"].base[0][2] == "O"
    assert finding(ann) == finding(bob)


def test_of_the_same_pair_the_first_stands_and_the_second_is_told(two):
    ann, bob = two
    edit(ann, "judgements", 1, **{"2": "V"})
    edit(bob, "judgements", 1, **{"2": "X"})
    assert refused(bob) == [
        "2 Satisfaction → 3 Trust: is 'V' by now, and yours was 'X'. "
        "Write yours again if it still holds."
    ]
    edit(bob, "judgements", 1, **{"2": "X"})
    ann.run()
    assert work(ann).judgements.of(0).letter(1, 2) == "X"
    bob.query_params["study"] = "sample-insurance"
    assert refused(bob.run()) == []


def test_files_that_others_put_in_meanwhile_stand_and_mine_can_be_brought_back(two):
    ann, bob = two
    raw = b"id,factor,1,2\n1,Price,,V\n2,Trust,,\n"
    ann.file_uploader[0].set_value([("other.csv", raw, "text/csv")]).run()
    edit(bob, "judgements", 1, **{"2": "V"})
    assert "2 factors stand on 2 levels" in finding(bob)
    assert "The judgements: were made of other files meanwhile" in refused(bob)[0]
    press(bob, "Bring back ism_loyalty.csv (edited)")
    assert "8 factors stand on 6 levels" in finding(bob)
    ann.run()
    assert "8 factors stand on 6 levels" in finding(ann)


def test_a_sample_in_the_place_of_ones_own_can_be_undone(study):
    app = visit(ISM, study=study)
    edit(app, "judgements", 1, **{"2": "V"})
    laid_out(app, STUDY)
    assert "A change of it takes the place of what “Clients” keeps." in said(app)
    edit(app, "judgements", 0, **{"1": "O"})
    assert len(work(visit(ISM, study=study)).judgements.factors) == 17
    press(app, "Bring back ism_loyalty.csv (edited)")
    assert "on 6 levels" in finding(visit(ISM, study=study))


def test_what_was_judged_in_one_study_can_be_taken_to_the_next(study):
    app = visit(ISM, study="sample-insurance")
    edit(app, "judgements", 1, **{"2": "V"})
    app.query_params["study"] = study
    app.run()
    assert A_SAMPLE in said(app)
    press(app, "Bring back ism_loyalty.csv (edited)")
    assert "on 6 levels" in finding(visit(ISM, study=study))
    assert not any(b.label.startswith("Bring back") for b in app.button), "it is here"


def test_what_a_deleted_study_kept_is_not_brought_back_in_this_window_either():
    app = visit(CODING, study="sample-insurance")
    upload(app, ("long.csv", LONG))
    own = link(app, "study")
    app.switch_page("pages/data.py").run()
    for label in ("Delete …", "Delete for good"):
        app.button(key=f"{label} {own}").click().run()
    app.switch_page(CODING).run()
    assert "long.csv" not in said(app)
    assert not any(b.label.startswith("Bring back") for b in app.button)


def test_what_is_removed_is_gone_and_can_be_brought_back_in_this_window_only(study):
    app = visit(CODING, study=study)
    upload(app, ("long.csv", LONG))
    press(app, "Remove it")
    assert A_SAMPLE in said(app)
    assert kept().document(study, "coding") == b""
    assert not any(b.label.startswith("Bring back") for b in visit(CODING, study=study).button)
    press(app, "Bring back long.csv")
    assert "long.csv: 3 units" in said(visit(CODING, study=study))


@pytest.mark.parametrize(("page", "name"), [(ISM, "ism"), (CODING, "coding")])
def test_what_is_damaged_is_said_and_nothing_is_put_over_it(study, page, name):
    app = visit(page, study=study)
    if name == "ism":
        edit(app, "judgements", 1, **{"2": "V"})
    else:
        upload(app, ("long.csv", LONG))
    with kept().writing() as connection:
        connection.execute(document.update().values(blob=b"damaged"))
    fresh = visit(page, study=study)
    assert errors(fresh) == [
        f"Document '{name}': is damaged: what is kept is not what was saved. "
        "Restore the store from a backup, or remove it and put it in again."
    ]
    if name == "ism":
        laid_out(fresh, STUDY)
        edit(fresh, "judgements", 1, **{"2": "X"})
    else:
        fresh.button(key="coding sample").click().run()
        upload(fresh, ("long.csv", LONG))
    with pytest.raises(StoreTrouble):
        kept().document(study, name)
    press(fresh, "Remove it")
    assert errors(fresh) == []
    assert A_SAMPLE in said(fresh)


def test_what_cannot_be_kept_stays_in_the_window_and_is_kept_with_the_next_change(
    study, monkeypatch
):
    def full(*_, **__):
        raise StoreTrouble(Problem("Store", "has no room left.", "Free some space."))

    app = visit(ISM, study=study)
    with monkeypatch.context() as broken:
        broken.setattr(Store, "keep_document", full)
        edit(app, "judgements", 1, **{"2": "V"})
    assert refused(app) == ["Store: has no room left. Free some space."]
    assert "on 6 levels" in finding(app)
    assert kept().edition(study, "ism") is None
    app.run()
    assert "What you see is in this window only" in said(app)
    edit(app, "judgements", 1, **{"2": "V", "3": "X"})
    assert refused(app) == []
    given = work(visit(ISM, study=study)).judgements.of(0)
    assert (given.letter(1, 2), given.letter(1, 3)) == ("V", "X")


@pytest.mark.parametrize("page", [ISM, CODING])
def test_a_refresh_of_these_pages_stays_with_the_study(study, page):
    app = start(study=study)
    app.query_params.clear()
    app.switch_page(page).run()
    assert link(app, "study") == study


@pytest.mark.parametrize("page", [ISM, CODING])
def test_a_link_to_no_study_ends_these_pages_in_words(page):
    app = visit(page, study="guess")
    assert refused(app) == ["Study: is not in this store. Open Data and choose a file or a sample."]
