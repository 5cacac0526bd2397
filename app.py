"""The frame around every page: title and navigation, nothing else."""

import streamlit as st

from crm_analytics.ui import frame

st.set_page_config("Survey analytics", page_icon=frame.ICON, layout="wide")
frame.begin()
with frame.in_words():
    st.navigation(frame.menu(), expanded=True).run()
