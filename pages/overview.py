"""What should I know in one minute?"""

import streamlit as st

from crm_analytics.ui import cache, overview, people

st.title("Overview")
view, stamp, key = people.view_or_stop()

overview.show(*cache.overview(view, stamp, key, people.waves()))
