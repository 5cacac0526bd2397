"""Sections as slides: a title, then for each section its finding with each chart, its tables.

In reading order: `page` (one slide and where things stand on it), `tables` (tables, heat maps),
`style` (what native charts share), `rows` (dots, bars, Likert), `planes` (histograms, maps, lines),
`shapes` (diagrams, trees).
"""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from operator import attrgetter
from typing import Any

from pptx.presentation import Presentation as Deck
from pptx.slide import Slide

from crm_analytics.export.slides.page import (
    BODY,
    BREADTH,
    EDGE,
    TITLE_SLIDE,
    Box,
    box,
    describe,
    empty_deck,
    emu,
    fitting,
    lines_of,
    new_slide,
    notes,
    place,
    rectangle,
    write,
)
from crm_analytics.export.slides.planes import add_histogram, add_lines, add_map
from crm_analytics.export.slides.rows import add_likert, add_rows, likert_pages
from crm_analytics.export.slides.shapes import add_diagram, add_tree
from crm_analytics.export.slides.tables import TableText, add_grid, add_table, blocks
from crm_analytics.report.chart import (
    Bars,
    Chart,
    Dots,
    Heat,
    Histogram,
    Likert,
    Lines,
    Map,
    Tree,
    empty,
    note_of,
)
from crm_analytics.report.diagram import Diagram
from crm_analytics.report.palette import ACCENT, LIGHT
from crm_analytics.report.section import Provenance, Section
from crm_analytics.report.table import Table
from crm_analytics.report.words import counted, plain

LONGEST_TABLE = 20
CAVEATS = 3
LONGEST_NOTE = 200  # characters: two lines under a picture
NAMED = 2  # tables that are left out
CROWD = 12  # spots of a map whose names need a whole slide
BENEATH, ALONE = 12, 18  # points: what weakens the finding, under a picture and without one
NOTE_SIZE, NOTE_INDENT, APART = 14, 0.18, 0.1  # points, inches, inches
Draw = Callable[[Slide, Box], None]


@dataclass(frozen=True, slots=True)
class _SlidePlan:
    """A slide to come: its title, the line under it, a note for its foot, what fills it.

    whole: leaves no room for anything beneath.
    """

    title: str
    under: str
    note: str
    draw: Draw
    whole: bool = False


def deck(sections: Sequence[Section]) -> bytes:
    """A .pptx file, 16:9; the first section names the study."""
    source = sections[0].provenance
    slides = empty_deck(source.study)
    _title(slides, source)
    for section in sections:
        _section(slides, section)
    content = BytesIO()
    slides.save(content)
    return content.getvalue()


def _title(slides: Deck, source: Provenance) -> None:
    slide = slides.slides.add_slide(slides.slide_layouts[TITLE_SLIDE])
    title: Any = slide.placeholders[0]
    line: Any = slide.placeholders[1]
    place(title, Box(EDGE + 0.35, 2.2, BREADTH - 0.35, 1.6))
    place(line, Box(EDGE + 0.35, 4.0, BREADTH - 0.35, 1.2))
    size = fitting(source.study, BREADTH, (48, 44, 40, 36, 32, 28, 24))
    write(title.text_frame, [source.study], size, bold=True)
    write(line.text_frame, [source.line], 18, colour=LIGHT.muted)
    describe(title, "Title")
    describe(line, "Which people")
    rectangle(slide, Box(EDGE, 2.2, 0.09, 3.0), ACCENT, "", "A coloured line beside the title")


def _section(slides: Deck, section: Section) -> None:
    note, lines = _noted(section), _beneath(section)
    taken = 0.21 * sum(lines_of(line, BREADTH, BENEATH) for line in lines) + APART * bool(lines)
    taken += _note_height(note) + APART if note else 0
    room = replace(BODY, height=BODY.height - taken)
    parts = _parts(section, partial(_draw_beneath, note, lines), room.height)
    under = next((turn for turn, part in enumerate(parts) if not part.whole), None)
    for turn, part in enumerate(parts):
        foot = " · ".join(text for text in (part.note, section.provenance.line) if text)
        said = plain(part.under).rstrip(".") == plain(part.title).rstrip(".")
        slide = new_slide(slides, part.title, "" if said else part.under, foot)
        part.draw(slide, room if turn == under else BODY)
        notes(slide, section)
        if turn == under:
            top = room.top + room.height + APART
            below = Box(EDGE, top, BREADTH, BODY.top + BODY.height - top)
            _draw_beneath(note, lines, BENEATH, slide, below)


