"""What a chart says to someone who cannot see it."""

from collections.abc import Iterator

from crm_analytics.view.bell import steps
from crm_analytics.view.chart import (
    Bars,
    Chart,
    Dots,
    Heat,
    Histogram,
    Interval,
    Likert,
    Line,
    Lines,
    Map,
    Share,
)
from crm_analytics.view.diagram import Diagram, Node
from crm_analytics.view.digraph import Digraph, Link, Row
from crm_analytics.view.notes import note_of
from crm_analytics.view.plain import number, plain
from crm_analytics.view.tree import Branch, Tree, walk

SPOKEN = 25
Drawn = Dots | Bars | Likert | Histogram | Map | Lines | Tree | Diagram | Digraph


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
            return "Boxes and arrows", [*map(_node, chart.nodes), *_arrows(chart)]
        case Digraph():
            return "Boxes and arrows", _boxes(chart)
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


def _node(node: Node) -> str:
    return f"{node.heading}: {', '.join(node.lines)}" if node.lines else node.heading


def _arrows(chart: Diagram) -> list[str]:
    names = [node.heading for node in chart.nodes]
    return [f"{names[arrow.start]} → {names[arrow.end]}" for arrow in chart.arrows]


def _boxes(chart: Digraph) -> list[str]:
    """The boxes of each row, then the arrows."""
    rows = [f"{row.word}: {', '.join(labels)}" for row, labels in _by_row(chart) if labels]
    return [*rows, *(_arrow(chart, link) for link in chart.links)]


def _by_row(chart: Digraph) -> Iterator[tuple[Row, list[str]]]:
    boxes = [place for place in chart.places if not place.frame]
    for row in chart.rows:
        yield row, [place.label for place in boxes if row.top <= place.y <= row.bottom]


def _arrow(chart: Digraph, link: Link) -> str:
    sign = "↔" if link.both else "→"
    return f"{chart.places[link.tail].label} {sign} {chart.places[link.head].label}"


def _spoken(point: Interval, decimals: int) -> str:
    value = f"{point.label} {number(point.value, decimals)}"
    if point.low is None or point.high is None:
        return value
    return f"{value} ({number(point.low, decimals)} to {number(point.high, decimals)})"
