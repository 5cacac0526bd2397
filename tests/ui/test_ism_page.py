"""The ISM page without a browser: what is laid out, edited, refused, kept and shown."""

import json
import time

import pytest
from streamlit.testing.v1 import AppTest

from crm_analytics.ism import write
from tests.browser.server import ROOT
from tests.ism.structures import SAMPLES, large
from tests.ui.visiting import visit

STUDY, LOYALTY, EXPERTS = "ism_study.csv", "ism_loyalty.csv", "ism_experts.xlsx"
FUZZY = b"factor,a,b,c\na,,.9,0\nb,.1,,.7\nc,.3,0,\n"


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
    assert not app.exception
    return next(m.value for m in app.markdown if m.value.startswith("####")).replace("\\", "")


def table(app, column):
    return next(one.value for one in app.dataframe if column in one.value)


def levels(app):
    shown = table(app, "level")
    return dict(zip(shown["factor"], shown["level"], strict=True))


def edit(app, called, row, /, **cells):
    """As an edit arrives from the browser: its callback runs, then the page."""
    (grid,) = (
        one for one in app.data_editor if one.proto.id.partition("-")[2][33:].startswith(called)
    )
    states = app._tree.get_widget_states()
    sent = states.widgets.add()
    sent.id = grid.proto.id
    sent.string_value = json.dumps(
        {"edited_rows": {str(row): cells}, "added_rows": [], "deleted_rows": []}
    )
    app._run(states)
    assert not app.exception
    return app


def drawn(app):
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def work(app):
    return app.session_state["held ism"].content


def test_a_new_visitor_sees_a_sample_and_what_it_is_for(app):
    assert "8 factors stand on 5 levels" in finding(app)
    assert "What people who know the matter say" in said(app)
    assert "This is a sample. A change of it is kept in “Insurance customers”." in said(app)


def test_every_sample_has_its_finding(app):
    assert "All 17 factors lead to one another" in finding(laid_out(app, STUDY))
    assert "on 5 levels" in finding(laid_out(app, LOYALTY))
    assert "on 6 levels" in finding(laid_out(app, EXPERTS))


def test_one_level_is_shown_with_what_to_do_about_it(app):
    laid_out(app, STUDY)
    assert set(levels(app).values()) == {1}
    assert "All factors lead to one another: which judgements to look at again" in said(app)
    assert "With 1 of 25 changed, the model has 1 level." in said(app)
    assert "The model has collapsed into one level" in said(app)


def test_the_doctor_changes_judgements_and_the_change_can_be_undone(app):
    laid_out(app, STUDY)
    app.slider[0].set_value(25).run()
    assert "With 25 of 25 changed, the model has 15 levels." in said(app)
    next(b for b in app.button if b.label == "Change 25 judgements in the grid").click().run()
    assert "on 15 levels" in finding(app)
    assert "(edited)" not in said(app)
    next(b for b in app.button if b.label.startswith("Undo")).click().run()
    assert "All 17 factors lead to one another" in finding(app)


def test_a_letter_in_the_grid_changes_the_levels_at_once(app):
    laid_out(app, LOYALTY)
    assert levels(app)["Trust"] == 2
    edit(app, "judgements", 1, **{"2": "V"})
    assert "on 6 levels" in finding(app)
    assert (levels(app)["Trust"], levels(app)["Satisfaction"]) == (2, 3)
    edit(app, "judgements", 1, **{"2": "X"})
    assert not [b for b in app.button if b.label.startswith("Undo")]
    assert levels(app)["Satisfaction"] == levels(app)["Trust"] == 2
    assert "Satisfaction and Trust lead to one another: which judgements" in said(app)


def test_a_letter_below_the_diagonal_is_the_pair_seen_from_the_other_side(app):
    laid_out(app, LOYALTY)
    edit(app, "judgements", 2, **{"1": "a"})
    assert levels(app)["Satisfaction"] == 3
    base = app.session_state["judgements"].base
    assert (base[1][2], base[2][1]) == ("V", "")


