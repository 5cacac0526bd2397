"""Through what does it work, and for whom?"""

from crm_analytics.ui.page import show_analysis

show_analysis("paths")
