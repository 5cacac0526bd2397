"""Which factor leads to which?"""

import streamlit as st

from crm_analytics.ui import people
from crm_analytics.ui.ism import page

st.title("ISM")

people.named(people.study_or_stop())
page.explore()
