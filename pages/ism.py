"""Which factor leads to which?"""

import streamlit as st

from crm_analytics.ui import people
from crm_analytics.ui.ism.page import explore

st.title("ISM")

people.named(people.study_or_stop())
explore()
