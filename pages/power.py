"""How many people does the next wave need?"""

from crm_analytics.ui.page import show_analysis

show_analysis("power")
