"""What stands under the title of a chart: its note, and the numbers its drawing is made of."""

from crm_analytics.report.chart import Chart, Histogram
from crm_analytics.report.plain import number


def note_of(chart: Chart) -> str:
    """The note of a chart; a histogram says mean, SD and n of its curve first."""
    if not isinstance(chart, Histogram):
        return chart.note
    moments = f"Mean {number(chart.mean)} · SD {number(chart.sd)} · n {chart.n:,}"
    return f"{moments} · {chart.note}" if chart.note else moments
