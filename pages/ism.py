"""Which factor leads to which?"""

import streamlit as st

from crm_analytics.ui import frame
from crm_analytics.ui.structure import page

st.title("ISM")
frame.needed()

page.explore(page.desk_or_stop())
