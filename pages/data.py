"""Which survey are we looking at?"""

import streamlit as st

from crm_analytics.ui import frame, happened, importing, people, publishing, studies

st.title("Data")
frame.needed()

importing.upload()
importing.samples()
studies.kept()

study = people.study_or_stop()
importing.title(study)
people.line(study)
importing.recognised(study)
publishing.waves(study)
happened.log(study)
