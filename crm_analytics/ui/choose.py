"""What a reader may choose on a page; a choice stays while the visitor goes from page to page."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from crm_analytics.analyses.options import CONFIDENCE, LEVEL
from crm_analytics.coding import AgreementOptions, CodesOptions, Gaps
from crm_analytics.coding.options import MANY
from crm_analytics.ui.options import every_number

if TYPE_CHECKING:
    from crm_analytics.ism.sections import Wishes
    from crm_analytics.ism.work import Given
    from crm_analytics.ui.ism.rule import Rule


T = TypeVar("T", bound=float | str)


_LEVELS = {"code": "Codes", "category": "Categories", "group": "Groups"}
_EMPTY = {
    Gaps.MISSING.value: "Left out",
    Gaps.DECISION.value: "A decision",
    Gaps.DECISION_IF_CODED.value: "A decision, where anybody coded",
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
    "Arrows that count": "Each arrow is voted on by itself, a pair takes its most frequent letter, "
    "or only what everyone sees counts.",
    "Share of experts": "An arrow counts when at least so many experts see it.",
    "Strength at least": "An arrow counts when its mean strength is at least this.",
    "MICMAC cut": "Above it a factor drives much, or depends much.",
    "Transitive arrows": "Arrows that only follow from others: those you gave a reason, none, all.",
    "Other ways to levels": "Rules that papers and programs use, side by side; only one is an ISM.",
}


def structure(given: "Given") -> "tuple[Rule, Wishes, bool]":
    """What counts as an arrow, how the model is looked at, and whether every number is shown."""
    # imported here: no other page needs it
    from crm_analytics.ism.sections import EXPLAINED, Wishes
    from crm_analytics.ui.ism.rule import CUTS, TRANSITIVE

    with st.container(horizontal=True, vertical_alignment="bottom"):
        rule = _rule(given)
        cut = _one("MICMAC cut", CUTS, "half")
        transitive = _one("Transitive arrows", TRANSITIVE, EXPLAINED)
        other = _toggle("Other ways to levels")
        detail = every_number()
    return rule, Wishes(cut, transitive, alternatives=other), detail


def _rule(given: "Given") -> "Rule":
    from crm_analytics.ism import FuzzyPanel
    from crm_analytics.ui.ism.rule import RULES, SHARES, STRENGTHS, VOTE, Rule

    usual = Rule()
    if isinstance(given, FuzzyPanel):
        return Rule(strength=_at_least("Strength at least", STRENGTHS, usual.strength))
    if len(given.experts) == 1:
        return usual
    kind = _one("Arrows that count", RULES, VOTE)
    if kind != VOTE:
        return Rule(kind)
    return Rule(kind, share=_at_least("Share of experts", SHARES, usual.share))


def _at_least(label: str, steps: Sequence[float], usual: float) -> float:
    return st.select_slider(
        label, steps, usual, key=label, persist_state="session", help=HELP.get(label), width=200
    )


def coders(
    names: Sequence[str], level_of: Mapping[str, Sequence[str]]
) -> tuple[AgreementOptions, bool]:
    """Who is compared, on what, and what an empty cell means; and whether every number is shown.

    level_of: the names at each level; without a code book there are only codes.
    """
    chosen, detail = _ask("Confidence", CONFIDENCE, LEVEL)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        left_out = _names("Not a coder, or left out", "nobody", names)
        compared = _one("Compare", _LEVELS, "code") if len(level_of) > 1 else "code"
        empty = _one("Empty cells", _EMPTY, Gaps.MISSING.value)
        one_code = _toggle("One code a unit only")
        about = _name("Disagreements about", f"all {MANY[compared]}", level_of[compared])
        printed = _printed("A printed value")
    return AgreementOptions(chosen, left_out, compared, empty, one_code, about, printed), detail


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


def code_tree(documents: bool) -> CodesOptions:
    """How the tree is drawn, and whether codes go together in whole documents."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rings = _one("Draw the tree as", {False: "Treemap", True: "Sunburst"}, False)
        within = _one("Together in the same", _TOGETHER, "document") if documents else "unit"
    return CodesOptions(bool(rings), within)


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
