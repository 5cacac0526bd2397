"""What comes first?"""

from crm_analytics.ui.page import show_analysis

show_analysis("priority")
