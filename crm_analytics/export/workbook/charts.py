"""The sheets behind charts: their numbers, and the chart as the spreadsheet draws it of them."""

from typing import Any

from crm_analytics.export.chart_layout import (
    Axis,
    bell,
    centres,
    curved,
    likert_ends,
    map_axes,
    parting_lines,
    reach,
    signed_parts,
    step_names,
)
from crm_analytics.export.text_layout import CROSS, Paper, spot_labels
from crm_analytics.export.workbook.sheets import FIRST, HEADER, Worksheet, fixed
from crm_analytics.report.chart import (
    Bars,
    Dots,
    Histogram,
    Likert,
    Line,
    Lines,
    Map,
    Reading,
    groups,
)
from crm_analytics.report.palette import LIGHT, TINT, category, form, ink_on, shades
from crm_analytics.report.section import Section
from crm_analytics.report.words import plain

Look = dict[str, object]
STEP = 20  # per cent
FIXED = ("label", "group", "n", "no_answer")  # columns of a Likert chart before the answers
GRID: Look = {"visible": True, "line": {"color": LIGHT.grid}}
QUIET: Look = {"name_font": {"bold": False}}
# the reversed labels would take the scale to the top
BELOW: Look = {"major_gridlines": GRID, "label_position": "high"}
DOWN: Look = {"reverse": True, "label_position": "low", "interval_unit": 1}
SIDES = {"right": "right", "left": "left", "top": "above", "bottom": "below"}
SIZE = (860, 520)
PLOT = (700.0, 380.0)  # of a chart of this size, in pixels


def write_rows(sheet: Worksheet, section: Section, chart: Dots | Bars) -> None:
    """Dots or bars: one row a point, with its interval and how far that reaches."""
    sheet.head(section, chart.title, [34, 18, 11, 11, 11, 11, 11])
    sheet.header(["label", "group", "value", "low", "high", "minus", "plus"], {0, 1})
    shown = sheet.format(num_format=fixed(chart.decimals if isinstance(chart, Bars) else 2))
    rows = (
        (
            plain(p.label), plain(p.group), p.value, p.low, p.high,
            reach(p.value, p.low), reach(p.high, p.value),
        )
        for p in chart.points
    )  # fmt: skip
    sheet.foot(sheet.rows(rows, shown, 2), section, chart)
    if not chart.points:
        return
    cells = FIRST, FIRST + len(chart.points) - 1
    colours = [category(groups(chart).index(point.group)) for point in chart.points]
    points = [{"fill": {"color": colour}} for colour in colours]
    series = sheet.series(cells, (0, 2), (HEADER, 2)) | {"points": points, "gap": 50}
    if isinstance(chart, Bars):
        series["data_labels"] = {"value": True}
    elif any(point.low is not None or point.high is not None for point in chart.points):
        series["y_error_bars"] = sheet.reaching(cells, 5, 6)
    drawn = sheet.book.add_chart({"type": "bar"})
    drawn.add_series(series)
    drawn.set_legend({"none": True})
    drawn.set_y_axis(DOWN)
    drawn.set_x_axis(_scale(Axis.of(chart)) | BELOW)
    sheet.insert(drawn, (HEADER, 8), (760, 120 + 30 * len(chart.points)))


def _scale(axis: Axis) -> Look:
    """The ends, steps and numbers of an axis."""
    return {"min": axis.low, "max": axis.high, "major_unit": axis.step, "num_format": axis.format}


def _plane_scale(axis: Axis, title: str) -> Look:
    """An axis of a plane, without grid lines, at the low end of the other."""
    place = {"crossing": "min", "label_position": "low", "major_gridlines": {"visible": False}}
    return {"name": plain(title), **QUIET, **_scale(axis), **place}


def write_histogram(sheet: Worksheet, section: Section, chart: Histogram) -> None:
    """One row a step: its ends, the people in it, the height of the normal curve at its middle."""
    sheet.head(section, chart.title, [18, 11, 11, 11, 14])
    sheet.header(["step", "from", "to", "people", "normal curve"], {0})
    curve = bell(chart, centres(chart)) or (None,) * len(chart.counts)
    ends = chart.edges[:-1], chart.edges[1:]
    rows = zip(step_names(chart), *ends, chart.counts, curve, strict=True)
    sheet.foot(sheet.rows(rows, sheet.format(num_format="0.0"), 4), section, chart)
    if not chart.counts:
        return
    cells = FIRST, FIRST + len(chart.counts) - 1
    columns = sheet.book.add_chart({"type": "column"})
    line = sheet.book.add_chart({"type": "line"})
    for drawn, place, look in (
        (columns, 3, {"gap": 0, "fill": {"color": TINT}, "border": {"color": LIGHT.background}}),
        (line, 4, {"smooth": True, "line": {"color": LIGHT.ink, "width": 2}}),
    ):
        drawn.add_series(sheet.series(cells, (0, place), (HEADER, place)) | look)
    if curved(chart):
        columns.combine(line)
    columns.set_legend({"position": "top"})
    columns.set_x_axis({"name": plain(chart.axis), **QUIET})
    columns.set_y_axis({"name": "People", **QUIET, "major_gridlines": GRID})
    sheet.insert(columns, (HEADER, 6), (760, 420))


