"""The sheets behind charts of rows, cells and steps, with the chart as the spreadsheet draws it."""

from typing import Any

from crm_analytics.export.chart_layout import (
    Axis,
    bell,
    centres,
    curved,
    likert_ends,
    signed_parts,
    step_names,
)
from crm_analytics.export.workbook.sheets import FIRST, HEADER, Worksheet, fixed, reaching, titled
from crm_analytics.report.chart import Bars, Dots, Heat, Histogram, Likert, Share, groups
from crm_analytics.report.palette import DIVERGING, LIGHT, TINT, category, ink_on, shades
from crm_analytics.report.section import Section
from crm_analytics.report.words import plain

STEP = 20
FIXED = ("label", "group", "n", "no_answer")


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
    sheet.page.conditional_format(
        FIRST, 1, max(end - 1, FIRST), len(chart.columns), _colour_scale(chart)
    )
    sheet.foot(end, section, chart)


def write_chart(sheet: Worksheet, section: Section, chart: Dots | Bars) -> None:
    """The numbers behind a chart, and the chart as the spreadsheet draws it."""
    sheet.head(section, chart.title, [34, 18, 11, 11, 11, 11, 11])
    sheet.header(["label", "group", "value", "low", "high", "minus", "plus"], {0, 1})
    shown = sheet.format(num_format=fixed(chart.decimals if isinstance(chart, Bars) else 2))
    rows = (
        (
            plain(p.label), plain(p.group), p.value, p.low, p.high,
            None if p.low is None else p.value - p.low,
            None if p.high is None else p.high - p.value,
        )
        for p in chart.points
    )  # fmt: skip
    sheet.foot(sheet.rows(rows, shown, 2), section, chart)
    if chart.points:
        sheet.page.insert_chart(HEADER, 8, _row_chart(sheet, chart))


def _row_chart(sheet: Worksheet, chart: Dots | Bars) -> Any:  # noqa: ANN401
    rows = FIRST, FIRST + len(chart.points) - 1
    colours = [category(groups(chart).index(point.group)) for point in chart.points]
    series = sheet.series(rows, (0, 2), (HEADER, 2)) | {
        "points": [{"fill": {"color": colour}} for colour in colours],
        "gap": 50,
    }
    if isinstance(chart, Bars):
        series["data_labels"] = {"value": True}
    elif any(point.low is not None or point.high is not None for point in chart.points):
        series["y_error_bars"] = reaching(sheet, rows, 5, 6)
    drawn = sheet.book.add_chart({"type": "bar"})
    drawn.add_series(series)
    drawn.set_legend({"none": True})
    drawn.set_y_axis({"reverse": True, "label_position": "low", "interval_unit": 1})
    axis = Axis.of(chart)
    lines = {"visible": True, "line": {"color": LIGHT.grid}}
    drawn.set_x_axis(
        {
            "min": axis.low,
            "max": axis.high,
            "major_unit": axis.step,
            "num_format": axis.format,
            "major_gridlines": lines,
            # the reversed labels would take the scale to the top
            "label_position": "high",
        }
    )
    titled(sheet, drawn, 760, 120 + 30 * len(chart.points))
    return drawn


def _flagged(flag: str, decimals: int) -> str:
    quoted, number = flag.replace('"', ""), f"{0:.{decimals}f}"
    return f'{number}"{quoted}"' if quoted else number


def _colour_scale(chart: Heat) -> dict[str, object]:
    middle = (chart.low + chart.high) / 2
    # two steps in from the ends: the numbers stay black
    colours = DIVERGING[4:7] if chart.rising else DIVERGING[2:7:2]
    return {
        "type": "3_color_scale",
        "min_type": "num",
        "mid_type": "num",
        "max_type": "num",
        "min_value": chart.low,
        "mid_value": middle,
        "max_value": chart.high,
        "min_color": colours[0],
        "mid_color": colours[1],
        "max_color": colours[2],
    }


def write_histogram(sheet: Worksheet, section: Section, chart: Histogram) -> None:
    """One row a step: its ends, the people in it, the height of the normal curve at its middle."""
    sheet.head(section, chart.title, [18, 11, 11, 11, 14])
    sheet.header(["step", "from", "to", "people", "normal curve"], {0})
    curve = bell(chart, centres(chart)) or (None,) * len(chart.counts)
    shown = sheet.format(num_format="0.0")
    ends = chart.edges[:-1], chart.edges[1:]
    rows = zip(step_names(chart), *ends, chart.counts, curve, strict=True)
    sheet.foot(sheet.rows(rows, shown, 4), section, chart)
    if chart.counts:
        sheet.page.insert_chart(HEADER, 6, _step_chart(sheet, chart))


