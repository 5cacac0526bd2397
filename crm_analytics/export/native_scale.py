"""Where a diagram lies in its room on a slide, and how large one unit of it is."""

from dataclasses import dataclass

from crm_analytics.export.slides import Box
from crm_analytics.report.diagram import Diagram, Extent, Node, Point, extent

SIDE, FOOT = 0.95, 0.22  # inches: for the names of rows, and for a line below
WIDEST, TALLEST = 2.3, 0.85  # inches of one unit


@dataclass(frozen=True, slots=True)
class Scale:
    """Inches of one unit across and down, and where the upper left corner of the drawing is."""

    whole: Extent
    across: float
    down: float
    left: float
    top: float

    @classmethod
    def of(cls, chart: Diagram, room: Box) -> "Scale":
        """As large as the room allows, in the middle of it."""
        whole, side, foot = extent(chart), SIDE if chart.rows else 0.0, FOOT if chart.rows else 0.0
        across = min((room.width - side) / whole.width, WIDEST)
        down = min((room.height - foot) / whole.height, TALLEST)
        left = room.left + side + (room.width - side - across * whole.width) / 2
        return cls(whole, across, down, left, room.top)

    def inches(self, point: Point) -> Point:
        """A point of the drawing on the slide."""
        x, y = point
        return (
            self.left + (x - self.whole.left) * self.across,
            self.top + (y - self.whole.top) * self.down,
        )

    def box(self, node: Node) -> Box:
        """A box of the drawing on the slide."""
        left, top = self.inches((node.x - node.width / 2, node.y - node.height / 2))
        return Box(left, top, node.width * self.across, node.height * self.down)
