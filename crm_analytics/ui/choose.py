"""What a reader may choose on a page; a choice stays while the visitor goes from page to page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from crm_analytics.analysis.resampling import USUAL
from crm_analytics.ui.long import ASKED
from crm_analytics.view.choices import Choices

T = TypeVar("T", bound=float)


def level() -> tuple[Choices, bool]:
    """Confidence of intervals, and whether every number is shown."""
    chosen, detail = _ask("Confidence", {0.90: "90%", 0.95: "95%", 0.99: "99%"}, 0.95)
    return Choices(level=chosen), detail


def level_and_bootstrap() -> tuple[Choices, bool]:
    """Confidence of intervals, whether there are bootstrap ones, and whether all is shown."""
    choices, detail = level()
    drawn = st.toggle(
        f"Bootstrap intervals ({USUAL.count:,} draws)", key=ASKED, persist_state="session"
    )
    return replace(choices, bootstrap=USUAL.count if drawn else 0), detail or drawn


def factors() -> tuple[Choices, bool]:
    """How many factors, how they are turned, and whether every number is shown."""
    many = st.segmented_control(
        "Factors",
        (False, True),
        default=False,
        required=True,
        format_func=lambda asked: "One per scale" if asked else "As many as the answers hold",
        key="factors",
        persist_state="session",
    )
    turned, detail = _ask("Rotation", {False: "Oblimin", True: "Varimax"}, False)
    return Choices(rotation="varimax" if turned else "oblimin", as_asked=bool(many)), detail


def bands() -> tuple[Choices, bool]:
    """Words for a mean, and whether every number is shown."""
    chosen, detail = _ask("Levels of a mean", {5: "Five levels", 3: "Three levels"}, 5)
    return Choices(bands=chosen), detail


def scores_or_items() -> tuple[Choices, bool]:
    """What is correlated, and whether every number is shown."""
    chosen, detail = _ask("Correlate", {False: "Scores", True: "Items"}, False)
    return Choices(items=chosen), detail


def _ask(label: str, words: Mapping[T, str], usual: T) -> tuple[T, bool]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            label,
            tuple(words),
            default=usual,
            required=True,
            format_func=lambda value: words[value],
            key=label,
            persist_state="session",
        )
        detail = st.toggle("Every number", key="every number", persist_state="session")
    return usual if chosen is None else chosen, detail
