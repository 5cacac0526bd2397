import numpy as np
import pytest
from hypothesis import given

from crm_analytics.errors import UnusableMatrix
from crm_analytics.ism import FuzzyPanel, interpret, read
from crm_analytics.ism.judgements import Panel
from crm_analytics.ism.levels import Partition, rules
from crm_analytics.ism.model import explained
from tests.ism.judged import judged, relations, shown, study_panel


def model(one):
    return interpret(Panel(one.factors, ("a",), one.leads[None]))


def test_the_study_collapses_into_one_level_and_says_so():
    found = interpret(study_panel())
    assert found.collapsed
    assert found.partition.count == 1
    assert len(found.added) == 136
    assert all(found.checks.values())
    assert not model(relations(1)).collapsed


def test_entries_that_the_closure_added_are_marked():
    assert shown(model(relations(4, "1>2 2>3 3>4")).added) == "1>3 1>4 2>4"


def test_the_canonical_matrix_has_nothing_above_its_blocks():
    found = model(relations(5, "1>2 2>3 3>2 5>4 4>2"))
    assert [i + 1 for i in found.order] == [2, 3, 1, 4, 5]


@given(judged())
def test_what_holds_of_every_model_holds(one):
    found = model(one)
    assert all(found.checks.values())
    sorted_final = found.final[np.ix_(found.order, found.order)]
    above = np.triu(sorted_final, 1)
    assert not (above & ~sorted_final.T).any()


@given(judged())
def test_factors_in_another_order_are_the_same_model(one):
    turned = type(one)(one.factors[::-1], one.leads[::-1, ::-1])
    first, second = model(one), model(turned)
    assert (first.level == second.level[::-1]).all()
    assert len(first.blocks.arrows) == len(second.blocks.arrows)
    weights = [sum(circle.at_least for circle in m.cycles) for m in (first, second)]
    assert weights[0] == weights[1]


def broken(model, level):
    kept = rules(model.relations, model.final, model.blocks, level)
    return [rule for rule, holds in kept if not holds]


def test_a_check_that_fails_is_seen():
    found = model(relations(3, "1>2 2>3"))
    wrong = np.array([1, 2, 3])
    failed = broken(found, wrong)
    assert failed == [
        "no block leads to another of its level, or to a deeper one",
        "every block below the top leads to one a level above",
    ]
    flat = np.array([1, 1, 1])
    failed = broken(found, flat)
    assert failed == [
        "no block leads to another of its level, or to a deeper one",
        "the levels are as many as the longest chain of blocks",
    ]


def test_the_direct_relations_show_where_levels_stall():
    found = Partition.of(interpret(study_panel()).relations.initial)
    assert (found.count, len(found.stalled)) == (1, 16)


def test_strengths_have_a_model_at_their_cut_and_fuzzy_powers_beside_it():
    given_panel = read({"a": "factor,a,b,c\na,,.9,0\nb,.1,,.7\nc,.3,0,\n"})
    assert isinstance(given_panel, FuzzyPanel)
    found = interpret(given_panel)
    assert found.aggregate.rule == "arrows of a mean strength of at least 0.5"
    assert found.level.tolist() == [3, 2, 1]
    assert found.agreement is None
    assert found.robustness is None
    assert list(found.alpha_cuts) == [0.9, 0.7, 0.3]
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
    assert found.cycles is found.cycles


def chain():
    one = relations(3, "1>2 2>3")
    return interpret(Panel(one.factors, ("a",), one.leads[None]))


def test_direct_links_are_kept_and_transitive_ones_that_somebody_explained():
    reasons = {("1", "f2"): "Training  builds\nskill.", ("F1", "3"): "It also pays."}
    found = explained(chain(), reasons)
    assert {shown([arrow]): reason for arrow, reason in found.items()} == {
        "1>2": "Training builds skill.",
        "1>3": "It also pays.",
    }


def test_every_reason_that_belongs_to_no_link_is_named():
    said = {
        ("1", "9"): "So it is.",
        ("3", "1"): "Because.",
        ("1", "1"): "Of course.",
        ("1", "2"): " ",
        ("2", "3"): "Yes.",
        ("f2", "f3"): "Yes, again.",
    }
    with pytest.raises(UnusableMatrix) as caught:
        explained(chain(), said)
    assert str(caught.value) == "\n".join(
        [
            "The reason for '1' → '9': names '9', which is no factor. Use its id or its name.",
            "The reason for '3' → '1': explains a link that is not there: 3 f3 does not lead to it. "
            "Correct the matrix or remove the reason.",
            "The reason for '1' → '1': explains a link that is not there: 1 f1 does not lead to it. "
            "Correct the matrix or remove the reason.",
            "The reason for '1' → '2': is empty. Write a sentence, or leave the link out.",
            "The reason for 'f2' → 'f3': is given twice. Keep one.",
        ]
    )
