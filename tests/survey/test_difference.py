from dataclasses import replace

from hypothesis import given

from crm_analytics.survey import questionnaire
from crm_analytics.survey.difference import Difference, difference
from crm_analytics.survey.facts import facts, instrument_of, loose, orders
from crm_analytics.survey.instrument import Instrument
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
