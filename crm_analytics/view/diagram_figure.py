"""A diagram as plotly draws it: boxes are shapes, their text and the arrows annotations."""

from plotly import graph_objects as go

from crm_analytics.view.diagram import Arrow, Diagram, Fitted, Node, Paper, ends, texts
from crm_analytics.view.figure_frame import Head, around, marked
from crm_analytics.view.palette import Theme

HIGH, NARROWEST = 580, 728  # pixels; the page scrolls where it is narrower
PAD = 9
SIZES = (14.0, 13.0, 12.0, 11.0, 10.0)


def diagram_figure(chart: Diagram, theme: Theme, titled: bool) -> go.Figure:
    """Boxes at their places, text that fits the narrowest page, all of it where the pointer is."""
    head = Head.of(chart, 0, titled)
    hidden = {"visible": False, "fixedrange": True}
    fits = texts(chart, Paper(NARROWEST, HIGH, PAD), SIZES)
    words = [_words(node, fit, theme) for node, fit in zip(chart.nodes, fits, strict=True)]
    layout = around(chart, theme, head, HIGH, 10) | {
        "margin": {"l": 4, "r": 4, "t": head.height, "b": 10},
        "xaxis": hidden | {"range": [-0.003, 1.003]},
        "yaxis": hidden | {"range": [1.003, -0.003]},
        "shapes": [_box(node, theme) for node in chart.nodes],
        "annotations": [*words, *(_arrow(chart, arrow, theme) for arrow in chart.arrows)],
        "showlegend": False,
    }
    return go.Figure(data=[_hover(chart)], layout=layout)


def _box(node: Node, theme: Theme) -> dict[str, object]:
    return {
        "type": "rect", "layer": "below",
        "x0": node.left, "x1": node.left + node.width,
        "y0": node.top, "y1": node.top + node.height,
        "fillcolor": theme.accent if node.strong else theme.grid,
        "line": {"color": theme.accent, "width": 1.5},
    }  # fmt: skip


def _words(node: Node, fit: Fitted, theme: Theme) -> dict[str, object]:
    """The text of a box, its first line in the first line of the box."""
    heading = "<br>".join(map(marked, fit.heading))
    text = "<br>".join([f"<b>{heading}</b>", *map(marked, fit.lines)])
    return {
        "x": node.left, "xanchor": "left", "xshift": PAD,
        "y": node.top, "yanchor": "top", "yshift": -PAD,
        "text": text, "align": "left", "showarrow": False, "borderpad": 0,
        "font": {"size": fit.size, "color": theme.background if node.strong else theme.ink},
    }  # fmt: skip


def _arrow(chart: Diagram, arrow: Arrow, theme: Theme) -> dict[str, object]:
    start, end = ends(chart.nodes[arrow.start], chart.nodes[arrow.end])
    return {
        "x": end.x, "y": end.y, "ax": start.x, "ay": start.y,
        "xref": "x", "yref": "y", "axref": "x", "ayref": "y",
        "text": "", "showarrow": True, "arrowhead": 2, "arrowsize": 1.2, "arrowwidth": 1.8,
        "arrowcolor": theme.muted,
    }  # fmt: skip


def _hover(chart: Diagram) -> dict[str, object]:
    """What the pointer meets in the middle of a box: all of its text."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [node.left + node.width / 2 for node in chart.nodes],
        "y": [node.top + node.height / 2 for node in chart.nodes],
        "marker": {"size": 60, "opacity": 0},
        "hoverinfo": "text",
        "hovertext": [
            "<br>".join([f"<b>{marked(node.heading)}</b>", *map(marked, node.lines)])
            for node in chart.nodes
        ],
    }
