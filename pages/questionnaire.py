"""Which question measures what?"""

import streamlit as st

from crm_analytics.ui import people, questionnaire_grid, questionnaire_settings

st.title("Questionnaire")
study = people.study_or_stop()
people.looked_at(study)

questionnaire_grid.warnings(study)
questionnaire_grid.grid(study)
questionnaire_settings.settings(study)
questionnaire_settings.files(study)
questionnaire_settings.earlier(study)
