"""What a chart says to someone who cannot see it."""

from crm_analytics.view.chart import Bars, Chart, Dots, Heat, Interval
from crm_analytics.view.plain import number, plain

SPOKEN = 25


def alternative(chart: Chart) -> str:
    """Title, what is measured, and the numbers of the first rows, as one plain text."""
    if isinstance(chart, Heat):
        size = f"{len(chart.rows)} rows by {len(chart.columns)} columns"
        ends = f"from {number(chart.low)} to {number(chart.high)}"
        return plain(f"{chart.title}. Grid of {size}, {ends}. {chart.note}")
    if not isinstance(chart, Dots | Bars):
        return plain(f"{chart.title}. {chart.note}")
    decimals = chart.decimals if isinstance(chart, Bars) else 2
    rows = "; ".join(_spoken(point, decimals) for point in chart.points[:SPOKEN])
    more = len(chart.points) - SPOKEN
    rest = f"; and {more} more" if more > 0 else ""
    return plain(f"{chart.title}. {chart.axis}: {rows}{rest}. {chart.note}")


def _spoken(point: Interval, decimals: int) -> str:
    value = f"{point.label} {number(point.value, decimals)}"
    if point.low is None or point.high is None:
        return value
    return f"{value} ({number(point.low, decimals)} to {number(point.high, decimals)})"
