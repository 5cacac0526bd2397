"""What a reader may choose on a page; a choice stays while the visitor goes from page to page."""

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from crm_analytics.analysis import Coefficient
from crm_analytics.view.choices import Choices

T = TypeVar("T", bound=float | str)

_COEFFICIENTS: dict[Coefficient, str] = {
    "pearson": "Pearson",
    "spearman": "Spearman",
    "kendall": "Kendall",
}
_OF_ITEMS: dict[Coefficient, str] = {"polychoric": "Polychoric"}


def level() -> tuple[Choices, bool]:
    """Confidence of intervals, and whether every number is shown."""
    chosen, detail = _ask("Confidence", {0.90: "90%", 0.95: "95%", 0.99: "99%"}, 0.95)
    return Choices(level=chosen), detail


def bands() -> tuple[Choices, bool]:
    """Words for a mean, and whether every number is shown."""
    chosen, detail = _ask("Levels of a mean", {5: "Five levels", 3: "Three levels"}, 5)
    return Choices(bands=chosen), detail


def relations() -> tuple[Choices, bool]:
    """What is correlated, how, among whom, and whether every number is shown."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        items = _one("Correlate", {False: "Scores", True: "Items"}, False)
        kinds = _COEFFICIENTS | (_OF_ITEMS if items else {})
        coefficient = _one("Coefficient of items" if items else "Coefficient", kinds, "pearson")
        pairwise = _toggle("Each pair's own people")
        clustered = _toggle("Group similar rows together")
        detail = _toggle("Every number")
    return (
        Choices(items=items, coefficient=coefficient, pairwise=pairwise, clustered=clustered),
        detail,
    )


def _ask(label: str, words: Mapping[T, str], usual: T) -> tuple[T, bool]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return _one(label, words, usual), _toggle("Every number")


def _one(label: str, words: Mapping[T, str], usual: T) -> T:
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


def _toggle(label: str) -> bool:
    return st.toggle(label, key=label.lower(), persist_state="session")
