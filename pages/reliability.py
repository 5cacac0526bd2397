"""Can the scales be trusted?"""

from crm_analytics.ui.page import show_analysis

show_analysis("reliability")
