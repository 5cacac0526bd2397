"""Which survey are we looking at?"""

import streamlit as st

from crm_analytics.ui import (
    adding,
    frame,
    happened,
    importing,
    people,
    printed_wave,
    publishing,
    studies,
    wave_table,
)

st.title("Data")
frame.needed()

importing.upload()
importing.samples()
studies.kept()

study = people.study_or_stop()
importing.title(study)
people.line(study)
importing.recognised(study)

wave_table.waves(study)
publishing.waves(study)
adding.add(study)
printed_wave.write(study)
happened.log(study)
