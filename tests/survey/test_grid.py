import pytest

from crm_analytics.errors import UnusableQuestionnaire
from crm_analytics.survey import grid, questionnaire
from crm_analytics.survey.grid import Row, edit, rename, rows
from crm_analytics.survey.samples import SAMPLES
from crm_analytics.survey.waves.entry import as_asked
from tests.conftest import survey_file

FILE = survey_file(q1=[1], q2=[2], q3=[3], team=["a"], other=[0.5])


@pytest.fixture
def three(small):
    return rows(small, FILE)


def by_column(found):
    return {row.column: row for row in found}


def test_the_grid_has_a_row_for_every_column_of_the_file(three):
    assert three == (
        Row("q1", "", "Trust", "Loyalty", "outcome", False, "1–5"),
        Row("q2", "", "Trust", "Loyalty", "outcome", False, "1–5"),
        Row("q3", "", "Trust", "Loyalty", "outcome", True, "1–5"),
        Row("team", role="demographic"),
        Row("other"),
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.id)
def test_a_grid_nobody_touched_is_the_same_questionnaire(sample):
    base = questionnaire.read(sample.questionnaire)
    for wave, file in sample.files().items():
        shown = rows(base, as_asked(base, wave, file)[1])
        assert grid.instrument(shown, base) == base


def test_a_construct_a_role_and_a_scale_reach_every_row_they_are_true_for(three):
    moved = by_column(edit(three, "q1", {"construct": "Image"}))
    assert {moved[q].construct for q in ("q1", "q2", "q3")} == {"Image"}
    driver = by_column(edit(three, "q2", {"role": "driver"}))
    assert {driver[q].role for q in ("q1", "q2", "q3")} == {"driver"}
    longer = by_column(edit(three, "q3", {"scale": "0 to 10"}))
    assert {longer[q].scale for q in ("q1", "q2", "q3")} == {"0–10"}


def test_a_row_that_joins_a_dimension_takes_over_what_its_members_share(three):
    joined = by_column(edit(three, "other", {"dimension": "Trust"}))["other"]
    assert joined == Row("other", "", "Trust", "Loyalty", "outcome", False, "1–5")


def test_several_questions_are_put_into_one_dimension_at_once(three):
    moved = by_column(grid.edit_all(three, ["q2", "other"], {"dimension": "Care"}))
    assert {row.column for row in moved.values() if row.dimension == "Care"} == {"q2", "other"}
    assert moved["other"].scale == moved["q2"].scale == "1–5"
    assert moved["q1"].dimension == "Trust"
    left = by_column(grid.edit_all(three, ["q1", "q2"], {"role": "left out"}))
    assert {row.column for row in left.values() if row.measured} == {"q3"}


def test_groups_become_dimensions_and_keep_scales_apart(three):
    other = edit(edit(three, "other", {"dimension": "Price"}), "other", {"scale": "0–10"})
    found = by_column(grid.grouped(other, [["q3"], ["q1", "q2", "other", "team"]]))
    assert [found[q].dimension for q in ("q1", "q2", "q3", "other", "team")] == [
        "Group 2",
        "Group 2",
        "Group 1",
        "Group 3",
        "",
    ]


def test_a_whole_dimension_is_turned_and_turned_back(three):
    columns = [row.column for row in three]
    turned = by_column(grid.turn(three, columns))
    assert [turned[q].reversed for q in ("q1", "q2", "q3", "team")] == [True, True, False, False]
    assert grid.turn(grid.turn(three, columns), columns) == three


def test_one_construct_is_the_outcome_and_the_others_are_drivers(three):
    two = edit(edit(three, "other", {"dimension": "Price"}), "other", {"construct": "Offer"})
    assert grid.possible_outcomes(two) == ("Loyalty", "Offer")
    chosen = by_column(grid.the_outcome(two, "Offer"))
    assert [chosen[q].role for q in ("q1", "q3", "other", "team")] == [
        "driver",
        "driver",
        "outcome",
        "demographic",
    ]


def test_a_dimension_of_a_single_construct_becomes_the_outcome(three):
    two = edit(three, "other", {"dimension": "Price"})
    assert grid.possible_outcomes(two) == ("Trust", "Price")
    chosen = by_column(grid.the_outcome(two, "Price"))
    assert (chosen["other"].construct, chosen["other"].role) == ("Price", "outcome")
    assert (chosen["q1"].construct, chosen["q1"].role) == ("Loyalty", "driver")


def test_a_row_that_opens_a_dimension_stays_in_the_usual_construct(three):
    opened = by_column(edit(three, "q3", {"dimension": "Care"}))
    assert opened["q3"] == Row("q3", "", "Care", "Loyalty", "outcome", True, "1–5")
    assert opened["q1"].dimension == "Trust"
    made = grid.instrument(tuple(opened.values()), questionnaire.read(SMALL_BASE))
    assert [d.name for d in made.dimensions] == ["Trust", "Care"]


SMALL_BASE = "constructs: [{name: Loyalty, dimensions: [{name: Trust, items: [q1]}]}]"


