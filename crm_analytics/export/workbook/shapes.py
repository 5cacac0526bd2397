"""The sheets behind trees and diagrams: their numbers and words, and the shapes of their slide.

XlsxWriter writes boxes with text but no connectors. Slides and sheets share one language of shapes
(DrawingML, ECMA-376 part 1), so an empty box keeps the place, and in the finished file the shapes
of a slide stand there, connectors and all, as one group of shapes.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree
from pptx.slide import Slide
from pptx.util import Inches

from crm_analytics.export.slides.page import Box, empty_deck
from crm_analytics.export.slides.shapes import add_diagram, add_tree
from crm_analytics.export.text import alternative
from crm_analytics.export.workbook.sheets import FIRST, Worksheet
from crm_analytics.report.chart import Tree, empty, walk
from crm_analytics.report.diagram import Diagram, Edge
from crm_analytics.report.section import Section
from crm_analytics.report.words import plain

ROOM = Box(0, 0, 12.0, 6.25)  # inches
SIZE = {"cx": str(Inches(ROOM.width)), "cy": str(Inches(ROOM.height))}
INCH = 96  # pixels
BLANK = 6  # the layout
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def draw_shapes(
    sheet: Worksheet, column: int, description: str, drawer: Callable[[Slide, Box], None]
) -> None:
    """Put beside the numbers what `drawer` draws on a slide; until then a text box holds its place.

    description: the alternative text of all shapes together.
    """
    deck = empty_deck("")
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    drawer(slide, ROOM)
    place = {"width": ROOM.width * INCH, "height": ROOM.height * INCH, "object_position": 3}
    # below the header, which every printed page repeats
    sheet.page.insert_textbox(FIRST, column, "", place | {"description": str(len(sheet.drawings))})
    sheet.drawings.append(_group(slide, description))


def placed(content: bytes, drawings: Sequence[bytes]) -> bytes:
    """The workbook with every drawing in its place."""
    if not drawings:
        return content
    finished = BytesIO()
    with ZipFile(BytesIO(content)) as book, ZipFile(finished, "w") as filled:
        for entry in book.infolist():
            part = book.read(entry)
            drawn = entry.filename.startswith("xl/drawings/drawing")
            filled.writestr(entry, _filled(part, drawings) if drawn else part)
    return finished.getvalue()


def _group(slide: Slide, description: str) -> bytes:
    """The shapes of a slide as one group, its elements named as a sheet names them."""
    group: Any = etree.fromstring(etree.tostring(slide.shapes._spTree))
    for own in list(group.iter(f"{SLIDE}nvPr")):
        own.getparent().remove(own)
    for element in group.iter(f"{SLIDE}*"):
        element.tag = element.tag.replace(SLIDE, SHEET)
    for letters in group.iter(f"{{{MAIN}}}rPr"):
        etree.SubElement(letters, f"{{{MAIN}}}latin", {"typeface": "Calibri"})
    group.tag = f"{SHEET}grpSp"
    for name, value in (("name", "Drawing"), ("descr", description)):
        group.find(f".//{SHEET}cNvPr").set(name, value)
    return bytes(etree.tostring(group))


def _filled(part: bytes, drawings: Sequence[bytes]) -> bytes:
    """One drawing part of the workbook, every text box replaced by the shapes it stands for."""
    page: Any = etree.fromstring(part)
    for box in list(page.iter(f"{SHEET}sp")):
        group: Any = etree.fromstring(drawings[int(box.find(f".//{SHEET}cNvPr").get("descr"))])
        frame = box.find(f".//{{{MAIN}}}xfrm")
        etree.SubElement(frame, f"{{{MAIN}}}chOff", {"x": "0", "y": "0"})
        etree.SubElement(frame, f"{{{MAIN}}}chExt", SIZE)
        group.find(f"{SHEET}grpSpPr").append(frame)
        box.getparent().replace(box, group)
    etree.cleanup_namespaces(page, top_nsmap={"xdr": SHEET[1:-1], "a": MAIN})
    return bytes(etree.tostring(page, xml_declaration=True, encoding="UTF-8", standalone=True))


def write_tree(sheet: Worksheet, section: Section, chart: Tree) -> None:
    """One row a part, with the way to it; beside it the parts as rectangles."""
    depth = max((len(above) + 1 for above, _ in walk(chart)), default=1)
    sheet.head(section, chart.title, [34.0] * depth + [11.0])
    levels = [f"level {level + 1}" for level in range(depth)]
    sheet.header([*levels, "count"], set(range(depth)))
    for down, (above, branch) in enumerate(walk(chart), start=FIRST):
        for place, one in enumerate((*above, branch)):
            sheet.write(down, place, plain(one.label))
        sheet.write(down, depth, branch.count)
    sheet.foot(FIRST + max(len(list(walk(chart))), 1), section, chart)
    if not empty(chart):
        draw_shapes(sheet, depth + 2, alternative(chart), partial(add_tree, chart))


def write_diagram(sheet: Worksheet, section: Section, chart: Diagram) -> None:
    """One row a box and line of it, then one an arrow; beside them both as shapes."""
    sheet.head(section, chart.title, [36, 36, 24, 40])
    sheet.header(["box", "to", "kind", "says"], {0, 1, 2, 3})
    rows = [*_boxes(chart), *(_arrow(chart, edge) for edge in chart.edges)]
    written = ([plain(text) or None for text in row] for row in rows)
    sheet.foot(sheet.rows(written, None, 0), section, chart)
    if not empty(chart):
        draw_shapes(sheet, 5, alternative(chart), partial(add_diagram, chart))


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
