"""Where what is looked at is kept, who changed it last, and the ways to be rid of it or back."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from crm_analytics.ui import state
from crm_analytics.ui.held import Held
from crm_analytics.ui.plain import plain
from crm_analytics.ui.refusal import say
from crm_analytics.ui.times import when

T = TypeVar("T")


def shelved(
    held: Held[T], earlier: str, bring_back: Callable[[], None], remove: Callable[[], None]
) -> None:
    """A line, and buttons. earlier: what can be brought back, or nothing."""
    say(held.trouble)
    st.caption(plain(_line(held)))
    with st.container(horizontal=True):
        if earlier:
            st.button(plain(f"Bring back {earlier}"), on_click=bring_back)
        if held.edition and held.how != "sample":
            with st.popover("Remove from this study"):
                st.markdown("It is removed for everyone who works on this study.")
                st.button("Remove it", on_click=remove, type="primary")


def untaken(held: Held[T]) -> None:
    """After a refusal: whose numbers stand below, lest they be taken for those of the files."""
    still = "what was here before" if held.own else "the sample"
    # an uploader of several files goes on holding those that were refused
    st.caption(
        f"Nothing was taken from that: below is still {still}. Files in the list above count "
        "together with those you add; × takes one out."
    )


def _line(held: Held[T]) -> str:
    title = state.study().instrument.title
    if held.how == "unread":
        return "This is a sample. Remove what cannot be read before you put in anything else."
    if held.how == "unkept":
        return "What you see is in this window only; the next change tries to keep it again."
    if held.how == "kept" and held.edition:
        by = f" by {held.edition.who}" if held.edition.who else ""
        return f"Kept in “{title}” · last changed {when(held.edition.changed)}{by}"
    if held.edition:
        return f"This is a sample. A change of it takes the place of what “{title}” keeps."
    return f"This is a sample. A change of it is kept in “{title}”."
