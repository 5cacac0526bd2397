"""What a reader may choose on a page; a choice stays while the visitor goes from page to page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from crm_analytics.analysis.resampling import USUAL
from crm_analytics.survey.view import View
from crm_analytics.ui.plain import plain
from crm_analytics.view.choices import Choices, Method
from crm_analytics.view.sections.paths.way import places

T = TypeVar("T", bound=float)

BY_RULE = "Chosen by rule"
METHODS: Mapping[Method, str] = {
    "enter": "All",
    "backward": "Backward",
    "forward": "Forward",
    "stepwise": "Stepwise",
}


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


def drivers() -> tuple[Choices, bool]:
    """Confidence, which drivers a model has, what is drawn anew, and whether all is shown."""
    chosen, detail = level()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        method: Method | None = st.segmented_control(
            "Drivers in the model",
            tuple(METHODS),
            default="enter",
            required=True,
            format_func=lambda value: METHODS[value],
            key="method",
            persist_state="session",
        )
        robust = st.toggle("Robust errors (HC3)", key="robust", persist_state="session")
        drawn = st.toggle(
            f"Bootstrap intervals ({USUAL.count:,} draws)", key="bootstrap", persist_state="session"
        )
    draws = USUAL.count if drawn else 0
    return replace(chosen, method=method or "enter", robust=robust, bootstrap=draws), detail


def way(view: View) -> tuple[Choices, bool]:
    """Confidence, the scores of a way and its moderator, and whether every number is shown."""
    chosen, detail = level()
    names = places(view.instrument)
    first, second, third, fourth = st.columns(4)
    choices = replace(
        chosen,
        path_from=_one("Driver", names, first),
        path_through=tuple(
            second.multiselect(
                "Mediators",
                names,
                format_func=plain,
                key=_of_study("Mediators", names),
                persist_state="session",
                placeholder=BY_RULE,
            )
        ),
        path_to=_one("Outcome", names, third),
        path_by=_one("Moderator", tuple(dict.fromkeys((*names, *view.demographics))), fourth),
    )
    return choices, detail


def _one(label: str, names: Sequence[str], column: DeltaGenerator) -> str:
    """One of the names; empty while the rule chooses."""
    chosen: str | None = column.selectbox(
        label,
        ("", *names),
        format_func=lambda name: plain(name) or BY_RULE,
        key=_of_study(label, names),
        persist_state="session",
    )
    return chosen or ""


def _of_study(label: str, names: Sequence[str]) -> str:
    """A key that another questionnaire does not share: its names would not be among the options."""
    return f"{label}: {' · '.join(names)}"


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
