"""The sheets behind trees and diagrams: their numbers and words, and shapes drawn of them."""

from math import atan2, pi

from crm_analytics.export.native_tree import BAND, EDGE, words
from crm_analytics.export.sheets import FIRST, Sheet
from crm_analytics.view.chart import Chart
from crm_analytics.view.diagram import Arrow, Diagram, Fitted, Node, Paper, ends, texts
from crm_analytics.view.notes import note_of
from crm_analytics.view.palette import ACCENT, LIGHT, ink_on
from crm_analytics.view.plain import legal, plain
from crm_analytics.view.section import Section
from crm_analytics.view.squarified import Rectangle
from crm_analytics.view.tree import Frame, Tree, colour_of, placed, readable, walk

WIDE, HIGH = 1000, 560  # pixels of a drawing
POINTS = 0.75  # of a pixel
PAD = 7  # points that a spreadsheet keeps free inside a box
SIZES = (11.0, 10.0, 9.0, 8.0)
ARROWS = "→↘↓↙←↖↑↗"


def write_tree(sheet: Sheet, section: Section, chart: Tree) -> None:
    """One row a part, with the way to it; beside it the parts as rectangles."""
    depth = max((len(above) + 1 for above, _ in walk(chart)), default=1)
    sheet.head(section, chart.title, [34.0] * depth + [11.0])
    levels = [f"level {level + 1}" for level in range(depth)]
    sheet.header([*levels, "count"], set(range(depth)))
    down = FIRST
    for down, (above, branch) in enumerate(walk(chart), start=FIRST):
        for place, one in enumerate((*above, branch)):
            sheet.write(down, place, plain(one.label))
        sheet.write(down, depth, branch.count)
    _below(sheet, section, chart, down + 1)
    whole = Rectangle(0, 0, WIDE * POINTS, HIGH * POINTS)
    for part in placed(chart, whole, Frame(BAND, EDGE, readable(chart))):
        fill = colour_of(part.turn, part.depth)
        where = part.where
        _textbox(sheet, depth + 2, where, words(part), (fill, LIGHT.background, ink_on(fill)))


def write_diagram(sheet: Sheet, section: Section, chart: Diagram) -> None:
    """One row a line of a box, then one an arrow; beside them the boxes."""
    sheet.head(section, chart.title, [30, 60])
    sheet.header(["box", "says"], {0, 1})
    rows = [(node.heading, line) for node in chart.nodes for line in node.lines or ("",)]
    names = [node.heading for node in chart.nodes]
    rows += [(names[arrow.start], f"→ {names[arrow.end]}") for arrow in chart.arrows]
    for down, row in enumerate(rows, start=FIRST):
        for place, text in enumerate(row):
            sheet.write(down, place, plain(text) or None)
    _below(sheet, section, chart, FIRST + len(rows))
    fits = texts(chart, Paper(WIDE * POINTS, HIGH * POINTS, PAD), SIZES)
    for node, fit in zip(chart.nodes, fits, strict=True):
        _node(sheet, node, fit)
    for arrow in chart.arrows:
        _arrow(sheet, chart, arrow)


def _below(sheet: Sheet, section: Section, chart: Chart, end: int) -> None:
    sheet.write(end + 1, 0, plain(note_of(chart)), sheet.format(font_color=LIGHT.muted))
    sheet.below(end + 3, section)


def _node(sheet: Sheet, node: Node, fit: Fitted) -> None:
    wide, high = WIDE * POINTS, HIGH * POINTS
    where = Rectangle(node.left * wide, node.top * high, node.width * wide, node.height * high)
    look = (ACCENT, ACCENT, LIGHT.background) if node.strong else (LIGHT.grid, ACCENT, LIGHT.ink)
    _textbox(sheet, 3, where, fit, look)


def _arrow(sheet: Sheet, chart: Diagram, arrow: Arrow) -> None:
    """A sheet has no connectors: a sign half way, that points where the arrow does."""
    start, end = ends(chart.nodes[arrow.start], chart.nodes[arrow.end])
    wide, high = WIDE * POINTS, HIGH * POINTS
    turn = atan2((end.y - start.y) * high, (end.x - start.x) * wide)
    sign = ARROWS[round(turn / (pi / 4)) % len(ARROWS)]
    x, y = (start.x + end.x) / 2 * wide, (start.y + end.y) / 2 * high
    where = Rectangle(max(x - 14, 0.0), max(y - 13, 0.0), 28, 26)
    _textbox(sheet, 3, where, Fitted(16, (sign,), ()), ("", "", LIGHT.muted))


def _textbox(
    sheet: Sheet, column: int, where: Rectangle, fit: Fitted, look: tuple[str, str, str]
) -> None:
    """A box in points from the top of the numbers; look: colours of fill, edge and text."""
    fill, edge, ink = look
    sheet.page.insert_textbox(
        FIRST,  # below the header, which every printed page repeats
        column,
        legal("\n".join((*fit.heading, *fit.lines))),
        {
            "x_offset": round(where.left / POINTS),
            "y_offset": round(where.top / POINTS),
            "width": max(round(where.width / POINTS), 1),
            "height": max(round(where.height / POINTS), 1),
            "object_position": 3,
            "fill": {"color": fill} if fill else {"none": True},
            "line": {"color": edge, "width": 1} if edge else {"none": True},
            "font": {"color": ink, "size": fit.size, "name": "Calibri"},
            "align": {"vertical": "top"},
        },
    )
