import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_analytics.statistics.clusters import clustered_order


def blocks(sizes, order, inside=0.8, between=0.1):
    """Correlations of columns in blocks, shuffled into an order."""
    block = np.repeat(np.arange(len(sizes)), sizes)[order]
    r = np.where(block[:, None] == block, inside, between)
    np.fill_diagonal(r, 1)
    return r, block


@given(st.permutations(range(9)))
def test_columns_of_a_block_stand_side_by_side(order):
    r, block = blocks((2, 3, 4), np.array(order))
    found = block[clustered_order(r)]
    assert sorted(clustered_order(r)) == list(range(9))
    assert (np.diff(found) != 0).sum() == 2


def test_neighbours_are_closest():
    # on a line each column goes best with the next: the line is found again
    places = np.array([3, 0, 4, 1, 2])
    r = 1 - np.abs(places[:, None] - places) / 5
    found = places[clustered_order(r)]
    assert (np.abs(np.diff(found)) == 1).all()


@pytest.mark.parametrize("constant", [0, 1, 3])
def test_an_undefined_column_comes_last(constant):
    r, _ = blocks((2, 2), np.arange(4))
    r[constant], r[:, constant] = np.nan, np.nan
    found = clustered_order(r)
    assert found[-1] == constant
    assert sorted(found) == [0, 1, 2, 3]


@pytest.mark.parametrize("k", [0, 1, 2])
def test_two_columns_stay_as_they_were_asked(k):
    assert clustered_order(np.eye(k)) == list(range(k))


def test_nothing_defined_leaves_the_order():
    assert clustered_order(np.full((3, 3), np.nan)) == [0, 1, 2]
