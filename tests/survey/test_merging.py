from dataclasses import replace

import pytest
from hypothesis import given

from crm_analytics.errors import Problem, UnusableQuestionnaire
from crm_analytics.survey import questionnaire
from crm_analytics.survey.grid import Row, edit, instrument, rows
from crm_analytics.survey.instrument import Hypothesis, Instrument
from crm_analytics.survey.merging import (
    Difference,
    carried,
    difference,
    facts,
    instrument_of,
    joined,
    loose,
    orders,
    put_together,
)
from tests.survey.questionnaires import instruments


@given(instruments())
def test_facts_and_orders_say_all_that_a_questionnaire_says(instrument):
    assert instrument_of(facts(instrument), orders(instrument)) == instrument
    assert loose(facts(instrument)) == ()


@given(instruments(), instruments())
def test_only_equal_questionnaires_have_no_difference(one, other):
    assert difference(one, one) == ()
    assert (difference(one, other) == ()) == (one == other)


@given(instruments(), instruments())
def test_a_difference_seen_from_the_other_side_is_turned_round(one, other):
    turned = {Difference(d.where, d.mine, d.theirs) for d in difference(other, one)}
    assert turned == set(difference(one, other))


@given(instruments(), instruments())
def test_every_field_that_differs_appears(one, other):
    told = " ".join(d.where for d in difference(one, other))
    words = {
        "title": "Title", "missing": "A score needs", "weight": "Weight", "id": "Id",
        "scale": "Usual scale", "minimum_group": "Fewest people", "missing_codes": "Code 9",
        "hypotheses": "ypothes", "waves": "ave", "demographics": "emographic",
    }  # fmt: skip
    for field in Instrument.__slots__:
        if field in words and getattr(one, field) != getattr(other, field):
            assert words[field] in told


def test_a_change_is_told_as_a_person_would_say_it():
    base = questionnaire.read(
        """
        title: Customers
        constructs:
          - name: Loyalty
            dimensions: [{name: Trust, items: [T1, T2]}, {name: Price, items: [P1]}]
        missing_codes: {99: refused}
        hypotheses: [{id: H1, kind: level, of: Trust, sign: "+"}]
        waves: [{name: "2023", columns: {T1: Q1}}]
        """
    )
    mine = questionnaire.read(
        """
        title: Clients
        constructs:
          - name: Loyalty
            role: outcome
            dimensions:
              - {name: Trust, scale: {low: 1, high: 7, labels: [no, yes]}, items: [{column: T2, reversed: true}, T1]}
              - {name: Price, items: [{column: P1, text: Is it dear}, P2]}
        missing: half
        minimum_group: 10
        hypotheses: [{id: H1, kind: correlation, of: Trust, with: Price}]
        waves: [{name: "2023", columns: {T1: Q2}, turned: [T1]}, {name: "2024", left_out: [P2]}]
        """
    )
    assert [(d.where, d.theirs, d.mine) for d in difference(base, mine)] == [
        ("Title", "Customers", "Clients"),
        ("A score needs", "every item", "at least half of the items"),
        ("Fewest people that may be shown", "5", "10"),
        ("Code 99", "refused", "–"),
        ("Dimension Trust · scale", "1–5", "1–7 (no, yes)"),
        ("Hypothesis H1", "level · Trust · +", "correlation · Trust · Price"),
        ("Wave 2023 · name in its file of T1", "Q1", "Q2"),
        ("Construct Loyalty · role", "–", "outcome"),
        ("Column T2 · reversed", "–", "yes"),
        ("Column P1 · text", "–", "Is it dear"),
        ("Column P2 · dimension", "–", "Price"),
        ("Wave 2023 · turned items", "–", "T1"),
        ("Wave 2024", "–", "yes"),
        ("Wave 2024 · left out", "–", "P2"),
        ("Order of the items of Trust", "T1, T2", "T2, T1"),
    ]


def test_one_person_stays_a_number():
    one = questionnaire.read("constructs: [{name: A, dimensions: [{name: B, items: [q1]}]}]")
    (only,) = difference(one, replace(one, minimum_group=1))
    assert (only.theirs, only.mine) == ("5", "1")


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


THEN = (Row("q1", scale="1–5"), Row("q2", scale="1–5"), Row("q3"))


def test_edited_cells_are_carried_over_beside_what_others_changed():
    edited = (replace(THEN[0], scale="from 1"), *THEN[1:])
    now = (replace(THEN[0], text="Why?"), replace(THEN[1], scale="1–7"), THEN[2])
    rows, lost = carried(THEN, edited, now)
    assert rows == (Row("q1", "Why?", scale="from 1"), now[1], now[2])
    assert lost == ()


def test_in_a_cell_that_others_changed_theirs_stands_and_mine_is_told():
    edited = (replace(THEN[0], scale="from 1"), *THEN[1:])
    now = (replace(THEN[0], scale="1–7"), *THEN[1:])
    rows, lost = carried(THEN, edited, now)
    assert rows == now
    assert lost == (
        Problem(
            "Column 'q1'",
            "has the scale '1–7' by now, and yours was 'from 1'.",
            "Write yours again if it still holds.",
        ),
    )


def test_the_same_edit_by_both_is_no_loss():
    edited = (replace(THEN[0], scale="1–7"), *THEN[1:])
    assert carried(THEN, edited, edited) == (edited, ())


def test_a_column_that_came_meanwhile_stands_as_it_came():
    now = (*THEN, Row("q4", "New"))
    assert carried(THEN, THEN, now) == (now, ())
