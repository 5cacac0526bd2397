import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crm_analytics.statistics.counts import BLOCK, answered


@given(arrays(np.int8, st.integers(1, 40), elements=st.integers(-128, 127)))
def test_every_answer_is_counted_once(column):
    values, counts = answered(column)
    assert counts.sum() == len(column)
    assert np.repeat(values, counts).tolist() == sorted(column.tolist())


def test_blocks_are_added_up():
    column = np.tile(np.array([1, 5, 5, 3], np.int8), BLOCK)
    values, counts = answered(column)
    assert dict(zip(values.tolist(), (counts // BLOCK).tolist(), strict=True)) == {
        1: 1, 2: 0, 3: 1, 4: 0, 5: 2,
    }  # fmt: skip


def test_nobody_answers_nothing():
    values, counts = answered(np.empty(0, np.int8))
    assert len(values) == len(counts) == 0
