import networkx as nx
import numpy as np
from hypothesis import given

from crm_analytics.ism.closure import closure
from crm_analytics.ism.components import behind, blocks, reduced
from crm_analytics.ism.partition import partition
from tests.ism.judged import counted, digraph, judged, relations, shown, study


def blocks_of(one):
    return blocks(one, closure(one.leads))


def test_an_arrow_that_a_longer_way_implies_is_not_drawn():
    found = blocks_of(relations(4, "1>2 2>3 1>3 3>4 1>4"))
    assert shown(found.arrows) == "1>2 2>3 3>4"


def test_a_circle_is_one_block_with_its_own_arrows_inside():
    one = relations(5, "4>1 1>2 2>3 3>1 2>5 3>5")
    found = blocks_of(one)
    assert counted(found.members) == [[1, 2, 3], [4], [5]]
    assert shown(found.inside) == "1>2 2>3 3>1"
    assert shown(found.arrows) == "1>3 2>1"
    assert [shown(behind(one, found, arrow)) for arrow in found.arrows] == ["2>5 3>5", "4>1"]


def test_the_study_is_one_block_with_nothing_between():
    found = blocks_of(study())
    assert counted(found.circles) == [list(range(1, 18))]
    assert found.arrows == ()
    assert len(found.inside) == 136


@given(judged())
def test_the_blocks_are_the_components_of_networkx(one):
    expected = {frozenset(c) for c in nx.strongly_connected_components(digraph(one.leads))}
    assert {frozenset(block) for block in blocks_of(one).members} == expected


@given(judged(dense=0.3))
def test_the_reduction_is_that_of_networkx(one):
    reach = closure(np.triu(one.leads)) & ~np.eye(len(one.factors), dtype=bool)
    expected = nx.transitive_reduction(digraph(reach))
    assert {(int(i), int(j)) for i, j in np.argwhere(reduced(reach))} == set(expected.edges)


@given(judged())
def test_what_is_drawn_reaches_what_is_judged(one):
    found = blocks_of(one)
    drawn = np.zeros_like(one.leads)
    for arrow in (a for pair in found.arrows for a in behind(one, found, pair)):
        drawn[arrow] = True
    for arrow in found.inside:
        drawn[arrow] = True
    assert (closure(drawn) == closure(one.leads)).all()
    assert all(behind(one, found, pair) for pair in found.arrows)


@given(judged())
def test_there_are_as_many_levels_as_the_longest_chain_has_blocks(one):
    graph = nx.condensation(digraph(one.leads))
    longest = nx.dag_longest_path_length(graph) + 1
    found = partition(closure(one.leads))
    assert found.count == longest == blocks_of(one).chain.max()
