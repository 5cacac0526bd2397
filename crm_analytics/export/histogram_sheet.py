"""The sheet behind a histogram: the steps with their counts and the curve, and both drawn."""

from typing import Any

from crm_analytics.export.bell import bell, centres, curved, steps
from crm_analytics.export.sheet_look import titled
from crm_analytics.export.sheets import FIRST, HEADER, Sheet
from crm_analytics.report.chart import Histogram
from crm_analytics.report.palette import LIGHT, TINT
from crm_analytics.report.plain import plain
from crm_analytics.report.section import Section


def write_histogram(sheet: Sheet, section: Section, chart: Histogram) -> None:
    """One row a step: its ends, the people in it, the height of the normal curve at its middle."""
    sheet.head(section, chart.title, [18, 11, 11, 11, 14])
    sheet.header(["step", "from", "to", "people", "normal curve"], {0})
    curve = bell(chart, centres(chart)) or (None,) * len(chart.counts)
    shown = sheet.format(num_format="0.0")
    for place, step in enumerate(steps(chart)):
        down = FIRST + place
        sheet.write(down, 0, step)
        sheet.write(down, 1, chart.edges[place])
        sheet.write(down, 2, chart.edges[place + 1])
        sheet.write(down, 3, chart.counts[place])
        sheet.write(down, 4, curve[place], shown)
    sheet.foot(FIRST + len(chart.counts), section, chart)
    if chart.counts:
        sheet.page.insert_chart(HEADER, 6, _drawn(sheet, chart))


def _drawn(sheet: Sheet, chart: Histogram) -> Any:  # noqa: ANN401 - no types
    name, last = sheet.page.get_name(), FIRST + len(chart.counts) - 1
    columns = sheet.book.add_chart({"type": "column"})
    line = sheet.book.add_chart({"type": "line"})
    for drawn, place, look in (
        (columns, 3, {"gap": 0, "fill": {"color": TINT}, "border": {"color": LIGHT.background}}),
        (line, 4, {"smooth": True, "line": {"color": LIGHT.ink, "width": 2}}),
    ):
        cells = {
            "name": [name, HEADER, place],
            "categories": [name, FIRST, 0, last, 0],
            "values": [name, FIRST, place, last, place],
        }
        drawn.add_series(cells | look)
    if curved(chart):
        columns.combine(line)
    columns.set_legend({"position": "top"})
    columns.set_x_axis({"name": plain(chart.axis), "name_font": {"bold": False}})
    grid = {"visible": True, "line": {"color": LIGHT.grid}}
    columns.set_y_axis({"name": "People", "name_font": {"bold": False}, "major_gridlines": grid})
    titled(sheet, columns, 760, 420)
    return columns
