"""Charts that colour areas: the cells of a heat map, the parts of a tree."""

from plotly import graph_objects as go

from crm_analytics.export.figures.frame import SMALL, TEXT, Head, around, left_axis, marked
from crm_analytics.report.chart import Branch, Heat, Tree, readable, walk
from crm_analytics.report.palette import DIVERGING, Theme, graded, ink_on, part_colour
from crm_analytics.report.plain import number

BAR_ROOM = 56
# SVG text is slow: 45 x 45 numbers make a page three times slower
WRITTEN_CELLS = 20


def heat_figure(chart: Heat, theme: Theme, titled: bool) -> go.Figure:
    """Square cells with a colour bar above them; numbers in the cells of a small grid only."""
    many = max(len(chart.rows), len(chart.columns))
    cell = 46 if many <= 14 else 36 if many <= WRITTEN_CELLS else 18
    lines = 3 if many <= WRITTEN_CELLS else 1
    columns = [marked(name, 24, lines) for name in chart.columns]
    longest = max((len(name) for name in chart.columns), default=0)
    below = 34 if longest <= 6 else 24 + 7 * min(longest, 24)
    head = Head.of(chart, BAR_ROOM, titled)
    small = TEXT - 1 if many <= WRITTEN_CELLS else SMALL - 1
    square = {"scaleanchor": "x", "constrain": "domain", "constraintoward": "top"}
    rows = left_axis([marked(name, 34, min(lines, 2)) for name in chart.rows])
    plot = cell * max(len(chart.rows), 1)
    layout = around(chart, theme, head, plot, below) | {
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


def _cells(chart: Heat, plot: int) -> dict[str, object]:
    """The coloured cells, and a colour bar above the `plot` pixels they take."""
    colours = DIVERGING[len(DIVERGING) // 2 :] if chart.rising else DIVERGING
    steps = len(colours) - 1
    return {
        "type": "heatmap",
        "z": [list(row) for row in chart.values],
        "zmin": chart.low,
        "zmax": chart.high,
        "colorscale": [[place / steps, colour] for place, colour in enumerate(colours)],
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hoverinfo": "text",
        "hovertext": _cell_texts(chart),
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


def _cell_texts(chart: Heat) -> list[list[str]]:
    columns = [marked(name) for name in chart.columns]
    rows = zip(map(marked, chart.rows), chart.values, chart.flags, strict=True)
    return [
        [
            f"{row}<br>{column}<br><b>{number(value, chart.decimals)}</b> {marked(flag)}"
            for column, value, flag in zip(columns, values, flags, strict=True)
        ]
        for row, values, flags in rows
    ]


def _cell_numbers(chart: Heat) -> list[dict[str, object]]:
    """The numbers, black ones and white ones: one trace for each ink."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for down, (values, flags) in enumerate(zip(chart.values, chart.flags, strict=True)):
        for across, (value, flag) in enumerate(zip(values, flags, strict=True)):
            if value is not None and value - value == 0:
                ink = ink_on(graded(value, chart.low, chart.high, chart.rising))
                beside = "<br>" if chart.decimals and flag else ""
                word = f"{number(value, chart.decimals)}{beside}{marked(flag)}"
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
            marked(f"{branch.label} · {branch.count:,}") if band else marked(branch.label, NAME, 3)
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
        | ({} if chart.rings else PAD),
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
