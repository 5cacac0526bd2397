"""What a reader may choose on a page; a choice stays while the visitor goes from page to page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from crm_analytics.coding.ratings import Gaps
from crm_analytics.coding.sections.stamp import MANY, Level
from crm_analytics.report.options import CONFIDENCE, LEVEL
from crm_analytics.ui.options import every_number

T = TypeVar("T", bound=float | str)


@dataclass(frozen=True, slots=True)
class CodingChoices:
    """level: of intervals. left_out: coders who do not count. compared: codes or what they are in.

    gaps: what an empty cell means. several: a unit may have several codes of a coder.
    about: the code whose disputed units are listed; empty for all.
    printed: a number from a paper whose coefficient is looked for; empty for none.
    """

    level: float
    left_out: tuple[str, ...]
    compared: Level
    gaps: Gaps
    several: bool
    about: str
    printed: str


_LEVELS: dict[Level, str] = {"code": "Codes", "category": "Categories", "group": "Groups"}
_EMPTY = {
    Gaps.MISSING.name: "Left out",
    Gaps.DECISION.name: "A decision",
    Gaps.DECISION_IF_CODED.name: "A decision, where anybody coded",
}
_TOGETHER = {"document": "Document", "unit": "Unit"}

HELP: Mapping[str, str] = {
    "Confidence": "How sure the intervals are: of 100 such surveys, so many hold the true value.",
    "Not a coder, or left out": "A column such as age may have been taken for a coder.",
    "Compare": "What a code book gathers codes in can be compared instead of the codes.",
    "Empty cells": "The coder did not code the unit, or decided that no code applies.",
    "One code a unit only": "On: two codes of a coder for one unit are a mistake, and are named.",
    "Disagreements about": "Lists only the units to which somebody gave this code.",
    "A printed value": "A paper prints an agreement and does not say which: here it is looked for.",
    "Draw the tree as": "A click on a part looks into it, one on its top or centre goes back.",
    "Together in the same": "Where one and the same coder gave both.",
}


def coders(
    names: Sequence[str], level_of: Mapping[Level, Sequence[str]]
) -> tuple[CodingChoices, bool]:
    """Who is compared, on what, and what an empty cell means; and whether every number is shown.

    level_of: the names at each level; without a code book there are only codes.
    """
    chosen, detail = _ask("Confidence", CONFIDENCE, LEVEL)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        left_out = _names("Not a coder, or left out", "nobody", names)
        compared: Level = _one("Compare", _LEVELS, "code") if len(level_of) > 1 else "code"
        empty = _one("Empty cells", _EMPTY, Gaps.MISSING.name)
        several = not _toggle("One code a unit only")
        about = _name("Disagreements about", f"all {MANY[compared]}", level_of[compared])
        printed = _printed("A printed value")
    gaps = Gaps[empty]
    return CodingChoices(chosen, left_out, compared, gaps, several, about, printed), detail


def _printed(label: str) -> str:
    return st.text_input(
        label,
        key=label,
        max_chars=20,
        persist_state="session",
        help=HELP.get(label),
        placeholder=".83",
        width=130,
    )


def code_tree(documents: bool) -> tuple[bool, bool]:
    """Whether the tree is drawn as rings, and whether codes go together in whole documents."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rings = _one("Draw the tree as", {False: "Treemap", True: "Sunburst"}, False)
        within = documents and _one("Together in the same", _TOGETHER, "document") == "document"
    return bool(rings), bool(within)


def _ask(label: str, words: Mapping[T, str], usual: T) -> tuple[T, bool]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return _one(label, words, usual), every_number()


def _one(label: str, words: Mapping[T, str], usual: T) -> T:
    chosen = st.segmented_control(
        label,
        tuple(words),
        default=usual,
        required=True,
        format_func=lambda value: words[value],
        key=label,
        persist_state="session",
        help=HELP.get(label),
    )
    return usual if chosen is None else chosen


def _toggle(label: str) -> bool:
    return st.toggle(label, key=label.lower(), persist_state="session", help=HELP.get(label))


def _name(label: str, none: str, names: Sequence[str]) -> str:
    """One of the names, or an empty one; a study of other names asks anew."""
    return st.selectbox(
        label,
        ("", *names),
        format_func=lambda name: name or none,
        key="|".join((label, *names)),
        persist_state="session",
        help=HELP.get(label),
        width=260,
    )


def _names(label: str, none: str, names: Sequence[str]) -> tuple[str, ...]:
    """Some of the names, or none of them."""
    return tuple(
        st.multiselect(
            label,
            names,
            key="|".join((label, *names)),
            persist_state="session",
            help=HELP.get(label),
            placeholder=none,
            width=260,
        )
    )
