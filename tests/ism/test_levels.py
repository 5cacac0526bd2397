from time import monotonic

import numpy as np
import pytest
from hypothesis import given

from crm_analytics.ism.levels import Partition, blocks, closure, levels
from crm_analytics.ism.robustness import steps
from tests.ism.judged import counted, judged, relations, shown, study, walked


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
def test_a_factor_reaches_whom_a_walk_along_arrows_meets(one):
    met = [
        [j in walked(one.leads, i) for j in range(len(one.leads))] for i in range(len(one.leads))
    ]
    assert closure(one.leads).tolist() == met
    assert blocks(one).final.tolist() == met


@given(judged(), judged(), judged())
def test_a_stack_is_closed_like_each_of_its_matrices(a, b, c):
    n = min(len(one.factors) for one in (a, b, c))
    stack = np.stack([one.leads[:n, :n] for one in (a, b, c)])
    for own, reach, level in zip(stack, closure(stack), levels(closure(stack)), strict=True):
        assert (reach == closure(own)).all()
        assert (level == Partition.of(reach).level).all()


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
    found = Partition.of(closure(leads))
    assert monotonic() - began < 1
    assert found.count > 5


# worked by hand: 4 and 5 lead to 3, 3 to 1 and 2, and 1 and 2 to each other
CASE = relations(5, "4>3 5>3 3>1 1>2 2>1")


def test_every_set_of_every_iteration_is_that_of_the_book():
    found = Partition.of(closure(CASE.leads))
    rows = [
        [
            (*counted([(r.factor,), r.reachability, r.antecedent, r.intersection]), r.level)
            for r in iteration
        ]
        for iteration in found.iterations
    ]
    assert rows == [
        [
            ([1], [1, 2], [1, 2, 3, 4, 5], [1, 2], 1),
            ([2], [1, 2], [1, 2, 3, 4, 5], [1, 2], 1),
            ([3], [1, 2, 3], [3, 4, 5], [3], 0),
            ([4], [1, 2, 3, 4], [4], [4], 0),
            ([5], [1, 2, 3, 5], [5], [5], 0),
        ],
        [
            ([3], [3], [3, 4, 5], [3], 2),
            ([4], [3, 4], [4], [4], 0),
            ([5], [3, 5], [5], [5], 0),
        ],
        [([4], [4], [4], [4], 3), ([5], [5], [5], [5], 3)],
    ]
    assert [row.level for row in found.rows] == [1, 1, 2, 3, 3]
    assert counted([found.rows[2].reachability, found.rows[2].antecedent]) == [[3], [3, 4, 5]]
    assert counted(found.groups) == [[1, 2], [3], [4, 5]]
    assert found.stalled == ()


def test_the_direct_relations_of_the_study_stall_after_motivation():
    found = Partition.of(study().initial)
    assert counted(found.groups) == [[8]]
    assert len(found.stalled) == 16
    *_, last = found.iterations
    assert not any(row.level for row in last)
    assert all(set(row.reachability) - set(row.antecedent) for row in last)
    assert [row.level for row in found.rows].count(0) == 16


def test_from_below_the_study_stalls_after_one_and_ten():
    assert counted(Partition.of(study().initial.T).groups) == [[1, 10]]


@given(judged())
def test_on_a_closure_everyone_has_one_level(one):
    found = Partition.of(closure(one.leads))
    assert sorted(i for group in found.groups for i in group) == list(range(len(one.factors)))
    assert all(any(row.level for row in iteration) for iteration in found.iterations)


@given(judged())
def test_no_arrow_leads_to_a_deeper_level(one):
    level = Partition.of(closure(one.leads)).level
    assert all(level[head] <= level[tail] for tail, head in one.arrows)


def test_an_arrow_that_a_longer_way_implies_is_not_drawn():
    found = blocks(relations(4, "1>2 2>3 1>3 3>4 1>4"))
    assert shown(found.arrows) == "1>2 2>3 3>4"


def test_a_circle_is_one_block_with_its_own_arrows_inside():
    one = relations(5, "4>1 1>2 2>3 3>1 2>5 3>5")
    found = blocks(one)
    assert counted(found.members) == [[1, 2, 3], [4], [5]]
    assert shown(found.inside) == "1>2 2>3 3>1"
    assert shown(found.arrows) == "1>3 2>1"
    assert [shown(found.direct(one, arrow)) for arrow in found.arrows] == ["2>5 3>5", "4>1"]


def test_the_study_is_one_block_with_nothing_between():
    found = blocks(study())
    assert counted(found.cycles) == [list(range(1, 18))]
    assert found.arrows == ()
    assert len(found.inside) == 136


@given(judged())
def test_a_block_is_everyone_met_on_the_way_there_and_back(one):
    n = range(len(one.leads))
    met = [walked(one.leads, i) for i in n]
    expected = {frozenset(j for j in met[i] if i in met[j]) for i in n}
    assert {frozenset(block) for block in blocks(one).members} == expected
    assert [members[0] for members in blocks(one).members] == sorted(map(min, expected))


@given(judged(dense=0.3))
def test_an_arrow_is_drawn_just_when_no_third_block_is_between(one):
    found = blocks(one)
    met = [walked(one.leads, members[0]) for members in found.members]
    n = range(len(met))
    above = {(a, b) for a in n for b in n if a != b and found.members[b][0] in met[a]}
    between = {(a, b) for a, b in above if any((a, c) in above and (c, b) in above for c in n)}
    assert {*found.arrows} == above - between


@given(judged())
def test_what_is_drawn_reaches_what_is_judged(one):
    found = blocks(one)
    drawn = np.zeros_like(one.leads)
    for arrow in (a for pair in found.arrows for a in found.direct(one, pair)):
        drawn[arrow] = True
    for arrow in found.inside:
        drawn[arrow] = True
    assert (closure(drawn) == closure(one.leads)).all()
    assert all(found.direct(one, pair) for pair in found.arrows)


@given(judged())
def test_a_level_is_the_longest_chain_of_factors_that_do_not_lead_back(one):
    met = [walked(one.leads, i) for i in range(len(one.leads))]

    def chain(i):
        return 1 + max((chain(j) for j in met[i] if i not in met[j]), default=0)

    expected = [chain(i) for i in range(len(met))]
    assert Partition.of(closure(one.leads)).level.tolist() == expected
    assert blocks(one).chain[blocks(one).of].tolist() == expected


def test_a_binary_tree_has_as_many_levels_as_it_is_deep_and_loses_no_arrow():
    tree = relations(15, " ".join(f"{i}>{i // 2}" for i in range(2, 16)))
    found = blocks(tree)
    depth = [i.bit_length() for i in range(1, 16)]
    assert Partition.of(found.final).level.tolist() == depth
    assert shown(found.arrows) == shown(tree.arrows)
    assert found.final.sum(axis=1).tolist() == depth, "itself and everyone on the way to the root"


def test_of_everyone_above_everyone_below_only_neighbours_are_drawn():
    whole = relations(30, " ".join(f"{j}>{i}" for j in range(2, 31) for i in range(1, j)))
    found = blocks(whole)
    assert shown(found.arrows) == " ".join(f"{i + 1}>{i}" for i in range(1, 30))
    assert Partition.of(found.final).level.tolist() == list(range(1, 31))
    assert int(found.final.sum()) == 30 * 31 // 2
