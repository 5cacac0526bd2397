"""Which survey are we looking at?"""

import streamlit as st

from crm_analytics.ui import importing, people

st.title("Data")
study = people.study_or_stop()

importing.upload()
importing.samples()
importing.kept()

importing.title(study)
people.line(study)
importing.recognised(study)
