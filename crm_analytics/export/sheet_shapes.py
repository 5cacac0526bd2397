"""Shapes on a sheet: what is drawn on a slide, connectors and all, as one group of shapes.

XlsxWriter writes boxes with text but no connectors. Slides and sheets share one language of shapes
(DrawingML, ECMA-376 part 1), so an empty box keeps the place, and in the finished file the shapes
of a slide stand there.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree
from pptx.slide import Slide
from pptx.util import Inches

from crm_analytics.export.sheets import FIRST, Sheet
from crm_analytics.export.slides.page import Box, empty_deck

ROOM = Box(0, 0, 12.0, 6.25)  # inches
SIZE = {"cx": str(Inches(ROOM.width)), "cy": str(Inches(ROOM.height))}
INCH = 96  # pixels
BLANK = 6  # the layout
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


def draw(sheet: Sheet, column: int, said: str, drawer: Callable[[Slide, Box], None]) -> None:
    """Keep a place beside the numbers for what is drawn on a slide; said: what it shows."""
    deck = empty_deck("")
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    drawer(slide, ROOM)
    place = {"width": ROOM.width * INCH, "height": ROOM.height * INCH, "object_position": 3}
    # below the header, which every printed page repeats
    sheet.page.insert_textbox(FIRST, column, "", place | {"description": str(len(sheet.drawings))})
    sheet.drawings.append(_group(slide, said))


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


def _group(slide: Slide, said: str) -> bytes:
    """The shapes of a slide in the words of a sheet."""
    group: Any = etree.fromstring(etree.tostring(slide.shapes._spTree))
    for own in list(group.iter(f"{SLIDE}nvPr")):
        own.getparent().remove(own)
    for element in group.iter(f"{SLIDE}*"):
        element.tag = element.tag.replace(SLIDE, SHEET)
    for letters in group.iter(f"{{{MAIN}}}rPr"):
        etree.SubElement(letters, f"{{{MAIN}}}latin", {"typeface": "Calibri"})
    group.tag = f"{SHEET}grpSp"
    for name, value in (("name", "Drawing"), ("descr", said)):
        group.find(f".//{SHEET}cNvPr").set(name, value)
    return bytes(etree.tostring(group))


def _filled(part: bytes, drawings: Sequence[bytes]) -> bytes:
    """The drawings of one sheet, each of them where an empty box kept its place."""
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
