"""A printed level table beside its SSIM: what does not follow."""

from dataclasses import replace

import streamlit as st

from crm_analytics.errors import Problems
from crm_analytics.files.printed import printed
from crm_analytics.ism import Model, Source, Work, audit, read_levels
from crm_analytics.ism.sections import audit_section
from crm_analytics.ui import state
from crm_analytics.ui.ism import desk as desks
from crm_analytics.ui.ism.given import KINDS
from crm_analytics.ui.messages import plain, show_problems
from crm_analytics.ui.show import show

_UPLOAD = "ism levels"
EXAMPLE = """id,output_set,input_set,common_set,level
1,1,1 2 3,1,1
2,1 2,2,2,2
"""


def audited(here: Work, made: Model, detail: bool) -> None:
    """The table's uploader; below it what the audit says."""
    with st.expander("Audit a printed level table", key="ism auditing"):
        st.file_uploader("Drop the table as it was printed", KINDS, key=_UPLOAD, on_change=_take)
        st.code(EXAMPLE, language=None)
        if here.levels:
            st.button(plain(f"Take {here.levels[0]} away"), on_click=_away)
    if here.levels is None:
        return
    name, raw = here.levels
    try:
        found = read_levels(printed(raw, name), made.factors)
    except Problems as error:
        show_problems(error.problems)
        return
    both = here.origin.beside(Source.of([(name, raw)]))
    st.divider()
    show(audit_section(made, audit(made.relations, found), found, both), detail)


def _take() -> None:
    given = state.get(_UPLOAD, None)
    if given:
        desks.put(replace(desks.desk(), levels=(given.name, given.getvalue())))


def _away() -> None:
    desks.put(replace(desks.desk(), levels=None))
