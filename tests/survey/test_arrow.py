import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from crm_analytics.files import arrow

KINDS = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.float64()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("start", [0, 1, 3])
def test_numbers_of_any_chunk_and_slice_arrive_with_their_gaps(kind, start):
    whole = pa.chunked_array([pa.array([1, None, 3, 4, None], kind), pa.array([7, 8], kind)])
    nan = float("nan")
    expected = [1, nan, 3, 4, nan, 7, 8][start:]
    np.testing.assert_array_equal(arrow.numbers(whole.slice(start)), expected)


def test_words_of_any_chunk_and_slice_arrive_with_their_gaps():
    whole = pa.chunked_array([["b", None, "a", "b"], ["c", "a", None]], pa.string())
    distinct, places = arrow.words(whole.slice(1))
    again = [None if place == len(distinct) else distinct[place] for place in places]
    assert again == [None, "a", "b", "c", "a", None]


def test_nothing_is_nothing():
    assert arrow.numbers(pa.chunked_array([], pa.int8())).tolist() == []
    words, places = arrow.words(pa.chunked_array([], pa.string()))
    assert (words, places.tolist()) == ([], [])


def test_the_insurance_sample_is_fitted_without_pandas():
    """pandas takes longer to import than the whole first page to compute."""
    program = (
        "import sys; from crm_analytics.survey import questionnaire as q, samples, responses;"
        "s = samples.SAMPLES[0]; responses.Responses.fit(q.read(s.questionnaire), s.files()['']);"
        "print('pandas' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout == "False\n"
