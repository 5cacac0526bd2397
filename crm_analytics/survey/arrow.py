"""Arrow columns as NumPy arrays, read from their buffers.

Arrow's own conversion imports pandas, a fifth of a second that a first page need not wait for.
"""

from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)


def numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """A column of numbers as float64, NaN where it is null."""
    chunks = column.cast(pa.float64()).chunks
    return np.concatenate([np.empty(0), *(_values(chunk, np.float64, np.nan) for chunk in chunks)])


def words(column: pa.ChunkedArray) -> tuple[list[str], NDArray[np.int32]]:
    """Distinct words of a column in order of appearance, and each row's place among them.

    The place of a null is one past the last word.
    """
    encoded = column.dictionary_encode().unify_dictionaries()
    if not len(encoded):
        return [], np.empty(0, np.int32)
    distinct = encoded.chunk(0).dictionary.to_pylist()
    places = [_values(chunk.indices, np.int32, len(distinct)) for chunk in encoded.chunks]
    return distinct, np.concatenate(places)


def _values(array: pa.Array, kind: type[T], null: float) -> NDArray[T]:
    """What an array holds, with another value in the place of nulls."""
    validity, held = array.buffers()
    here = slice(array.offset, array.offset + len(array))
    values = np.frombuffer(held, kind)[here]
    if array.null_count == 0:
        return values
    there = np.unpackbits(np.frombuffer(validity, np.uint8), bitorder="little")[here]
    return np.where(there, values, np.array(null, kind))
