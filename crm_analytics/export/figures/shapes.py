"""What has no axis of numbers: heat maps, diagrams of boxes and arrows, trees."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from plotly import graph_objects as go

from crm_analytics.export.figures.frame import (
    SMALL,
    TEXT,
    Part,
    around,
    left_axis,
    marked,
    quiet_word,
)
from crm_analytics.export.text_layout import LISTED, Fitted, fit_all
from crm_analytics.report.chart import Branch, Heat, Tree, readable, walk
from crm_analytics.report.diagram import Diagram, Edge, Node, Point, colours, extent
from crm_analytics.report.palette import DIVERGING, Theme, graded, ink_on, part_colour
from crm_analytics.report.words import formatted

BAR_ROOM = 56  # pixels of the colour bar of a heat map
# SVG text is slow: 45 x 45 numbers make a page three times slower
WRITTEN_CELLS = 20

NARROWEST, NARROW = 960, 736  # pixels, with and without names of rows; the page scrolls below that
SIDE, EDGE = 84, 4  # for the names of rows
WIDEST, TALLEST, FLATTEST, DIAGRAM_HIGH = 170, 54, 27, 760  # pixels of one unit; of the whole
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0)
NAMELESS = "There is no room for names: boxes carry ids, and the pointer shows the name."
HEAD, LARGE = 9, 14  # pixels of the head of an arrow; large between a few large boxes
TREE_HIGH = 600
TREE_NAME = 14  # letters in a line: plotly shrinks text that is wider than its part
TREE_PAD = {"pad": {"t": 22, "l": 4, "r": 4, "b": 4}}


def heat_figure(chart: Heat, theme: Theme, titled: bool) -> go.Figure:
    """Square cells with a colour bar above them; numbers in the cells of a small grid only."""
    many = max(len(chart.rows), len(chart.columns))
    cell = 46 if many <= 14 else 36 if many <= WRITTEN_CELLS else 18
    lines = 3 if many <= WRITTEN_CELLS else 1
    columns = [marked(name, 24, lines) for name in chart.columns]
    longest = max((len(name) for name in chart.columns), default=0)
    below = 34 if longest <= 6 else 24 + 7 * min(longest, 24)
    small = TEXT - 1 if many <= WRITTEN_CELLS else SMALL - 1
    square = {"scaleanchor": "x", "constrain": "domain", "constraintoward": "top"}
    rows = left_axis([marked(name, 34, min(lines, 2)) for name in chart.rows])
    plot = cell * max(len(chart.rows), 1)
    layout = around(chart, theme, titled, (BAR_ROOM, plot, below)) | {
        "xaxis": {
            "tickvals": list(range(len(columns))),
            "ticktext": columns,
            "tickangle": 0 if longest <= 6 else -90,
            "tickfont": {"size": small},
            "range": [-0.5, len(columns) - 0.5],
            "constrain": "domain",
            "constraintoward": "left",
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
        },
        "yaxis": rows | square | {"tickfont": {"size": small}},
        "showlegend": False,
    }
    written = _cell_numbers(chart) if many <= WRITTEN_CELLS else []
    return go.Figure(data=[_cells(chart, plot), *written], layout=layout)


def _cells(chart: Heat, plot: int) -> Part:
    """The coloured cells, and a colour bar above the `plot` pixels they take."""
    colours = DIVERGING[len(DIVERGING) // 2 :] if chart.rising else DIVERGING
    columns = [marked(name) for name in chart.columns]
    rows = zip(map(marked, chart.rows), chart.values, chart.flags, strict=True)
    return {
        "type": "heatmap",
        "z": [list(row) for row in chart.values],
        "zmin": chart.low,
        "zmax": chart.high,
        "colorscale": [[at / (len(colours) - 1), colour] for at, colour in enumerate(colours)],
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hoverinfo": "text",
        "hovertext": [
            [
                f"{row}<br>{column}<br><b>{formatted(value, chart.decimals)}</b> {marked(flag)}"
                for column, value, flag in zip(columns, values, flags, strict=True)
            ]
            for row, values, flags in rows
        ],
        "colorbar": {
            "title": {"text": marked(chart.measure), "side": "top"},
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1 + BAR_ROOM / plot,
            # anchored below, the bar would push the title of the figure off the picture
            "yanchor": "top",
            "ypad": 0,
            "lenmode": "pixels",
            "len": 260,
            "thickness": 10,
            "outlinewidth": 0,
            "tickfont": {"size": SMALL},
        },
    }


def _cell_numbers(chart: Heat) -> list[Part]:
    """The numbers, black ones and white ones: one trace for each ink."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for down, (values, flags) in enumerate(zip(chart.values, chart.flags, strict=True)):
        for across, (value, flag) in enumerate(zip(values, flags, strict=True)):
            if value is not None and value - value == 0:
                ink = ink_on(graded(value, chart.low, chart.high, chart.rising))
                beside = "<br>" if chart.decimals and flag else ""
                word = f"{formatted(value, chart.decimals)}{beside}{marked(flag)}"
                found.setdefault(ink, []).append((across, down, word))
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [across for across, _, _ in words],
            "y": [down for _, down, _ in words],
            "text": [word for _, _, word in words],
            "textfont": {"color": ink, "size": SMALL},
            "hoverinfo": "skip",
        }
        for ink, words in found.items()
    ]


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
    heights = (0, round((bottom - top) * down), 30 if short else 10)
    hidden = {"visible": False, "fixedrange": True}
    foot = {"xref": "paper", "xanchor": "left", "yref": "paper", "yanchor": "top", "yshift": -6}
    layout = around(chart, theme, titled, heights, (left, EDGE, 0)) | {
        "xaxis": hidden | {"range": [near, far]},
        "yaxis": hidden | {"range": [bottom, top]},
        "shapes": [*_bands(chart, theme), *_arrow_lines(chart, theme), *_box_shapes(chart, theme)],
        "annotations": [
            *_row_words(chart, theme),
            *[quiet_word(NAMELESS, theme, x=0, y=0, **foot)] * short,
        ],
        "showlegend": False,
    }
    traces = [
        *_arrow_heads(chart, theme),
        _texts(chart, texts, theme, (across, down)),
        _hover(chart, across, down),
        *_arrow_words(chart, theme),
    ]
    return go.Figure(data=traces, layout=layout)


