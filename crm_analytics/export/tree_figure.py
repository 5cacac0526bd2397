"""A tree as plotly draws it: rectangles in rectangles, or rings; a click looks into a part."""

from plotly import graph_objects as go

from crm_analytics.export.figure_frame import TEXT, Head, around, marked
from crm_analytics.report.chart import Branch, Tree, readable, walk
from crm_analytics.report.palette import Theme, ink_on, part_colour

HIGH = 600
NAME = 14  # letters in a line: plotly shrinks text that is wider than its part
PAD = {"pad": {"t": 22, "l": 4, "r": 4, "b": 4}}


def tree_figure(chart: Tree, theme: Theme, titled: bool) -> go.Figure:
    """All parts in one trace; text that has no room is left out, and the hover text says all."""
    head = Head.of(chart, 0, titled)
    layout = around(chart, theme, head, HIGH, 8) | {
        "margin": {"l": 4, "r": 4, "t": head.height, "b": 8},
        "showlegend": False,
    }
    return go.Figure(data=[_trace(chart, theme)], layout=layout)


def _trace(chart: Tree, theme: Theme) -> dict[str, object]:
    parts = list(walk(chart))
    colours = _colours(parts)
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
            marked(f"{branch.label} · {branch.count:,}") if band else marked(branch.label, NAME, 3)
            for (_, branch), band in zip(parts, bands, strict=True)
        ],
        "maxdepth": depth,  # a click shows what is inside
        "values": [branch.area for _, branch in parts],
        "branchvalues": "total",
        "text": [f"{branch.count:,}" for _, branch in parts],
        "texttemplate": ["%{label}" if band else "%{label}<br>%{text}" for band in bands],
        "hovertext": [_told(chart, above, branch) for above, branch in parts],
        "hoverinfo": "text",
        "textfont": {"size": TEXT, "color": [ink_on(colour) for colour in colours]},
        "marker": {"colors": colours, "line": {"width": 1, "color": theme.background}}
        | ({} if chart.rings else PAD),
        "root": {"color": theme.background},
        "sort": True,
    }


def _colours(parts: list[tuple[tuple[Branch, ...], Branch]]) -> list[str]:
    found, turn = [], -1
    for above, _ in parts:
        turn += not above
        found.append(part_colour(turn, len(above)))
    return found


def _told(chart: Tree, above: tuple[Branch, ...], branch: Branch) -> str:
    """The hover text: the way to the part, its name, its count."""
    way = "".join(f"{marked(part.label, 60)} ›<br>" for part in above)
    return f"{way}<b>{marked(branch.label, 60)}</b><br>{marked(chart.measure)}: {branch.count:,}"