def _step_chart(sheet: Worksheet, chart: Histogram) -> Any:  # noqa: ANN401 - no types
    rows = FIRST, FIRST + len(chart.counts) - 1
    columns = sheet.book.add_chart({"type": "column"})
    line = sheet.book.add_chart({"type": "line"})
    for drawn, place, look in (
        (columns, 3, {"gap": 0, "fill": {"color": TINT}, "border": {"color": LIGHT.background}}),
        (line, 4, {"smooth": True, "line": {"color": LIGHT.ink, "width": 2}}),
    ):
        drawn.add_series(sheet.series(rows, (0, place), (HEADER, place)) | look)
    if curved(chart):
        columns.combine(line)
    columns.set_legend({"position": "top"})
    columns.set_x_axis({"name": plain(chart.axis), "name_font": {"bold": False}})
    grid = {"visible": True, "line": {"color": LIGHT.grid}}
    columns.set_y_axis({"name": "People", "name_font": {"bold": False}, "major_gridlines": grid})
    titled(sheet, columns, 760, 420)
    return columns


def write_likert(sheet: Worksheet, section: Section, chart: Likert) -> None:
    """One row a bar; the colours of the answers stand in the header too."""
    parts = signed_parts(chart)
    points = [plain(point) for point in chart.points]
    drawn = [("left: " if part < 0 else "right: ") + points[point] for point, part in parts]
    names = [*FIXED, *points, "row", *drawn]
    narrow = [12.0] * (len(points) + len(drawn))
    sheet.head(section, chart.title, [44, 16, 9, 10, *narrow[: len(points)], 30, *narrow])
    sheet.header(names, {0, 1, len(FIXED) + len(points)}, text_wrap=True)
    sheet.page.set_row(HEADER, 48)
    colours = shades(len(points), chart.middle)
    for place, (name, colour) in enumerate(zip(points, colours, strict=True), start=len(FIXED)):
        look = {
            "bold": True,
            "font_color": ink_on(colour),
            "bg_color": colour,
            "align": "right",
            "text_wrap": True,
        }
        sheet.write(HEADER, place, name, sheet.format(**look))
    shown = sheet.format(num_format="0.0")
    for down, row in enumerate(chart.rows, start=FIRST):
        _likert_row(sheet, down, chart, row, shown)
    end = FIRST + len(chart.rows)
    after = sheet.foot(end, section, chart)
    if chart.rows and chart.points:
        sheet.page.insert_chart(after, 0, _likert_chart(sheet, chart, len(FIXED) + len(points)))


def _likert_row(sheet: Worksheet, down: int, chart: Likert, row: Share, shown: Any) -> None:  # noqa: ANN401
    group, label = plain(row.group), plain(row.label)
    sheet.write(down, 0, label)
    sheet.write(down, 1, group)
    sheet.write(down, 2, row.n)
    sheet.write(down, 3, row.no_answer, shown)
    after = len(FIXED) + len(chart.points)
    for place, share in enumerate(row.shares, start=len(FIXED)):
        sheet.write(down, place, share, shown)
    sheet.write(down, after, f"{group}: {label}" if group else label)
    if row.shares:
        for place, (point, part) in enumerate(signed_parts(chart), start=after + 1):
            sheet.write(down, place, part * row.shares[point], shown)


def _likert_chart(sheet: Worksheet, chart: Likert, named: int) -> Any:  # noqa: ANN401 - no types
    """Stacked bars of the signed parts."""
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
    drawn.set_y_axis({"reverse": True, "label_position": "low", "interval_unit": 1})
    drawn.set_x_axis(
        {
            "min": low, "max": high, "major_unit": STEP, "num_format": "0;0",
            "name": plain(_measured(chart)), "name_font": {"bold": False},
            "major_gridlines": {"visible": True, "line": {"color": LIGHT.grid}},
            # the reversed labels would take the scale to the top
            "label_position": "high",
        }
    )  # fmt: skip
    titled(sheet, drawn, 1000, 170 + 30 * len(chart.rows))
    return drawn


def _likert_labels(chart: Likert, point: int, part: float) -> dict[str, object]:
    """Numbers in the parts with room; the neutral halves show their whole once."""
    ink = ink_on(shades(len(chart.points), chart.middle)[point])
    custom: list[dict[str, object] | None] = []
    for row in chart.rows:
        share = row.shares[point] if row.shares else 0.0
        if part == -0.5 or share < 4:
            custom.append({"delete": True})
        else:
            custom.append({"value": f"{share:.0f}"} if part == 0.5 else None)
    font = {"color": ink, "size": 9}
    position = "inside_base" if part == 0.5 else "center"
    return {"value": True, "num_format": "0;0", "font": font, "position": position,
            "custom": custom}  # fmt: skip


def _measured(chart: Likert) -> str:
    """What the axis measures; answers that stand apart are in the table only."""
    if chart.split or chart.middle is None:
        return chart.axis
    return f"{chart.axis}; without {chart.points[chart.middle]}"
