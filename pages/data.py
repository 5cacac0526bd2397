"""Which survey are we looking at?"""

import streamlit as st

from crm_analytics.ui import (
    adding_a_wave,
    audit_log,
    frame,
    importing,
    people,
    printed_wave,
    studies,
    waves,
)

st.title("Data")
frame.needed()

importing.upload()
importing.samples()
studies.kept()

study = people.study_or_stop()
importing.title(study)
people.looked_at(study)
importing.recognised(study)

waves.table(study)
waves.publishing(study)
adding_a_wave.add(study)
printed_wave.write(study)
audit_log.log(study)
