"""Workbooks: the sheet that holds the answers, by a fast reader or a patient one.

Cells are read here one by one: the engines that pandas has turn errors and formulas without a
result into empty cells in silence.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from itertools import chain, islice
from pathlib import PurePath

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files import columns, grid
from crm_analytics.files.archive import opened, sheet_parts
from crm_analytics.files.codebook import described
from crm_analytics.files.columns import Cell
from crm_analytics.files.faults import Faults, of_ods, of_xls, of_xlsb, of_xlsx
from crm_analytics.files.file import Note, SurveyFile, TableLayout
from crm_analytics.files.layout import LOOKED_AT, Shape
from crm_analytics.files.limits import Limits
from crm_analytics.files.names import clean, listed
from crm_analytics.files.rows import nobody
from crm_analytics.files.trouble import damaged, library
from crm_analytics.files.wire import Order

MOST_DESCRIBED = 5_000  # rows of a code book
FAR_MORE = 3
KINDS = {
    ".xlsx": "an Excel workbook",
    ".xlsm": "an Excel workbook",
    ".xlsb": "an Excel workbook",
    ".xls": "an Excel workbook",
    ".ods": "an OpenDocument workbook",
}


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """A sheet that holds something, cut to its first and last cell that does.

    top: the first row, as a spreadsheet counts.
    rows: gives the rows from there on, every time it is called.
    faults: what its reader passed over.
    """

    name: str
    hidden: bool
    top: int
    height: int
    width: int
    rows: Callable[[], Iterable[Sequence[Cell]]]
    faults: Faults = field(default_factory=Faults)

    @property
    def where(self) -> str:
        """The sheet in a problem."""
        return f"Sheet '{clean(self.name)}'"


def read(raw: bytes, order: Order) -> SurveyFile:
    """The answers in the workbook, with the results of formulas as they were stored."""
    sheets = _sheets(raw, order)
    told = order.layout.sheet if order.layout else ""
    sheet = next((s for s in sheets if told and s.name == told), None) or _answers(sheets)
    refuse(UnreadableSurvey, sheet.faults.problems(sheet.where))
    others = [other for other in sheets if other is not sheet]
    file = _contents(order.name, sheet, others, order.layout)
    for other in others:
        if other.height <= MOST_DESCRIBED:
            rows = [[columns.iso(cell) or "" for cell in row] for row in other.rows()]
            file = described(file, other.name, rows) or file
    return file


def cells(raw: bytes, order: Order) -> SurveyFile:
    """Every visible sheet: a row a line, with the sheet's name and the cells as text.

    Empty rows above a table stay, so that every line has the number of its row. Refused when any
    sheet cannot be read exactly.
    """
    sheets = [sheet for sheet in _sheets(raw, order) if not sheet.hidden]
    if not sheets:
        raise UnreadableSurvey(nobody(f"File '{order.name}'", headed=False))
    refuse(UnreadableSurvey, (p for sheet in sheets for p in sheet.faults.problems(sheet.where)))
    lines = [
        (clean(sheet.name), [columns.iso(cell) or "" for cell in row])
        for sheet in sheets
        for row in chain([()] * (sheet.top - 1), sheet.rows())
    ]
    by_column = zip(*lines, strict=True)
    return SurveyFile(order.name, "", pa.table([*by_column], names=["sheet", "cells"]))


def _sheets(raw: bytes, order: Order) -> list[Sheet]:
    """The sheets that hold something, in the order of the workbook, with what each hides."""
    where = f"File '{order.name}'"
    kind = PurePath(order.name).suffix.lower()
    with library(where, KINDS[kind]):
        found = _faults(raw, kind, order.limits, where)
    refuse(
        UnreadableSurvey,
        (p for name, f in found.items() for p in f.too_far(f"Sheet '{clean(name)}'", order.limits)),
    )
    if not (sheets := _read(raw, found, order, kind)):
        raise UnreadableSurvey(nobody(where, headed=False))
    return sheets


def _read(raw: bytes, found: Mapping[str, Faults], order: Order, kind: str) -> list[Sheet]:
    where = f"File '{order.name}'"
    has_spare = kind in (".xlsx", ".xlsm")
    if not (order.spare and has_spare):
        # the patient reader may know better
        with suppress(CalamineError) if has_spare else library(where, KINDS[kind]):
            return _within(_fast(raw, found), order.limits)
    with library(where, KINDS[kind]):
        return _within(_patient(raw, found, order.limits), order.limits)


def _faults(raw: bytes, kind: str, limits: Limits, where: str) -> dict[str, Faults]:
    if kind == ".xls":
        return of_xls(raw, where)
    archive = opened(raw, limits, where, KINDS[kind])
    if kind == ".ods":
        return of_ods(archive, where)
    return of_xlsb(archive) if kind == ".xlsb" else of_xlsx(archive, sheet_parts(archive))


def _contents(
    name: str, sheet: Sheet, others: Sequence[Sheet], told: TableLayout | None
) -> SurveyFile:
    looked_at = LOOKED_AT + (told.first if told else 0)
    head: list[list[str]] = [[]] * (sheet.top - 1)
    head += [[columns.iso(cell) or "" for cell in row] for row in islice(sheet.rows(), looked_at)]
    shape = Shape.of(head, told)
    shape = replace(shape, layout=replace(shape.layout, sheet=sheet.name))
    rows = islice(sheet.rows(), max(shape.layout.first - sheet.top, 0), None)
    pieces = grid.gather(rows, sheet.width, columns.chunk)
    also = listed([f"'{clean(other.name)}'" for other in others])

    def typed(found: Sequence[pa.Array]) -> tuple[list[pa.Array], list[Note]]:
        kind = KINDS[PurePath(name).suffix.lower()].partition(" ")[2]
        beside = f"; not read: {also}" if others else ""
        return [*map(columns.typed, found)], [
            Note("Format", kind),
            Note("Sheet", f"'{clean(sheet.name)}'{beside}"),
        ]

    body = grid.Body([columns.joined(piece) for piece in pieces])
    file = grid.survey_file(name, body, shape, sheet.where, typed)
    if sheet.top > 1:
        empty = Note("Empty rows", f"{sheet.top - 1:,} left out above the header")
        file = replace(file, notes=(*file.notes, empty))
    return file


def _answers(sheets: Sequence[Sheet]) -> Sheet:
    """Of the sheets a person sees, the first table, or one with far more answers than that.

    A cover page of one column is no table; hidden sheets count when there is no other.
    """
    ordered = sorted(sheets, key=lambda sheet: sheet.hidden)
    tables = [sheet for sheet in ordered if sheet.height > 1 and sheet.width > 1]
    if not tables:
        return ([sheet for sheet in ordered if sheet.height > 1] or ordered)[0]
    first = tables[0]
    larger = [s for s in tables if s.hidden <= first.hidden and _size(s) > FAR_MORE * _size(first)]
    return max(larger, key=_size) if larger else first


def _size(sheet: Sheet) -> int:
    return sheet.height * sheet.width


def _within(sheets: Iterable[Sheet], limits: Limits) -> list[Sheet]:
    """The sheets while they stay within the limits, each and together."""
    found, cells = [], 0
    for sheet in sheets:
        cells += sheet.height * sheet.width
        too_much = limits.excess(sheet.where, sheet.height - 1, sheet.width, limits.workbook_cells)
        refuse(UnreadableSurvey, too_much)
        if cells > limits.workbook_cells:
            raise UnreadableSurvey(_crowded(cells, sheet, limits))
        found.append(sheet)
    return found


def _fast(raw: bytes, found: Mapping[str, Faults]) -> Iterator[Sheet]:
    book = CalamineWorkbook.from_filelike(BytesIO(raw))
    for about, faults in zip(book.sheets_metadata, found.values(), strict=True):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.start is not None:
            top = sheet.start[0]
            rows = partial(_rows_from, sheet, top)
            hidden = about.visible != SheetVisibleEnum.Visible
            yield Sheet(about.name, hidden, top + 1, sheet.height, sheet.width, rows, faults)


def _rows_from(sheet: CalamineSheet, top: int) -> Iterator[Sequence[Cell]]:
    return islice(sheet.iter_rows(), top, None)


def _patient(raw: bytes, found: Mapping[str, Faults], limits: Limits) -> Iterator[Sheet]:
    # imported here: only a workbook that the fast reader cannot read needs it
    from openpyxl import load_workbook
    from openpyxl.cell.cell import ERROR_CODES

    book = load_workbook(BytesIO(raw), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # the stated ones may be false
        where = f"Sheet '{clean(sheet.title)}'"
        top, rows = _cut(_capped(sheet.iter_rows(values_only=True), where, limits))
        # impossible dates: it reports them as it would a failed formula
        if any(cell in ERROR_CODES for row in rows for cell in row if isinstance(cell, str)):
            raise UnreadableSurvey(damaged(where, "an Excel sheet"))
        if rows:
            hidden = sheet.sheet_state != "visible"
            yield Sheet(
                sheet.title,
                hidden,
                top,
                len(rows),
                len(rows[0]),
                partial(iter, rows),
                found[sheet.title],
            )


def _capped(rows: Iterable[Sequence[Cell]], where: str, limits: Limits) -> list[Sequence[Cell]]:
    """The rows, refused once they go on beyond every limit."""
    found, cells = [], 0
    for row in rows:
        found.append(row)
        cells += len(row)
        if len(found) > limits.rows + 1 or cells > limits.workbook_cells:
            raise UnreadableSurvey(_endless(where, len(found)))
    return found


def _cut(rows: list[Sequence[Cell]]) -> tuple[int, list[Sequence[Cell]]]:
    """The first row that holds something, and from there equally long rows to the last."""
    spans = [[i for i, cell in enumerate(row) if cell not in (None, "")] for row in rows]
    held = [i for i, span in enumerate(spans) if span]
    if not held:
        return 0, []
    left = min(span[0] for span in spans if span)
    right = max(span[-1] for span in spans if span) + 1
    top, bottom = held[0], held[-1] + 1
    padded = (
        [*row[left:right], *[None] * (right - max(len(row), left))] for row in rows[top:bottom]
    )
    return top + 1, list(padded)


def _endless(where: str, row: int) -> Problem:
    return Problem(
        where,
        f"goes on beyond row {row - 1:,}, which is as far as it can be read.",
        "Delete the rows below the answers and the columns beside them.",
    )


def _crowded(cells: int, last: Sheet, limits: Limits) -> Problem:
    return Problem(
        last.where,
        f"and the sheets before it have {cells:,} cells; at most {limits.workbook_cells:,} "
        "can be read.",
        "Copy the answers alone into a new workbook.",
    )
