"""Who differs?"""

import streamlit as st

from crm_analytics.ui import cache, choose, people
from crm_analytics.ui.show import show

st.title("Groups")
view, stamp, key = people.view_or_stop()

choices, detail = choose.groups(view)
show(cache.section("groups", view, stamp, key, choices), detail)
