"""Through what does it work, and for whom?"""

import streamlit as st

from crm_analytics.ui import cache, choose, people
from crm_analytics.ui.show import show

st.title("Paths")
view, stamp, key = people.view_or_stop()

choices, detail = choose.way(view)
show(cache.section("paths", view, stamp, key, choices), detail)
