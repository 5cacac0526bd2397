"""Can the scales be trusted?"""

import streamlit as st

from crm_analytics.ui import choose, long, people
from crm_analytics.ui.show import show

st.title("Reliability")
view, stamp, key = people.view_or_stop()

choices, detail = choose.level_and_bootstrap()
show(long.section("reliability", view, stamp, key, choices), detail)
