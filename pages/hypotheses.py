"""What does the evidence support?"""

from crm_analytics.ui import hypotheses
from crm_analytics.ui.page import show_analysis

show_analysis("hypotheses", above=hypotheses.grid)
