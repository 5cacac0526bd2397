"""Which question measures what?"""

import streamlit as st

from crm_analytics.ui import people, questionnaire

st.title("Questionnaire")
study = people.study_or_stop()
people.looked_at(study)

questionnaire.warnings(study)
questionnaire.grid(study)
questionnaire.settings(study)
questionnaire.files(study)
questionnaire.earlier(study)
