"""What moves the outcome?"""

import streamlit as st

from crm_analytics.ui import choose, long, people
from crm_analytics.ui.show import show

st.title("Drivers")
view, stamp, key = people.view_or_stop()

choices, detail = choose.drivers()
show(long.section("drivers", view, stamp, key, choices), detail)
