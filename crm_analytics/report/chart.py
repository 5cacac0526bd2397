"""What a figure shows, before anything draws it: a page and a slide draw the same chart.

Labels are plain text from strangers; whoever draws them escapes them. A chart of `detail` is for
the analyst: slides leave it out, and a manager's page until every number is asked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm_analytics.report.diagram import Diagram
from crm_analytics.report.words import formatted

MOST = 60  # parts of a level of a tree that can still be read


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with its confidence interval; low and high may be absent."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Dots:
    """One dot a row with its interval, best read from top to bottom.

    axis: what is measured, with its unit.
    marks: vertical reference lines, value and word, for example (0.7, "acceptable").
    """

    name: str
    title: str
    axis: str
    points: tuple[Interval, ...]
    marks: tuple[tuple[float, str], ...] = ()
    note: str = ""
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """One horizontal bar a row, in the order given from top to bottom; groups have a colour each.

    decimals: digits after the point in the label at the end of a bar.
    order: groups in the order of their colours, where it is not that of the points.
    """

    name: str
    title: str
    axis: str
    points: tuple[Interval, ...]
    decimals: int = 1
    note: str = ""
    order: tuple[str, ...] = ()
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Heat:
    """A grid of numbers from low to high; None is an empty cell.

    flags: what stands behind a number, for example "**"; same shape as `values`.
    measure: what the numbers are. decimals: digits after the point.
    rising: from nothing up, so that colours run from pale to blue, not from brown through white.
    """

    name: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    flags: tuple[tuple[str, ...], ...]
    low: float = -1.0
    high: float = 1.0
    note: str = ""
    measure: str = "Pearson's r"
    detail: bool = False
    decimals: int = 2
    rising: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """One row of a Likert chart.

    shares: per cent of valid answers, one per scale point from low to high, together 100; empty
        when nobody gave a valid answer.
    n: valid answers.
    no_answer: per cent of everyone asked who gave none; it is shown beside the bar, never in it.
    """

    label: str
    shares: tuple[float, ...]
    n: int
    no_answer: float | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Likert:
    """Stacked bars that part at the middle of the scale: low answers left of zero, high ones right.

    rows: from top to bottom; rows of one group stand together under its name.
    points: the words of the scale points from low to high.
    middle: the place of the neutral point, None for a scale without one.
    split: the neutral answers lie half left and half right of zero; else they stand apart, at the
        right of all bars.
    """

    name: str
    title: str
    rows: tuple[Share, ...]
    points: tuple[str, ...]
    middle: int | None = None
    split: bool = True
    note: str = ""
    axis: str = "% of valid answers"
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars of counts over equal steps of a scale, with the normal curve of the same mean and sd.

    axis: what is measured, with its unit.
    edges: the k + 1 ends of the steps, rising.
    counts: people in each of the k steps.
    sd: of the sample; the curve is left out where it is not above zero.
    """

    name: str
    title: str
    axis: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    mean: float
    sd: float
    n: int
    note: str = ""
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A named place in a plane."""

    label: str
    x: float
    y: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """Named spots in a plane, which up to two lines part into quadrants.

    x_line, y_line: where the vertical and the horizontal line stand.
    quadrants: words for top left, top right, bottom left, bottom right.
    """

    name: str
    title: str
    x_axis: str
    y_axis: str
    points: tuple[Spot, ...]
    x_line: float | None = None
    y_line: float | None = None
    quadrants: tuple[str, str, str, str] = ("", "", "", "")
    note: str = ""
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One place of a line with its confidence interval; low and high may be absent."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a chart of lines, its readings from left to right."""

    label: str
    points: tuple[Reading, ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """One line a series over a shared axis, with intervals where they are given.

    ticks: the names of x = 0, 1, 2 …; empty when x is a number.
    marks: horizontal reference lines, value and word, for example (1.0, "Kaiser").
    """

    name: str
    title: str
    x_axis: str
    y_axis: str
    series: tuple[Line, ...]
    ticks: tuple[str, ...] = ()
    marks: tuple[tuple[float, str], ...] = ()
    note: str = ""
    detail: bool = False

    def tick(self, x: float) -> str | None:
        """The name of a place; None where it has none."""
        return self.ticks[int(x)] if x in range(len(self.ticks)) else None


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a tree.

    count: how many units are in it. Where a unit is in several parts, the count of the whole is
    less than the sum of theirs.
    """

    label: str
    count: int
    parts: tuple["Branch", ...] = ()

    @property
    def area(self) -> int:
        """How large it is drawn: the sum of its parts, or its count where it has none."""
        return sum(part.area for part in self.parts) if self.parts else self.count


@dataclass(frozen=True, slots=True)
class Tree:
    """Parts of parts; a map of rectangles, or rings around a centre.

    measure: what is counted. rings: as rings where they can be drawn.
    """

    name: str
    title: str
    measure: str
    parts: tuple[Branch, ...]
    rings: bool = False
    note: str = ""
    detail: bool = False


Drawn = Dots | Bars | Likert | Histogram | Map | Lines | Tree | Diagram
Chart = Drawn | Heat


def groups(chart: Dots | Bars | Map) -> tuple[str, ...]:
    """The groups of a chart's points, each once, in the order of their colours."""
    order = chart.order if isinstance(chart, Bars) else ()
    present = {point.group for point in chart.points}
    named = dict.fromkeys((*order, *(point.group for point in chart.points)))
    return tuple(group for group in named if group in present)


def empty(chart: Chart) -> bool:
    """Whether there is nothing to draw."""
    match chart:
        case Dots() | Bars() | Map():
            return not chart.points
        case Heat():
            return not (chart.rows and chart.columns)
        case Likert():
            return not (chart.rows and chart.points)
        case Histogram():
            return not chart.counts
        case Lines():
            return not any(line.points for line in chart.series)
        case Tree():
            return not any(branch.area for branch in chart.parts)
        case Diagram():
            return not chart.nodes


def note_of(chart: Chart) -> str:
    """The note of a chart; a histogram says mean, SD and n of its curve first."""
    if not isinstance(chart, Histogram):
        return chart.note
    moments = f"Mean {formatted(chart.mean)} · SD {formatted(chart.sd)} · n {chart.n:,}"
    return f"{moments} · {chart.note}" if chart.note else moments


def walk(tree: Tree) -> Iterator[tuple[tuple[Branch, ...], Branch]]:
    """Every part that has an area, after the parts it is in."""
    yield from _walk(tree.parts, ())


def readable(chart: Tree) -> int:
    """How many levels can be read, at least one."""
    level: Iterable[Branch] = chart.parts
    depth = 0
    while (parts := [part for part in level if part.area]) and (len(parts) <= MOST or not depth):
        depth, level = depth + 1, [inner for part in parts for inner in part.parts]
    return depth


def _walk(
    parts: tuple[Branch, ...], above: tuple[Branch, ...]
) -> Iterator[tuple[tuple[Branch, ...], Branch]]:
    for part in parts:
        if part.area:
            yield above, part
            yield from _walk(part.parts, (*above, part))
