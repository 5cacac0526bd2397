"""Pages are only ever shown inside the frame of app.py.

Until a server has called st.navigation once, Streamlit opens the files of `pages/` by itself when a
link leads straight to one: without the frame's title, groups and layout. Such a page starts again.
"""

from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from crm_analytics.ui import state

# a picture of our own: named icons and emoji are fetched from other servers
ICON = Path(__file__).with_name("icon.svg")
_FRAMED = "inside the frame"
# a wide grid scrolls on a phone instead of shrinking until nothing can be read
_STYLE = """<style>
[class*="st-key-wide"], [class*="st-key-middling"] {overflow-x: auto}
[class*="st-key-wide"] [data-testid="stElementContainer"] {min-width: 46rem}
[class*="st-key-wide-drawing"] [data-testid="stElementContainer"] {min-width: 60rem}
[class*="st-key-middling"] [data-testid="stElementContainer"] {min-width: 31rem}
.stMainBlockContainer {padding-top: 3.5rem}
</style>"""


def begin() -> None:
    """Said by app.py, once per run, after the page is set up."""
    state.put(_FRAMED, True)
    st.html(_STYLE)


def needed() -> None:
    """Said by every page: outside the frame, run app.py with this page instead."""
    if not state.get(_FRAMED, False):
        PagesManager.uses_pages_directory = False  # as st.navigation itself would say
        st.rerun()
