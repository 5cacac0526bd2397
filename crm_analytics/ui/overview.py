"""The one-minute page: a headline, its picture, and one card a question."""

from collections.abc import Sequence

import streamlit as st

from crm_analytics.ui import downloads
from crm_analytics.ui.plain import plain
from crm_analytics.ui.show import picture
from crm_analytics.view.section import Provenance, Section

PAGES = {
    "reliability": ("Can the scales be trusted?", "pages/reliability.py"),
    "priority": ("What comes first?", "pages/priorities.py"),
    "relations": ("What goes together?", "pages/relations.py"),
    "drivers": ("What moves the outcome?", "pages/drivers.py"),
}


def show(section: Section, ids: Sequence[str], stamp: Provenance) -> None:
    """The findings of the other pages as cards that lead there."""
    st.markdown(f"#### {plain(section.finding)}")
    findings = dict(zip(ids, section.tables[0].column("finding"), strict=True))
    for first in range(0, len(ids), 2):
        for place, id in zip(st.columns(2), ids[first : first + 2], strict=False):
            question, page = PAGES[id]
            with place.container(border=True, height="stretch"):
                st.page_link(page, label=f"**{question}**", icon=":material/arrow_forward:")
                st.markdown(plain(str(findings[id])))
    for chart in section.charts:
        picture(chart, section)
    if section.caveats:
        with st.container(border=True):
            st.markdown("**What weakens it**")
            st.markdown("\n".join(f"- {plain(caveat)}" for caveat in section.caveats))
    downloads.page([section], section.title)
