"""Every visible sheet of a workbook as the text one would paste from it."""

import pyarrow as pa

from crm_analytics.errors import UnreadableSurvey, refuse
from crm_analytics.files.columns import tabbed
from crm_analytics.files.names import clean
from crm_analytics.files.parts import KIND, faults, opened, sheet_parts
from crm_analytics.files.rows import nobody
from crm_analytics.files.trouble import library
from crm_analytics.files.wire import Contents, Order
from crm_analytics.files.workbook import Sheet, held


def read(raw: bytes, order: Order) -> Contents:
    """A row a sheet: its name and its text; refused when any of them cannot be read exactly."""
    where = f"File '{order.name}'"
    archive = opened(raw, order.limits, where)
    with library(where, KIND):
        parts = sheet_parts(archive)
    sheets = [sheet for sheet in held(raw, order, where) if not sheet.hidden]
    if not sheets:
        raise UnreadableSurvey(nobody(where, headed=False))
    with library(where, KIND):
        wrong = [f for sheet in sheets for f in faults(archive, parts[sheet.name], sheet.where)]
    refuse(UnreadableSurvey, wrong)
    names, texts = [clean(sheet.name) for sheet in sheets], map(_text, sheets)
    return Contents(pa.table({"sheet": names, "text": list(texts)}), [])


def _text(sheet: Sheet) -> str:
    lines = [""] * (sheet.top - 1) + [tabbed(row) for row in sheet.rows]
    return "\n".join(lines)
