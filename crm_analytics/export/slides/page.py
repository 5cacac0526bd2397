"""One slide: where things stand, and everything a slide has besides its picture.

All measures are inches on a page of 13.333 by 7.5. python-pptx brings a template for 4:3; its
placeholders are moved here, so that slides added by hand later look like these.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE, PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Inches, Length, Pt

from crm_analytics.report.palette import LIGHT
from crm_analytics.report.section import Section
from crm_analytics.report.words import plain

WIDE, HIGH, EDGE = 13.333, 7.5, 0.6
BREADTH = WIDE - 2 * EDGE
TOP, BOTTOM = 1.95, 6.85
TITLE_SLIDE, TITLE_ONLY = 0, 5
LETTER = 0.57  # of its height: how wide a letter is in the widest fonts for Calibri
BOLD = 0.88  # bold letters are so much wider: a line holds fewer


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; on a slide it is in inches, and y goes down."""

    left: float
    top: float
    width: float
    height: float

    def within(self, edge: float, top: float) -> "Box":
        """What is left inside an edge, and a wider one on top; never less than nothing."""
        return Box(
            self.left + min(edge, self.width / 2),
            self.top + min(top, self.height),
            max(self.width - 2 * edge, 0.0),
            max(self.height - top - edge, 0.0),
        )


TITLE = Box(EDGE, 0.35, BREADTH, 1.0)
UNDER_TITLE = Box(EDGE, 1.38, BREADTH, 0.42)
FOOT = {
    PP_PLACEHOLDER.FOOTER: (Box(EDGE, 6.92, BREADTH - 1.0, 0.44), "Where the numbers come from"),
    PP_PLACEHOLDER.SLIDE_NUMBER: (Box(WIDE - EDGE - 0.9, 6.92, 0.9, 0.44), "Slide number"),
}
BODY = Box(EDGE, TOP, BREADTH, BOTTOM - TOP)


def empty_deck(name: str) -> Deck:
    """A 16:9 deck without slides, whose layouts fit the page."""
    deck = Presentation()
    old = deck.slide_width or Inches(10)
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    stretch = Inches(WIDE) / old
    master = deck.slide_masters[0]
    layers: list[Any] = [master, *master.slide_layouts]
    for shape in (shape for layer in layers for shape in layer.placeholders):
        # what a layer places itself is widened; what it inherits follows
        if shape._element.spPr.find(qn("a:xfrm")) is not None:
            shape.left, shape.width = int(shape.left * stretch), int(shape.width * stretch)
    core = deck.core_properties
    core.title, core.author, core.last_modified_by = plain(name), "crm_analytics", "crm_analytics"
    return deck


def new_slide(deck: Deck, title: str, under: str, footer: str) -> Slide:
    """A slide with its title in at most two lines, a line under it, and the foot of the page."""
    layout: Any = deck.slide_layouts[TITLE_ONLY]
    slide: Slide = deck.slides.add_slide(layout)
    heading: Any = slide.shapes.title
    place(heading, TITLE)
    size = fitting(title, BREADTH * BOLD, (28, 26, 24, 22, 20, 18))
    write(heading.text_frame, [title], size, bold=True)
    heading.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    describe(heading, "Title")
    if under:
        box(slide, UNDER_TITLE, [under], 16, "Subtitle")
    for shape in layout.placeholders:
        # copies of the layout's footer and slide number: python-pptx does not bring them along
        kind = shape.placeholder_format.type
        if kind not in FOOT:
            continue
        slide.shapes._spTree.append(deepcopy(shape._element))
        copied: Any = slide.shapes[-1]
        copied._element.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
        where, said = FOOT[kind]
        place(copied, where)
        if kind == PP_PLACEHOLDER.FOOTER:
            write(copied.text_frame, [footer], 10, colour=LIGHT.muted)
        describe(copied, said)
    return slide


def box(slide: Slide, where: Box, lines: Sequence[str], size: float, alt: str) -> TextFrame:
    """Quiet text in a box, one paragraph a line."""
    shape = slide.shapes.add_textbox(*emu(where))
    frame: TextFrame = shape.text_frame
    write(frame, lines, size, colour=LIGHT.muted)
    describe(shape, alt)
    return frame


def rectangle(slide: Slide, where: Box, fill: str, edge: str, name: str) -> Any:  # noqa: ANN401
    """A flat rectangle; without a ground or an edge where it has no colour."""
    shape: Any = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *emu(where))
    for own, colour in ((shape.fill, fill), (shape.line.fill, edge)):
        if colour:
            own.solid()
            own.fore_color.rgb = rgb(colour)
        else:
            own.background()
    if edge:
        shape.line.width = Pt(1)
    name_shape(shape, name)
    return shape


def name_shape(shape: Any, name: str) -> None:  # noqa: ANN401 - every kind of shape
    """Its name, which a screen reader speaks; and no style."""
    shape.name = plain(name)[:80] or "Box"
    describe(shape, name)
    # the style brings a shadow, which some programs draw whatever the shape says
    shape._element.remove(shape._element.find(qn("p:style")))


def write(
    frame: TextFrame, lines: Iterable[str], size: float, bold: bool = False, colour: str = LIGHT.ink
) -> None:
    """Lines of one size, from the left, without margins."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(0)
    for turn, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if turn == 0 else frame.add_paragraph()
        paragraph.text = plain(line)
        paragraph._p.get_or_add_pPr().set("algn", "l")
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = rgb(colour)


def notes(slide: Slide, section: Section) -> None:
    """What the speaker may be asked: the question, what weakens the finding, the definitions."""
    parts = [section.question, section.finding]
    if section.caption:
        parts.append(section.caption)
    if section.note:
        parts += ["Note:", *section.note.splitlines()]
    if section.caveats:
        parts += ["What weakens it:", *(f"– {caveat}" for caveat in section.caveats)]
    if section.method:
        parts += ["How this is computed:", *section.method]
    source = section.provenance
    parts.append(f"{source.line} · data {source.data_sha256} · version {source.version}")
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = "\n".join(map(plain, parts))


def describe(shape: Any, text: str) -> None:  # noqa: ANN401 - every kind of shape
    """The alternative text a screen reader speaks."""
    shape._element._nvXxPr.cNvPr.set("descr", plain(text))


def place(shape: Any, where: Box) -> None:  # noqa: ANN401 - every kind of shape
    """Move a shape."""
    shape.left, shape.top, shape.width, shape.height = emu(where)


def emu(where: Box) -> tuple[Length, Length, Length, Length]:
    """The rectangle in the units of the file."""
    return Inches(where.left), Inches(where.top), Inches(where.width), Inches(where.height)


def rgb(colour: str) -> RGBColor:
    """A colour of the palette as python-pptx wants it."""
    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))


def lines_of(text: str, width: float, size: float) -> int:
    """About how many lines a text takes; letters are about half as wide as high."""
    return max(1, -(-len(text) // max(int(width * 72 / (size * 0.5)), 1)))


def fitting(text: str, width: float, sizes: Sequence[int], lines: int = 2) -> int:
    """The largest size at which the text keeps within so many lines, else the smallest."""
    return next((size for size in sizes if lines_of(text, width, size) <= lines), sizes[-1])
