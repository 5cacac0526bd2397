"""A small table that is no survey: the cells of every sheet as text, whatever the format.

Matrices of factors, coders' files, code books and printed tables come this way.
"""

import csv
from pathlib import PurePath

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files import read, sandbox
from crm_analytics.files.columns import iso
from crm_analytics.files.delimited import delimiter, directive, lines
from crm_analytics.files.encoding import decode
from crm_analytics.files.file import SurveyFile
from crm_analytics.files.formats import base_name, recognise
from crm_analytics.files.limits import Limits
from crm_analytics.files.rows import nobody
from crm_analytics.files.trouble import broken
from crm_analytics.files.wire import Order

TABLE = Limits(bytes=5_000_000, expanded=100_000_000)

Rows = list[list[str]]


def small_table(raw: bytes, name: str, limits: Limits = TABLE) -> dict[str, Rows]:
    """The rows of every visible sheet that holds something, by the sheet's name.

    A row is a list of cells as they are written, of any length; the first list is row 1 of the
    sheet, and an empty row is an empty list. A file without sheets has one, called by its own name.
    Text files may be in any encoding and have any delimiter. Raises UnreadableSurvey.
    """
    own_name = base_name(name)
    kind = recognise(raw, own_name, limits)
    if kind.reader == "workbook":
        return _sheets(raw, own_name, limits)
    if kind.reader == "delimited":
        rows = _lines(decode(raw, f"File '{own_name}'").text, own_name)
    else:
        rows = _table(read(raw, own_name, limits))
    if not any(map(any, rows)):
        raise UnreadableSurvey(nobody(f"File '{own_name}'", headed=False))
    return {PurePath(own_name).stem: rows}


def _sheets(raw: bytes, name: str, limits: Limits) -> dict[str, Rows]:
    answer = sandbox.parse(raw, Order(name, "workbook", limits, as_cells=True))
    if not isinstance(answer, SurveyFile):
        raise UnreadableSurvey(*answer)
    found: dict[str, Rows] = {}
    if answer.columns != ("sheet", "cells"):  # a child that a file has taken over
        raise UnreadableSurvey(broken(name))
    for sheet, cells in zip(*(column.to_pylist() for column in answer.table.columns), strict=True):
        if not (isinstance(sheet, str) and isinstance(cells, list)):
            raise UnreadableSurvey(broken(name))
        found.setdefault(sheet, []).append([str(cell) for cell in cells])
    return found


def _lines(text: str, name: str) -> Rows:
    """The records of a text; one that opens a quotation mark and never closes it is refused."""
    mark = directive(text) or delimiter(text, name)
    found: Rows = []
    reader = csv.reader(lines(text), delimiter=mark)
    first = 1
    for row in reader:
        cells = [cell.strip().replace("\r\n", "\n").replace("\r", "\n") for cell in row]
        # a cell with a line break stands in one row, and what follows keeps the number of its line
        found += [cells, *([[]] * (reader.line_num - first))]
        first = reader.line_num + 1
    while found and not any(found[-1]):
        found.pop()
    return found[1:] if directive(text) else found


def _table(file: SurveyFile) -> Rows:
    columns = ([iso(cell) or "" for cell in column.to_pylist()] for column in file.table.columns)
    return [[*file.columns], *map(list, zip(*columns, strict=True))]
