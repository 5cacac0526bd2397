import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.ism.aggregation import (
    agreement,
    by_mode,
    by_strength,
    by_vote,
    coefficients,
    unanimous,
)
from crm_analytics.ism.judgements import FuzzyPanel, Panel, numbered
from tests.ism.judged import relations

FACTORS = relations(2).factors
ARROWS = {"V": "1>2", "A": "2>1", "X": "1>2 2>1", "O": ""}


def panel(letters):
    """Experts who judge one pair, a letter each."""
    leads = np.stack([relations(2, ARROWS[letter]).leads for letter in letters])
    return Panel(FACTORS, tuple(f"e{i}" for i in range(len(letters))), leads)


def letter(aggregate):
    return aggregate.relations.letter(0, 1)


def test_mode_and_vote_differ_where_x_stands_between_v_and_a():
    twelve = panel("VVVVVXXXXAAA")
    (cell,) = agreement(twelve).cells
    assert cell.counts == (5, 3, 4, 0)
    assert (letter(by_mode(twelve)), letter(by_vote(twelve))) == ("V", "X")
    assert letter(by_vote(twelve, 0.6)) == "V"
    assert letter(by_vote(twelve, 0.8)) == "O"


@pytest.mark.parametrize(
    ("letters", "fewer", "more"),
    [("VA", "O", "X"), ("VX", "V", "X"), ("VO", "O", "V"), ("VAXO", "O", "X"), ("AAX", "A", "A")],
)
def test_of_letters_equally_frequent_the_rule_is_said_and_the_tie_named(letters, fewer, more):
    found = by_mode(panel(letters)), by_mode(panel(letters), "more")
    assert [letter(one) for one in found] == [fewer, more]
    assert [len(one.ties) for one in found] == [len(letters) % 2 == 0] * 2
    assert found[1].rule == "most frequent letter; of letters equally frequent the more arrows"


def test_exactly_the_share_counts_and_is_named_as_a_tie():
    found = by_vote(panel("VVVOO"), 0.6)
    assert (letter(found), len(found.ties)) == ("V", 1)
    assert found.rule == "arrows that at least 60% of the experts see"
    assert letter(by_vote(panel("OOO"), 0.0)) == "O"


def test_what_all_see_counts_and_the_conflict_is_the_share_against_the_mode():
    assert letter(unanimous(panel("VVX"))) == "V"
    assert unanimous(panel("VVX")).conflict == pytest.approx(np.array([[0, 1 / 3], [1 / 3, 0]]))
    assert letter(unanimous(panel("VVA"))) == "O"


def test_the_coefficients_of_fleiss_example_are_the_published_ones():
    counts = np.array(
        [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ]
    )
    percent, fleiss, alpha = coefficients(counts)
    assert (percent, fleiss) == (pytest.approx(0.378, abs=5e-4), pytest.approx(0.2099, abs=5e-5))
    # α = κ + (1 − κ) / N for complete nominal judgements, N of them in all
    assert alpha == pytest.approx(fleiss + (1 - fleiss) / 140)


def test_agreement_of_one_or_of_those_who_never_differ_says_why_it_is_none():
    found = agreement(panel("V"))
    assert (found.percent, found.fleiss, found.alpha) == (None, None, None)
    assert found.reason == "There is one expert; agreement needs two."
    found = agreement(panel("VV"))
    assert (found.percent, found.fleiss, found.alpha) == (1.0, None, None)
    assert found.reason == "All experts give every pair the same letter."


def test_the_most_disputed_cells_come_first():
    leads = np.stack(
        [relations(3, arrows).leads for arrows in ("1>2 1>3", "1>2 3>1", "1>2 2>3", "1>2 2>3")]
    )
    found = agreement(Panel(relations(3).factors, tuple("abcd"), leads))
    assert [(c.row, c.column, c.modal_share) for c in found.disputed] == [(0, 2, 0.5), (1, 2, 0.5)]
    assert not found.cells[0].disputed


@given(st.lists(st.sampled_from("VAXO"), min_size=1, max_size=9), st.sampled_from([0.3, 0.5, 0.7]))
def test_a_stricter_vote_never_adds_an_arrow(letters, theta):
    loose, strict = (by_vote(panel(letters), t).relations.leads for t in (theta, theta + 0.2))
    assert (loose >= strict).all()
    assert (strict >= unanimous(panel(letters)).relations.leads).all()


@given(st.lists(st.sampled_from("VAXO"), min_size=1, max_size=9))
def test_experts_who_all_come_twice_change_no_rule(letters):
    once, twice = panel(letters), panel([*letters, *letters])
    for rule in (by_mode, by_vote, unanimous):
        assert (rule(once).relations.leads == rule(twice).relations.leads).all()


def test_strengths_are_averaged_and_cut_where_they_reach_the_bound():
    strength = np.array([[[0, 0.1], [0.9, 0]], [[0, 0.5], [0.9, 0]]])
    fuzzy = FuzzyPanel(FACTORS, ("a", "b"), strength)
    assert [letter(by_strength(fuzzy, least)) for least in (0.3, 0.31, 0.95)] == ["X", "A", "O"]
    assert by_strength(fuzzy).conflict == pytest.approx(np.array([[0, 0.2], [0, 0]]))
    assert fuzzy.mean[~np.eye(2, dtype=bool)].mean() == pytest.approx(0.6)


def test_factors_are_numbered_from_one():
    assert [str(f) for f in numbered(["a", "b"])] == ["1 a", "2 b"]
