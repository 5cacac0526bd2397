"""The address bar: which study, which wave, which people. No other module touches st.query_params.

Values are plain names; nothing in a link is ever run or trusted.
"""

import streamlit as st

from crm_analytics.survey.view import Filters

_STUDY, _WAVE, _FILTER = "study", "wave", "where."


def study() -> str | None:
    """Id of the study that the link names."""
    return st.query_params.get(_STUDY)


def wave() -> str | None:
    """The wave that the link names; None for the one a study opens with."""
    return st.query_params.get(_WAVE)


def point_to(id: str) -> None:
    """The link of a study, everyone in its last wave."""
    write(id, "", ())


def move_to(id: str) -> None:
    """The same people in a study that came out of this one."""
    st.query_params[_STUDY] = id


def leave() -> None:
    """A link that names nothing."""
    for name in [*st.query_params]:
        if _ours(name):
            del st.query_params[name]


def filters() -> dict[str, tuple[str, ...]] | None:
    """The categories that the link asks for; None for a link without a study, which says nothing.

    Going to another page clears the address bar; that is no wish to see everyone.
    """
    if _STUDY not in st.query_params:
        return None
    return {
        name.removeprefix(_FILTER): tuple(st.query_params.get_all(name))
        for name in st.query_params
        if name.startswith(_FILTER)
    }


def turn_to(wave: str) -> None:
    """The same link for another wave."""
    st.query_params[_WAVE] = wave


def write(id: str, wave: str, kept: Filters) -> None:
    """Make the address bar say what the page shows; `wave` is empty where there is no choice.

    Options of an analysis stand there, too: their widgets write them.
    """
    wanted = {_STUDY: [id], **({_WAVE: [wave]} if wave else {})}
    wanted |= {_FILTER + name: list(categories) for name, categories in kept}
    for name in [*st.query_params]:
        if _ours(name) and name not in wanted:
            del st.query_params[name]
    for name, values in wanted.items():
        if st.query_params.get_all(name) != values:
            st.query_params[name] = values


def _ours(name: str) -> bool:
    return name in (_STUDY, _WAVE) or name.startswith(_FILTER)
