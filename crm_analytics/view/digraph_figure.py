"""A digraph as plotly draws it: boxes are shapes, arrows lines that end in a head."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plotly import graph_objects as go

from crm_analytics.view.digraph import (
    Digraph,
    Extent,
    Lettering,
    Link,
    Point,
    extent,
    lettering,
    told,
)
from crm_analytics.view.figure_frame import SMALL, Head, around, marked
from crm_analytics.view.palette import Theme

NARROWEST = 960  # pixels; a page that is narrower scrolls
SIDE = 84  # for the names of rows
WIDEST, TALLEST, FLATTEST, HIGH = 170, 54, 27, 760  # pixels of one unit; of the whole
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0)
HEAD = 9
NAMELESS = "There is no room for names: boxes carry ids, and the pointer shows the name."


def digraph_figure(chart: Digraph, theme: Theme, titled: bool) -> go.Figure:
    """Boxes at their places, with text that fits the narrowest page."""
    whole = _widened(extent(chart))
    across, down = (NARROWEST - SIDE) / whole.width, _down(whole)
    letters = lettering(chart, across, down, SIZES)
    head = Head.of(chart, 0, titled)
    below = 30 if letters.short else 10
    hidden = {"visible": False, "fixedrange": True}
    layout = around(chart, theme, head, round(whole.height * down), below) | {
        "margin": {"l": SIDE, "r": 4, "t": head.height, "b": below, "pad": 0},
        "xaxis": hidden | {"range": [whole.left, whole.right]},
        "yaxis": hidden | {"range": [whole.bottom, whole.top]},
        "shapes": [*_bands(chart, theme), *_lines(chart, theme), *_boxes(chart, theme)],
        "annotations": [*_row_names(chart, theme), *_foot(letters, theme)],
        "showlegend": False,
    }
    return go.Figure(data=[*_heads(chart, theme), *_texts(chart, letters, theme)], layout=layout)


def _widened(whole: Extent) -> Extent:
    """Room left and right, so that few boxes do not become as wide as the page."""
    spare = max((NARROWEST - SIDE) / WIDEST - whole.width, 0) / 2
    return Extent(whole.left - spare, whole.top, whole.right + spare, whole.bottom)


def _down(whole: Extent) -> float:
    """Pixels of one unit downwards."""
    return min(max(HIGH / whole.height, FLATTEST), TALLEST)


def _bands(chart: Digraph, theme: Theme) -> Iterator[dict[str, object]]:
    """Every other row on a quiet ground."""
    for turn, row in enumerate(chart.rows):
        if turn % 2 == 0:
            yield {
                "type": "rect", "layer": "below", "xref": "paper", "x0": 0, "x1": 1,
                "y0": row.top, "y1": row.bottom, "fillcolor": theme.grid, "opacity": 0.35,
                "line": {"width": 0},
            }  # fmt: skip


def _boxes(chart: Digraph, theme: Theme) -> Iterator[dict[str, object]]:
    """Frames first, so that boxes stand on them and on the lines of arrows."""
    for place in sorted(chart.places, key=lambda place: not place.frame):
        yield {
            "type": "rect", "layer": "below" if place.frame else "between",
            "x0": place.x - place.width / 2, "x1": place.x + place.width / 2,
            "y0": place.y - place.height / 2, "y1": place.y + place.height / 2,
            "fillcolor": "rgba(0,0,0,0)" if place.frame else theme.background,
            "line": {
                "color": theme.muted if place.frame else theme.accent,
                "width": 1 if place.frame else 1.5,
                "dash": "dot" if place.frame else "solid",
            },
        }  # fmt: skip


def _row_names(chart: Digraph, theme: Theme) -> Iterator[dict[str, object]]:
    for row in chart.rows:
        yield {
            "x": 0, "xref": "paper", "xanchor": "right", "xshift": -8,
            "y": (row.top + row.bottom) / 2, "yref": "y", "yanchor": "middle",
            "text": marked(row.word, 12, 2), "showarrow": False, "align": "right",
            "font": {"size": SMALL + 1, "color": theme.muted},
        }  # fmt: skip


def _foot(letters: Lettering, theme: Theme) -> Iterator[dict[str, object]]:
    if letters.short:
        yield {
            "x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper", "yanchor": "top",
            "yshift": -6, "text": NAMELESS, "showarrow": False,
            "font": {"size": SMALL, "color": theme.muted},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    """How one kind of arrow is drawn."""

    colour: str
    width: float
    dash: str = "solid"
    opacity: float = 1.0


def _kinds(chart: Digraph, theme: Theme) -> list[tuple[list[Link], _Look]]:
    """The arrows of each kind; those inside a frame first, which lie under everything else."""
    quiet = [link for link in chart.links if link.quiet]
    dashed = [link for link in chart.links if link.dashed and not link.quiet]
    others = [link for link in chart.links if not (link.quiet or link.dashed)]
    return [
        (quiet, _Look(theme.muted, 0.9, opacity=0.6)),
        (dashed, _Look(theme.accent, 1.5, "dash")),
        (others, _Look(theme.muted, 1.8)),
    ]


def _lines(chart: Digraph, theme: Theme) -> Iterator[dict[str, object]]:
    """The lines of arrows: one shape for each kind, so that boxes stand before them."""
    for links, look in _kinds(chart, theme):
        if links:
            yield {
                "type": "path", "layer": "between", "opacity": look.opacity,
                "path": " ".join(_path(link) for link in links),
                "line": {"color": look.colour, "width": look.width, "dash": look.dash},
            }  # fmt: skip


def _path(link: Link) -> str:
    return "M " + " L ".join(f"{x:.4f},{y:.4f}" for x, y in link.points)


def _heads(chart: Digraph, theme: Theme) -> Iterator[dict[str, object]]:
    """One trace for each kind of arrow: a head where it ends, turned as it arrives."""
    for links, look in _kinds(chart, theme):
        if links:
            ends = [end for link in links for end in _arrivals(link)]
            yield {
                "type": "scatter", "mode": "markers", "opacity": look.opacity,
                "x": [x for (ax, _), (bx, _) in ends for x in (ax, bx)],
                "y": [y for (_, ay), (_, by) in ends for y in (ay, by)],
                "marker": {
                    "symbol": "arrow", "angleref": "previous", "color": look.colour,
                    "size": [0, HEAD] * len(ends), "opacity": 1, "line": {"width": 0},
                },
                "hoverinfo": "skip",
            }  # fmt: skip


def _arrivals(link: Link) -> Iterator[tuple[Point, Point]]:
    yield link.points[-2], link.points[-1]
    if link.both:
        yield link.points[1], link.points[0]


def _texts(chart: Digraph, letters: Lettering, theme: Theme) -> Iterator[dict[str, object]]:
    """The text of boxes, all that is known of them where the pointer is; the words of arrows."""
    boxes = [
        (place, "<br>".join(map(marked, lines)))
        for place, lines in zip(chart.places, letters.lines, strict=True)
    ]
    for frame, at, size in ((True, "bottom center", SMALL), (False, "middle center", letters.size)):
        own = [(place, text) for place, text in boxes if place.frame == frame]
        yield {
            "type": "scatter", "mode": "markers+text",
            "x": [place.x for place, _ in own],
            "y": [place.y - place.height / 2 * frame for place, _ in own],
            "text": [text for _, text in own],
            "textposition": at,
            "textfont": {"size": size, "color": theme.muted if frame else theme.ink},
            "marker": {"size": 1 if frame else 30, "opacity": 0},
            "cliponaxis": False,
            "hoverinfo": "skip" if frame else "text",
            "hovertext": ["<br>".join(marked(line, 60) for line in told(chart, p)) for p, _ in own],
        }  # fmt: skip
    said = [link for link in chart.links if link.word]
    if said:
        middle = [_middle(link.points) for link in said]
        yield {
            "type": "scatter", "mode": "markers",
            "x": [x for x, _ in middle], "y": [y for _, y in middle],
            "marker": {"size": 7, "color": theme.accent, "symbol": "circle-open"},
            "hoverinfo": "text",
            "hovertext": [_said(chart, link) for link in said],
        }  # fmt: skip


def _middle(points: Sequence[Point]) -> Point:
    """The middle of the longest way between two bends."""
    pairs = list(pairwise(points))
    (ax, ay), (bx, by) = max(pairs, key=lambda p: abs(p[0][0] - p[1][0]) + abs(p[0][1] - p[1][1]))
    return (ax + bx) / 2, (ay + by) / 2


def _said(chart: Digraph, link: Link) -> str:
    ends = " → ".join(marked(chart.places[end].label) for end in (link.tail, link.head))
    return f"<b>{ends}</b><br>{marked(link.word, 60)}"
