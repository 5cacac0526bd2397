import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_analytics.ism.levels import closure, levels
from crm_analytics.ism.micmac import (
    CUTS,
    alpha_cuts,
    fuzzy_closure,
    fuzzy_powers,
    max_min,
    powers,
    quadrants,
    ranks,
)
from tests.ism.judged import judged, relations, study

# printed: number, driving power, dependence, quadrant with n/2, quadrant with the mean
STUDY = """
1 15 4 driver driver
2 8 10 dependent dependent
3 7 8 autonomous autonomous
4 5 15 dependent dependent
5 7 13 dependent dependent
6 13 9 linkage driver
7 14 8 driver driver
8 3 10 dependent dependent
9 6 11 dependent dependent
10 16 3 driver driver
11 13 6 driver driver
12 6 9 dependent autonomous
13 3 12 dependent dependent
14 9 9 linkage autonomous
15 13 6 driver driver
16 12 8 driver driver
17 3 12 dependent dependent
"""


def test_where_the_final_matrix_is_flat_the_initial_one_tells_the_factors_apart():
    found = quadrants(study(), closure(study().leads))
    assert found.matrix == "initial"
    assert found.reason == (
        "In the final matrix every factor has the same driving power and the same dependence, "
        "so the initial matrix is used."
    )
    shown = (found.driving, found.dependence, found.by_cut["half"], found.by_cut["mean"])
    rows = [" ".join(map(str, row)) for row in zip(range(1, 18), *shown, strict=True)]
    assert rows == STUDY.split("\n")[1:-1]
    assert found.cuts == {
        "half": (8.5, 8.5),
        "mean": (9, 9),
        "median": (8, 9),
    }
    assert [i + 1 for i in found.changing] == [6, 12, 14]
    assert [found.by_cut[cut][13] for cut in CUTS] == ["linkage", "autonomous", "driver"]


def test_the_chosen_cut_gives_the_quadrant():
    final = closure(study().leads)
    assert [quadrants(study(), final, cut).quadrant[5] for cut in CUTS] == [
        "linkage",
        "driver",
        "driver",
    ]


def test_powers_of_the_final_matrix_are_counted_where_it_tells_factors_apart():
    chain = relations(3, "1>2 2>3")
    found = quadrants(chain, closure(chain.leads))
    assert (found.driving.tolist(), found.dependence.tolist()) == ([3, 2, 1], [1, 2, 3])
    assert (found.matrix, found.reason) == ("final", "")
    assert found.quadrant == ("driver", "linkage", "dependent")


@given(judged())
def test_driving_powers_and_dependences_have_one_sum(one):
    found = quadrants(one, closure(one.leads))
    assert found.driving.sum() == found.dependence.sum()


def test_the_ranks_of_the_study_settle_at_the_fourth_power():
    found = powers(study())
    assert found.power == 4
    driving = [10, 1, 7, 6, 11, 15, 16, 2, 14, 3, 4, 12, 9, 5, 8, 13, 17]
    dependence = [4, 5, 13, 8, 17, 9, 2, 6, 3, 14, 12, 16, 11, 7, 15, 1, 10]
    assert (np.argsort(found.driving, kind="stable") + 1).tolist() == driving
    assert (np.argsort(found.dependence, kind="stable") + 1).tolist() == dependence


def test_the_ranks_are_those_of_exact_counts():
    matrix = study().leads.astype(object)
    power = matrix
    for _ in range(3):
        power = power.dot(matrix)
    sums = power.sum(axis=1)
    assert powers(study()).driving.tolist() == [1 + sum(sums > own) for own in sums]


def test_factors_with_few_paths_have_ranks_beside_those_with_billions():
    # five that all lead to one another have 4 ** k paths each; of 6 and 7 it is 3 and 1, then 1 and 3
    all_of_five = " ".join(f"{i}>{j}" for i in range(1, 6) for j in range(1, 6) if i != j)
    found = relations(9, f"{all_of_five} 6>7 7>6 6>8 6>9")
    odd, even = (ranks(np.linalg.matrix_power(found.leads.astype(float), k))[0] for k in (41, 42))
    assert odd.tolist() == [1, 1, 1, 1, 1, 6, 7, 8, 8]
    assert even.tolist() == [1, 1, 1, 1, 1, 7, 6, 8, 8]
    assert powers(found).reason == "The ranks had not settled after 60 powers."


def test_without_a_circle_ranks_never_settle_and_it_is_said():
    chain = relations(3, "1>2 2>3")
    assert powers(chain).power is None
    assert powers(chain).reason == (
        "Without a circle there are no long paths to rank by; driving power and dependence of the "
        "final matrix tell who drives whom."
    )


def test_ranks_that_swing_are_not_settled():
    # between two halves every path of even length ends where it began, unlike those of odd length
    halves = relations(5, "1>3 3>1 1>4 4>1 2>3 3>2 2>4 4>2 1>5 5>1 2>5 5>2")
    found = powers(halves)
    assert found.power is None
    assert found.reason == "The ranks had not settled after 60 powers."


def strengths(n, cells):
    found = np.zeros((n, n))
    for pair, value in cells.items():
        i, j = map(int, pair.split(">"))
        found[i - 1, j - 1] = value
    return found


def test_a_chain_is_as_strong_as_its_weakest_arrow_and_the_best_chain_counts():
    found = fuzzy_closure(strengths(3, {"1>2": 0.9, "2>3": 0.5, "1>3": 0.1}))
    assert found.tolist() == [[1, 0.9, 0.5], [0, 1, 0.5], [0, 0, 1]]
    assert max_min(found, found).tolist() == found.tolist()


def test_every_strength_has_its_levels():
    found = alpha_cuts(strengths(3, {"1>2": 0.9, "2>3": 0.5, "3>1": 0.3}))
    assert list(found) == [0.9, 0.5, 0.3]
    assert [level.tolist() for level in found.values()] == [[2, 1, 1], [3, 2, 1], [1, 1, 1]]
    assert alpha_cuts(strengths(3, {})) == {}


def test_fuzzy_micmac_repeats_until_both_rank_orders_do():
    found = fuzzy_powers(strengths(3, {"1>2": 0.9, "2>3": 0.5, "3>1": 0.3, "2>1": 0.3}))
    one = np.array([[0, 0.9, 0], [0.3, 0, 0.5], [0.3, 0, 0]])
    before, now = one, brute(one, one)
    power = 1
    while orders(before) != orders(now):
        before, now, power = now, brute(now, one), power + 1
    assert found.power == power
    assert [found.driving.tolist(), found.dependence.tolist()] == orders(now)


def brute(a, b):
    n = len(a)
    return np.array(
        [[max(min(a[i, k], b[k, j]) for k in range(n)) for j in range(n)] for i in range(n)]
    )


def orders(matrix):
    each = matrix.sum(axis=1), matrix.sum(axis=0)
    return [[1 + int((sums > own + 1e-9).sum()) for own in sums] for sums in each]


@given(judged(dense=0.9), st.integers(0, 10**6))
@settings(max_examples=60)
def test_a_cut_of_the_fuzzy_closure_is_the_closure_of_the_cut(one, seed):
    random = np.random.default_rng(seed)
    strength = np.where(one.leads, random.choice([0.1, 0.3, 0.5, 0.7, 0.9], one.leads.shape), 0)
    for least, level in alpha_cuts(strength).items():
        assert (levels(closure(strength >= least - 1e-9)) == level).all()
    assert max_min(strength, strength) == pytest.approx(brute(strength, strength))
