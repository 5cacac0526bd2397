import pytest

from crm_analytics.survey.samples import SAMPLES
from tests.ui.visiting import ANSWERS, ROOT, link, said, start, store, tidy, visit  # noqa: F401

PAGES = sorted(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.id)
def test_every_page_opens_with_every_sample(page, sample):
    app = visit(page, study=sample.id)
    assert not app.exception
    assert "people" in said(app)


def test_the_app_opens_with_the_sample_study():
    app = start()
    assert link(app, "study") == "sample-insurance"
    assert "Insurance customers · 282 of 282 people" in said(app)


def test_a_filter_changes_the_people_the_link_and_the_numbers():
    app = visit("pages/reliability.py")
    before = app.dataframe[0].value
    app.multiselect[0].set_value(["female"]).run()
    assert "108 of 282 people · gender: female" in said(app)
    assert link(app, "where.gender") == "female"
    after = app.dataframe[0].value
    assert list(after["n"]) == [108] * len(after)
    assert list(before["alpha"]) != list(after["alpha"])


def test_a_shared_link_opens_the_same_view():
    app = visit("pages/reliability.py", study="sample-insurance", **{"where.gender": "female"})
    assert "108 of 282 people · gender: female" in said(app)
    assert app.multiselect[0].value == ["female"]


def test_a_filter_stays_while_the_visitor_goes_from_page_to_page():
    app = visit("pages/reliability.py")
    app.multiselect[0].set_value(["male"]).run()
    app.switch_page("pages/drivers.py").run()
    assert "174 of 282 people · gender: male" in said(app)


def test_a_group_that_is_too_small_is_refused_in_words():
    app = visit(
        "pages/reliability.py", **{"study": "sample-insurance", "where.level": "director general"}
    )
    assert [w.value.replace("\\", "") for w in app.warning] == [
        "Fewer than 5 people are in this view, so it is not shown. Choose fewer filters."
    ]
    assert not app.dataframe


def test_a_link_to_nowhere_says_what_to_do():
    app = start(study="gone")
    assert [e.value.replace("\\", "") for e in app.error] == [
        "Study: is not in this store. Open Data and choose a file or a sample."
    ]


def test_an_upload_becomes_a_study_that_survives_a_new_session():
    app = visit("pages/data.py")
    app.file_uploader[0].set_value(("My survey.csv", ANSWERS, "text/csv")).run()
    assert not app.exception
    id = link(app, "study")
    assert not id.startswith("sample")
    assert "My survey.csv: 282 rows × 51 columns. 45 items in 9 dimensions." in said(app)
    again = visit("pages/reliability.py", study=id)
    assert "My survey · Wave 1 · 282 of 282 people" in said(again)
    assert link(start(), "study") == id


def test_a_broken_upload_says_where_what_and_what_to_do():
    app = visit("pages/data.py")
    app.file_uploader[0].set_value(("x.csv", b"a,b\n1,2\n1,2,3\n", "text/csv")).run()
    assert not app.exception
    assert app.error[0].value.replace("\\", "").startswith("Line 3: has more or fewer cells")
    assert link(app, "study") == "sample-insurance"


def test_a_questionnaire_file_replaces_the_mapping():
    app = visit("pages/questionnaire.py")
    text = SAMPLES[0].questionnaire.replace("title: Insurance customers", "title: Renamed")
    app.file_uploader[0].set_value(("q.yaml", text.encode(), "application/yaml")).run()
    assert not app.exception
    id = link(app, "study")
    assert not id.startswith("sample")
    assert "Renamed" in said(visit("pages/overview.py", study=id))


def test_a_wrong_questionnaire_file_names_its_lines():
    app = visit("pages/questionnaire.py")
    app.file_uploader[0].set_value(("q.yaml", b"title: x\nfoo: 1\n", "application/yaml")).run()
    errors = [e.value.replace("\\", "") for e in app.error]
    assert errors[0].startswith("Line 2: has the unknown key 'foo'.")


def test_the_rules_of_the_questionnaire_are_kept():
    app = visit("pages/questionnaire.py")
    app.number_input[0].set_value(1).run()
    assert not app.exception
    id = link(app, "study")
    again = visit("pages/reliability.py", **{"study": id, "where.level": "director general"})
    assert "1 of 282 people" in said(again)


def test_a_code_without_a_number_is_refused():
    app = visit("pages/questionnaire.py")
    app.text_area[0].set_value("ninety = refused").run()
    assert [e.value.replace("\\", "") for e in app.error] == [
        "Code 'ninety = refused': has no number. Write for example 99 = refused."
    ]


def test_a_choice_of_levels_changes_the_words():
    app = visit("pages/priorities.py")
    assert "high" in set(app.dataframe[0].value["level"])
    assert "1.00–1.80 very low" in said(app)
    app.session_state["priority.bands"] = "3"
    app.run()
    assert "1.00–2.33 low" in said(app)


def test_the_ledger_says_what_the_evidence_supports():
    app = visit("pages/hypotheses.py", study="sample-insurance")
    assert "The answers support 11 of 12 hypotheses; there is no evidence for H2d." in said(app)
    assert list(app.dataframe[0].value["id"])[:2] == ["H1", "H1a"]


def test_people_shows_small_categories_only_in_words():
    app = visit("pages/people.py")
    assert "282 people answered. gender: 38% female and 62% male" in said(app)
    sample = app.dataframe[0].value
    hidden = sample[sample["category"] == "director general"]
    assert hidden["n"].isna().all()
    assert app.dataframe[0].proto.placeholder == "not shown"
    assert len(app.dataframe) == 1
    app.toggle[0].set_value(True).run()
    assert len(app.dataframe) == 6


