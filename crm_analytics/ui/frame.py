"""The frame around every page: its title, the menu, the style.

Until a server has called `st.navigation` once, Streamlit opens the files of `pages/` by itself when
a link leads straight to one: without the frame. Such a page calls `st.navigation`, which tells
Streamlit to leave `pages/` to app.py from then on, and starts again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from crm_analytics.analyses.registry import registry
from crm_analytics.errors import SurveyError
from crm_analytics.ui import state
from crm_analytics.ui.messages import plain

# a picture of our own: named icons and emoji are fetched from other servers
ICON = Path(__file__).with_name("icon.svg")
_FRAMED = "inside the frame"
# a wide picture scrolls on a phone instead of shrinking until nothing can be read
_WIDE = """
[class*="st-key-wide"], [class*="st-key-middling"] {overflow-x: auto}
[class*="st-key-wide"] [data-testid="stElementContainer"] {min-width: 46rem}
[class*="st-key-wide-drawing"] [data-testid="stElementContainer"] {min-width: 60rem}
[class*="st-key-middling"] [data-testid="stElementContainer"] {min-width: 31rem}
"""
# a phone has no bar to scroll with, so words say it; a page is 2 rem wider than what stands on it
_SAID = """
@media screen and (max-width: 48rem) {
[class*="st-key-wide"]::before {content: "Swipe sideways to see all of it"}
}
@media screen and (max-width: 33rem) {
[class*="st-key-middling"]::before {content: "Swipe sideways to see all of it"}
}
[class*="st-key-wide"]::before, [class*="st-key-middling"]::before {
position: sticky; left: 0; width: fit-content; font-size: 0.875rem; opacity: 0.7
}
"""
# few boxes stand in the middle: it is seen first, and holds nobody back who scrolls on
_MIDDLE = """
@keyframes seen-first {from, to {scroll-snap-align: center}}
[class*="st-key-wide-drawing"] {scroll-snap-type: x mandatory}
[class*="st-key-wide-drawing"]::after {
content: ""; width: 1px; margin-left: 33rem; animation: seen-first 2s
}
"""
# nothing hides the buttons of a table where there is no pointer, and they lie above it; choices
# would go on beyond the edge
_PHONE = """
@media screen and (max-width: 33rem) {
.stDataFrame {margin-top: 2.75rem}
.stButtonGroup [role="radiogroup"] {flex-wrap: wrap}
}
"""
_ROOM = ".stMainBlockContainer {padding-top: 3.5rem}"
_STYLE = f"<style>{_WIDE}{_SAID}{_MIDDLE}{_PHONE}{_ROOM}</style>"


def begin() -> None:
    """Said by app.py, once per run, after the page is set up."""
    state.put(_FRAMED, True)
    st.html(_STYLE)


@contextmanager
def in_words() -> Iterator[None]:
    """Around a page: whatever cannot be done by now, as when the store fails, is said."""
    try:
        yield
    except SurveyError as error:
        st.error(plain(str(error)))


def menu() -> Mapping[str, Sequence[st.Page]]:
    """Every page by its heading; an analysis stands where it is declared to."""

    def analyses(group: str) -> list[st.Page]:
        return [
            st.Page(analysis.page_file, title=analysis.about.title)
            for analysis in registry().values()
            if analysis.menu == group
        ]

    overview_page = st.Page("pages/overview.py", title="Overview", default=True)
    return {
        "Results": [overview_page, *analyses("Results")],
        "Study": [
            st.Page("pages/data.py", title="Data"),
            st.Page("pages/questionnaire.py", title="Questionnaire"),
            *analyses("Study"),
        ],
        "Structure": [
            st.Page("pages/coding.py", title="Coding"),
            st.Page("pages/ism.py", title="ISM"),
        ],
        "Share": [st.Page("pages/check.py", title="Check a paper")],
    }


def needed() -> None:
    """Called by every page before it shows anything of its own: outside the frame, start again."""
    if not state.get(_FRAMED, False):
        st.navigation(menu())
        st.rerun()
