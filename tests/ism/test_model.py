import numpy as np
from hypothesis import given

from crm_analytics.ism import FuzzyPanel, interpret, read
from crm_analytics.ism.panel import Panel
from crm_analytics.ism.partition import partition
from tests.ism.judged import judged, relations, shown, study_panel


def model(one):
    return interpret(Panel(one.factors, ("a",), one.leads[None]))


def test_the_study_collapses_into_one_level_and_says_so():
    found = interpret(study_panel())
    assert found.collapsed
    assert found.partition.count == 1
    assert len(found.added) == 136
    assert all(check.holds for check in found.checks)
    assert not model(relations(1)).collapsed


def test_entries_that_the_closure_added_are_marked():
    assert shown(model(relations(4, "1>2 2>3 3>4")).added) == "1>3 1>4 2>4"


def test_the_canonical_matrix_has_nothing_above_its_blocks():
    found = model(relations(5, "1>2 2>3 3>2 5>4 4>2"))
    assert [i + 1 for i in found.order] == [2, 3, 1, 4, 5]


@given(judged())
def test_what_holds_of_every_model_holds(one):
    found = model(one)
    assert [check.rule for check in found.checks if not check.holds] == []
    sorted_final = found.final[np.ix_(found.order, found.order)]
    above = np.triu(sorted_final, 1)
    assert not (above & ~sorted_final.T).any()


@given(judged())
def test_factors_in_another_order_are_the_same_model(one):
    turned = type(one)(one.factors[::-1], one.leads[::-1, ::-1])
    first, second = model(one), model(turned)
    assert (first.level == second.level[::-1]).all()
    assert len(first.blocks.arrows) == len(second.blocks.arrows)
    weights = [sum(circle.at_least for circle in m.circles) for m in (first, second)]
    assert weights[0] == weights[1]


def test_a_check_that_fails_is_seen():
    from crm_analytics.ism.checks import checks

    found = model(relations(3, "1>2 2>3"))
    wrong = np.array([1, 2, 3])
    failed = [
        c.rule for c in checks(found.relations, found.final, found.blocks, wrong) if not c.holds
    ]
    assert failed == [
        "no block leads to another of its level, or to a deeper one",
        "every block below the top leads to one a level above",
    ]
    flat = np.array([1, 1, 1])
    failed = [
        c.rule for c in checks(found.relations, found.final, found.blocks, flat) if not c.holds
    ]
    assert failed == [
        "no block leads to another of its level, or to a deeper one",
        "the levels are as many as the longest chain of blocks",
    ]


def test_the_direct_relations_show_where_levels_stall():
    found = partition(interpret(study_panel()).relations.initial)
    assert (found.count, len(found.stalled)) == (1, 16)


def test_strengths_have_a_model_at_their_cut_and_fuzzy_powers_beside_it():
    given_panel = read({"a": "factor,a,b,c\na,,.9,0\nb,.1,,.7\nc,.3,0,\n"})
    assert isinstance(given_panel, FuzzyPanel)
    found = interpret(given_panel)
    assert found.aggregate.rule == "arrows of a mean strength of at least 0.5"
    assert found.level.tolist() == [3, 2, 1]
    assert found.agreement is None
    assert found.robustness() is None
    assert found.cuts.strengths.tolist() == [0.9, 0.7, 0.3]
    assert found.fuzzy_powers.power is not None
    assert interpret(study_panel()).fuzzy_powers is None


def test_one_expert_is_taken_at_his_word_and_several_vote():
    one = relations(2, "1>2")
    assert model(one).aggregate.rule == "as judged"
    three = np.stack([one.leads, one.leads, relations(2).leads])
    found = interpret(Panel(one.factors, tuple("abc"), three))
    assert found.aggregate.rule == "arrows that at least 50% of the experts see"
    assert shown(found.relations.arrows) == "1>2"


def test_what_was_computed_once_is_kept():
    found = interpret(study_panel())
    assert found.final is found.final
    assert found.circles is found.circles
