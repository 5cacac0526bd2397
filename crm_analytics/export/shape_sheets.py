"""The sheets behind trees and diagrams: their numbers and words, and the shapes of their slide."""

from collections.abc import Iterator
from functools import partial

from crm_analytics.export.alternative import alternative
from crm_analytics.export.sheet_shapes import draw
from crm_analytics.export.sheets import FIRST, Sheet
from crm_analytics.export.slides.diagram import add_diagram
from crm_analytics.export.slides.tree import add_tree
from crm_analytics.report.chart import Tree, empty, walk
from crm_analytics.report.diagram import Diagram, Edge
from crm_analytics.report.plain import plain
from crm_analytics.report.section import Section


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
    sheet.foot(down + 1, section, chart)
    if not empty(chart):
        draw(sheet, depth + 2, alternative(chart), partial(add_tree, chart))


def write_diagram(sheet: Sheet, section: Section, chart: Diagram) -> None:
    """One row a box and line of it, then one an arrow; beside them both as shapes."""
    sheet.head(section, chart.title, [36, 36, 24, 40])
    sheet.header(["box", "to", "kind", "says"], {0, 1, 2, 3})
    rows = [*_boxes(chart), *(_arrow(chart, edge) for edge in chart.edges)]
    for down, row in enumerate(rows, start=FIRST):
        for place, text in enumerate(row):
            sheet.write(down, place, plain(text) or None)
    sheet.foot(FIRST + len(rows), section, chart)
    if not empty(chart):
        draw(sheet, 5, alternative(chart), partial(add_diagram, chart))


def _boxes(chart: Diagram) -> Iterator[tuple[str, str, str, str]]:
    """The kind of a box is the row it stands in."""
    for node in (node for node in chart.nodes if not node.frame):
        row = next((row.word for row in chart.rows if row.top <= node.y <= row.bottom), "")
        yield from ((node.label, "", row, line) for line in node.lines or ("",))


def _arrow(chart: Diagram, edge: Edge) -> tuple[str, str, str, str]:
    tail, head = (chart.nodes[end].label for end in (edge.tail, edge.head))
    own = "inside a circle" if edge.quiet else "arrow"
    kind = "follows only from others" if edge.dashed else own
    return tail, head, kind + (", both ways" if edge.both else ""), edge.word
