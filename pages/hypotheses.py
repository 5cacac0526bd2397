"""What does the evidence support?"""

import streamlit as st

from crm_analytics.ui import cache, choose, hypotheses, people
from crm_analytics.ui.show import show

st.title("Hypotheses")
view, stamp, key = people.view_or_stop()

hypotheses.grid(people.study())
choices, detail = choose.level()
show(cache.section("hypotheses", view, stamp, key, choices), detail)
