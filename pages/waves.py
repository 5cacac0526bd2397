"""What changed?"""

import streamlit as st

from crm_analytics.ui import cache, choose, people
from crm_analytics.ui.show import show

st.title("Waves")
view, stamp, key = people.view_or_stop()
waves = people.waves()

choices, detail = choose.waves(waves, view)
show(cache.section("waves", view, stamp, key, choices, waves), detail)
