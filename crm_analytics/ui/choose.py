"""What a reader may choose on a page; a choice stays while the visitor goes from page to page."""

import streamlit as st

from crm_analytics.view.choices import Choices

_WORDS = {5: "Five levels", 3: "Three levels"}
_ITEMS = {False: "Scores", True: "Items"}


def level() -> tuple[Choices, bool]:
    """Confidence of intervals, and whether every number is shown."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            "Confidence",
            (0.90, 0.95, 0.99),
            default=0.95,
            required=True,
            format_func=lambda share: f"{share:.0%}",
            key="confidence",
            persist_state="session",
        )
        detail = _detail()
    return Choices(level=chosen or 0.95), detail


def bands() -> tuple[Choices, bool]:
    """Words for a mean, and whether every number is shown."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            "Levels of a mean",
            tuple(_WORDS),
            default=5,
            required=True,
            format_func=lambda n: _WORDS[n],
            key="bands",
            persist_state="session",
        )
        detail = _detail()
    return Choices(bands=chosen or 5), detail


def scores_or_items() -> tuple[Choices, bool]:
    """What is correlated, and whether every number is shown."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            "Correlate",
            tuple(_ITEMS),
            default=False,
            required=True,
            format_func=lambda items: _ITEMS[items],
            key="correlate",
            persist_state="session",
        )
        detail = _detail()
    return Choices(items=bool(chosen)), detail


def _detail() -> bool:
    return st.toggle("Every number", key="every number", persist_state="session")
