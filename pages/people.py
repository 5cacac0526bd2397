"""Who answered?"""

from crm_analytics.ui.page import show_analysis

show_analysis("people")
