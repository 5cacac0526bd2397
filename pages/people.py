"""Who answered?"""

import streamlit as st

from crm_analytics.ui import cache, choose, people
from crm_analytics.ui.show import show

st.title("People")
view, stamp, key = people.view_or_stop()

show(cache.section("people", view, stamp, key), choose.every_number())
