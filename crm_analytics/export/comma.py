"""A table as CSV that a spreadsheet opens without being told how, and a program reads exactly."""

import csv
from io import StringIO

from crm_analytics.report.plain import legal
from crm_analytics.report.table import Table, Value, finite

# a spreadsheet takes text that begins so for a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with byte order mark, stable keys as header, numbers unrounded, rows end CRLF."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_cell(key, "") for key in table.columns)
    writer.writerows([_cell(value, table.absent) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Value, absent: str) -> str:
    value = finite(value)
    if value is None:
        return absent
    if isinstance(value, str):
        text = legal(value)
        return f"'{text}" if text.startswith(FORMULA) else text
    # numpy's numbers are floats that print their type
    return repr(float(value)) if isinstance(value, float) else str(value)
