"""The options of a section as widgets; what was chosen stays in the session and in the link."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from crm_analytics.report.options import (
    Choice,
    Name,
    Names,
    Number,
    Option,
    Resamples,
    Switch,
    Text,
    Value,
    default_of,
    options_of,
)
from crm_analytics.ui import state

Kind = TypeVar("Kind")


def ask(id: str, kind: type[Kind], *subject: object) -> tuple[Kind, bool]:
    """What the reader chose, and whether every picture, table and column is to be shown.

    id: of the section. kind: its options class. subject: what it is about, see `report.options`.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return _chosen(id, kind, *subject), every_number()


def ask_again(id: str, kind: type[Kind], *subject: object) -> Kind:
    """What the reader chose about a further section of a page."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return _chosen(id, kind, *subject)


def _chosen(id: str, kind: type[Kind], *subject: object) -> Kind:
    chosen: dict[str, object] = {}
    for name, option in options_of(kind).items():
        usual = default_of(kind, name)
        matters = option.when(chosen, *subject)
        chosen[name] = _asked(option, key_of(id, name), usual, *subject) if matters else usual
    return kind(**chosen)


def every_number() -> bool:
    """Whether the analyst's pictures, tables and columns are shown, too; one choice for all pages.

    It is in the session only: a link opens the page that a manager reads.
    """
    return st.toggle(
        "Every number",
        key="every number",
        persist_state="session",
        help="Shows every picture, every table and every column, for the analyst.",
    )


def key_of(id: str, name: str) -> str:
    """The name of an option in the session, in the link and on the command line."""
    return f"{id}.{name}"


def _asked(option: Option, key: str, usual: Value, *subject: object) -> Value:
    same: dict[str, Any] = {
        "key": key,
        "help": option.help or None,
        "bind": "query-params",
        "persist_state": "session",
    }
    match option:
        case Choice():
            return _one_of(option, usual, same)
        case Switch():
            return st.toggle(option.label, bool(usual), **same)
        case Resamples():
            drawn = st.toggle(f"{option.label} ({option.usual:,} draws)", **same)
            return option.usual if drawn else 0
        case Number():
            number: float = st.number_input(
                option.label,
                float(option.low),
                float(option.high),
                float(str(usual)),
                float(option.step),
                width=160,
                **same,
            )
            return number
        case Names():  # before Name, which it is, too
            names = _known(key, option.of(*subject))
            none = option.none
            return tuple(st.multiselect(option.label, names, placeholder=none, width=260, **same))
        case Name():
            names = _known(key, ("", *option.of(*subject)))
            chosen: str = st.selectbox(
                option.label,
                names,
                format_func=lambda name: name or option.none,
                width=260,
                **same,
            )
            return chosen
        case Text():
            text: str = st.text_input(
                option.label, max_chars=option.most, placeholder=option.example, width=130, **same
            )
            return text
    raise TypeError(f"No widget asks for {option}.")


def _one_of(option: Choice, usual: Value, same: Mapping[str, Any]) -> Value:
    labels = {str(value): label for value, label in option.labels.items()}
    values = {str(value): value for value in option.labels}
    look = {"format_func": lambda text: labels[text], **same}
    if option.slider:
        step: str = st.select_slider(option.label, tuple(labels), str(usual), width=200, **look)
        return values[step]
    chosen: str | None = st.segmented_control(
        option.label, tuple(labels), default=str(usual), required=True, **look
    )
    return values[chosen or str(usual)]


def _known(key: str, names: Sequence[str]) -> Sequence[str]:
    """The names; what was chosen where there were others is forgotten."""
    chosen: str | Sequence[str] = state.get(key, ())
    if not {*([chosen] if isinstance(chosen, str) else chosen)} <= {*names}:
        state.forget(key)
    return names
