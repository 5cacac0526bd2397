from dataclasses import replace

import pytest
from hypothesis import given

from crm_analytics.errors import Problem, UnusableQuestionnaire
from crm_analytics.survey import questionnaire
from crm_analytics.survey.difference import difference
from crm_analytics.survey.grid import edit, instrument, rows
from crm_analytics.survey.instrument import Hypothesis
from crm_analytics.survey.joining import joined, put_together
from tests.survey.questionnaires import instruments


@pytest.fixture
def base(small):
    return small


@pytest.fixture
def edited(base, answers):
    def change(column, **cells):
        return instrument(edit(rows(base, answers), column, cells), base)

    return change


@given(instruments(), instruments())
def test_where_only_one_changed_something_it_is_theirs_or_mine(base, changed):
    assert put_together(base, changed, base) == changed
    assert put_together(base, base, changed) == changed
    assert put_together(base, changed, changed) == changed


@given(instruments(), instruments(), instruments())
def test_whose_turn_it_is_makes_no_difference_to_what_is_said(base, one, other):
    both, turned = (refused_or(base, *two) for two in ((one, other), (other, one)))
    if isinstance(both, set):
        assert both == turned
    else:
        assert all(d.where.startswith("Order of") for d in difference(both, turned))


def refused_or(*three):
    try:
        return put_together(*three)
    except UnusableQuestionnaire as refused:
        return set(refused.problems)


def test_a_cell_and_a_setting_are_kept_together(base, edited):
    both = joined(base, edited("q1", reversed=True), replace(base, title="Other"))
    assert both == replace(edited("q1", reversed=True), title="Other")


def test_cells_of_two_columns_are_kept_together(base, edited, answers):
    both = joined(base, edited("q1", reversed=True), edited("q2", text="Why?"))
    assert [(i.column, i.text, i.reversed) for i in both.items] == [
        ("q1", "", True), ("q2", "Why?", False), ("q3", "", True),
    ]  # fmt: skip


def test_additions_of_both_are_kept_in_their_places(base):
    h1, h2, h3 = (Hypothesis(id, "level", "Trust") for id in ("H1", "H2", "H3"))
    start = replace(base, hypotheses=(h1,))
    both = joined(start, replace(base, hypotheses=(h2, h1)), replace(base, hypotheses=(h1, h3)))
    assert both.hypotheses == (h2, h1, h3)


def test_what_both_changed_is_refused_by_name(base, edited):
    theirs = replace(edited("q1", text="Why?"), title="Theirs")
    mine = replace(edited("q1", text="How?"), title="Mine")
    with pytest.raises(UnusableQuestionnaire) as refused:
        joined(base, theirs, mine)
    assert refused.value.problems == (
        Problem("Title", "was changed by both.", "Keep one of the two."),
        Problem("Column q1 · text", "was changed by both.", "Keep one of the two."),
    )


def test_what_one_changed_and_the_other_took_out_is_refused(base, edited):
    theirs = edited("q1", dimension="")
    with pytest.raises(UnusableQuestionnaire) as refused:
        joined(base, theirs, edited("q1", text="Why?"))
    assert str(refused.value) == ("Column q1 · text: was changed by both. Keep one of the two.")


def test_two_changes_that_make_no_questionnaire_together_are_refused(base, edited):
    claim = Hypothesis("H1", "difference", "Trust", "team")
    theirs = edited("team", role="left out")
    with pytest.raises(UnusableQuestionnaire, match="needs 'between' to be a demographic"):
        joined(base, theirs, replace(base, hypotheses=(claim,)))


def test_different_orders_of_the_same_are_refused():
    def asked(items):
        text = f"constructs: [{{name: A, dimensions: [{{name: B, items: [{items}]}}]}}]"
        return questionnaire.read(text)

    with pytest.raises(UnusableQuestionnaire) as refused:
        joined(asked("q1, q2, q3"), asked("q2, q1, q3"), asked("q1, q3, q2"))
    assert str(refused.value) == (
        "Order of the items of B: was changed by both. Keep one of the two."
    )
