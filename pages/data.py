"""Which survey are we looking at?"""

import streamlit as st

from crm_analytics.ui import adding_a_wave, frame, people, printed_wave, studies, waves
from crm_analytics.ui.messages import plain

st.title("Data")
frame.needed()

studies.upload()
studies.samples()
studies.kept()

study = people.study_or_stop()
st.subheader(plain(study.instrument.title))
people.looked_at(study)
studies.recognised(study)

waves.table(study)
waves.publishing(study)
adding_a_wave.add(study)
printed_wave.write(study)
studies.log(study)
