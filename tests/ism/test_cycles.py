from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.ism import cycles as room
from crm_analytics.ism import interpret
from crm_analytics.ism.aggregation import by_strength
from crm_analytics.ism.cycles import feedback, splits
from crm_analytics.ism.judgements import FuzzyPanel, Panel
from crm_analytics.ism.levels import closure
from tests.ism.judged import counted, judged, relations, shown, study, study_panel


def cycles_of(one, *experts):
    leads = np.stack([expert.leads for expert in experts or (one,)])
    panel = Panel(one.factors, tuple(f"e{i}" for i in range(len(leads))), leads)
    return interpret(panel).cycles


def test_without_a_circle_there_is_nothing_to_review():
    assert cycles_of(relations(3, "1>2 2>3 1>3")) == ()


def test_the_arrow_that_closes_two_circles_is_the_one_to_give_up():
    (cycle,) = cycles_of(relations(4, "1>2 2>3 3>1 2>4 4>1"))
    (judgement,) = cycle.review
    assert shown([judgement.arrow]) == "1>2"
    assert (judgement.letter, judgement.instead, judgement.loops) == ("V", "O", 2)
    assert judgement.certain
    assert cycle.unfolding == (1, 3)
    assert cycle.exact


def test_of_a_pair_that_leads_to_each_other_one_way_has_to_go():
    (cycle,) = cycles_of(relations(3, "1>2 2>1 2>3"))
    assert counted([cycle.members, *cycle.mutual]) == [[1, 2], [1, 2]]
    (judgement,) = cycle.review
    assert judgement.letter == "X"
    assert (judgement.letter, judgement.instead) in [("X", "V"), ("X", "A")]
    assert not judgement.certain


@given(judged(most=7, dense=0.9))
@settings(max_examples=60)
def test_a_judgement_says_its_letters_and_the_short_circles_it_closes(one):
    n = range(len(one.factors))
    for judgement in (j for cycle in cycles_of(one) for j in cycle.review):
        i, j = judgement.arrow
        pair = sorted((i, j))
        assert judgement.letter == one.letter(*pair)
        assert judgement.instead == one.without([(i, j)]).letter(*pair)
        thirds = sum(bool(one.leads[j, k] and one.leads[k, i]) for k in n)
        assert judgement.loops == thirds + one.leads[j, i]


def test_the_surest_arrows_come_last_and_those_that_cannot_be_spared_first():
    (cycle,) = interpret(study_panel()).cycles
    keys = [(not judgement.certain, -judgement.loops) for judgement in cycle.review]
    assert keys == sorted(keys)
    assert cycle.review[0].certain
    assert {judgement.certain for judgement in cycle.review} == {True, False}


def test_an_arrow_too_weak_for_a_hundredth_is_still_one():
    strength = np.array([[[0, 0.9, 0], [0, 0, 0.9], [0.004, 0, 0]]])
    panel = FuzzyPanel(relations(3).factors, ("a",), strength)
    (cycle,) = interpret(panel, by_strength(panel, 0.001)).cycles
    assert [(shown([j.arrow]), j.weight) for j in cycle.review] == [("3>1", 1)]


def test_the_arrow_with_the_fewest_votes_goes_first():
    sure, unsure = relations(3, "1>2 2>3"), relations(3, "1>2 2>3 3>1")
    (cycle,) = cycles_of(sure, sure, unsure, unsure)
    assert [(shown([j.arrow]), j.weight) for j in cycle.review] == [("3>1", 2)]


def test_the_study_gives_up_25_arrows_18_of_them_for_its_pairs():
    (cycle,) = interpret(study_panel()).cycles
    assert len(cycle.members) == 17
    assert len(cycle.mutual) == 18
    assert (len(cycle.review), cycle.at_least, cycle.exact) == (25, 25, True)
    assert sum(judgement.letter != "X" for judgement in cycle.review) == 7
    assert cycle.unfolding[0] == 1
    sure = {shown([j.arrow]) for j in cycle.review if j.certain and j.letter != "X"}
    assert sure == {"4>11", "5>3", "7>3", "12>6", "15>11"}


def test_no_single_arrow_holds_the_study_together_but_two_do():
    (cycle,) = interpret(study_panel()).cycles
    assert [(shown(arrows), levels) for arrows, levels in cycle.splits.items()] == [
        ("1>10 7>10", 2),
        ("8>5 8>6", 2),
        ("13>4 13>12", 2),
        ("17>4 17>5", 2),
    ]
    assert all(closure(study().without([arrow]).leads).all() for arrow in study().arrows)


@given(judged(most=6, dense=0.8))
@settings(max_examples=50)
def test_no_order_gives_up_less_and_what_is_certain_is_in_all_that_give_up_as_little(one):
    weights = one.leads.astype(np.int64)
    found = feedback(weights)
    dropped = [given_up(weights, order) for order in permutations(range(len(weights)))]
    least = min(map(len, dropped))
    assert found.weight == found.bound == least
    assert set(found.certain) == set.intersection(*(d for d in dropped if len(d) == least))


def given_up(weights, order):
    place = {factor: i for i, factor in enumerate(order)}
    return {(i, j) for i, j in map(tuple, np.argwhere(weights)) if place[i] > place[j]}


@given(judged(most=12, dense=0.8), st.integers(0, 9))
def test_what_is_left_has_no_circle_whichever_way_it_was_found(one, seed):
    random = np.random.default_rng(seed)
    weights = np.where(one.leads, random.integers(1, 5, one.leads.shape), 0)
    exact = feedback(weights)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "EXACT", 0)
        near = feedback(weights)
    for found in (exact, near):
        final = closure(one.without(found.dropped).leads)
        assert (final & final.T == np.eye(len(final))).all()
        assert weights[tuple(np.transpose(found.dropped or [(0, 0)]))].sum() == found.weight
    assert near.bound <= exact.weight <= near.weight


def test_a_ring_is_opened_by_any_one_of_its_arrows():
    ring = relations(30, " ".join(f"{i + 1}>{(i + 1) % 30 + 1}" for i in range(30)))
    found = feedback(ring.leads.astype(np.int64))
    assert found.weight == 1
    cuts = splits(ring.leads.astype(np.int64))
    assert all(len(cut) == 1 for cut in cuts)


@given(judged(most=7, dense=0.9))
@settings(max_examples=50)
def test_a_split_parts_the_circle_and_no_smaller_one_does(one):
    for cycle in cycles_of(one):
        own = np.ix_(cycle.members, cycle.members)
        inside = [(i, j) for i, j in one.arrows if {i, j} <= {*cycle.members}]
        for arrows in cycle.splits:
            assert not closure(one.without(arrows).leads)[own].all()
        if len(next(iter(cycle.splits))) > 1:
            assert all(closure(one.without([arrow]).leads)[own].all() for arrow in inside)
