"""Which question measures what?"""

import streamlit as st

from crm_analytics.ui import editor, people, settings, versions

st.title("Questionnaire")
study = people.study_or_stop()
people.line(study)

editor.warnings(study)
editor.grid(study)
settings.settings(study)
settings.files(study)
versions.earlier(study)
