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
    kind = np.dtype(str(column.type).replace("double", "float64"))
    chunks = (_values(chunk, kind.type, 0) for chunk in column.chunks)
    values = np.concatenate([np.empty(0), *chunks])
    values[np.concatenate([np.empty(0, bool), *map(_nulls, column.chunks)])] = np.nan
    return values


def words(column: pa.ChunkedArray) -> tuple[list[str], NDArray[np.int32]]:
    """Distinct words of a column in order of appearance, and each row's place among them.

    The place of a null is one past the last word.
    """
    distinct, places = distinct_words(column)
    return distinct.to_pylist(), places


def distinct_words(column: pa.ChunkedArray) -> tuple[pa.Array, NDArray[np.int32]]:
    """As `words`, and a million different ones stay in Arrow."""
    encoded = column.dictionary_encode().unify_dictionaries()
    if not len(encoded):
        return pa.array([], pa.string()), np.empty(0, np.int32)
    distinct = encoded.chunk(0).dictionary
    places = [_values(chunk.indices, np.int32, len(distinct)) for chunk in encoded.chunks]
    return distinct, np.concatenate(places)


def _values(array: pa.Array, kind: type[T], null: float) -> NDArray[T]:
    """What an array holds, with another value in the place of nulls."""
    values = np.frombuffer(array.buffers()[1], kind)[array.offset : array.offset + len(array)]
    return np.where(_nulls(array), np.array(null, kind), values) if array.null_count else values


def _nulls(array: pa.Array) -> NDArray[np.bool_]:
    if array.null_count == 0:
        return np.zeros(len(array), bool)
    there = np.unpackbits(np.frombuffer(array.buffers()[0], np.uint8), bitorder="little")
    return np.equal(there[array.offset : array.offset + len(array)], 0)
