"""Do the coders agree?"""

import streamlit as st

from crm_analytics.coding.codes_section import documents
from crm_analytics.ui import choose, coding, people
from crm_analytics.ui.show import show

st.title("Coding")
people.named(people.study_or_stop())

given = coding.given()
coding.recognised(given)
options, detail = choose.coders(given.codings.coders, coding.levels(given))
show(coding.agreed(given, options), detail)

st.subheader("What was coded")
drawn = choose.code_tree(documents(given.codings))
show(coding.coded(given, options, drawn), detail)
if given.book:
    st.page_link("pages/ism.py", label="Judge which category leads to which", icon=coding.ARROW)