def write_likert(sheet: Worksheet, section: Section, chart: Likert) -> None:
    """One row a bar; the colours of the answers stand in the header too."""
    parts = signed_parts(chart)
    points = [plain(point) for point in chart.points]
    signed = [("left: " if part < 0 else "right: ") + points[point] for point, part in parts]
    narrow = [12.0] * (len(points) + len(signed))
    sheet.head(section, chart.title, [44, 16, 9, 10, *narrow[: len(points)], 30, *narrow])
    after = len(FIXED) + len(points)
    sheet.header([*FIXED, *points, "row", *signed], {0, 1, after}, text_wrap=True)
    sheet.page.set_row(HEADER, 48)
    colours = shades(len(points), chart.middle)
    for place, (name, colour) in enumerate(zip(points, colours, strict=True), start=len(FIXED)):
        look = {"font_color": ink_on(colour), "bg_color": colour, "text_wrap": True}
        sheet.write(HEADER, place, name, sheet.format(bold=True, align="right", **look))
    shown = sheet.format(num_format="0.0")
    for down, row in enumerate(chart.rows, start=FIRST):
        group, label = plain(row.group), plain(row.label)
        sheet.write(down, 0, label)
        sheet.write(down, 1, group)
        sheet.write(down, 2, row.n)
        for place, share in enumerate((row.no_answer, *row.shares), start=3):
            sheet.write(down, place, share, shown)
        sheet.write(down, after, f"{group}: {label}" if group else label)
        for place, (point, part) in enumerate(parts if row.shares else (), start=after + 1):
            sheet.write(down, place, part * row.shares[point], shown)
    free = sheet.foot(FIRST + len(chart.rows), section, chart)
    if chart.rows and chart.points:
        drawn = _likert_chart(sheet, chart, after)
        sheet.insert(drawn, (free, 0), (1000, 170 + 30 * len(chart.rows)))


def _likert_chart(sheet: Worksheet, chart: Likert, named: int) -> Any:  # noqa: ANN401 - no types
    """Stacked bars of the signed parts; answers that stand apart are in the table only."""
    rows = FIRST, FIRST + len(chart.rows) - 1
    colours = shades(len(chart.points), chart.middle)
    drawn = sheet.book.add_chart({"type": "bar", "subtype": "stacked"})
    for place, (point, part) in enumerate(signed_parts(chart), start=named + 1):
        drawn.add_series(
            sheet.series(rows, (named, place), (HEADER, len(FIXED) + point))
            | {
                "fill": {"color": colours[point]},
                "border": {"color": LIGHT.background},
                "gap": 35,
                "overlap": 100,
                "data_labels": _likert_labels(chart, point, part),
            }
        )
    drawn.set_legend({"position": "top"})
    low, high = likert_ends(chart, STEP)
    drawn.set_y_axis(DOWN)
    apart = chart.points[chart.middle] if not chart.split and chart.middle is not None else ""
    measured = f"{chart.axis}; without {apart}" if apart else chart.axis
    scale = _scale(Axis(low, high, STEP)) | {"num_format": "0;0"}
    drawn.set_x_axis({"name": plain(measured), **QUIET, **scale, **BELOW})
    return drawn


def _likert_labels(chart: Likert, point: int, part: float) -> Look:
    """Numbers in the parts with room; the neutral halves show their whole once."""
    ink = ink_on(shades(len(chart.points), chart.middle)[point])
    custom: list[Look | None] = []
    for row in chart.rows:
        share = row.shares[point] if row.shares else 0.0
        if part == -0.5 or share < 4:
            custom.append({"delete": True})
        else:
            custom.append({"value": f"{share:.0f}"} if part == 0.5 else None)
    position = "inside_base" if part == 0.5 else "center"
    look: Look = {"value": True, "num_format": "0;0", "font": {"color": ink, "size": 9}}
    return look | {"position": position, "custom": custom}


