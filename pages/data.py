"""Which survey are we looking at?"""

import streamlit as st

from crm_analytics.ui import importing, people

st.title("Data")
importing.upload()
importing.samples()
importing.kept()
importing.recognised(people.study_or_stop())
