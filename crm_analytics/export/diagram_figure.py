"""A diagram as plotly draws it: boxes are shapes, their text a trace."""

from collections.abc import Iterable, Iterator

from plotly import graph_objects as go

from crm_analytics.export.edge_figure import heads, lines, words
from crm_analytics.export.figure_frame import SMALL, Head, around, marked
from crm_analytics.export.lettering import LISTED, Fitted, Lettering, lettering
from crm_analytics.report.diagram import Diagram, Extent, Node, Point, colours, extent
from crm_analytics.report.palette import Theme

NARROWEST, NARROW = 960, 736  # pixels, with and without names of rows; the page scrolls below that
SIDE, EDGE = 84, 4  # for the names of rows
WIDEST, TALLEST, FLATTEST, HIGH = 170, 54, 27, 760  # pixels of one unit; of the whole
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0)
NAMELESS = "There is no room for names: boxes carry ids, and the pointer shows the name."


def diagram_figure(chart: Diagram, theme: Theme, titled: bool) -> go.Figure:
    """Boxes at their places, with text that fits the narrowest page."""
    left = SIDE if chart.rows else EDGE
    wide = (NARROWEST if chart.rows else NARROW) - left
    whole = _widened(extent(chart), wide)
    across, down = wide / whole.width, _down(whole)
    letters = lettering(chart, across, down, SIZES)
    head = Head.of(chart, 0, titled)
    below = 30 if letters.short else 10
    hidden = {"visible": False, "fixedrange": True}
    layout = around(chart, theme, head, round(whole.height * down), below) | {
        "margin": {"l": left, "r": EDGE, "t": head.height, "b": below, "pad": 0},
        "xaxis": hidden | {"range": [whole.left, whole.right]},
        "yaxis": hidden | {"range": [whole.bottom, whole.top]},
        "shapes": [*_bands(chart, theme), *lines(chart, theme), *_boxes(chart, theme)],
        "annotations": [*_row_names(chart, theme), *_foot(letters, theme)],
        "showlegend": False,
    }
    texts = _texts(chart, letters, theme, (across, down)), _hover(chart, across, down)
    return go.Figure(data=[*heads(chart, theme), *texts, *words(chart, theme)], layout=layout)


def _widened(whole: Extent, wide: float) -> Extent:
    """Room left and right, so that few boxes do not become as wide as the page."""
    spare = max(wide / WIDEST - whole.width, 0) / 2
    return Extent(whole.left - spare, whole.top, whole.right + spare, whole.bottom)


def _down(whole: Extent) -> float:
    """Pixels of one unit downwards."""
    return min(max(HIGH / whole.height, FLATTEST), TALLEST)


def _bands(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
    """Every other row on a quiet ground."""
    for row in chart.rows[::2]:
        yield {
            "type": "rect", "layer": "below", "xref": "paper", "x0": 0, "x1": 1,
            "y0": row.top, "y1": row.bottom, "fillcolor": theme.grid, "opacity": 0.35,
            "line": {"width": 0},
        }  # fmt: skip


def _boxes(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
    """Frames first, so that boxes stand on them and on the lines of arrows."""
    for node in sorted(chart.nodes, key=lambda node: not node.frame):
        fill, edge, _ = colours(chart, node, theme)
        yield {
            "type": "rect", "layer": "below" if node.frame else "between",
            "x0": node.x - node.width / 2, "x1": node.x + node.width / 2,
            "y0": node.y - node.height / 2, "y1": node.y + node.height / 2,
            "fillcolor": fill or "rgba(0,0,0,0)",
            "line": {
                "color": edge,
                "width": 1 if node.frame else 1.5,
                "dash": "dot" if node.frame else "solid",
            },
        }  # fmt: skip


def _row_names(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
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


def _texts(chart: Diagram, letters: Lettering, theme: Theme, unit: Point) -> dict[str, object]:
    """The text of boxes; of a frame at its upper edge, of a list from its corner."""
    boxes = list(zip(chart.nodes, letters.texts, strict=True))
    places = [_place(chart, node, text, unit) for node, text in boxes]
    return {
        "type": "scatter", "mode": "markers+text", "hoverinfo": "skip", "cliponaxis": False,
        "x": [x for x, _, _ in places],
        "y": [y for _, y, _ in places],
        "text": [_marked(chart, text.heading, text.lines) for _, text in boxes],
        "textposition": [at for _, _, at in places],
        "textfont": {
            "size": [SMALL if node.frame else text.size for node, text in boxes],
            "color": [colours(chart, node, theme)[2] for node in chart.nodes],
        },
        "marker": {"size": 1, "opacity": 0},
    }  # fmt: skip


def _place(chart: Diagram, node: Node, text: Fitted, unit: Point) -> tuple[float, float, str]:
    """Where text stands, and on which side of that point; unit: pixels across and down."""
    top = node.y - node.height / 2
    if node.frame:
        return node.x, top, "bottom center"
    if not chart.listed:
        return node.x, node.y, "middle center"
    left, (across, down) = node.x - node.width / 2, unit
    beside, above = LISTED.beside * text.size / across, LISTED.above * text.size / down
    return left + beside, top + above, "bottom right"


def _hover(chart: Diagram, across: float, down: float) -> dict[str, object]:
    """All that is known of a box, where the pointer is near its middle."""
    boxes = [node for node in chart.nodes if not node.frame]
    return {
        "type": "scatter", "mode": "markers", "hoverinfo": "text",
        "x": [node.x for node in boxes],
        "y": [node.y for node in boxes],
        "marker": {
            "size": [min(node.width * across, node.height * down) / 2 for node in boxes],
            "opacity": 0,
        },
        "hovertext": [_marked(chart, [box.label], [*box.lines, *box.told], 60) for box in boxes],
    }  # fmt: skip


def _marked(chart: Diagram, heading: Iterable[str], rest: Iterable[str], width: int = 0) -> str:
    """The lines of a text, its heading bold where a box is a list."""
    first = "<br>".join(marked(line, width) for line in heading)
    bold = f"<b>{first}</b>" if chart.listed else first
    return "<br>".join([bold, *(marked(line, width) for line in rest if line)])
