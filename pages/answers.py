"""How did they answer?"""

import streamlit as st

from crm_analytics.ui import cache, choose, people
from crm_analytics.ui.show import show

st.title("Answers")
view, stamp, key = people.view_or_stop()

choices, detail = choose.answers(view.instrument)
show(cache.section("answers", view, stamp, key, choices), detail)
