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
# a wide grid scrolls on a phone instead of shrinking until nothing can be read; a phone shows no
# bar to scroll with, so words say it, where the picture is wider than the page (a page is 2 rem
# wider than what stands on it); the buttons of a table lie over its title where nothing hides them
_STYLE = """<style>
[class*="st-key-wide"], [class*="st-key-middling"] {overflow-x: auto}
[class*="st-key-wide"] [data-testid="stElementContainer"] {min-width: 46rem}
[class*="st-key-wide-drawing"] [data-testid="stElementContainer"] {min-width: 60rem}
[class*="st-key-middling"] [data-testid="stElementContainer"] {min-width: 31rem}
.stMainBlockContainer {padding-top: 3.5rem}
@media screen and (max-width: 48rem) {
[class*="st-key-wide"]::before {content: "Swipe sideways to see all of it"}
}
@media screen and (max-width: 33rem) {
[class*="st-key-middling"]::before {content: "Swipe sideways to see all of it"}
.stDataFrame {margin-top: 2.75rem}
.stButtonGroup [role="radiogroup"] {flex-wrap: wrap}
}
[class*="st-key-wide"]::before, [class*="st-key-middling"]::before {
position: sticky; left: 0; width: fit-content; font-size: 0.875rem; opacity: 0.7
}
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
