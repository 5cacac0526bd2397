"""When was a wave? Its place among the others, in words."""

from collections.abc import Sequence

import streamlit as st

from crm_analytics.ui import state


def ask(names: Sequence[str], earlier: int, key: str) -> None:
    """How many of the other waves are earlier?

    names: of the others, from first to last. earlier: the proposal; another one asks anew.
    """
    st.selectbox(
        "When was it?",
        range(len(names) + 1),
        index=earlier,
        format_func=lambda at: _words(names, at),
        key=_key(names, earlier, key),
        persist_state="session",
    )


def chosen(names: Sequence[str], earlier: int, key: str) -> int:
    """What was answered, else the proposal."""
    return state.get(_key(names, earlier, key), earlier)


def _key(names: Sequence[str], earlier: int, key: str) -> str:
    return f"{key}, {earlier} of {len(names)}"


def _words(names: Sequence[str], at: int) -> str:
    if at == 0:
        return f"Before {names[0]}"
    if at == len(names):
        return f"After {names[-1]}"
    return f"Between {names[at - 1]} and {names[at]}"
