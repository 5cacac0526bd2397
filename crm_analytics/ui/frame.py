"""The frame around every page: its title, the menu, the style.

Until a server has called `st.navigation` once, Streamlit opens the files of `pages/` by itself when
a link leads straight to one: without the frame. Such a page calls `st.navigation`, which tells
Streamlit to leave `pages/` to app.py from then on, and starts again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import streamlit as st

from crm_analytics.analyses.registry import registry
from crm_analytics.errors import SurveyError
from crm_analytics.ui import state
from crm_analytics.ui.messages import plain

# a picture of our own: named icons and emoji are fetched from other servers
ICON = Path(__file__).with_name("icon.svg")
_FRAMED = "inside the frame"
# All of it: where a picture goes on sideways, a phone has no bar that shows it, so words say it (a
# page is 2 rem wider than what stands on it); of a drawing the middle is seen first, which holds
# nobody back who scrolls on; nothing hides the buttons of a table where there is no pointer, and
# they lie above it; choices would go on beyond the edge; no picture needs room for such buttons.
_STYLE = """<style>
@media (width<=48rem) {[class*="st-key-wide"]::before {content: "Swipe sideways to see all of it"}}
@media (width<=33rem) {
[class*="st-key-middling"]::before {content: "Swipe sideways to see all of it"}
.stDataFrame {margin-top: 2.75rem}
.stButtonGroup [role="radiogroup"] {flex-wrap: wrap}
}
[class*="st-key-wide"]::before, [class*="st-key-middling"]::before {
position: sticky; left: 0; width: fit-content; font-size: 0.875rem; opacity: 0.7
}
.stGrid[class*="st-key-"] {padding-top: 0}
@keyframes seen-first {from, to {scroll-snap-align: center}}
[class*="st-key-wide-drawing"] {scroll-snap-type: x mandatory}
[class*="st-key-wide-drawing"]::after {
content: ""; width: 1px; margin-left: 33rem; animation: seen-first 2s
}
</style>"""
Room = Literal["wide", "wide drawing", "middling"]
# pixels that can still be read
ROOM: Mapping[Room, int] = {"wide": 736, "wide drawing": 960, "middling": 496}


def begin() -> None:
    """Said by app.py, once per run, after the page is set up."""
    state.put(_FRAMED, True)
    st.html(_STYLE)


@contextmanager
def room(size: Room | None, key: str) -> Iterator[None]:
    """Around a picture or table that scrolls sideways on a phone instead of shrinking.

    size: None takes the width there is.
    """
    if size is None:
        yield
        return
    with st.grid(1, min_column_width=ROOM[size], wrap=False, key=f"{size} {key}"):
        yield


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
