"""Rows of cells to a survey file: header above, a person in every further row that is one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crm_analytics.errors import UnreadableSurvey, refuse
from crm_analytics.files import names
from crm_analytics.files.aside import rows_aside, without
from crm_analytics.files.columns import Cell
from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.files.layout import Shape
from crm_analytics.files.long_form import long_form, wide
from crm_analytics.files.rows import nobody
from crm_analytics.files.trouble import infinite

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
    held = [
        bool(names.clean(name)) or column.null_count < len(column)
        for name, column in zip(header, columns, strict=True)
    ]
    width = _last(held)
    rows = _answered(columns[:width])
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


@dataclass(frozen=True, eq=False, slots=True)
class Body:
    """What stands below the header: columns of equal length, and where they come from.

    between: rows of the file that were passed over because nothing stands on them, in order.
    below: rows of the file that are too short for the table and hold a note, each with the reason.
    """

    columns: Sequence[pa.Array]
    between: Sequence[int] = ()
    below: Sequence[tuple[int, str]] = ()

    def row(self, first: int, place: int) -> int:
        """The row of the file in which the person at this place stands."""
        row = first + place
        for passed in self.between:
            if passed > row:
                break
            row += 1
        return row


def survey_file(
    name: str,
    body: Body,
    shape: Shape,
    where: str,
    typed: Callable[[Sequence[pa.Array]], tuple[list[pa.Array], list[Note]]],
) -> SurveyFile:
    """The people among the rows, as a table with the text of each question.

    typed: makes numbers of the columns that hold some, and says how.
    """
    layout = shape.layout
    aside = _aside(body, shape)
    kept = [without(column, [*aside]) for column in body.columns] if aside else body.columns
    blank = [""] * (len(kept) - len(shape.header))
    found = trimmed([*shape.header, *blank], kept, where)
    columns, notes = typed(found.columns)
    refuse(UnreadableSurvey, infinite(zip(found.header, columns, strict=True)))
    table = pa.table(columns, names=list(found.header))
    last = len(found.columns[0]) + sum(place < len(found.columns[0]) for place in aside)
    layout = replace(
        layout,
        last=body.row(layout.first, last - 1),
        set_aside=(
            *((body.row(layout.first, place), reason) for place, reason in aside.items()),
            *body.below,
        ),
        long=layout.long if shape.told else long_form(table),
    )
    file = SurveyFile(
        name,
        "",
        table,
        {found.header[p]: names.clean(t) for p, t in shape.texts.items() if p < len(found.header)},
        notes=(*notes, *shape.notes(), size(table), *found.notes, *_set_aside(layout.set_aside)),
        layout=layout,
    )
    return wide(file, size) if layout.long else file


def _aside(body: Body, shape: Shape) -> dict[int, str]:
    """Places of rows that are no person; as a person has told, where one has."""
    if not shape.told:
        return rows_aside(body.columns)
    layout, height = shape.layout, len(body.columns[0]) if body.columns else 0
    told = dict(layout.set_aside)
    rows = ((place, body.row(layout.first, place)) for place in range(height))
    return {
        place: told.get(row, "below the last person")
        for place, row in rows
        if row in told or 0 < layout.last < row
    }


def _set_aside(rows: Sequence[tuple[int, str]]) -> Iterator[Note]:
    if rows:
        said = [f"row {row:,} ({reason})" for row, reason in rows]
        yield Note("Rows set aside", names.listed(said))


def size(table: pa.Table) -> Note:
    """Rows and columns, as a person checks first."""
    rows, columns = table.num_rows, table.num_columns
    return Note(
        "Size",
        f"{rows:,} {'row' if rows == 1 else 'rows'} × "
        f"{columns:,} {'column' if columns == 1 else 'columns'}",
    )


def _answered(columns: Sequence[pa.Array]) -> int:
    """How many rows there are up to the last with an answer."""
    if not columns or not len(columns[0]):
        return 0
    if any(column[len(column) - 1].is_valid for column in columns):
        return len(columns[0])
    return _last(np.logical_or.reduce([np.asarray(column.is_valid()) for column in columns]))


def _last(claims: Sequence[bool] | NDArray[np.bool_]) -> int:
    """How many there are up to the last that is true."""
    true = np.flatnonzero(claims)
    return int(true[-1]) + 1 if len(true) else 0


def _left_out(count: int, unit: str) -> Iterator[Note]:
    if count:
        yield Note(f"Empty {unit}", f"{count:,} left out at the end")
