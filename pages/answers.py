"""How did they answer?"""

from crm_analytics.ui.page import show_analysis

show_analysis("answers")
