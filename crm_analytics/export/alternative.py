"""What a chart says to someone who cannot see it."""

from collections.abc import Iterator

from crm_analytics.export.bell import steps
from crm_analytics.report.chart import (
    Bars,
    Branch,
    Chart,
    Drawn,
    Heat,
    Histogram,
    Interval,
    Likert,
    Line,
    Lines,
    Map,
    Share,
    Tree,
    note_of,
    walk,
)
from crm_analytics.report.diagram import Diagram, Edge
from crm_analytics.report.plain import number, plain

SPOKEN = 25


def alternative(chart: Chart) -> str:
    """Title, what is measured, and the numbers of the first rows, as one plain text."""
    if isinstance(chart, Heat):
        size = f"{len(chart.rows)} rows by {len(chart.columns)} columns"
        ends = f"from {number(chart.low, chart.decimals)} to {number(chart.high, chart.decimals)}"
        return plain(f"{chart.title}. {chart.measure}: grid of {size}, {ends}. {chart.note}")
    measured, rows = _read(chart)
    told = "; ".join(rows[:SPOKEN])
    more = len(rows) - SPOKEN
    rest = f"; and {more} more" if more > 0 else ""
    return plain(f"{chart.title}. {measured}: {told}{rest}. {note_of(chart)}")


def _read(chart: Drawn) -> tuple[str, list[str]]:
    """What is measured, and one text a row."""
    match chart:
        case Likert():
            points = ", ".join(chart.points)
            return f"{chart.axis} ({points})", [_shares(row) for row in chart.rows]
        case Histogram():
            counts = zip(steps(chart), chart.counts, strict=True)
            return f"People by {chart.axis}", [f"{step} {count:,}" for step, count in counts]
        case Map():
            spots = [f"{s.label} {number(s.x)}, {number(s.y)}" for s in chart.points]
            return f"{chart.x_axis}, {chart.y_axis}", spots
        case Lines():
            return chart.y_axis, [_line(chart, line) for line in chart.series]
        case Tree():
            return chart.measure, [_branch(above, branch) for above, branch in walk(chart)]
        case Diagram():
            return "Boxes and arrows", [*_boxes(chart), *(_arrow(chart, e) for e in chart.edges)]
        case _:
            decimals = chart.decimals if isinstance(chart, Bars) else 2
            return chart.axis, [_spoken(point, decimals) for point in chart.points]


def _shares(row: Share) -> str:
    shares = ", ".join(number(share, 0) for share in row.shares) or "–"
    aside = "" if row.aside is None else f" (no answer {number(row.aside, 0)})"
    return f"{row.label} {shares}{aside}"


def _line(chart: Lines, line: Line) -> str:
    known = line.points[:SPOKEN]
    places = [
        chart.ticks[int(p.x)] if p.x in range(len(chart.ticks)) else f"{p.x:g}" for p in known
    ]
    told = zip(places, known, strict=True)
    return f"{line.label} " + ", ".join(f"{place} {number(point.y)}" for place, point in told)


def _branch(above: tuple[Branch, ...], branch: Branch) -> str:
    return f"{' › '.join(part.label for part in (*above, branch))} {branch.count:,}"


def _boxes(chart: Diagram) -> Iterator[str]:
    """The boxes of each row; each box and its lines where there are no rows."""
    boxes = [node for node in chart.nodes if not node.frame]
    for row in chart.rows:
        labels = [node.label for node in boxes if row.top <= node.y <= row.bottom]
        if labels:
            yield f"{row.word}: {', '.join(labels)}"
    for node in () if chart.rows else boxes:
        yield ": ".join(filter(None, (node.label, ", ".join(node.lines))))


def _arrow(chart: Diagram, edge: Edge) -> str:
    sign = "↔" if edge.both else "→"
    return f"{chart.nodes[edge.tail].label} {sign} {chart.nodes[edge.head].label}"


def _spoken(point: Interval, decimals: int) -> str:
    value = f"{point.label} {number(point.value, decimals)}"
    if point.low is None or point.high is None:
        return value
    return f"{value} ({number(point.low, decimals)} to {number(point.high, decimals)})"
