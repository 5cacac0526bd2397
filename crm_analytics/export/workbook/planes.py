"""The sheets behind maps and lines: their numbers, and XY or line charts drawn of them."""

from typing import Any

from crm_analytics.export.chart_layout import Axis
from crm_analytics.export.text_layout import CROSS, Paper, spot_labels
from crm_analytics.export.workbook.sheets import FIRST, HEADER, Worksheet, reaching, titled
from crm_analytics.report.chart import Line, Lines, Map, Reading, groups
from crm_analytics.report.palette import LIGHT, category
from crm_analytics.report.section import Section
from crm_analytics.report.words import plain

MARKERS = ("circle", "square", "diamond", "triangle", "plus", "x", "star")
SIDES = {"right": "right", "left": "left", "top": "above", "bottom": "below"}
SIZE = (860, 520)
# the plot of a chart of this size, in pixels
PLOT = (700.0, 380.0)
MARGIN = 0.1


def write_map(sheet: Worksheet, section: Section, chart: Map) -> None:
    """One row a spot, then two rows for each line; every spot is a series that carries its name."""
    sheet.head(section, chart.title, [34, 18, 11, 11])
    sheet.header(["label", "group", "x", "y"], {0, 1})
    shown = sheet.format(num_format="0.00")
    across = Axis.holding((*(spot.x for spot in chart.points), chart.x_line), MARGIN)
    up = Axis.holding((*(spot.y for spot in chart.points), chart.y_line), MARGIN)
    rows: list[tuple[str | float, ...]] = [
        (plain(s.label), plain(s.group), s.x, s.y) for s in chart.points
    ]
    if chart.x_line is not None:
        rows += [("vertical line", "", chart.x_line, end) for end in (up.low, up.high)]
    if chart.y_line is not None:
        rows += [("horizontal line", "", end, chart.y_line) for end in (across.low, across.high)]
    end = sheet.foot(sheet.rows(rows, shown, 2), section, chart)
    words = [word for word in chart.quadrants if word]
    if words:
        sheet.write(end, 0, "Quadrants: " + " · ".join(map(plain, words)))
    if chart.points:
        sheet.page.insert_chart(HEADER, 5, _map(sheet, chart, across, up, len(rows)))


def _map(sheet: Worksheet, chart: Map, across: Axis, up: Axis, rows: int) -> Any:  # noqa: ANN401
    ends = ((across.low, across.high), (up.low, up.high))
    lines = (chart.x_line, chart.y_line)
    found = spot_labels(chart, Paper(*ends, PLOT[:1], PLOT[1], 6.4, 16, 7, lines, CROSS))
    drawn = sheet.book.add_chart({"type": "scatter"})
    for place, (spot, name) in enumerate(zip(chart.points, found, strict=True)):
        turn = groups(chart).index(spot.group)
        colour = {"color": category(turn)}
        look: dict[str, object] = {
            "marker": {"type": MARKERS[turn % len(MARKERS)], "size": 8, "fill": colour,
                       "border": colour},
        }  # fmt: skip
        if name.lines:
            look["data_labels"] = {
                "series_name": True, "value": False, "position": SIDES[name.side],
            }  # fmt: skip
        down = FIRST + place
        drawn.add_series(sheet.series((down, down), (2, 3), (down, 0)) | look)
    for first in range(FIRST + len(chart.points), FIRST + rows, 2):
        look = {"line": {"color": LIGHT.muted, "dash_type": "dash", "width": 1.25},
                "marker": {"type": "none"}}  # fmt: skip
        drawn.add_series(sheet.series((first, first + 1), (2, 3), (first, 0)) | look)
    drawn.set_legend({"none": True})
    drawn.set_x_axis(_scale(across, chart.x_axis))
    drawn.set_y_axis(_scale(up, chart.y_axis))
    titled(sheet, drawn, *SIZE)
    return drawn


