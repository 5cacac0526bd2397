"""The plotly figure of a chart. Import this package late: plotly is heavy.

In reading order: `frame` (title, note, margins, axes, safe text), `charts` (dots, bars, histograms,
heat maps), `likert`, `planes` (maps, lines), `shapes` (diagrams, trees).
"""

from plotly import graph_objects as go

from crm_analytics.export.figures.charts import heat_figure, histogram_figure, row_figure
from crm_analytics.export.figures.likert import likert_figure
from crm_analytics.export.figures.planes import line_figure, map_figure
from crm_analytics.export.figures.shapes import diagram_figure, tree_figure
from crm_analytics.report.chart import Chart, Heat, Histogram, Likert, Lines, Map, Tree
from crm_analytics.report.diagram import Diagram
from crm_analytics.report.palette import DARK, LIGHT


def figure(chart: Chart, dark: bool = False, titled: bool = True) -> go.Figure:
    """The chart as plotly draws it; as wide as its container, as high as its rows need.

    titled: a page that writes title and note itself, where they can wrap, leaves them out.
    """
    theme = DARK if dark else LIGHT
    if isinstance(chart, Heat):
        return heat_figure(chart, theme, titled)
    if isinstance(chart, Likert):
        return likert_figure(chart, theme, titled)
    if isinstance(chart, Histogram):
        return histogram_figure(chart, theme, titled)
    if isinstance(chart, Map):
        return map_figure(chart, theme, titled)
    if isinstance(chart, Lines):
        return line_figure(chart, theme, titled)
    if isinstance(chart, Tree):
        return tree_figure(chart, theme, titled)
    if isinstance(chart, Diagram):
        return diagram_figure(chart, theme, titled)
    return row_figure(chart, theme, titled)
