"""Arrow columns as NumPy arrays, read from their buffers.

Arrow's own conversion imports pandas, a fifth of a second that a first page need not wait for.
"""

from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)


def numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """A column of numbers as float64, NaN where it is null."""
    if len(column) == 0:
        return np.empty(0)
    filled = pc.fill_null(pc.cast(column, pa.float64()), float("nan"))
    return np.concatenate([_values(chunk, np.float64) for chunk in filled.chunks])


def words(column: pa.ChunkedArray) -> tuple[list[str], NDArray[np.int32]]:
    """Distinct words of a column in order of appearance, and each row's place among them.

    The place of a null is one past the last word.
    """
    encoded = column.dictionary_encode().unify_dictionaries()
    if len(encoded) == 0:
        return [], np.empty(0, np.int32)
    distinct = encoded.chunk(0).dictionary.to_pylist()
    places = [
        _values(pc.fill_null(chunk.indices, len(distinct)), np.int32) for chunk in encoded.chunks
    ]
    return distinct, np.concatenate(places)


def _values(array: pa.Array, kind: type[T]) -> NDArray[T]:
    """What an array without nulls holds."""
    whole = np.frombuffer(array.buffers()[1], kind)
    return whole[array.offset : array.offset + len(array)]
