"""The plotly figure of a chart. Import this module late: plotly is heavy."""

from plotly import graph_objects as go

from crm_analytics.view.chart import Bars, Chart, Dots, Heat
from crm_analytics.view.heat_figure import heat_figure
from crm_analytics.view.palette import DARK, LIGHT
from crm_analytics.view.row_figure import row_figure


def figure(chart: Chart, dark: bool = False, titled: bool = True) -> go.Figure:
    """The chart as plotly draws it; as wide as its container, as high as its rows need.

    titled: a page that writes title and note itself, where they can wrap, leaves them out.
    """
    theme = DARK if dark else LIGHT
    if isinstance(chart, Heat):
        return heat_figure(chart, theme, titled)
    if isinstance(chart, Dots | Bars):
        return row_figure(chart, theme, titled)
    raise NotImplementedError
