"""Do these printed numbers agree with each other?"""

import streamlit as st

from crm_analytics.ui import frame, papers
from crm_analytics.ui.show import sheet

st.title("Check a paper")
frame.needed()

tables, section = papers.checked_or_stop()
sheet(section)
papers.recognised(tables)