def test_an_emptied_dimension_or_another_role_leaves_the_column_out(three):
    assert by_column(edit(three, "q1", {"dimension": None}))["q1"] == Row("q1")
    assert by_column(edit(three, "q1", {"role": "weight"}))["q1"] == Row("q1", role="weight")


def test_a_column_that_becomes_an_item_gets_all_it_needs(three, small):
    found = edit(three, "other", {"role": "driver"})
    assert by_column(found)["other"] == Row("other", "", "other", "Drivers", "driver", False, "1–5")
    assert [c.role for c in grid.instrument(found, small).constructs] == ["outcome", "driver"]


def test_several_cells_of_a_row_change_at_once(three):
    changed = by_column(
        edit(three, "other", {"dimension": "Care", "construct": "Image", "reversed": True})
    )
    assert changed["other"] == Row("other", "", "Care", "Image", "outcome", True, "1–5")


def test_a_dimension_called_something_else_is_so_everywhere(three, small):
    named = rename(three, "dimension", "Trust", "Confidence ")
    assert [d.name for d in grid.instrument(named, small).dimensions] == ["Confidence"]


def test_a_scale_keeps_its_words_while_its_ends_stay():
    base = questionnaire.read(
        "scale: {low: 1, high: 5, labels: [Never, Rarely, Sometimes, Often, Always]}\n"
        "constructs: [{name: Loyalty, dimensions: [{name: Trust, items: [q1, q2]}]}]"
    )
    same = grid.instrument(rows(base, FILE), base)
    assert same.dimensions[0].scale.labels[0] == "Never"
    other = grid.instrument(edit(rows(base, FILE), "q1", {"scale": "1-7"}), base)
    assert (other.dimensions[0].scale.high, other.dimensions[0].scale.labels) == (7, ())


def test_every_mistake_of_a_grid_is_said_at_once(three, small):
    found = edit(three, "q1", {"scale": "many"})
    found = edit(found, "team", {"role": "id"})
    found = edit(found, "other", {"role": "id"})
    with pytest.raises(UnusableQuestionnaire) as caught:
        grid.instrument(found, small)
    assert str(caught.value).splitlines() == [
        "Columns team and other: are both the id. Choose one.",
        *(
            f"Column '{q}': has the scale 'many'. Write its two ends, for example 1–5."
            for q in ("q1", "q2", "q3")
        ),
    ]


def test_a_grid_without_an_item_is_no_questionnaire(small):
    with pytest.raises(UnusableQuestionnaire) as caught:
        grid.instrument((Row("a"), Row("b")), small)
    assert str(caught.value) == (
        "The questionnaire: has no item. Give a column a dimension, or the role driver."
    )


WAVES = """
constructs:
  - {name: Bonds, dimensions: [{name: Trust, items: [q1, q2]}, {name: Care, items: [q3]}]}
demographics: [team]
waves:
  - {name: first, printed: {Trust: {n: 20, mean: 3, sd: 1}, Care: {n: 20, mean: 4, sd: 1}}}
  - {name: second, columns: {q1: Q1, q3: Q3, team: unit}, turned: [q1], left_out: [q3, team],
     scales: {Trust: {low: 1, high: 7}, Care: {low: 1, high: 7}}, categories: {team: {A: a}}}
"""


def test_waves_follow_a_dimension_to_its_new_name():
    base = questionnaire.read(WAVES)
    named = rename(rows(base, FILE), "dimension", "Trust", "Confidence")
    first, second = grid.instrument(named, base).waves
    assert (list(first.printed), list(second.scales)) == (["Confidence", "Care"],) * 2
    swapped = rename(rename(named, "dimension", "Care", "Trust"), "construct", "Bonds", "Ties")
    first, second = grid.instrument(swapped, base).waves
    assert (first.printed["Trust"].mean, first.printed["Confidence"].mean) == (4, 3)


def test_what_leaves_the_questionnaire_leaves_its_waves():
    base = questionnaire.read(WAVES)
    found = edit(edit(rows(base, FILE), "q3", {"role": "left out"}), "team", {"role": "left out"})
    first, second = grid.instrument(found, base).waves
    assert list(first.printed) == ["Trust"]
    assert (second.columns, second.left_out) == ({"q1": "Q1"}, ())
    assert (list(second.scales), second.categories) == (["Trust"], {})


def test_a_dimension_whose_items_went_elsewhere_leaves_its_numbers_to_a_person():
    base = questionnaire.read(WAVES)
    merged = edit(rows(base, FILE), "q3", {"dimension": "Trust"})
    with pytest.raises(UnusableQuestionnaire) as caught:
        grid.instrument(merged, base)
    assert str(caught.value).splitlines() == [
        "Wave 'first': has 'Care' under printed, which is no dimension or construct of the "
        "questionnaire. Choose one of: Trust, Bonds.",
        "Wave 'second': has 'Care' under scales, which is no dimension of the questionnaire. "
        "Choose one of: Trust.",
    ]


def test_an_item_that_only_other_waves_asked_stays_in_the_grid():
    base = questionnaire.read(WAVES)
    later = survey_file(q1=[1], q2=[2], team=["a"])
    assert [row.column for row in rows(base, later)] == ["q1", "q2", "team", "q3"]
    assert grid.instrument(rows(base, later), base).items == base.items
