"""Diagrams and trees as plotly draws them: boxes and arrows, rectangles in rectangles or rings."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from plotly import graph_objects as go

from crm_analytics.export.figures.frame import SMALL, TEXT, Head, around, marked, quiet_word
from crm_analytics.export.text_layout import LISTED, Fitted, fit_all
from crm_analytics.report.chart import Branch, Tree, readable, walk
from crm_analytics.report.diagram import Diagram, Edge, Node, Point, colours, extent
from crm_analytics.report.palette import Theme, ink_on, part_colour

NARROWEST, NARROW = 960, 736  # pixels, with and without names of rows; the page scrolls below that
SIDE, EDGE = 84, 4  # for the names of rows
WIDEST, TALLEST, FLATTEST, DIAGRAM_HIGH = 170, 54, 27, 760  # pixels of one unit; of the whole
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0)
NAMELESS = "There is no room for names: boxes carry ids, and the pointer shows the name."
HEAD, LARGE = 9, 14  # pixels of the head of an arrow; large between a few large boxes
TREE_HIGH = 600
TREE_NAME = 14  # letters in a line: plotly shrinks text that is wider than its part
TREE_PAD = {"pad": {"t": 22, "l": 4, "r": 4, "b": 4}}


def diagram_figure(chart: Diagram, theme: Theme, titled: bool) -> go.Figure:
    """Boxes at their places, with text that fits the narrowest page."""
    left = SIDE if chart.rows else EDGE
    wide = (NARROWEST if chart.rows else NARROW) - left
    near, top, far, bottom = extent(chart)
    # room left and right, so that few boxes do not become as wide as the page
    spare = max(wide / WIDEST - (far - near), 0) / 2
    near, far = near - spare, far + spare
    across = wide / (far - near)
    down = min(max(DIAGRAM_HIGH / (bottom - top), FLATTEST), TALLEST)
    texts, short = fit_all(chart, across, down, SIZES)
    head = Head.of(chart, 0, titled)
    below = 30 if short else 10
    hidden = {"visible": False, "fixedrange": True}
    layout = around(chart, theme, head, round((bottom - top) * down), below) | {
        "margin": {"l": left, "r": EDGE, "t": head.height, "b": below, "pad": 0},
        "xaxis": hidden | {"range": [near, far]},
        "yaxis": hidden | {"range": [bottom, top]},
        "shapes": [*_bands(chart, theme), *_arrow_lines(chart, theme), *_box_shapes(chart, theme)],
        "annotations": [*_row_words(chart, theme), *[_foot(theme)] * short],
        "showlegend": False,
    }
    traces = [
        *_arrow_heads(chart, theme),
        _texts(chart, texts, theme, (across, down)),
        _hover(chart, across, down),
        *_arrow_words(chart, theme),
    ]
    return go.Figure(data=traces, layout=layout)


def _bands(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
    """Every other row on a quiet ground."""
    for row in chart.rows[::2]:
        yield {
            "type": "rect", "layer": "below", "xref": "paper", "x0": 0, "x1": 1,
            "y0": row.top, "y1": row.bottom, "fillcolor": theme.grid, "opacity": 0.35,
            "line": {"width": 0},
        }  # fmt: skip


def _box_shapes(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
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


def _row_words(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
    for row in chart.rows:
        yield quiet_word(
            marked(row.word, 12, 2), theme, x=0, xref="paper", xanchor="right", xshift=-8,
            y=(row.top + row.bottom) / 2, yref="y", yanchor="middle", align="right",
            font={"size": SMALL + 1, "color": theme.muted},
        )  # fmt: skip


def _foot(theme: Theme) -> dict[str, object]:
    look = {"xref": "paper", "xanchor": "left", "yref": "paper", "yanchor": "top", "yshift": -6}
    return quiet_word(NAMELESS, theme, x=0, y=0, **look)


def _texts(chart: Diagram, texts: Sequence[Fitted], theme: Theme, unit: Point) -> dict[str, object]:
    """The text of boxes; of a frame at its upper edge, of a list from its corner."""
    boxes = list(zip(chart.nodes, texts, strict=True))
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


def _arrow_lines(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
    """The lines of arrows: one shape for each kind, so that boxes stand before them."""
    for edges, opacity, line in _kinds(chart, theme):
        ways = (" L ".join(f"{x:.4f},{y:.4f}" for x, y in edge.points) for edge in edges)
        path = " ".join(f"M {way}" for way in ways)
        yield {"type": "path", "layer": "between", "opacity": opacity, "path": path, "line": line}


def _arrow_heads(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
    """One trace for each kind of arrow: a head where it ends, turned as it arrives."""
    size = LARGE if chart.listed else HEAD
    for edges, opacity, line in _kinds(chart, theme):
        ends = [(edge.points[-2], edge.points[-1]) for edge in edges]
        ends += [(edge.points[1], edge.points[0]) for edge in edges if edge.both]
        yield {
            "type": "scatter", "mode": "markers", "opacity": opacity,
            "x": [x for (ax, _), (bx, _) in ends for x in (ax, bx)],
            "y": [y for (_, ay), (_, by) in ends for y in (ay, by)],
            "marker": {
                "symbol": "arrow", "angleref": "previous", "color": line["color"],
                "size": [0, size] * len(ends), "opacity": 1, "line": {"width": 0},
            },
            "hoverinfo": "skip",
        }  # fmt: skip


def _arrow_words(chart: Diagram, theme: Theme) -> Iterator[dict[str, object]]:
    """A ring on every arrow that somebody gave a reason for, which the pointer shows."""
    said = [edge for edge in chart.edges if edge.word]
    if said:
        middle = [_middle(edge.points) for edge in said]
        yield {
            "type": "scatter", "mode": "markers",
            "x": [x for x, _ in middle], "y": [y for _, y in middle],
            "marker": {"size": 7, "color": theme.accent, "symbol": "circle-open"},
            "hoverinfo": "text",
            "hovertext": [_arrow_text(chart, edge) for edge in said],
        }  # fmt: skip


def _kinds(
    chart: Diagram, theme: Theme
) -> Iterator[tuple[list[Edge], float, dict[str, str | float]]]:
    """The arrows of each kind with their opacity and line.

    Those inside a frame come first, which lie under everything else.
    """
    quiet = [edge for edge in chart.edges if edge.quiet]
    dashed = [edge for edge in chart.edges if edge.dashed and not edge.quiet]
    others = [edge for edge in chart.edges if not (edge.quiet or edge.dashed)]
    if quiet:
        yield quiet, 0.6, {"color": theme.muted, "width": 0.9, "dash": "solid"}
    if dashed:
        yield dashed, 1.0, {"color": theme.accent, "width": 1.5, "dash": "dash"}
    if others:
        yield others, 1.0, {"color": theme.muted, "width": 1.8, "dash": "solid"}


def _middle(points: Sequence[Point]) -> Point:
    """The middle of the longest way between two bends."""
    pairs = list(pairwise(points))
    (ax, ay), (bx, by) = max(pairs, key=lambda p: abs(p[0][0] - p[1][0]) + abs(p[0][1] - p[1][1]))
    return (ax + bx) / 2, (ay + by) / 2


def _arrow_text(chart: Diagram, edge: Edge) -> str:
    ends = " → ".join(marked(chart.nodes[end].label) for end in (edge.tail, edge.head))
    return f"<b>{ends}</b><br>{marked(edge.word, 60)}"


def tree_figure(chart: Tree, theme: Theme, titled: bool) -> go.Figure:
    """All parts in one trace; text that has no room is left out, and the hover text says all."""
    head = Head.of(chart, 0, titled)
    layout = around(chart, theme, head, TREE_HIGH, 8) | {
        "margin": {"l": 4, "r": 4, "t": head.height, "b": 8},
        "showlegend": False,
    }
    return go.Figure(data=[_parts(chart, theme)], layout=layout)


def _parts(chart: Tree, theme: Theme) -> dict[str, object]:
    parts = list(walk(chart))
    colours = _part_colours(parts)
    depth = readable(chart)
    # the name of a part with others inside stands in a band above them
    bands = [not chart.rings and bool(b.parts) and len(above) + 1 < depth for above, b in parts]
    ids = {id(branch): str(place) for place, (_, branch) in enumerate(parts)}
    look: dict[str, object] = (
        {"type": "sunburst", "insidetextorientation": "radial"}
        if chart.rings
        else {"type": "treemap", "tiling": {"pad": 2}, "pathbar": {"visible": False}}
    )
    return look | {
        "ids": [ids[id(branch)] for _, branch in parts],
        "parents": [ids[id(above[-1])] if above else "" for above, _ in parts],
        "labels": [
            marked(f"{branch.label} · {branch.count:,}")
            if band
            else marked(branch.label, TREE_NAME, 3)
            for (_, branch), band in zip(parts, bands, strict=True)
        ],
        "maxdepth": depth,  # a click shows what is inside
        "values": [branch.area for _, branch in parts],
        "branchvalues": "total",
        "text": [f"{branch.count:,}" for _, branch in parts],
        "texttemplate": ["%{label}" if band else "%{label}<br>%{text}" for band in bands],
        "hovertext": [_part_text(chart, above, branch) for above, branch in parts],
        "hoverinfo": "text",
        "textfont": {"size": TEXT, "color": [ink_on(colour) for colour in colours]},
        "marker": {"colors": colours, "line": {"width": 1, "color": theme.background}}
        | ({} if chart.rings else TREE_PAD),
        "root": {"color": theme.background},
        "sort": True,
    }


def _part_colours(parts: list[tuple[tuple[Branch, ...], Branch]]) -> list[str]:
    found, turn = [], -1
    for above, _ in parts:
        turn += not above
        found.append(part_colour(turn, len(above)))
    return found


def _part_text(chart: Tree, above: tuple[Branch, ...], branch: Branch) -> str:
    """The hover text: the way to the part, its name, its count."""
    way = "".join(f"{marked(part.label, 60)} ›<br>" for part in above)
    return f"{way}<b>{marked(branch.label, 60)}</b><br>{marked(chart.measure)}: {branch.count:,}"
