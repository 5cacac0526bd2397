"""CSV and its relatives: one strict reader decides structure and content alike."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

import pyarrow as pa

from crm_analytics.errors import Problem, UnreadableSurvey, refuse
from crm_analytics.files import columns, grid
from crm_analytics.files.decoding import decode
from crm_analytics.files.dialect import NAMES, delimiter, directive, lines
from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.files.records import Records
from crm_analytics.files.wire import Order

MARKS = {columns.POINT: "point", columns.COMMA: "comma", None: "no decimals"}

PAGE = re.compile(r"\s*<(!doctype|html|\?xml|table|svg)", re.IGNORECASE)
JSON = re.compile(r'\s*(\[\s*)?\{\s*"')


def read(raw: bytes, order: Order) -> SurveyFile:
    """The file as a table with one row a record."""
    where = f"File '{order.name}'"
    text, encoding = decode(raw, where)
    text = text.rstrip("\x1a")  # how DOS ended a text
    refuse(UnreadableSurvey, _no_table(text, where))

    stated = directive(text)
    mark = stated or delimiter(text, order.name)
    rows = chain(["\n"], islice(lines(text), 1, None)) if stated else lines(text)
    records = Records(rows, mark, order.limits, where)
    found = _body(records, where)
    # between commas a quoted "1,3" is as likely two choices as a decimal
    decimal = columns.decimal_mark(found.columns, ".," if mark != "," else ".")
    typed = [columns.from_text(column, decimal or ".") for column in found.columns]
    table = pa.table(typed, names=list(found.header))
    notes = [
        Note("Format", "CSV"),
        Note("Encoding", encoding),
        Note("Delimiter", NAMES[mark] + (", as line 1 says" if stated else "")),
        Note("Decimal mark", MARKS[decimal]),
        Note("Header", f"row {records.header_line}"),
        grid.size(table),
    ]
    return SurveyFile(order.name, "", table, notes=(*notes, *records.notes(), *found.notes))


def _body(records: Records, where: str) -> grid.Grid:
    """The people below the header, every column by its distinct words."""
    header, limits = records.header, records.limits
    refuse(UnreadableSurvey, limits.excess(where, 0, len(header), limits.cells))
    pieces = grid.gather(records, len(header), _texts)
    refuse(UnreadableSurvey, records.problems())
    return grid.trimmed(header, [columns.distinct(column) for column in pieces], where)


def _texts(cells: Sequence[columns.Cell]) -> pa.Array:
    return pa.array(cells, pa.string())


def _no_table(text: str, where: str) -> Iterator[Problem]:
    if "\0" in text:
        line = sum(1 for _ in lines(text[: text.index("\0") + 1]))
        yield Problem(
            f"Line {line}",
            "contains NUL characters, which no text has.",
            "Save the file again as CSV UTF-8 and upload that.",
        )
    elif PAGE.match(text):
        yield Problem(where, "is a web page, not a CSV file.", "Download the answers themselves.")
    elif JSON.match(text):
        yield Problem(where, "is JSON, not a CSV file.", "Export the answers as CSV.")