def test_answers_follow_what_is_chosen():
    app = visit("pages/answers.py")
    assert "71% of people answered Agree or Strongly agree" in said(app)
    assert len(app.get("plotly_chart")) == 1
    compare, dimension = app.selectbox
    compare.set_value("gender")
    dimension.set_value("Trust").run()
    assert not app.exception
    assert "Trust, by gender" in said(app)
    assert len(app.get("plotly_chart")) == 3
    app.switch_page("pages/people.py").run().switch_page("pages/answers.py").run()
    assert "Trust, by gender" in said(app)


def test_answers_of_few_people_are_not_shown_one_by_one():
    app = visit(
        "pages/answers.py", **{"study": "sample-insurance", "where.level": "unit administrator"}
    )
    assert not app.exception
    assert "Fewer than 10 people are in this view" in said(app)
    assert not app.dataframe


def test_a_method_of_selection_is_shown_with_its_warning():
    app = visit("pages/drivers.py")
    app.session_state["drivers.method"] = "stepwise"
    app.run()
    assert not app.exception
    assert "were chosen by their p-values (stepwise)" in said(app)


def test_the_places_of_a_way_are_chosen_and_stay():
    app = visit("pages/paths.py")
    driver, _, moderator = app.selectbox
    driver.set_value("Trust")
    moderator.set_value("age").run()
    assert not app.exception
    assert "the effect of Trust depends on age" in said(app)
    app.switch_page("pages/drivers.py").run()
    app.switch_page("pages/paths.py").run()
    assert "the effect of Trust depends on age" in said(app)


def test_a_way_of_one_study_is_not_asked_of_another():
    app = visit("pages/paths.py")
    app.selectbox[0].set_value("Trust").run()
    app.query_params["study"] = "sample-influencer"
    app.run()
    assert not app.exception
    assert [box.value for box in app.selectbox] == ["", "", ""]


def test_choices_on_relations_change_the_map_and_stay():
    app = visit("pages/relations.py")
    assert "**Pearson correlations**" in said(app)
    app.session_state["relations.coefficient"] = "kendall"
    app.run()
    assert "**Kendall correlations**" in said(app)
    assert "(τ = " in said(app)
    app.toggle(key="relations.clustered").set_value(True).run()
    assert "side by side" in said(app)
    app.toggle(key="relations.pairwise").set_value(True).run()
    assert "both of its columns" in said(app)
    app.session_state["relations.items"] = "True"
    app.run()
    app.session_state["relations.item_coefficient"] = "polychoric"
    app.run()
    assert not app.exception
    assert "**Polychoric correlations**" in said(app)
    app.session_state["relations.items"] = "False"
    app.run()
    assert "**Kendall correlations**" in said(app)


def test_a_choice_of_score_and_demographic_changes_the_chart():
    app = visit("pages/groups.py")
    assert "Commitment by gender" in said(app)
    score, demographic = (box for box in app.selectbox if box.label in ("Score", "Demographic"))
    score.set_value("Trust").run()
    demographic.set_value("age").run()
    assert not app.exception
    assert "Trust by age" in said(app)
    app.switch_page("pages/drivers.py").run().switch_page("pages/groups.py").run()
    assert "Trust by age" in said(app)


def test_every_number_of_groups_is_one_click_away():
    app = visit("pages/groups.py")
    few = len(app.dataframe)
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert len(app.dataframe) > few
    assert "Every test" in said(app)


def test_a_pasted_table_is_checked_and_stays_while_the_visitor_goes_around():
    app = visit("pages/check.py")
    assert "Paste a table from a paper above" in app.info[0].value
    app.text_area[0].set_value("name,mean,s,CV %\ntrust,4.05,.536,31.2\n").run()
    assert not app.exception
    assert "CV % of trust is printed 31.2 and would have to be 13.2" in said(app)
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/check.py").run()
    assert "trust" in app.text_area[0].value
    assert "would have to be 13.2" in said(app)


def test_an_example_shows_what_a_check_finds():
    app = visit("pages/check.py")
    app.button[0].click().run()
    assert not app.exception
    assert "14 relations tested, 3 contradict" in said(app)


def test_a_dropped_table_is_checked_and_a_broken_one_answered():
    app = visit("pages/check.py")
    text = b"name;mean;s;CV %\ntrust;4,05;0,536;31,2\n"
    app.file_uploader[0].set_value(("table.csv", text, "text/csv")).run()
    assert "CV % of trust is printed 31,2" in said(app)
    assert app.text_area[0].value == text.decode()
    app.file_uploader[0].set_value(("table.csv", b"%PDF-1.4", "text/csv")).run()
    assert not app.exception
    assert (
        app.error[0].value.replace("\\", "").startswith("File 'table.csv': is named .csv, but is")
    )


def test_a_paste_that_is_no_table_is_answered():
    app = visit("pages/check.py")
    app.text_area[0].set_value("fruit,colour\napple,<script>\n").run()
    assert not app.exception
    assert app.error[0].value.replace("\\", "").startswith("The table: has no column of numbers")


def test_pictures_for_the_analyst_wait_until_every_number_is_asked_for():
    app = visit("pages/answers.py", study="sample-insurance")
    assert "the middle half of the scores" not in said(app)
    app.toggle(key="every number").set_value(True).run()
    assert "Trust: the middle half of the scores" in said(app)


def test_a_single_pair_of_driver_and_outcome_is_said_as_one():
    app = visit("pages/relations.py", study="sample-carers")
    assert (
        "Positive value goes with Negative impact (r = −0.32); this holds up when tested."
        in said(app)
    )
