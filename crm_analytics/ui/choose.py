"""What a reader may choose on a page; a choice stays while the visitor goes from page to page."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from crm_analytics.survey.instrument import Instrument
from crm_analytics.view.choices import Choices

T = TypeVar("T", bound=float)


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


def answers(instrument: Instrument) -> tuple[Choices, bool]:
    """How bars lie, what is compared, what is looked into, and whether every number is shown."""
    with _line():
        highest = _one_of("Order", {False: "As asked", True: "Highest first"}, False)
        split = _one_of("Neutral answers", {True: "Both sides", False: "Apart"}, True)
    with _line():
        by = _name("Compare by", "nobody", [d.column for d in instrument.demographics])
        dimension = _name("Dimension", "all", [d.name for d in instrument.dimensions])
        detail = every_number()
    return Choices(highest_first=highest, split=split, by=by, dimension=dimension), detail


def every_number() -> bool:
    """Whether every number is shown."""
    return st.toggle("Every number", key="every number", persist_state="session")


def _ask(label: str, words: Mapping[T, str], usual: T) -> tuple[T, bool]:
    with _line():
        return _one_of(label, words, usual), every_number()


def _line() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="bottom")


def _one_of(label: str, words: Mapping[T, str], usual: T) -> T:
    chosen = st.segmented_control(
        label,
        tuple(words),
        default=usual,
        required=True,
        format_func=lambda value: words[value],
        key=label,
        persist_state="session",
    )
    return usual if chosen is None else chosen


def _name(label: str, none: str, names: Sequence[str]) -> str:
    """One of the names, or an empty one; a study of other names asks anew."""
    return st.selectbox(
        label,
        ("", *names),
        format_func=lambda name: name or none,
        key=f"{label} of {', '.join(names)}",
        persist_state="session",
        width=260,
    )
