"""The sheet behind a digraph: its boxes and arrows, and an XY chart that draws both."""

from typing import Any

from crm_analytics.export.sheets import FIRST, HEADER, Sheet
from crm_analytics.view.digraph import Digraph, Link, extent
from crm_analytics.view.notes import note_of
from crm_analytics.view.palette import ACCENT, LIGHT
from crm_analytics.view.plain import plain
from crm_analytics.view.section import Section

SIZE = {"width": 1000, "height": 640}
KINDS = ("arrow", "inside a circle", "follows only from others")


def write_digraph(sheet: Sheet, section: Section, chart: Digraph) -> None:
    """One row a box; then one row a bend of an arrow, an empty row between arrows."""
    sheet.head(section, chart.title, [36, 36, 24, 9, 9])
    sheet.header(["box", "to", "kind", "x", "y"], {0, 1, 2})
    boxes = [place for place in chart.places if not place.frame]
    for down, place in enumerate(boxes, start=FIRST):
        _row(sheet, down, (place.label, "", _row_of(chart, place.y), place.x, -place.y))
    end = FIRST + len(boxes) + 1
    spans: list[tuple[int, int, int]] = []
    for kind in range(len(KINDS)):
        first = end
        for link in (link for link in chart.links if _kind(link) == kind):
            end = _link(sheet, chart, link, end)
        if end > first:
            spans.append((kind, first, end - 2))
    sheet.write(end + 1, 0, plain(note_of(chart)), sheet.format(font_color=LIGHT.muted))
    sheet.below(end + 3, section)
    if boxes:
        sheet.page.insert_chart(HEADER, 6, _drawn(sheet, chart, len(boxes), spans))


def _link(sheet: Sheet, chart: Digraph, link: Link, down: int) -> int:
    tail, head = (chart.places[end].label for end in (link.tail, link.head))
    kind = KINDS[_kind(link)] + (", both ways" if link.both else "")
    for turn, (x, y) in enumerate(link.points):
        named = (tail, head, kind) if turn == 0 else ("", "", "")
        _row(sheet, down + turn, (*named, x, -y))
    return down + len(link.points) + 1


def _row(sheet: Sheet, down: int, values: tuple[str | float, ...]) -> None:
    shown = sheet.format(num_format="0.00")
    for place, value in enumerate(values):
        if isinstance(value, float):
            sheet.write(down, place, value, shown)
        elif value:
            sheet.write(down, place, plain(str(value)))


def _row_of(chart: Digraph, y: float) -> str:
    return next((row.word for row in chart.rows if row.top <= y <= row.bottom), "")


def _kind(link: Link) -> int:
    return 2 if link.dashed else 1 if link.quiet else 0


def _drawn(sheet: Sheet, chart: Digraph, boxes: int, spans: list[tuple[int, int, int]]) -> Any:  # noqa: ANN401
    """Arrows as lines, which a chart draws without heads; then each box, a series with its name."""
    drawn = sheet.book.add_chart({"type": "scatter", "subtype": "straight"})
    looks = (
        {"color": LIGHT.muted, "width": 1.5},
        {"color": LIGHT.muted, "width": 0.75},
        {"color": ACCENT, "width": 1.25, "dash_type": "dash"},
    )
    for kind, first, last in spans:
        look = {"name": KINDS[kind], "line": looks[kind], "marker": {"type": "none"}}
        drawn.add_series(_cells(sheet, first, last) | look)
    fill = {"color": ACCENT}
    for down in range(FIRST, FIRST + boxes):
        drawn.add_series(
            _cells(sheet, down, down)
            | {
                "name": [sheet.page.get_name(), down, 0],
                "marker": {"type": "square", "size": 8, "fill": fill, "border": fill},
                "data_labels": {"series_name": True, "value": False, "position": "above"},
            }
        )
    whole = extent(chart)
    drawn.set_title({"none": True})
    drawn.set_legend({"none": True})
    drawn.show_blanks_as("gap")
    drawn.set_x_axis({"min": whole.left, "max": whole.right, "visible": False})
    grid = {"major_gridlines": {"visible": False}}
    drawn.set_y_axis({"min": -whole.bottom, "max": -whole.top, "visible": False} | grid)
    drawn.set_size(SIZE)
    return drawn


def _cells(sheet: Sheet, first: int, last: int) -> dict[str, object]:
    name = sheet.page.get_name()
    return {"categories": [name, first, 3, last, 3], "values": [name, first, 4, last, 4]}
