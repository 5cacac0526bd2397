from hypothesis import given

from crm_analytics.ism.closure import closure
from crm_analytics.ism.partition import partition
from tests.ism.judged import counted, judged, relations, study

# worked by hand: 4 and 5 lead to 3, 3 to 1 and 2, and 1 and 2 to each other
CASE = relations(5, "4>3 5>3 3>1 1>2 2>1")


def test_every_set_of_every_iteration_is_that_of_the_book():
    found = partition(closure(CASE.leads))
    rows = [
        [
            (*counted([(r.factor,), r.reachability, r.antecedent, r.intersection]), r.level)
            for r in iteration.rows
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
    found = partition(study().initial)
    assert counted(found.groups) == [[8]]
    assert len(found.stalled) == 16
    last = found.iterations[-1]
    assert not last.chosen.any()
    assert all(set(row.reachability) - set(row.antecedent) for row in last.rows)
    assert [row.level for row in found.rows].count(0) == 16


def test_from_below_the_study_stalls_after_one_and_ten():
    assert counted(partition(study().initial.T).groups) == [[1, 10]]


@given(judged())
def test_on_a_closure_everyone_has_one_level(one):
    found = partition(closure(one.leads))
    assert sorted(i for group in found.groups for i in group) == list(range(len(one.factors)))
    assert all(iteration.chosen.any() for iteration in found.iterations)


@given(judged())
def test_no_arrow_leads_to_a_deeper_level(one):
    level = partition(closure(one.leads)).level
    assert all(level[head] <= level[tail] for tail, head in one.arrows)
