"""Parquet files: flat columns of numbers, words, dates and yes or no."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files import columns, grid, names
from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.files.limits import Limits
from crm_analytics.files.rows import nobody
from crm_analytics.files.trouble import infinite, library
from crm_analytics.files.wire import Order

KIND = "a Parquet file"


def read(raw: bytes, order: Order) -> SurveyFile:
    """The file as its footer describes it, once the footer stays within the limits."""
    where = f"File '{order.name}'"
    with library(where, KIND):
        file = pq.ParquetFile(pa.BufferReader(raw))
        refuse(UnreadableSurvey, _too_much(file.metadata, order.limits, where))
        refuse(UnreadableSurvey, _unusable(file.schema_arrow))
        table = file.read(use_threads=False, use_pandas_metadata=False)
        table.validate(full=True)
    if not table.num_rows or not table.num_columns:
        raise UnreadableSurvey(nobody(where, bool(table.num_columns)))
    return _contents(order.name, table)


def _contents(name: str, raw: pa.Table) -> SurveyFile:
    header, notes = names.unique(raw.column_names)
    found = dict(zip(header, map(_column, raw.columns), strict=True))
    refuse(UnreadableSurvey, (_no_date(name) for name, column in found.items() if column is None))
    refuse(UnreadableSurvey, infinite(found.items()))
    table = pa.table(found)
    return SurveyFile(name, "", table, notes=(Note("Format", "Parquet"), grid.size(table), *notes))


def _too_much(about: pq.FileMetaData, limits: Limits, where: str) -> Iterator[Problem]:
    yield from limits.excess(where, about.num_rows, about.num_columns, limits.cells)
    size = sum(about.row_group(i).total_byte_size for i in range(about.num_row_groups))
    if size > limits.expanded:
        yield Problem(
            where,
            f"unfolds to {size / 1e6:,.1f} MB; at most {limits.expanded / 1e6:,.1f} MB "
            "can be read.",
            "Remove columns or rows that are not needed, or split the file.",
        )


def _unusable(schema: pa.Schema) -> Iterator[Problem]:
    for field in schema:
        if not _is_flat(field.type):
            yield Problem(
                f"Column '{names.clean(field.name)}'",
                "holds several values in one cell."
                if pa.types.is_nested(field.type)
                else f"holds values of the kind {field.type}, which are no answers.",
                "Save it as numbers or text, or leave it out.",
            )


FLAT = (
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal,
    pa.types.is_boolean,
    pa.types.is_null,
    pa.types.is_date,
    pa.types.is_time,
    pa.types.is_timestamp,
    pa.types.is_duration,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
)


def _is_flat(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(is_kind(kind) for is_kind in FLAT)


def _column(column: pa.ChunkedArray) -> pa.Array | None:
    """Numbers as numbers, everything else as text; None when its dates are in no calendar."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if pa.types.is_floating(kind):
        return columns.whole(column.cast(pa.float64()).combine_chunks())
    if pa.types.is_integer(kind) or pa.types.is_decimal(kind):
        return _exact(column)
    if pa.types.is_boolean(kind) or pa.types.is_temporal(kind):
        return _spelled(column)
    return columns.text(columns.distinct(column.cast(pa.string()).chunks))


def _exact(column: pa.ChunkedArray) -> pa.Array:
    """Numbers while a number holds all their digits, else text."""
    try:
        if pa.types.is_integer(column.type):
            return columns.narrow(column.cast(pa.int64()).combine_chunks())
        floats = column.cast(pa.float64())
        if not pc.any(pc.greater(pc.abs(floats), columns.EXACT)).as_py():
            return columns.whole(floats.combine_chunks())
    except pa.ArrowInvalid:  # beyond int64
        pass
    return columns.text(columns.distinct(column.cast(pa.string()).chunks))


def _spelled(column: pa.ChunkedArray) -> pa.Array | None:
    """Dates, times, durations and truth values as text; times with a zone in UTC."""
    in_zone = getattr(column.type, "tz", None) is not None
    try:
        words = _in_microseconds(column).combine_chunks().dictionary_encode()
        values = words.dictionary.to_pylist()
    except (pa.ArrowInvalid, OverflowError, ValueError):
        return None
    cells = [f"{value.isoformat()}Z" if in_zone else columns.iso(value) for value in values]
    return pa.array(cells, pa.string()).take(words.indices)


def _in_microseconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The finest time that Python knows; finer ones are cut, coarser ones must fit."""
    kind = column.type
    for is_kind, target in (
        (pa.types.is_timestamp, pa.timestamp("us")),
        (pa.types.is_duration, pa.duration("us")),
        (pa.types.is_time, pa.time64("us")),
    ):
        if is_kind(kind):
            return column.cast(target, safe=kind.unit != "ns")
    return column


def _no_date(name: str) -> Problem:
    return Problem(
        f"Column '{name}'", "holds dates before year 1 or after 9999.", "Correct or empty them."
    )
