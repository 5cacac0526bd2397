"""The frame around every page: title and navigation, nothing else."""

import streamlit as st

from crm_analytics.ui import frame, warm

warm.up()
st.set_page_config("Survey analytics", page_icon=frame.ICON, layout="wide")
frame.begin()
with frame.in_words():
    st.navigation(
        {
            "Results": [
                st.Page("pages/overview.py", title="Overview", default=True),
                st.Page("pages/people.py", title="People"),
                st.Page("pages/answers.py", title="Answers"),
                st.Page("pages/reliability.py", title="Reliability"),
                st.Page("pages/validity.py", title="Validity"),
                st.Page("pages/priorities.py", title="Priorities"),
                st.Page("pages/relations.py", title="Relations"),
                st.Page("pages/drivers.py", title="Drivers"),
                st.Page("pages/paths.py", title="Paths"),
                st.Page("pages/hypotheses.py", title="Hypotheses"),
                st.Page("pages/groups.py", title="Groups"),
                st.Page("pages/waves.py", title="Waves"),
            ],
            "Study": [
                st.Page("pages/data.py", title="Data"),
                st.Page("pages/questionnaire.py", title="Questionnaire"),
            ],
            "Structure": [
                st.Page("pages/coding.py", title="Coding"),
                st.Page("pages/ism.py", title="ISM"),
            ],
            "Share": [
                st.Page("pages/check.py", title="Check a paper"),
            ],
        },
        expanded=True,
    ).run()