def _scale(axis: Axis, title: str) -> dict[str, object]:
    return {
        "name": plain(title), "name_font": {"bold": False}, "num_format": axis.format,
        "min": axis.low, "max": axis.high, "major_unit": axis.step, "crossing": "min",
        "label_position": "low", "major_gridlines": {"visible": False},
    }  # fmt: skip


def write_lines(sheet: Worksheet, section: Section, chart: Lines) -> None:
    """One row a reading, series after series; marks as two readings at the ends."""
    sheet.head(section, chart.title, [34, 18, 11, 11, 11, 11, 11, 11])
    sheet.header(["series", "place", "x", "y", "low", "high", "minus", "plus"], {0, 1})
    shown = sheet.format(num_format="0.00")
    drawn = _all(chart)
    rows = (
        (
            plain(line.label),
            plain(chart.ticks[int(p.x)]) if p.x in range(len(chart.ticks)) else None,
            p.x, p.y, p.low, p.high,
            None if p.low is None else p.y - p.low,
            None if p.high is None else p.high - p.y,
        )
        for line in drawn
        for p in line.points
    )  # fmt: skip
    sheet.foot(sheet.rows(rows, shown, 2), section, chart)
    if any(line.points for line in chart.series):
        sheet.page.insert_chart(HEADER, 9, _lines(sheet, chart, drawn))


def _all(chart: Lines) -> tuple[Line, ...]:
    """The series, then the marks as lines from the first to the last place."""
    places = [point.x for line in chart.series for point in line.points]
    if chart.ticks:
        ends = [float(place) for place in range(len(chart.ticks))]
    else:
        ends = [min(places), max(places)] if places else []
    marks = [Line(word, tuple(Reading(x, at) for x in ends), True) for at, word in chart.marks]
    return (*chart.series, *marks)


def _lines(sheet: Worksheet, chart: Lines, lines: tuple[Line, ...]) -> Any:  # noqa: ANN401
    kind = {"type": "line"} if chart.ticks else {"type": "scatter", "subtype": "straight"}
    drawn = sheet.book.add_chart(kind)
    first = FIRST
    for turn, line in enumerate(lines):
        last = first + len(line.points) - 1
        if line.points:
            mark = turn >= len(chart.series)
            drawn.add_series(_series(sheet, chart, line, (first, last)) | _look(turn, line, mark))
        first = last + 1
    points = [point for line in chart.series for point in line.points]
    ends = [end for point in points for end in (point.y, point.low, point.high)]
    up = Axis.holding((*ends, *(at for at, _ in chart.marks)), 0.05)
    grid = {"major_gridlines": {"visible": True, "line": {"color": LIGHT.grid}}}
    across: dict[str, object] = {"name": plain(chart.x_axis), "name_font": {"bold": False}}
    if not chart.ticks:
        across = _scale(Axis.holding(point.x for point in points), chart.x_axis)
    drawn.set_legend({"position": "top"})
    drawn.set_x_axis(across | {"label_position": "low"})
    drawn.set_y_axis(_scale(up, chart.y_axis) | grid)
    titled(sheet, drawn, *SIZE)
    return drawn


def _series(sheet: Worksheet, chart: Lines, line: Line, rows: tuple[int, int]) -> dict[str, object]:
    cells = sheet.series(rows, (1 if chart.ticks else 2, 3), (rows[0], 0))
    if any(point.low is not None or point.high is not None for point in line.points):
        cells["y_error_bars"] = reaching(sheet, rows, 6, 7)
    return cells


def _look(turn: int, line: Line, mark: bool) -> dict[str, object]:
    colour = LIGHT.muted if mark else category(turn)
    fill = {"color": colour}
    shape = {"type": "none"} if mark else {
        "type": MARKERS[turn % len(MARKERS)], "size": 7, "fill": fill, "border": fill,
    }  # fmt: skip
    dash = "dash" if line.dashed else "solid"
    width = 1.25 if mark else 2.25
    return {"line": {"color": colour, "width": width, "dash_type": dash}, "marker": shape}
