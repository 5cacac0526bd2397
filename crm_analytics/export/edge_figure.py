"""The arrows of a diagram as plotly draws them: lines that end in a head, and a ring for a word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crm_analytics.export.figure_frame import marked
from crm_analytics.report.diagram import Diagram, Edge, Point
from crm_analytics.report.palette import Theme

HEAD, LARGE = 9, 14  # pixels; large between a few large boxes


@dataclass(frozen=True, slots=True)
class _Look:
    """How one kind of arrow is drawn."""

    colour: str
    width: float
    dash: str = "solid"
    opacity: float = 1.0


def lines(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
    """The lines of arrows: one shape for each kind, so that boxes stand before them."""
    for edges, look in _kinds(chart, theme):
        yield {
            "type": "path", "layer": "between", "opacity": look.opacity,
            "path": " ".join(_path(edge) for edge in edges),
            "line": {"color": look.colour, "width": look.width, "dash": look.dash},
        }  # fmt: skip


def heads(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
    """One trace for each kind of arrow: a head where it ends, turned as it arrives."""
    size = LARGE if chart.listed else HEAD
    for edges, look in _kinds(chart, theme):
        ends = [end for edge in edges for end in _arrivals(edge)]
        yield {
            "type": "scatter", "mode": "markers", "opacity": look.opacity,
            "x": [x for (ax, _), (bx, _) in ends for x in (ax, bx)],
            "y": [y for (_, ay), (_, by) in ends for y in (ay, by)],
            "marker": {
                "symbol": "arrow", "angleref": "previous", "color": look.colour,
                "size": [0, size] * len(ends), "opacity": 1, "line": {"width": 0},
            },
            "hoverinfo": "skip",
        }  # fmt: skip


def words(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
    """A ring on every arrow that somebody gave a reason for, which the pointer shows."""
    said = [edge for edge in chart.edges if edge.word]
    if said:
        middle = [_middle(edge.points) for edge in said]
        yield {
            "type": "scatter", "mode": "markers",
            "x": [x for x, _ in middle], "y": [y for _, y in middle],
            "marker": {"size": 7, "color": theme.accent, "symbol": "circle-open"},
            "hoverinfo": "text",
            "hovertext": [_said(chart, edge) for edge in said],
        }  # fmt: skip


def _kinds(chart: Diagram, theme: Theme) -> Iterator[tuple[list[Edge], _Look]]:
    """The arrows of each kind; those inside a frame first, which lie under everything else."""
    quiet = [edge for edge in chart.edges if edge.quiet]
    dashed = [edge for edge in chart.edges if edge.dashed and not edge.quiet]
    others = [edge for edge in chart.edges if not (edge.quiet or edge.dashed)]
    kinds = (
        (quiet, _Look(theme.muted, 0.9, opacity=0.6)),
        (dashed, _Look(theme.accent, 1.5, "dash")),
        (others, _Look(theme.muted, 1.8)),
    )
    yield from (kind for kind in kinds if kind[0])


def _path(edge: Edge) -> str:
    return "M " + " L ".join(f"{x:.4f},{y:.4f}" for x, y in edge.points)


def _arrivals(edge: Edge) -> Iterator[tuple[Point, Point]]:
    yield edge.points[-2], edge.points[-1]
    if edge.both:
        yield edge.points[1], edge.points[0]


def _middle(points: Sequence[Point]) -> Point:
    """The middle of the longest way between two bends."""
    pairs = list(pairwise(points))
    (ax, ay), (bx, by) = max(pairs, key=lambda p: abs(p[0][0] - p[1][0]) + abs(p[0][1] - p[1][1]))
    return (ax + bx) / 2, (ay + by) / 2


def _said(chart: Diagram, edge: Edge) -> str:
    ends = " → ".join(marked(chart.nodes[end].label) for end in (edge.tail, edge.head))
    return f"<b>{ends}</b><br>{marked(edge.word, 60)}"
