"""The sheet behind a Likert chart: shares as they are, the signed parts, the bars drawn of them."""

from typing import Any

from crm_analytics.export.likert_layout import pieces, span
from crm_analytics.export.sheet_look import titled
from crm_analytics.export.sheets import FIRST, HEADER, Sheet
from crm_analytics.report.chart import Likert, Share
from crm_analytics.report.palette import LIGHT, ink_on, shades
from crm_analytics.report.plain import plain
from crm_analytics.report.section import Section

STEP = 20
FIXED = ("label", "group", "n", "no_answer")


def write_likert(sheet: Sheet, section: Section, chart: Likert) -> None:
    """One row a bar; the colours of the answers stand in the header too."""
    parts = pieces(chart)
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
        _row(sheet, down, chart, row, shown)
    end = FIRST + len(chart.rows)
    after = sheet.foot(end, section, chart)
    if chart.rows and chart.points:
        sheet.page.insert_chart(after, 0, _bars(sheet, chart, len(FIXED) + len(points)))


def _row(sheet: Sheet, down: int, chart: Likert, row: Share, shown: Any) -> None:  # noqa: ANN401
    group, label = plain(row.group), plain(row.label)
    sheet.write(down, 0, label)
    sheet.write(down, 1, group)
    sheet.write(down, 2, row.n)
    sheet.write(down, 3, row.aside, shown)
    after = len(FIXED) + len(chart.points)
    for place, share in enumerate(row.shares, start=len(FIXED)):
        sheet.write(down, place, share, shown)
    sheet.write(down, after, f"{group}: {label}" if group else label)
    if row.shares:
        for place, (point, part) in enumerate(pieces(chart), start=after + 1):
            sheet.write(down, place, part * row.shares[point], shown)


def _bars(sheet: Sheet, chart: Likert, named: int) -> Any:  # noqa: ANN401 - no types
    """Stacked bars of the signed parts."""
    name, last = sheet.page.get_name(), FIRST + len(chart.rows) - 1
    colours = shades(len(chart.points), chart.middle)
    drawn = sheet.book.add_chart({"type": "bar", "subtype": "stacked"})
    rows = [name, FIRST, named, last, named]
    for place, (point, part) in enumerate(pieces(chart), start=named + 1):
        drawn.add_series(
            {
                "name": [name, HEADER, len(FIXED) + point],
                "categories": rows,
                "values": [name, FIRST, place, last, place],
                "fill": {"color": colours[point]},
                "border": {"color": LIGHT.background},
                "gap": 35,
                "overlap": 100,
                "data_labels": _labels(chart, point, part),
            }
        )
    drawn.set_legend({"position": "top"})
    low, high = span(chart, STEP)
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


def _labels(chart: Likert, point: int, part: float) -> dict[str, object]:
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
