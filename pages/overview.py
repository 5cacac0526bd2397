"""What should I know in one minute?"""

from crm_analytics.ui.page import show_overview

show_overview()
