"""What goes together?"""

import streamlit as st

from crm_analytics.ui import cache, choose, people
from crm_analytics.ui.show import show

st.title("Relations")
view, stamp, key = people.view_or_stop()

choices, detail = choose.relations()
show(cache.section("relations", view, stamp, key, choices), detail)
