"""The sheets of a workbook: what they share, a table, a heat map.

Row 1 the finding and what a person wrote beside it, row 2 where the numbers come from, row 3 the
title, row 4 the stable names of the columns, the numbers from row 5: a program reads every sheet
with `header=3`.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from crm_analytics.report.chart import Chart, Heat, note_of
from crm_analytics.report.columns import VOCABULARY, Column
from crm_analytics.report.palette import ACCENT, DIVERGING, LIGHT
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value, columns_of, finite, written
from crm_analytics.report.words import legal, plain

HEADER, FIRST = 3, 4
LONGEST_CELL = 32_767
READABLE, NARROW = 96, 8.43  # widths, in letters: of a line, of a column that has none


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A worksheet being filled, and the workbook that lends it formats (they have no types).

    drawings: shapes that XlsxWriter cannot write, of all sheets; the finished file gets them.
    """

    book: Any
    page: Any
    drawings: list[bytes]

    def format(self, **look: object) -> Any:  # noqa: ANN401
        """A cell format; text stands at the top and never looks like a number."""
        return self.book.add_format({"valign": "top", "font_name": "Calibri"} | look)

    def write(self, row: int, column: int, value: Value, look: Any = None) -> None:  # noqa: ANN401
        """The value as what it is: text stays text, a number that is none stays empty."""
        value = finite(value)
        if isinstance(value, str):
            self.page.write_string(row, column, legal(value)[:LONGEST_CELL], look)
        elif isinstance(value, bool):
            self.page.write_boolean(row, column, value, look)
        elif value is not None:
            self.page.write_number(row, column, value, look)

    def rows(self, rows: Iterable[Sequence[Value]], look: Any, first: int) -> int:  # noqa: ANN401
        """Rows under the header, with this format from a column on; the row after the last."""
        down = FIRST
        for row in rows:
            for place, value in enumerate(row):
                self.write(down, place, value, look if place >= first else None)
            down += 1
        return down

    def series(
        self, rows: tuple[int, int], columns: tuple[int, int], name: tuple[int, int]
    ) -> dict[str, object]:
        """What a series of a chart reads: two columns of these rows, and the cell of its name."""
        own, (first, last), (labels, values) = self.page.get_name(), rows, columns
        return {
            "name": [own, *name],
            "categories": [own, first, labels, last, labels],
            "values": [own, first, values, last, values],
        }

    def reaching(self, rows: tuple[int, int], minus: int, plus: int) -> dict[str, object]:
        """Error bars whose reach stands in two columns of these rows."""
        quoted = self.page.get_name().replace("'", "''")
        below, above = (
            f"='{quoted}'!{letter}${rows[0] + 1}:{letter}${rows[1] + 1}"
            for letter in (xl_col_to_name(place, col_abs=True) for place in (minus, plus))
        )
        return {"type": "custom", "plus_values": above, "minus_values": below}

    def insert(self, drawn: Any, at: tuple[int, int], size: tuple[int, int]) -> None:  # noqa: ANN401
        """A chart with the title of its sheet; at: row and column; size: in pixels."""
        own = {"name": [self.page.get_name(), 2, 0], "name_font": {"size": 14}, "overlay": False}
        drawn.set_title(own)
        drawn.set_size({"width": size[0], "height": size[1]})
        self.page.insert_chart(*at, drawn)

    def head(self, section: Section, title: str, widths: Sequence[float]) -> None:
        """Column widths and the three lines above the header."""
        for place, width in enumerate(widths):
            self.page.set_column(place, place, width)
        # lines wide enough to read, over at least two columns: one cell cannot merge
        reach, last = 0.0, 0
        while reach < READABLE or last < 2:
            reach += widths[last] if last < len(widths) else NARROW
            last += 1
        last -= 1
        quiet = self.format(font_color=LIGHT.muted)
        loud = self.format(bold=True, font_size=14, text_wrap=True)
        lines = ((section.finding, loud), (section.provenance.line, quiet))
        for row, (text, look) in enumerate((*lines, (title, self.format(bold=True)))):
            self.page.merge_range(row, 0, row, last, "", look)
            self.write(row, 0, plain(text), look)
        self.page.set_row(0, 20 * (1 + len(section.finding) // 76) + self._note(section, loud))
        self.page.freeze_panes(FIRST, 1)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(HEADER)

    def _note(self, section: Section, look: Any) -> int:  # noqa: ANN401
        """A note as a line under the finding, in its cell: the rows below stay; its height."""
        note = f"Note: {plain(section.note)}"[: LONGEST_CELL // 2]
        if not section.note:
            return 0
        quiet = self.format(font_color=LIGHT.ink)
        loud = self.format(bold=True, font_size=14)
        self.page.write_rich_string(0, 0, loud, f"{plain(section.finding)}\n", quiet, note, look)
        return 16 * (1 + len(note) // 100)

    def header(self, names: Sequence[str], texts: Container[int], **look: object) -> None:
        """Row 4: the names a program relies on; `texts` are the places of columns with text."""
        for place, name in enumerate(names):
            side = "left" if place in texts else "right"
            dress = {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "align": side}
            self.write(HEADER, place, name, self.format(**dress | look))

    def foot(self, end: int, section: Section, chart: Chart) -> int:
        """The note of a chart and what weakens the finding; the first free row after them."""
        self.write(end + 1, 0, plain(note_of(chart)), self.format(font_color=LIGHT.muted))
        self.below(end + 3, section)
        return end + 5 + len(section.caveats)

    def below(self, row: int, section: Section) -> None:
        """What weakens the finding, under the numbers."""
        if section.caveats:
            self.write(row, 0, "What weakens it", self.format(bold=True))
        for place, caveat in enumerate(section.caveats, start=row + 1):
            self.write(place, 0, plain(caveat), self.format(font_color=LIGHT.muted))


def write_table(sheet: Worksheet, section: Section, table: Table) -> None:
    """A table with all its columns; numbers unrounded, shown with the digits of their column."""
    columns = columns_of(table)
    sheet.head(section, table.title, [_width(table, place) for place in range(len(columns))])
    texts = {place for place, column in enumerate(columns) if column.kind == "text"}
    sheet.header(table.columns, texts)
    for place, column in enumerate(columns):
        sheet.page.write_comment(HEADER, place, column.heading, {"author": "", "y_scale": 0.4})
    looks = [sheet.format(num_format=digits(column)) for column in columns]
    for down, values in enumerate(table.rows, start=FIRST):
        for place, value in enumerate(values):
            known = finite(value)
            sheet.write(down, place, table.absent or None if known is None else known, looks[place])
    end = FIRST + len(table.rows)
    sheet.page.autofilter(HEADER, 0, max(end - 1, FIRST), len(columns) - 1)
    sheet.below(end + 1, section)


def write_grid(sheet: Worksheet, section: Section, chart: Heat) -> None:
    """The numbers of a heat map, coloured by the spreadsheet itself; flags belong to the format."""
    labels = [plain(label) for label in chart.rows]
    longest = max(map(len, labels), default=0)
    sheet.head(section, chart.title, [min(max(longest, 12), 44)] + [9.0] * len(chart.columns))
    tall = any(len(name) > 8 for name in chart.columns)
    turned = {"rotation": 90, "text_wrap": True, "valign": "bottom"} if tall else {}
    sheet.header(["row", *map(plain, chart.columns)], {0}, **turned)
    if tall:
        sheet.page.set_row(HEADER, 150)
    looks = {
        flag: sheet.format(num_format=_flagged(flag, chart.decimals))
        for row in chart.flags
        for flag in row
    }
    cells = zip(labels, chart.values, chart.flags, strict=True)
    for down, (label, values, flags) in enumerate(cells, start=FIRST):
        sheet.write(down, 0, label)
        for across, (value, flag) in enumerate(zip(values, flags, strict=True), start=1):
            sheet.write(down, across, value, looks[flag])
    end = FIRST + len(labels)
    # two steps in from the ends: the numbers stay black
    colours = DIVERGING[4:7] if chart.rising else DIVERGING[2:7:2]
    values = chart.low, (chart.low + chart.high) / 2, chart.high
    rule: dict[str, object] = {"type": "3_color_scale"}
    for place, value, colour in zip(("min", "mid", "max"), values, colours, strict=True):
        rule |= {f"{place}_type": "num", f"{place}_value": value, f"{place}_color": colour}
    sheet.page.conditional_format(FIRST, 1, max(end - 1, FIRST), len(chart.columns), rule)
    sheet.foot(end, section, chart)


def _flagged(flag: str, decimals: int) -> str:
    quoted, number = flag.replace('"', ""), f"{0:.{decimals}f}"
    return f'{number}"{quoted}"' if quoted else number


def digits(column: Column) -> str:
    """The number format of a column; the cell itself keeps every digit."""
    if column.kind == "p":
        return '[<0.001]"< .001";.000'
    if column.kind == "count":
        return "#,##0"
    return fixed(column.decimals) if column.kind in ("decimal", "percent") else "General"


def fixed(decimals: int) -> str:
    """A number format with so many digits after the point."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _width(table: Table, place: int) -> float:
    key = table.columns[place]
    column = VOCABULARY.get(key, Column(key))
    texts = [written(finite(row[place]), column, table.absent) for row in table.rows[:500]]
    return min(max(9, len(key) + 4, *map(len, texts)) if texts else len(key) + 4, 60) + 1
