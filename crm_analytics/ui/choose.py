"""What a reader may choose on a page; a choice stays while the visitor goes from page to page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from crm_analytics.analyses.choices import Choices, Method
from crm_analytics.analyses.paths.way import places
from crm_analytics.analyses.waves.compared import pairs_of
from crm_analytics.coding.ratings import Gaps
from crm_analytics.coding.sections.stamp import MANY, Level
from crm_analytics.statistics import Coefficient
from crm_analytics.statistics.resampling import USUAL
from crm_analytics.statistics.scores import summarised
from crm_analytics.survey.instrument import Instrument
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.view import View

if TYPE_CHECKING:
    from crm_analytics.ism.sections import Wishes
    from crm_analytics.ism.work import Given
    from crm_analytics.ui.ism.rule import Rule

BOOTSTRAP = "bootstrap"  # the switch that starts long work; stopping it turns it off

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


_COEFFICIENTS: dict[Coefficient, str] = {
    "pearson": "Pearson",
    "spearman": "Spearman",
    "kendall": "Kendall",
}
_OF_ITEMS: dict[Coefficient, str] = {"polychoric": "Polychoric"}

STRONGEST = "The strongest difference"

BY_RULE = "Chosen by rule"
_LINKING: dict[Literal["", "linked", "independent"], str] = {
    "": "By rule",
    "linked": "The same, by id",
    "independent": "Everyone",
}
METHODS: Mapping[Method, str] = {
    "enter": "All",
    "backward": "Backward",
    "forward": "Forward",
    "stepwise": "Stepwise",
}

_LEVELS: dict[Level, str] = {"code": "Codes", "category": "Categories", "group": "Groups"}
_EMPTY = {
    Gaps.MISSING.name: "Left out",
    Gaps.DECISION.name: "A decision",
    Gaps.DECISION_IF_CODED.name: "A decision, where anybody coded",
}
_TOGETHER = {"document": "Document", "unit": "Unit"}

HELP: Mapping[str, str] = {
    "Confidence": "How sure the intervals are: of 100 such surveys, so many hold the true value.",
    "Every number": "Shows every picture, every table and every column, for the analyst.",
    "Rotation": "Oblimin lets factors go together, as in most surveys; varimax keeps them apart.",
    "Levels of a mean": "Equal parts of the scale, with a word for each.",
    "Coefficient": "Pearson of the scores, Spearman of their ranks, Kendall of pairs of people.",
    "Coefficient of items": "Polychoric is made for answers in few steps.",
    "Each pair's own people": "On: whoever has both. Off: only people who have everything.",
    "Group similar rows together": "What goes together stands side by side.",
    "Drivers in the model": "All together, or only those that a search by significance keeps.",
    "Robust errors (HC3)": "Errors that hold when the outcome scatters unevenly.",
    "Neutral answers": "The middle of the scale half on each side of the line, or beside the bars.",
    "Driver": "What may move the outcome.",
    "Mediators": "What may lie between the driver and the outcome.",
    "Outcome": "What is moved.",
    "Change": "The two waves that are compared.",
    "People": "The same people in both waves, by their id, or everyone of each wave.",
    "Items of": "Shows the trend of each question of a dimension.",
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
    "Moderator": "For whom, or when, the effect may be stronger.",
}


def level() -> tuple[Choices, bool]:
    """Confidence of intervals, and whether every number is shown."""
    chosen, detail = _ask("Confidence", {0.90: "90%", 0.95: "95%", 0.99: "99%"}, 0.95)
    return Choices(level=chosen), detail


def level_and_bootstrap() -> tuple[Choices, bool]:
    """Confidence of intervals, whether there are bootstrap ones, and whether all is shown."""
    choices, detail = level()
    drawn = st.toggle(
        f"Bootstrap intervals ({USUAL.count:,} draws)",
        key=BOOTSTRAP,
        persist_state="session",
        help="Intervals that suppose no normal answers: the people are drawn anew so many times. "
        "It takes about half a minute and can be stopped.",
    )
    detail |= drawn
    return replace(choices, bootstrap=USUAL.count if drawn else 0, thorough=detail), detail


def factors() -> tuple[Choices, bool]:
    """How many factors, how they are turned, and whether every number is shown."""
    many = st.segmented_control(
        "Factors",
        (False, True),
        default=False,
        required=True,
        format_func=lambda asked: "One per scale" if asked else "As many as the answers hold",
        key="factors",
        help="How many things the items are let to measure.",
        persist_state="session",
    )
    turned, detail = _ask("Rotation", {False: "Oblimin", True: "Varimax"}, False)
    return Choices(rotation="varimax" if turned else "oblimin", as_asked=bool(many)), detail


def bands() -> tuple[Choices, bool]:
    """Words for a mean, and whether every number is shown."""
    chosen, detail = _ask("Levels of a mean", {5: "Five levels", 3: "Three levels"}, 5)
    return Choices(bands=chosen), detail


def relations() -> tuple[Choices, bool]:
    """What is correlated, how, among whom, and whether every number is shown."""
    with _line():
        items = _one("Correlate", {False: "Scores", True: "Items"}, False)
        kinds = _COEFFICIENTS | (_OF_ITEMS if items else {})
        coefficient = _one("Coefficient of items" if items else "Coefficient", kinds, "pearson")
        pairwise = _toggle("Each pair's own people")
        clustered = _toggle("Group similar rows together")
        detail = every_number()
    chosen = Choices(
        items=items,
        coefficient=coefficient,
        pairwise=pairwise,
        clustered=clustered,
        thorough=detail,
    )
    return chosen, detail


def groups(view: View) -> tuple[Choices, bool]:
    """Confidence, the score and the demographic looked at, and whether every number is shown."""
    chosen, detail = level()
    scores = [*(d.name for d in view.instrument.dimensions), *_constructs(view)]
    with _line():
        variable = _name("Score", STRONGEST, scores)
        demographic = _name("Demographic", STRONGEST, list(view.demographics))
    return replace(chosen, variable=variable, demographic=demographic), detail


def _constructs(view: View) -> list[str]:
    return [c.name for c in summarised(view.instrument.constructs)]


def answers(instrument: Instrument) -> tuple[Choices, bool]:
    """How bars lie, what is compared, what is looked into, and whether every number is shown."""
    with _line():
        highest = _one("Order", {False: "As asked", True: "Highest first"}, False)
        split = _one("Neutral answers", {True: "Both sides", False: "Apart"}, True)
    with _line():
        by = _name("Compare by", "nobody", [d.column for d in instrument.demographics])
        dimension = _name("Dimension", "all", [d.name for d in instrument.dimensions])
        detail = every_number()
    return Choices(highest_first=highest, split=split, by=by, dimension=dimension), detail


def every_number() -> bool:
    """Whether every number is shown."""
    return _toggle("Every number")


def drivers() -> tuple[Choices, bool]:
    """Confidence, which drivers a model has, what is drawn anew, and whether all is shown."""
    chosen, detail = level_and_bootstrap()
    with _line():
        method = _one("Drivers in the model", METHODS, "enter")
        robust = _toggle("Robust errors (HC3)")
    return replace(chosen, method=method, robust=robust), detail


def waves(shown: Sequence[WaveView], view: View) -> tuple[Choices, bool]:
    """Confidence, which change among whom, what is looked into, and whether all is shown."""
    chosen, detail = level()
    names = [wave.name for wave in shown if wave.view or wave.printed]
    pairs = {f"{a} → {b}": (a, b) for a, b in pairs_of(names)}
    with _line():
        pair = pairs.get(_name("Change", "The last one", tuple(pairs)), ("", ""))
        linking = _one("People", _LINKING, "")
        demographic = _name("Demographic", "The first", list(view.demographics))
        dimension = _name("Items of", "none", [d.name for d in view.instrument.dimensions])
    return replace(
        chosen,
        wave_from=pair[0],
        wave_to=pair[1],
        linking=linking,
        demographic=demographic,
        dimension=dimension,
    ), detail


def structure(given: "Given") -> "tuple[Rule, Wishes, bool]":
    """What counts as an arrow, how the model is looked at, and whether every number is shown."""
    # imported here: no other page needs it
    from crm_analytics.ism.sections import EXPLAINED, Wishes
    from crm_analytics.ui.ism.rule import CUTS, TRANSITIVE

    with _line():
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


def way(view: View) -> tuple[Choices, bool]:
    """Confidence, the scores of a way and its moderator, and whether every number is shown."""
    chosen, detail = level()
    names = places(view.instrument)
    moderators = tuple(dict.fromkeys((*names, *view.demographics)))
    with _line():
        choices = replace(
            chosen,
            path_from=_name("Driver", BY_RULE, names),
            path_through=_names("Mediators", BY_RULE, names),
            path_to=_name("Outcome", BY_RULE, names),
            path_by=_name("Moderator", BY_RULE, moderators),
        )
    return choices, detail


def coders(
    names: Sequence[str], level_of: Mapping[Level, Sequence[str]]
) -> tuple[CodingChoices, bool]:
    """Who is compared, on what, and what an empty cell means; and whether every number is shown.

    level_of: the names at each level; without a code book there are only codes.
    """
    chosen, detail = level()
    with _line():
        left_out = _names("Not a coder, or left out", "nobody", names)
        compared: Level = _one("Compare", _LEVELS, "code") if len(level_of) > 1 else "code"
        empty = _one("Empty cells", _EMPTY, Gaps.MISSING.name)
        several = not _toggle("One code a unit only")
        about = _name("Disagreements about", f"all {MANY[compared]}", level_of[compared])
        printed = _printed("A printed value")
    gaps = Gaps[empty]
    return CodingChoices(chosen.level, left_out, compared, gaps, several, about, printed), detail


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
    with _line():
        rings = _one("Draw the tree as", {False: "Treemap", True: "Sunburst"}, False)
        within = documents and _one("Together in the same", _TOGETHER, "document") == "document"
    return bool(rings), bool(within)


def _ask(label: str, words: Mapping[T, str], usual: T) -> tuple[T, bool]:
    with _line():
        return _one(label, words, usual), every_number()


def _line() -> DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="bottom")


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