def test_a_cell_that_is_emptied_or_on_the_diagonal_keeps_what_counts(app):
    laid_out(app, LOYALTY)
    before = app.session_state["judgements"]
    edit(app, "judgements", 0, **{"1": None, "0": "X"})
    assert "on 5 levels" in finding(app)
    after = app.session_state["judgements"]
    assert (after.base, after.number) == (before.base, before.number + 1)
    assert "This is a sample." in said(app)


def test_an_edit_stays_on_the_way_to_another_page(app):
    laid_out(app, LOYALTY)
    edit(app, "judgements", 1, **{"2": "V"})
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/ism.py").run()
    assert "on 6 levels" in finding(app)
    assert app.session_state["judgements"].base[1][2] == "V"


def test_each_expert_has_judgements_of_their_own(app):
    laid_out(app, EXPERTS)
    first = app.session_state["judgements"].base
    experts = work(app).judgements.experts
    app.button_group(key="|".join(("ism expert", *experts))).set_value(2).run()
    assert app.session_state["judgements"].base != first


def test_an_edited_matrix_says_so_in_its_files(app):
    laid_out(app, LOYALTY)
    before = work(app)
    edit(app, "judgements", 1, **{"2": "V"})
    after = work(app)
    assert before.origin.names == ("ism_loyalty.csv",)
    assert after.origin.names == ("ism_loyalty.csv (edited)",)
    assert after.origin.sha256 != before.origin.sha256


def test_a_strength_in_the_grid_changes_the_levels(app):
    app.file_uploader[0].set_value([("f.csv", FUZZY, "text/csv")]).run()
    edit(app, "judgements", 2, **{"0": "0,8"})
    assert "All 3 factors lead to one another" in finding(app)
    edit(app, "judgements", 2, **{"0": "9"})
    assert app.session_state["judgements"].base[2][0] == "0.8"
    assert "All 3 factors lead to one another" in finding(app)


def test_a_reason_is_kept_and_draws_a_transitive_link(app):
    laid_out(app, LOYALTY)
    links = app.session_state["reasons"].base
    place = next(i for i, row in enumerate(links) if row[0] == "transitive")
    assert "dashed arrows" not in said(app)
    edit(app, "reasons", place, why="People notice <b>it</b>.")
    assert "dashed arrows only follow from others" in said(app)
    assert "**Why one factor leads to another**" in said(app)
    edit(app, "reasons", place, why="")
    assert "dashed arrows" not in said(app)


def test_a_moved_box_is_drawn_where_it_was_put_and_can_be_put_back(app):
    laid_out(app, LOYALTY)
    before = drawn(app)["layout"]["shapes"]
    edit(app, "factors", 2, across=6.0, down=5.0)
    after = drawn(app)["layout"]["shapes"]
    assert [(s["x0"], s["y0"]) for s in after if s["type"] == "rect"][-6][1] == 4.5
    assert before != after
    next(b for b in app.button if b.label == "Put every box back").click().run()
    assert drawn(app)["layout"]["shapes"] == before


def test_a_factor_is_renamed_and_two_of_one_name_are_refused(app):
    laid_out(app, LOYALTY)
    edit(app, "factors", 0, name="Staying")
    assert "Staying at the top" in finding(app)
    edit(app, "factors", 1, name="staying")
    assert [e.value.replace("\\", "") for e in app.error] == [
        "Name 'staying': is the name of another factor. Give every factor a name of its own."
    ]
    assert "Staying at the top" in finding(app)


def test_a_linked_factor_shows_the_mean_that_priorities_show(app):
    laid_out(app, LOYALTY)
    edit(app, "factors", 2, dimension="Trust")
    texts = [text for trace in drawn(app)["data"] for text in trace.get("text") or ()]
    assert "3 Trust<br>mean\N{NO-BREAK SPACE}4.1" in texts
    assert "means are of Insurance customers · Wave 1 · 282 of 282 people" in said(app)


