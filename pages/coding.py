"""Do the coders agree?"""

import streamlit as st

from crm_analytics.coding import AgreementOptions, CodesOptions
from crm_analytics.ui import coding, people
from crm_analytics.ui.options import ask, ask_again
from crm_analytics.ui.show import show

st.title("Coding")
people.named(people.study_or_stop())

given = coding.given()
coding.recognised(given)
options, detail = ask("agreement", AgreementOptions, given.codings, given.book)
show(coding.agreed(given, options), detail)

st.subheader("What was coded")
drawn = ask_again("codes", CodesOptions, given.codings, given.book)
show(coding.coded(given, options, drawn), detail)
if given.book:
    st.page_link("pages/ism.py", label="Judge which category leads to which", icon=coding.ARROW)
