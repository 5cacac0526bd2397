"""The options of a section as widgets; what was chosen stays in the session and in the link."""

from collections.abc import Sequence
from typing import TypeVar

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
    match option:
        case Choice():
            return _one_of(option, key, usual)
        case Switch():
            return st.toggle(
                option.label,
                bool(usual),
                key=key,
                help=option.help or None,
                bind="query-params",
                persist_state="session",
            )
        case Resamples():
            label = f"{option.label} ({option.usual:,} draws)"
            drawn = st.toggle(
                label, key=key, help=option.help, bind="query-params", persist_state="session"
            )
            return option.usual if drawn else 0
        case Number():
            return st.number_input(
                option.label,
                float(option.low),
                float(option.high),
                float(str(usual)),
                float(option.step),
                key=key,
                help=option.help or None,
                bind="query-params",
                persist_state="session",
                width=160,
            )
        case Names():  # before Name, which it is, too
            return _names(option, key, option.of(*subject))
        case Name():
            return _name(option, key, option.of(*subject))
        case Text():
            return st.text_input(
                option.label,
                key=key,
                max_chars=option.most,
                help=option.help or None,
                placeholder=option.example,
                bind="query-params",
                persist_state="session",
                width=130,
            )
    raise TypeError(f"No widget asks for {option}.")


def _one_of(option: Choice, key: str, usual: Value) -> Value:
    labels = {str(value): label for value, label in option.labels.items()}
    values = {str(value): value for value in option.labels}
    if option.slider:
        step: str = st.select_slider(
            option.label,
            tuple(labels),
            str(usual),
            format_func=lambda text: labels[text],
            key=key,
            help=option.help or None,
            bind="query-params",
            persist_state="session",
            width=200,
        )
        return values[step]
    chosen = st.segmented_control(
        option.label,
        tuple(labels),
        default=str(usual),
        required=True,
        format_func=lambda text: labels[text],
        key=key,
        help=option.help or None,
        bind="query-params",
        persist_state="session",
    )
    return values[chosen or str(usual)]


def _name(option: Name, key: str, names: Sequence[str]) -> str:
    if state.get(key, "") not in names:  # chosen where there were other names
        state.forget(key)
    return (
        st.selectbox(
            option.label,
            ("", *names),
            format_func=lambda name: name or option.none,
            key=key,
            help=option.help or None,
            bind="query-params",
            persist_state="session",
            width=260,
        )
        or ""
    )


def _names(option: Names, key: str, names: Sequence[str]) -> tuple[str, ...]:
    if not set(state.get(key, ())) <= set(names):
        state.forget(key)
    return tuple(
        st.multiselect(
            option.label,
            names,
            key=key,
            help=option.help or None,
            placeholder=option.none,
            bind="query-params",
            persist_state="session",
            width=260,
        )
    )
