"""The code book as an Excel workbook that is filled in and read back."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from xlsxwriter import Workbook

from crm_analytics.export.workbook import OPTIONS
from crm_analytics.report.words import legal

WIDTHS = {"question": 60, "labels": 60, "dimension": 28, "construct": 28, "column": 18}
NARROW = 13  # letters


def codebook_workbook(
    rows: Sequence[Sequence[str]], choices: Mapping[str, Sequence[str]] | None = None
) -> bytes:
    """An .xlsx file of one sheet: the header, kept in sight, and a row for every column.

    choices: column of the sheet → what its cells may be, offered as a list.
    """
    content = BytesIO()
    header, *body = rows
    with Workbook(content, OPTIONS) as book:
        sheet = book.add_worksheet("Code book")
        bold, text = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        text.set_num_format("@")
        text.set_align("top")
        for place, name in enumerate(header):
            sheet.set_column(place, place, WIDTHS.get(name, NARROW), text)
            sheet.write_string(0, place, name, bold)
            if choices and name in choices:
                offered = {"validate": "list", "source": list(choices[name])}
                sheet.data_validation(1, place, max(1, len(body)), place, offered)
        for number, row in enumerate(body, start=1):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, legal(cell), text)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(1, len(body)), len(header) - 1)
    return content.getvalue()
