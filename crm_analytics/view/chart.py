"""What a figure shows, before anything draws it: a page and a slide draw the same chart.

Labels are plain text from strangers; whoever draws them escapes them.
"""

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Heat:
    """A grid of numbers from low to high; None is an empty cell.

    flags: what stands behind a number, for example "**"; same shape as `values`.
    measure: what the numbers are.
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


Chart = Dots | Bars | Heat


def groups(chart: Dots | Bars) -> tuple[str, ...]:
    """The groups of a chart's points, each once, in the order of their colours."""
    order = chart.order if isinstance(chart, Bars) else ()
    present = {point.group for point in chart.points}
    named = dict.fromkeys((*order, *(point.group for point in chart.points)))
    return tuple(group for group in named if group in present)
