"""What a reader may choose on a page; a choice stays while the visitor goes from page to page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import streamlit as st

from crm_analytics.analysis.scores import summarised
from crm_analytics.survey.view import View
from crm_analytics.ui.plain import plain
from crm_analytics.view.choices import Choices

T = TypeVar("T", bound=float)

STRONGEST = "The strongest difference"


def level() -> tuple[Choices, bool]:
    """Confidence of intervals, and whether every number is shown."""
    chosen, detail = _ask("Confidence", {0.90: "90%", 0.95: "95%", 0.99: "99%"}, 0.95)
    return Choices(level=chosen), detail


def bands() -> tuple[Choices, bool]:
    """Words for a mean, and whether every number is shown."""
    chosen, detail = _ask("Levels of a mean", {5: "Five levels", 3: "Three levels"}, 5)
    return Choices(bands=chosen), detail


def scores_or_items() -> tuple[Choices, bool]:
    """What is correlated, and whether every number is shown."""
    chosen, detail = _ask("Correlate", {False: "Scores", True: "Items"}, False)
    return Choices(items=chosen), detail


def groups(view: View) -> tuple[Choices, bool]:
    """Confidence, the score and the demographic looked at, and whether every number is shown."""
    chosen, detail = level()
    scores = [*(d.name for d in view.instrument.dimensions), *_constructs(view)]
    with st.container(horizontal=True):
        variable = _one_of("Score", scores)
        demographic = _one_of("Demographic", list(view.demographics))
    return replace(chosen, variable=variable, demographic=demographic), detail


def _constructs(view: View) -> list[str]:
    return [c.name for c in summarised(view.instrument.constructs)]


def _one_of(label: str, names: Sequence[str]) -> str:
    """One of the names; empty where the strongest difference decides."""
    return st.selectbox(
        label,
        ("", *names),
        format_func=lambda name: plain(name) if name else STRONGEST,
        key="|".join((label, *names)),  # another study has other names
        persist_state="session",
    )


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
