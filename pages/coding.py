"""Do the coders agree?"""

import streamlit as st

from crm_analytics.ui import choose, codings, people
from crm_analytics.ui.show import show

st.title("Coding")
people.named(people.study_or_stop())

given = codings.given()
codings.recognised(given)
choices, detail = choose.coders(given.codings.coders, codings.levels(given))
show(codings.agreed(given, choices), detail)

st.subheader("What was coded")
rings, within = choose.code_tree(codings.documents(given))
show(codings.coded(given, choices, rings, within), detail)
if given.book:
    st.page_link("pages/ism.py", label="Judge which category leads to which", icon=codings.ARROW)