def test_a_mean_of_people_who_may_not_be_shown_is_not_shown(app):
    laid_out(app, LOYALTY)
    edit(app, "factors", 2, dimension="Trust")
    level = next(box for box in app.multiselect if box.label == "level")
    level.set_value(["director general"]).run()
    assert "Fewer than 5 people are in this view" in said(app)
    assert "mean" not in " ".join(
        text for trace in drawn(app)["data"] for text in trace.get("text") or ()
    )


def test_names_of_factors_make_an_empty_grid(app):
    app.text_area[0].set_value("Trust\n\n Loyalty \nPrice").run()
    next(b for b in app.button if b.label == "Make an empty grid").click().run()
    assert "No factor leads to another, so all 3" in finding(app)
    assert list(app.session_state["judgements"].base) == [("", "O", "O"), ("", "", "O"), ("",) * 3]


def test_categories_of_the_coders_become_factors_to_judge(app):
    labels = [b.label for b in app.button]
    assert not any("of Coding" in label for label in labels)
    app.switch_page("pages/coding.py").run()
    app.switch_page("pages/ism.py").run()
    next(b for b in app.button if b.label == "Take the 17 categories of Coding").click().run()
    assert not app.exception
    assert "No factor leads to another, so all 17" in finding(app)
    assert "Customer-Related Issues" in [factor.name for factor in work(app).judgements.factors]


def test_names_that_are_not_their_own_are_refused_in_words(app):
    before = finding(app)
    for text, problem in (
        ("Trust\ntrust", "has 'Trust' 2 times. Give every factor a name of its own."),
        ("Trust\n\n", "has 1 name. Write two or more, each on a line of its own."),
    ):
        app.text_area[0].set_value(text).run()
        next(b for b in app.button if b.label == "Make an empty grid").click().run()
        refused = [e.value.replace("\\", "") for e in app.error]
        assert refused == [f"The list of factors: {problem}"]
        assert finding(app) == before


def test_factors_named_here_are_called_so_and_not_by_a_file_nobody_gave(app):
    app.text_area[0].set_value("Trust\nPrice").run()
    next(b for b in app.button if b.label == "Make an empty grid").click().run()
    assert work(app).source.names == ("Factors named here",)


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
    assert "Nothing was taken from that: below is still the sample" in said(app)
    edit(app, "judgements", 1, **{"2": "V"})
    assert not app.error, "the judgements go on, and it is no longer about them"
    assert "Nothing was taken" not in said(app)


def test_strengths_have_a_grid_of_their_own_and_a_bound(app):
    app.file_uploader[0].set_value([("f.csv", FUZZY, "text/csv")]).run()
    assert "How strongly the row leads to the column" in said(app)
    assert "on 3 levels" in finding(app)
    app.select_slider[0].set_value("0.3").run()
    assert "All 3 factors lead to one another" in finding(app)


def test_words_of_strength_mean_what_was_chosen(app):
    raw = b"factor,a,b\na,,high\nb,no,\n"
    app.file_uploader[0].set_value([("w.csv", raw, "text/csv")]).run()
    assert work(app).judgements.strength[0, 0, 1] == pytest.approx(0.7)
    assert "Words count as in Gorane & Kant (2013), seven words" in said(app)
    app.button_group(key="ism words").set_value("five").run()
    assert not app.exception
    assert work(app).judgements.strength[0, 0, 1] == pytest.approx(0.75)
    assert "Words count as in Li (1999), five words as triangles" in said(app)


def test_another_rule_for_experts_is_another_model(app):
    laid_out(app, EXPERTS)
    app.select_slider[0].set_value("0.9").run()
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


def test_who_looks_at_another_study_sees_nothing_of_it(app):
    laid_out(app, LOYALTY)
    edit(app, "judgements", 1, **{"2": "V"})
    assert "on 6 levels" in finding(app)
    other = visit("pages/ism.py", study="sample-insurance")
    assert "8 factors stand on 5 levels" in finding(other)


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
        app.toggle(key="ism.alternatives").set_value(dense > 0.1).run()
        assert time.perf_counter() - started < 2
        assert not app.exception
        assert "60 factors" in finding(app)
