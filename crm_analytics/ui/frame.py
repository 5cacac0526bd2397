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


def begin() -> None:
    """Said by app.py, once per run."""
    state.put(_FRAMED, True)


def needed() -> None:
    """Said by every page: outside the frame, run app.py with this page instead."""
    if not state.get(_FRAMED, False):
        PagesManager.uses_pages_directory = False  # as st.navigation itself would say
        st.rerun()
