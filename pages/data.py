"""Which survey are we looking at?"""

import streamlit as st

from crm_analytics.ui import adding, importing, people, printed_wave, wave_table

st.title("Data")
study = people.study_or_stop()

importing.upload()
importing.samples()
importing.kept()

importing.title(study)
people.line(study)
importing.recognised(study)

wave_table.waves(study)
adding.add(study)
printed_wave.write(study)
