"""Can these answers be used?"""

from crm_analytics.ui.page import show_analysis

show_analysis("quality")