def _bands(chart: Diagram, theme: Theme) -> Iterator[Part]:
    """Every other row on a quiet ground."""
    for row in chart.rows[::2]:
        yield {
            "type": "rect", "layer": "below", "xref": "paper", "x0": 0, "x1": 1,
            "y0": row.top, "y1": row.bottom, "fillcolor": theme.grid, "opacity": 0.35,
            "line": {"width": 0},
        }  # fmt: skip


def _box_shapes(chart: Diagram, theme: Theme) -> Iterator[Part]:
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


def _row_words(chart: Diagram, theme: Theme) -> Iterator[Part]:
    for row in chart.rows:
        yield quiet_word(
            marked(row.word, 12, 2), theme, x=0, xref="paper", xanchor="right", xshift=-8,
            y=(row.top + row.bottom) / 2, yref="y", yanchor="middle", align="right",
            font={"size": SMALL + 1, "color": theme.muted},
        )  # fmt: skip


def _texts(chart: Diagram, texts: Sequence[Fitted], theme: Theme, unit: Point) -> Part:
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


def _hover(chart: Diagram, across: float, down: float) -> Part:
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


def _arrow_lines(chart: Diagram, theme: Theme) -> Iterator[Part]:
    """The lines of arrows: one shape for each kind, so that boxes stand before them."""
    for edges, opacity, line in _kinds(chart, theme):
        ways = (" L ".join(f"{x:.4f},{y:.4f}" for x, y in edge.points) for edge in edges)
        path = " ".join(f"M {way}" for way in ways)
        yield {"type": "path", "layer": "between", "opacity": opacity, "path": path, "line": line}


def _arrow_heads(chart: Diagram, theme: Theme) -> Iterator[Part]:
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


def _arrow_words(chart: Diagram, theme: Theme) -> Iterator[Part]:
    """A ring on every arrow that somebody gave a reason for, which the pointer shows."""
    said = [edge for edge in chart.edges if edge.word]
    if not said:
        return
    middle = [_middle(edge.points) for edge in said]
    names = [
        " → ".join(marked(chart.nodes[end].label) for end in (edge.tail, edge.head))
        for edge in said
    ]
    yield {
        "type": "scatter", "mode": "markers",
        "x": [x for x, _ in middle], "y": [y for _, y in middle],
        "marker": {"size": 7, "color": theme.accent, "symbol": "circle-open"},
        "hoverinfo": "text",
        "hovertext": [
            f"<b>{name}</b><br>{marked(edge.word, 60)}"
            for name, edge in zip(names, said, strict=True)
        ],
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


def tree_figure(chart: Tree, theme: Theme, titled: bool) -> go.Figure:
    """All parts in one trace; text that has no room is left out, and the hover text says all."""
    layout = around(chart, theme, titled, (0, TREE_HIGH, 8), (4, 4, 0)) | {"showlegend": False}
    return go.Figure(data=[_parts(chart, theme)], layout=layout)


def _parts(chart: Tree, theme: Theme) -> Part:
    parts, depth = list(walk(chart)), readable(chart)
    # which of the first parts each belongs to
    turns = accumulate((not above for above, _ in parts), initial=-1)
    next(turns)
    colours = [part_colour(turn, len(above)) for turn, (above, _) in zip(turns, parts, strict=True)]
    # the name of a part with others inside stands in a band above them
    bands = [not chart.rings and bool(b.parts) and len(above) + 1 < depth for above, b in parts]
    ids = {id(branch): str(place) for place, (_, branch) in enumerate(parts)}
    look: Part = (
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


def _part_text(chart: Tree, above: tuple[Branch, ...], branch: Branch) -> str:
    """The hover text: the way to the part, its name, its count."""
    way = "".join(f"{marked(part.label, 60)} ›<br>" for part in above)
    return f"{way}<b>{marked(branch.label, 60)}</b><br>{marked(chart.measure)}: {branch.count:,}"
