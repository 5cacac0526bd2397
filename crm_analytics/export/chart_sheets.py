"""The sheets behind charts: the grid of a heat map, the rows of dots and bars with a chart."""

from typing import Any

from crm_analytics.export.axis import Axis
from crm_analytics.export.sheet_look import reaching, titled
from crm_analytics.export.sheets import FIRST, HEADER, Sheet, fixed
from crm_analytics.report.chart import Bars, Dots, Heat, groups
from crm_analytics.report.palette import DIVERGING, LIGHT, category
from crm_analytics.report.plain import plain
from crm_analytics.report.section import Section


def write_grid(sheet: Sheet, section: Section, chart: Heat) -> None:
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
    sheet.page.conditional_format(FIRST, 1, max(end - 1, FIRST), len(chart.columns), _scale(chart))
    sheet.foot(end, section, chart)


def write_chart(sheet: Sheet, section: Section, chart: Dots | Bars) -> None:
    """The numbers behind a chart, and the chart as the spreadsheet draws it."""
    sheet.head(section, chart.title, [34, 18, 11, 11, 11, 11, 11])
    sheet.header(["label", "group", "value", "low", "high", "minus", "plus"], {0, 1})
    shown = sheet.format(num_format=fixed(chart.decimals if isinstance(chart, Bars) else 2))
    for down, point in enumerate(chart.points, start=FIRST):
        sheet.write(down, 0, plain(point.label))
        sheet.write(down, 1, plain(point.group))
        minus = None if point.low is None else point.value - point.low
        plus = None if point.high is None else point.high - point.value
        for place, value in enumerate((point.value, point.low, point.high, minus, plus), start=2):
            sheet.write(down, place, value, shown)
    end = FIRST + len(chart.points)
    sheet.foot(end, section, chart)
    if chart.points:
        sheet.page.insert_chart(HEADER, 8, _drawn(sheet, chart))


def _drawn(sheet: Sheet, chart: Dots | Bars) -> Any:  # noqa: ANN401
    name, last = sheet.page.get_name(), FIRST + len(chart.points) - 1
    colours = [category(groups(chart).index(point.group)) for point in chart.points]
    series = {
        "name": [name, HEADER, 2],
        "categories": [name, FIRST, 0, last, 0],
        "values": [name, FIRST, 2, last, 2],
        "points": [{"fill": {"color": colour}} for colour in colours],
        "gap": 50,
    }
    if isinstance(chart, Bars):
        series["data_labels"] = {"value": True}
    elif any(point.low is not None or point.high is not None for point in chart.points):
        series["y_error_bars"] = reaching(sheet, (FIRST, last), 5, 6)
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


def _scale(chart: Heat) -> dict[str, object]:
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
