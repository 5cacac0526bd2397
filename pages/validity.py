"""Do the questions measure what they should?"""

from crm_analytics.ui.page import show_analysis

show_analysis("validity")
