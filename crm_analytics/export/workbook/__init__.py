"""Sections as an Excel workbook: one sheet says what this is, then one sheet a table and chart.

In reading order: `sheets` (what sheets share, tables, heat maps), `charts` (what the spreadsheet
draws), `shapes` (trees, diagrams).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO

from xlsxwriter import Workbook

from crm_analytics.export.workbook.charts import (
    write_histogram,
    write_likert,
    write_lines,
    write_map,
    write_rows,
)
from crm_analytics.export.workbook.shapes import placed, write_diagram, write_tree
from crm_analytics.export.workbook.sheets import Worksheet, write_grid, write_table
from crm_analytics.report.chart import Bars, Dots, Heat, Histogram, Likert, Lines, Map, Tree
from crm_analytics.report.diagram import Diagram
from crm_analytics.report.palette import ACCENT
from crm_analytics.report.section import Section
from crm_analytics.report.table import columns_of
from crm_analytics.report.words import plain

# a sheet to come: its wished name, what stands on it, how it is written
_Page = tuple[str, str, Callable[[Worksheet], None]]
# labels that look like formulas, links or numbers stay what they are: text
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# the numbers of a chart, and the chart as the spreadsheet draws it
WRITTEN: Mapping[type, Callable[..., None]] = {
    Dots: write_rows,
    Bars: write_rows,
    Likert: write_likert,
    Histogram: write_histogram,
    Map: write_map,
    Lines: write_lines,
    Heat: write_grid,
    Tree: write_tree,
    Diagram: write_diagram,
}


def workbook(sections: Sequence[Section]) -> bytes:
    """An .xlsx file; the first section says where all numbers come from."""
    pages = [page for section in sections for page in _pages(section)]
    names = sheet_names(["About", *(wished for wished, _, _ in pages)])
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        source = sections[0].provenance
        book.set_properties({"title": plain(source.study), "comments": plain(source.line)})
        drawings: list[bytes] = []
        sheets = [Worksheet(book, book.add_worksheet(name), drawings) for name in names]
        _about(sheets[0], sections, [*zip(names[1:], pages, strict=True)])
        for sheet, (_, _, write) in zip(sheets[1:], pages, strict=True):
            write(sheet)
    return placed(content.getvalue(), drawings)


def sheet_names(wished: Iterable[str]) -> list[str]:
    """Names that Excel accepts: none of its marks, 31 characters, none twice in any case."""
    given: list[str] = []
    taken = {"history"}
    for wish in wished:
        base = re.sub(r"[\[\]:*?/\\]", " ", plain(wish)).strip("' ") or "Sheet"
        name, turn = base[:31].strip("' "), 1
        while name.casefold() in taken:
            turn += 1
            end = f" {turn}"
            name = base[: 31 - len(end)].strip("' ") + end
        taken.add(name.casefold())
        given.append(name)
    return given


def _pages(section: Section) -> Iterator[_Page]:
    for table in section.tables:
        write = partial(write_table, section=section, table=table)
        yield f"{section.id} {table.name}", table.title, write
    for chart in section.charts:
        kind = "matrix" if isinstance(chart, Heat) else "chart"
        write = partial(WRITTEN[type(chart)], section=section, chart=chart)
        yield f"{section.id} {chart.name} {kind}", chart.title, write


def _about(
    sheet: Worksheet, sections: Sequence[Section], pages: Sequence[tuple[str, _Page]]
) -> None:
    """The first sheet: study, people, files, sheets, column names, notes of people."""
    source = sections[0].provenance
    filters = [f"{name}: {', '.join(kept)}" for name, kept in source.filters]
    facts = [
        (source.unit.capitalize(), source.line),
        ("Waves", ", ".join(source.waves) or "–"),
        ("Filters", " · ".join(filters) or "none"),
        ("Data, SHA-256", source.data_sha256),
        ("Questionnaire, SHA-256", source.questionnaire_sha256),
        ("Questionnaire, version", str(source.questionnaire_version or "–")),
        ("Version", source.version),
    ]
    sheet.page.set_column(0, 0, 34)
    sheet.page.set_column(1, 1, 90)
    sheet.page.set_landscape()
    sheet.page.fit_to_pages(1, 0)
    sheet.page.hide_gridlines(2)
    sheet.page.set_row(0, 28)
    sheet.write(0, 0, plain(source.study), sheet.format(bold=True, font_size=18))
    row = _block(sheet, 1, facts)
    row = _title(sheet, row + 1, "Sheets")
    link = sheet.format(font_color=ACCENT, underline=1)
    for name, (_, title, _) in pages:
        quoted = name.replace("'", "''")
        sheet.page.write_url(row, 0, f"internal:'{quoted}'!A1", link, name)
        sheet.write(row, 1, plain(title))
        row += 1
    row = _title(sheet, row + 1, "Columns")
    row = _block(sheet, row, _headings(sections).items())
    # also beside sections without a sheet
    written = [(section.title, section.note) for section in sections if section.note]
    if written:
        _block(sheet, _title(sheet, row + 1, "Notes"), written)


def _headings(sections: Sequence[Section]) -> dict[str, str]:
    """What the columns are called, by key; a key that two tables call differently has both."""
    found: dict[str, list[str]] = {}
    for table in (table for section in sections for table in section.tables):
        for key, column in zip(table.columns, columns_of(table), strict=True):
            called = found.setdefault(key, [])
            called += [column.heading] if column.heading not in (key, *called) else []
    return {key: " / ".join(called) for key, called in found.items() if called}


def _title(sheet: Worksheet, row: int, text: str) -> int:
    sheet.write(row, 0, text, sheet.format(bold=True, font_size=13))
    return row + 1


def _block(sheet: Worksheet, row: int, pairs: Iterable[tuple[str, str]]) -> int:
    """Two columns of text; the row after the last."""
    wrapped = sheet.format(text_wrap=True)
    for name, text in pairs:
        sheet.write(row, 0, name, sheet.format())
        sheet.write(row, 1, plain(text), wrapped)
        row += 1
    return row
