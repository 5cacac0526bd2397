"""A digraph on slides: boxes are shapes, arrows are connectors glued to them, so both can be moved.

A connector is straight. An arrow that goes around something is several of them, glued to dots as
small as the line is wide.
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from crm_analytics.export.alternative import alternative
from crm_analytics.export.native_xml import child
from crm_analytics.export.slides import Box, box, describe, emu, rgb, write
from crm_analytics.view.digraph import (
    Digraph,
    Extent,
    Lettering,
    Link,
    Place,
    Point,
    Row,
    lettering,
)
from crm_analytics.view.digraph import extent as extent_of
from crm_analytics.view.palette import ACCENT, LIGHT
from crm_analytics.view.plain import plain

SIDE, FOOT = 0.95, 0.22  # inches: for the names of rows, and for a line below
WIDEST, TALLEST = 2.3, 0.85  # inches of one unit
DOT = 0.03
QUIET = "#9DA5B0"  # for the many arrows of a circle
SIZES = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
TOP, LEFT, BOTTOM, RIGHT = range(4)  # where a connector is glued to a rectangle
NAMELESS = "There is no room for names: boxes carry ids, which the tables name."


@dataclass(frozen=True, slots=True)
class _Fit:
    """How the drawing lies in its room: inches of one unit, and where its left upper corner is."""

    whole: Extent
    across: float
    down: float
    left: float
    top: float

    @classmethod
    def of(cls, chart: Digraph, where: Box) -> "_Fit":
        """As large as the room allows, in the middle of it."""
        whole = extent_of(chart)
        across = min((where.width - SIDE) / whole.width, WIDEST)
        down = min((where.height - FOOT) / whole.height, TALLEST)
        left = where.left + SIDE + (where.width - SIDE - across * whole.width) / 2
        return cls(whole, across, down, left, where.top)

    def inches(self, point: Point) -> Point:
        """A point of the drawing on the slide."""
        x, y = point
        return (
            self.left + (x - self.whole.left) * self.across,
            self.top + (y - self.whole.top) * self.down,
        )

    def box(self, place: Place) -> Box:
        """A box of the drawing on the slide."""
        left, top = self.inches((place.x - place.width / 2, place.y - place.height / 2))
        return Box(left, top, place.width * self.across, place.height * self.down)


def add_digraph(chart: Digraph, slide: Slide, where: Box) -> None:
    """Every box with its text; then the arrows, which follow when a box is moved."""
    slide.shapes.turbo_add_enabled = True  # a slide may have a thousand connectors
    fit = _Fit.of(chart, where)
    letters = lettering(chart, fit.across * 72, fit.down * 72, SIZES)
    for turn, row in enumerate(chart.rows):
        _row(slide, row, fit, where, turn)
    frames_first = sorted(enumerate(chart.places), key=lambda one: not one[1].frame)
    shapes = {
        turn: _shape(slide, place, fit.box(place), letters, letters.lines[turn])
        for turn, place in frames_first
    }
    for link in chart.links:
        _arrow(slide, chart, link, shapes, fit)
    describe(shapes[frames_first[0][0]], alternative(chart))
    if letters.short:
        foot = Box(where.left, where.top + where.height - FOOT, where.width, FOOT)
        box(slide, foot, [NAMELESS], 10, "Names left out")


def _row(slide: Slide, row: Row, fit: _Fit, where: Box, turn: int) -> None:
    """The name of a row at the side, every other one on a quiet ground."""
    top = fit.inches((0, row.top))[1]
    high = (row.bottom - row.top) * fit.down
    if turn % 2 == 0:
        band: Any = slide.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, *emu(Box(where.left, top, where.width, high))
        )
        _flat(band)
        _fill(band, "#F3F5F8")
        band.line.fill.background()
        band.name = f"Ground of {plain(row.word)}"
        describe(band, f"Ground of {row.word}")
    said = box(slide, Box(where.left + 0.05, top, SIDE - 0.1, high), [row.word], 12, row.word)
    said.vertical_anchor = MSO_ANCHOR.MIDDLE


def _shape(
    slide: Slide, place: Place, where: Box, letters: Lettering, lines: tuple[str, ...]
) -> Any:  # noqa: ANN401 - python-pptx has no types
    shape: Any = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *emu(where))
    shape.name = plain(place.label)[:80] or "Box"
    _flat(shape)
    describe(shape, " · ".join(filter(None, (place.label, place.under, *place.told))))
    if place.frame:
        shape.fill.background()
    else:
        _fill(shape, LIGHT.background)
    shape.line.color.rgb = rgb(LIGHT.muted if place.frame else ACCENT)
    shape.line.width = Pt(1 if place.frame else 1.25)
    if place.frame:
        shape.line.dash_style = MSO_LINE.ROUND_DOT
    colour = LIGHT.muted if place.frame else LIGHT.ink
    frame = shape.text_frame
    write(frame, lines, min(letters.size, 10.0) if place.frame else letters.size, colour=colour)
    frame.vertical_anchor = MSO_ANCHOR.TOP if place.frame else MSO_ANCHOR.MIDDLE
    # lines are broken already: a font that is a little wider must not break them once more
    frame.word_wrap = False
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.CENTER
    return shape


def _flat(shape: Any) -> None:  # noqa: ANN401 - python-pptx has no types
    """Without the shadow of the theme, which some programs draw even when it is switched off."""
    for effect in shape._element.iter(qn("a:effectRef")):
        effect.set("idx", "0")


def _fill(shape: Any, colour: str) -> None:  # noqa: ANN401 - python-pptx has no types
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(colour)


def _arrow(slide: Slide, chart: Digraph, link: Link, shapes: dict[int, Any], fit: _Fit) -> None:
    ends = chart.places[link.tail], chart.places[link.head]
    names = tuple(plain(place.label) for place in ends)
    told = f"{names[0]} {'↔' if link.both else '→'} {names[1]}"
    bends = [_dot(slide, fit.inches(point), link, told) for point in link.points[1:-1]]
    first = shapes[link.tail], _site(ends[0], link.points[0], fit)
    last = shapes[link.head], _site(ends[1], link.points[-1], fit)
    stops = [first, *((dot, BOTTOM) for dot in bends), last]
    pieces = list(pairwise(stops))
    first_box = min(shapes.items(), key=lambda one: chart.places[one[0]].frame)[1]._element
    nowhere = [Pt(0)] * 4  # gluing moves both ends
    for turn, (start, end) in enumerate(pieces):
        line: Any = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *nowhere)
        first_box.addprevious(line._element)  # boxes stand before lines
        line.begin_connect(*start)
        line.end_connect(*end)
        line.name = told[:80]
        _flat(line)
        describe(line, f"Arrow: {told}{f': {plain(link.word)}' if link.word else ''}")
        _look(line, link)
        heads = (("headEnd", link.both and turn == 0), ("tailEnd", turn == len(pieces) - 1))
        for tag, wanted in heads:
            if wanted:
                head = child(line.line._get_or_add_ln(), f"a:{tag}")
                head.set("type", "triangle")
                head.set("w", "med" if not link.quiet else "sm")
                head.set("len", "med" if not link.quiet else "sm")


def _look(line: Any, link: Link) -> None:  # noqa: ANN401 - python-pptx has no types
    line.line.width = Pt(0.75 if link.quiet else 1.5)
    line.line.color.rgb = rgb(_colour(link))
    if link.dashed:
        line.line.dash_style = MSO_LINE.DASH


def _colour(link: Link) -> str:
    return ACCENT if link.dashed else QUIET if link.quiet else LIGHT.muted


def _dot(slide: Slide, at: Point, link: Link, told: str) -> Any:  # noqa: ANN401 - python-pptx has no types
    where = Box(at[0] - DOT / 2, at[1] - DOT / 2, DOT, DOT)
    dot: Any = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *emu(where))
    _flat(dot)
    _fill(dot, _colour(link))
    dot.line.fill.background()
    dot.name = f"Bend of {told}"[:80]
    describe(dot, f"Bend of the arrow {told}")
    return dot


def _site(place: Place, at: Point, fit: _Fit) -> int:
    """The middle of the side that is nearest to where the arrow meets the box."""
    sides = (
        (TOP, (place.x, place.y - place.height / 2)),
        (LEFT, (place.x - place.width / 2, place.y)),
        (BOTTOM, (place.x, place.y + place.height / 2)),
        (RIGHT, (place.x + place.width / 2, place.y)),
    )
    return min(sides, key=lambda side: _far(fit.inches(side[1]), fit.inches(at)))[0]


def _far(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
