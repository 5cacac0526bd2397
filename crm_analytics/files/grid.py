"""Rows of cells to a table: the header is the first row, every further row is a person."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files import names
from crm_analytics.files.columns import Cell
from crm_analytics.files.file import Note
from crm_analytics.files.rows import nobody

BATCH = 10_000


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """The header and the columns under it, without the empty end of either.

    notes: what was left out there, and which headers were made up or numbered.
    """

    header: Sequence[str]
    columns: Sequence[pa.Array]
    notes: Sequence[Note]


def gather(
    rows: Iterable[Sequence[Cell]], width: int, array: Callable[[Sequence[Cell]], pa.Array]
) -> list[list[pa.Array]]:
    """The columns of equally long rows, each in pieces: few cells are held twice."""
    pieces: list[list[pa.Array]] = [[] for _ in range(width)]
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        for column, cells in zip(pieces, zip(*batch, strict=True), strict=True):
            column.append(array(cells))
    return pieces


def trimmed(header: Sequence[str], columns: Sequence[pa.Array], where: str) -> Grid:
    """The grid up to its last row with an answer and its last column with a header or an answer.

    Refused when nothing is left below the header.
    """
    answered = [np.asarray(column.is_valid()) for column in columns]
    held = [bool(names.clean(h) or a.any()) for h, a in zip(header, answered, strict=True)]
    width = _last(held)
    rows = _last(np.logical_or.reduce(answered[:width])) if width else 0
    if not rows:
        raise UnreadableSurvey(nobody(where, bool(width)))
    unique, notes = names.unique(header[:width])
    return Grid(
        unique,
        [column.slice(0, rows) for column in columns[:width]],
        [
            *_left_out(len(columns) - width, "columns"),
            *_left_out(len(columns[0]) - rows, "rows"),
            *notes,
        ],
    )


def size(table: pa.Table) -> Note:
    """Rows and columns, as a person checks first."""
    rows, columns = table.num_rows, table.num_columns
    return Note(
        "Size",
        f"{rows:,} {'row' if rows == 1 else 'rows'} × "
        f"{columns:,} {'column' if columns == 1 else 'columns'}",
    )


def _last(claims: Sequence[bool] | NDArray[np.bool_]) -> int:
    """How many there are up to the last that is true."""
    true = np.flatnonzero(claims)
    return int(true[-1]) + 1 if len(true) else 0


def _left_out(count: int, unit: str) -> Iterator[Note]:
    if count:
        yield Note(f"Empty {unit}", f"{count:,} left out at the end")
