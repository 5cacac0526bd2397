"""What knows a person again in another wave: the id column as text that can be compared."""

import pyarrow as pa
import pyarrow.compute as pc

NOBODY = pa.array([], pa.string())


def ids_of(column: pa.ChunkedArray | None) -> pa.Array:
    """One id a person; null where it is empty. 7, 7.0 and "7" are the same id, "007" is another.

    column: as a file delivered it; None gives no ids.
    """
    if column is None:
        return NOBODY
    if pa.types.is_string(column.type):
        trimmed = pc.utf8_trim_whitespace(column)
        empty = pc.equal(trimmed, "")
        return pc.if_else(empty, pa.scalar(None, pa.string()), trimmed).combine_chunks()
    whole = pa.types.is_integer(column.type) or pc.all(pc.equal(pc.round(column), column)).as_py()
    numbers = column.cast(pa.int64()) if whole else column
    return numbers.cast(pa.string()).combine_chunks()