def write_map(sheet: Worksheet, section: Section, chart: Map) -> None:
    """One row a spot, then two rows for each line; every spot is a series that carries its name."""
    sheet.head(section, chart.title, [34, 18, 11, 11])
    sheet.header(["label", "group", "x", "y"], {0, 1})
    across, up = map_axes(chart)
    rows: list[tuple[str | float, ...]] = [
        (plain(s.label), plain(s.group), s.x, s.y) for s in chart.points
    ]
    for one, other in parting_lines(chart, across, up):
        name = "vertical line" if one[0] == other[0] else "horizontal line"
        rows += [(name, "", *end) for end in (one, other)]
    end = sheet.foot(sheet.rows(rows, sheet.format(num_format="0.00"), 2), section, chart)
    words = [plain(word) for word in chart.quadrants if word]
    if words:
        sheet.write(end, 0, "Quadrants: " + " · ".join(words))
    if chart.points:
        sheet.insert(_map(sheet, chart, len(rows)), (HEADER, 5), SIZE)


def _map(sheet: Worksheet, chart: Map, rows: int) -> Any:  # noqa: ANN401 - no types
    across, up = map_axes(chart)
    ends = (across.low, across.high), (up.low, up.high)
    found = spot_labels(chart, Paper(*ends, PLOT[:1], PLOT[1], 6.4, 16, 7, CROSS))
    drawn = sheet.book.add_chart({"type": "scatter"})
    for down, (spot, name) in enumerate(zip(chart.points, found, strict=True), start=FIRST):
        look: Look = {"marker": _marker(groups(chart).index(spot.group), 8)}
        if name.lines:
            place = {"position": SIDES[name.side]}
            look["data_labels"] = {"series_name": True, "value": False, **place}
        drawn.add_series(sheet.series((down, down), (2, 3), (down, 0)) | look)
    for first in range(FIRST + len(chart.points), FIRST + rows, 2):
        line = {"color": LIGHT.muted, "dash_type": "dash", "width": 1.25}
        look = {"line": line, "marker": {"type": "none"}}
        drawn.add_series(sheet.series((first, first + 1), (2, 3), (first, 0)) | look)
    drawn.set_legend({"none": True})
    drawn.set_x_axis(_plane_scale(across, chart.x_axis))
    drawn.set_y_axis(_plane_scale(up, chart.y_axis))
    return drawn


def _marker(turn: int, size: int) -> Look:
    """The dots of a series: groups differ in form too."""
    fill = {"color": category(turn)}
    return {"type": form(turn), "size": size, "fill": fill, "border": fill}


def write_lines(sheet: Worksheet, section: Section, chart: Lines) -> None:
    """One row a reading, series after series; marks as two readings at the ends."""
    sheet.head(section, chart.title, [34, 18, 11, 11, 11, 11, 11, 11])
    sheet.header(["series", "place", "x", "y", "low", "high", "minus", "plus"], {0, 1})
    places = [point.x for line in chart.series for point in line.points]
    ends = [min(places), max(places)] if places else []
    if chart.ticks:
        ends = [float(place) for place in range(len(chart.ticks))]
    marks = [Line(word, tuple(Reading(x, at) for x in ends), True) for at, word in chart.marks]
    lines = (*chart.series, *marks)
    rows = (
        (
            plain(line.label),
            None if (tick := chart.tick(p.x)) is None else plain(tick),
            p.x, p.y, p.low, p.high, reach(p.y, p.low), reach(p.high, p.y),
        )
        for line in lines
        for p in line.points
    )  # fmt: skip
    sheet.foot(sheet.rows(rows, sheet.format(num_format="0.00"), 2), section, chart)
    if places:
        sheet.insert(_lines(sheet, chart, lines), (HEADER, 9), SIZE)


def _lines(sheet: Worksheet, chart: Lines, lines: tuple[Line, ...]) -> Any:  # noqa: ANN401
    kind = {"type": "line"} if chart.ticks else {"type": "scatter", "subtype": "straight"}
    drawn = sheet.book.add_chart(kind)
    first = FIRST
    for turn, line in enumerate(lines):
        rows = first, first + len(line.points) - 1
        first += len(line.points)
        if not line.points:
            continue
        series = sheet.series(rows, (1 if chart.ticks else 2, 3), (rows[0], 0))
        if any(point.low is not None or point.high is not None for point in line.points):
            series["y_error_bars"] = sheet.reaching(rows, 6, 7)
        mark = turn >= len(chart.series)
        colour, width = (LIGHT.muted, 1.25) if mark else (category(turn), 2.25)
        dash = "dash" if line.dashed else "solid"
        series["line"] = {"color": colour, "width": width, "dash_type": dash}
        series["marker"] = {"type": "none"} if mark else _marker(turn, 7)
        drawn.add_series(series)
    across: Look = {"name": plain(chart.x_axis), **QUIET}
    if not chart.ticks:
        places = (point.x for line in chart.series for point in line.points)
        across = _plane_scale(Axis.holding(places), chart.x_axis)
    drawn.set_legend({"position": "top"})
    drawn.set_x_axis(across | {"label_position": "low"})
    drawn.set_y_axis(_plane_scale(Axis.of(chart), chart.y_axis) | {"major_gridlines": GRID})
    return drawn
