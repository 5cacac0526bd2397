from time import monotonic

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from crm_analytics.ism.closure import closure, levels, steps
from crm_analytics.ism.partition import partition
from tests.ism.judged import digraph, judged, relations, shown, study


def test_a_chain_reaches_everything_above():
    chain = relations(4, "1>2 2>3 3>4")
    assert closure(chain.leads).astype(int).tolist() == [
        [1, 1, 1, 1],
        [0, 1, 1, 1],
        [0, 0, 1, 1],
        [0, 0, 0, 1],
    ]
    assert levels(closure(chain.leads)).tolist() == [4, 3, 2, 1]


def test_paths_of_k_arrows_grow_to_the_closure():
    chain = relations(4, "1>2 2>3 3>4")
    assert [int(steps(chain.leads, k).sum()) for k in (1, 2, 3, 4)] == [7, 9, 10, 10]


def test_the_study_reaches_everything_from_everywhere_in_four_steps():
    leads = study().leads
    assert closure(leads).all()
    assert [int(steps(leads, k).sum()) for k in (1, 2, 4)] == [153, 262, 289]


@given(judged())
def test_closing_twice_changes_nothing_and_loses_nothing(one):
    final = closure(one.leads)
    assert (closure(final) == final).all()
    assert (final >= one.initial).all()
    assert (steps(one.leads, len(one.factors)) == final).all()


@given(judged())
def test_it_is_the_closure_of_networkx(one):
    other = nx.transitive_closure(digraph(one.leads), reflexive=True)
    nodes = range(len(one.factors))
    assert (nx.to_numpy_array(other, nodelist=nodes) == closure(one.leads)).all()


@given(judged(), judged(), judged())
def test_a_stack_is_closed_like_each_of_its_matrices(a, b, c):
    n = min(len(one.factors) for one in (a, b, c))
    stack = np.stack([one.leads[:n, :n] for one in (a, b, c)])
    for own, reach, level in zip(stack, closure(stack), levels(closure(stack)), strict=True):
        assert (reach == closure(own)).all()
        assert (level == partition(reach).level).all()


@pytest.mark.parametrize("n", [1, 7, 8, 9, 16, 17, 65])
def test_the_bits_of_a_row_end_where_its_factors_do(n):
    ring = relations(n, " ".join(f"{i + 1}>{(i + 1) % n + 1}" for i in range(n)) if n > 1 else "")
    assert closure(ring.leads).all()
    without = ring.without([(n - 1, 0)])
    assert (closure(without.leads) == np.triu(np.ones((n, n), dtype=bool))).all()


@given(judged())
def test_levels_do_not_hang_on_the_order_of_the_factors(one):
    turned = one.leads[::-1, ::-1]
    assert (levels(closure(turned)) == levels(closure(one.leads))[::-1]).all()


def test_arrows_are_listed_by_row():
    assert shown(relations(3, "3>1 1>2").arrows) == "1>2 3>1"


def test_five_hundred_factors_are_closed_and_parted_at_once():
    random = np.random.default_rng(1)
    leads = random.random((500, 500)) < 0.002
    began = monotonic()
    found = partition(closure(leads))
    assert monotonic() - began < 1
    assert found.count > 5
