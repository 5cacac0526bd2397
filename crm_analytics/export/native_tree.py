"""A tree on slides: rectangles in rectangles, each a shape of its own."""

# python-pptx has types for a part of itself
# mypy: disable-error-code="no-untyped-call"

from pptx.slide import Slide

from crm_analytics.export.alternative import alternative
from crm_analytics.export.lettering import CLOSE, Fitted, fitted
from crm_analytics.export.native_shapes import letter, rectangle
from crm_analytics.export.slides import Box, describe
from crm_analytics.report.diagram import Node
from crm_analytics.report.palette import LIGHT, ink_on
from crm_analytics.report.squarified import Rectangle
from crm_analytics.report.tree import Frame, Placed, Tree, colour_of, placed, readable

BAND, EDGE = 34.0, 3.0  # points
SIZES = (14.0, 12.0, 11.0, 10.0, 9.0, 8.0)
MARGIN = 3


def add_tree(chart: Tree, slide: Slide, where: Box) -> None:
    """The tree down to the last level that can be read; what is inside a part shares its room."""
    whole = Rectangle(where.left * 72, where.top * 72, where.width * 72, where.height * 72)
    for turn, part in enumerate(placed(chart, whole, Frame(BAND, EDGE, readable(chart)))):
        own = Box(*(points / 72 for points in _ends(part.where)))
        if not min(own.width, own.height) > 0:
            continue
        fill = colour_of(part.turn, part.depth)
        shape = rectangle(slide, own, fill, LIGHT.background, part.branch.label)
        said = f"{part.branch.label}: {part.branch.count:,}"
        describe(shape, said if turn else alternative(chart))
        letter(shape, words(part), ink_on(fill), MARGIN)


def words(part: Placed) -> Fitted:
    """Name and count; of a part with others inside, in the band above them."""
    room = part.where.width - 2 * MARGIN
    high = (part.where.height if part.leaf else BAND) - 2 * MARGIN
    if room < 4 * SIZES[-1] * 0.5 or high < SIZES[-1] * CLOSE.line:
        return Fitted(SIZES[-1], (), ())
    count = f"{part.branch.count:,}"
    if part.leaf:
        return fitted(Node(part.branch.label, 0, 0, room, high, lines=(count,)), SIZES)
    return fitted(Node(f"{part.branch.label} · {count}", 0, 0, room, high), SIZES)


def _ends(where: Rectangle) -> tuple[float, float, float, float]:
    return where.left, where.top, where.width, where.height