def _parts(section: Section, beneath: Callable[..., None], height: float) -> list[_SlidePlan]:
    """Every slide of a section; the first says the finding whatever it shows.

    beneath: draws what else there is to say. height: of the body above it.
    """
    tables = [table for table in section.tables if _fits_a_meeting(table)]
    parts = [
        part for chart in section.charts if not chart.detail for part in _chart(section, chart)
    ]
    charted = bool(parts)
    if charted and all(part.whole for part in parts) and height < BODY.height:
        parts.append(_SlidePlan(section.finding, "", "", partial(beneath, ALONE), True))
    tall = BODY.height if charted else height
    for table in tables:
        pages = TableText.of(table).pages(tall)
        parts += [
            _SlidePlan(table.title + turn, "", "", partial(add_table, page), charted)
            for turn, page in zip(_turns(len(pages)), pages, strict=True)
        ]
    if parts and parts[0].title != section.finding:
        parts[0] = replace(parts[0], title=section.finding, under=parts[0].title, note="")
    return parts or [_SlidePlan(section.finding, section.title, "", lambda slide, where: None)]


def _chart(section: Section, chart: Chart) -> list[_SlidePlan]:
    drawn, note = [] if empty(chart) else DRAWN[type(chart)](chart), note_of(chart)
    if isinstance(chart, Heat):
        # numbers in a grid have no axis that says what they are
        note = "; ".join(filter(None, (chart.measure, note)))
    crowded = isinstance(chart, Map) and len(chart.points) > CROWD
    whole = isinstance(chart, Diagram) or crowded
    return [
        _SlidePlan(section.finding, chart.title + turn, note, draw, whole)
        for turn, draw in zip(_turns(len(drawn)), drawn, strict=True)
    ]


# what fills each slide of a chart
DRAWN: Mapping[type, Callable[..., Sequence[Draw]]] = {
    Dots: lambda chart: [partial(add_rows, chart)],
    Bars: lambda chart: [partial(add_rows, chart)],
    Heat: lambda chart: [partial(add_grid, block) for block in blocks(chart)],
    Likert: lambda chart: [partial(add_likert, chart, rows) for rows in likert_pages(chart)],
    Histogram: lambda chart: [partial(add_histogram, chart)],
    Map: lambda chart: [partial(add_map, chart)],
    Lines: lambda chart: [partial(add_lines, chart)],
    Tree: lambda chart: [partial(add_tree, chart)],
    Diagram: lambda chart: [partial(add_diagram, chart)],
}


def _turns(of: int) -> list[str]:
    """What tells the slides of one thing apart; nothing when it is one."""
    return [f" ({turn + 1} of {of})" if of > 1 else "" for turn in range(of)]


def _beneath(section: Section) -> list[str]:
    """What stands under the first picture: caveats, and tables that are too long for slides."""
    lines = [plain(caveat) for caveat in section.caveats[:CAVEATS]]
    more = len(section.caveats) - CAVEATS
    lines = [f"What weakens it: {lines[0]}", *lines[1:]] if lines else []
    lines += [f"… and {more} more in the notes."] if more > 0 else []
    left = [table for table in section.tables if not _fits_a_meeting(table)]
    named = [
        f"{plain(table.title)} ({counted(len(table.rows), 'row')})"
        for table in sorted(left, key=attrgetter("detail"))[:NAMED]
    ]
    if len(left) > NAMED:
        named.append(f"{len(left) - NAMED} more")
    return lines + ([f"Only in the workbook: {'; '.join(named)}."] if named else [])


def _fits_a_meeting(table: Table) -> bool:
    return not table.detail and len(table.rows) <= LONGEST_TABLE


def _noted(section: Section) -> str:
    """What a person wrote, as much as a board reads at a glance; all of it is in the notes."""
    note = plain(section.note)
    if len(note) > LONGEST_NOTE:
        note = note[:LONGEST_NOTE].rsplit(" ", 1)[0] + " … (more in the notes)"
    return f"Note: {note}" if note else ""


def _note_height(note: str) -> float:
    """The room that a note needs, in inches."""
    return 0.245 * lines_of(note, BREADTH - NOTE_INDENT, NOTE_SIZE)


def _draw_beneath(note: str, lines: Sequence[str], size: int, slide: Slide, where: Box) -> None:
    """The note in full ink behind a line, apart from what was computed; then the caveats.

    size: of the letters of the caveats, in points.
    """
    top, high = where.top, _note_height(note)
    if note:
        edge = Box(EDGE, top + 0.02, 0.05, high - 0.04)
        rectangle(slide, edge, ACCENT, "", "A coloured line beside the note")
        inner = Box(EDGE + NOTE_INDENT, top, BREADTH - NOTE_INDENT, high)
        shape = slide.shapes.add_textbox(*emu(inner))
        write(shape.text_frame, [note], NOTE_SIZE)
        describe(shape, "Note")
        top += high + APART
    if lines:
        below = Box(EDGE, top, BREADTH, where.top + where.height - top)
        box(slide, below, lines, size, "What weakens the finding")
