"""What comes first?"""

import streamlit as st

from crm_analytics.ui import cache, choose, people
from crm_analytics.ui.show import show

st.title("Priorities")
view, stamp, key = people.view_or_stop()

choices, detail = choose.bands()
show(cache.section("priority", view, stamp, key, choices), detail)
