"""Do the questions measure what they should?"""

import streamlit as st

from crm_analytics.ui import cache, choose, people
from crm_analytics.ui.show import show

st.title("Validity")
view, stamp, key = people.view_or_stop()

choices, detail = choose.factors()
show(cache.section("validity", view, stamp, key, choices), detail)
