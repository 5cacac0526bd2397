"""The numbers behind a chart of a slide, and the workbook that "edit data" opens.

Written here, not by python-pptx: there a label "=1+1" would be a formula.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook

from crm_analytics.report.chart import Bars, Dots, Interval, groups
from crm_analytics.report.palette import TINT, category
from crm_analytics.report.plain import plain

Column = tuple[str, Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class Series:
    """One group: its colour and one value a row; None where the row belongs to another group."""

    name: str
    colour: str
    values: tuple[float | None, ...]
    minus: tuple[float | None, ...]
    plus: tuple[float | None, ...]

    @property
    def reaches(self) -> bool:
        """Whether any row has an end of an interval."""
        return any(reach is not None for reach in (*self.minus, *self.plus))


def series_of(chart: Dots | Bars) -> list[Series]:
    """One series a group; an interval is how far it reaches below and above the value."""
    names = groups(chart) or ("",)
    tint = len(names) == 1 and isinstance(chart, Dots)
    return [
        Series(
            plain(group) or plain(chart.axis),
            TINT if tint else category(turn),
            tuple(_value(point, group) for point in chart.points),
            tuple(_reach(point, group, point.value, point.low) for point in chart.points),
            tuple(_reach(point, group, point.high, point.value) for point in chart.points),
        )
        for turn, group in enumerate(names)
    ]


def _value(point: Interval, group: str) -> float | None:
    known = point.group == group and point.value - point.value == 0
    return point.value if known else None


def _reach(point: Interval, group: str, far: float | None, near: float | None) -> float | None:
    if point.group != group or far is None or near is None or far - near != far - near:
        return None
    return max(far - near, 0.0)


def chart_book(labels: Sequence[str], series: Sequence[Series]) -> bytes:
    """What "edit data" opens: labels, values a group, then the reach of each interval."""
    columns = [(one.name, one.values) for one in series]
    for one in series:
        columns += [(f"{one.name}: minus", one.minus), (f"{one.name}: plus", one.plus)]
    return book_of(labels, columns)


def book_of(labels: Sequence[str], columns: Iterable[Column]) -> bytes:
    """A workbook of labels and columns of numbers; labels and names are text whatever they hold."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet("Sheet1")
        page.set_column(0, 0, 40)
        for down, label in enumerate(labels, start=1):
            page.write_string(down, 0, label)
        for across, (name, values) in enumerate(columns, start=1):
            page.write_string(0, across, name)
            for down, value in enumerate(values, start=1):
                if value is not None:
                    page.write_number(down, across, value)
    return content.getvalue()
