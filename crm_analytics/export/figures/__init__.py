"""The plotly figure of a chart. Import this package late: plotly is heavy.

In reading order: `frame` (title, note, margins, axes, safe text), `rows` (dots, bars, Likert),
`planes` (histograms, maps, lines), `shapes` (heat maps, diagrams, trees).
"""

from collections.abc import Callable, Mapping

from plotly import graph_objects as go

from crm_analytics.export.figures.planes import histogram_figure, line_figure, map_figure
from crm_analytics.export.figures.rows import likert_figure, row_figure
from crm_analytics.export.figures.shapes import diagram_figure, heat_figure, tree_figure
from crm_analytics.report.chart import Bars, Chart, Dots, Heat, Histogram, Likert, Lines, Map, Tree
from crm_analytics.report.diagram import Diagram
from crm_analytics.report.palette import DARK, LIGHT

DRAWN: Mapping[type, Callable[..., go.Figure]] = {
    Dots: row_figure,
    Bars: row_figure,
    Likert: likert_figure,
    Histogram: histogram_figure,
    Map: map_figure,
    Lines: line_figure,
    Heat: heat_figure,
    Diagram: diagram_figure,
    Tree: tree_figure,
}


def figure(chart: Chart, dark: bool = False, titled: bool = True) -> go.Figure:
    """The chart as plotly draws it; as wide as its container, as high as its rows need.

    titled: a page that writes title and note itself, where they can wrap, leaves them out.
    """
    return DRAWN[type(chart)](chart, DARK if dark else LIGHT, titled)
