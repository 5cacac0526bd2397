"""The address bar: which study, which people. No other module touches st.query_params.

Values are plain names; nothing in a link is ever run or trusted.
"""

import streamlit as st

from crm_analytics.survey.view import Filters

_STUDY, _FILTER = "study", "where."


def study() -> str | None:
    """Id of the study that the link names."""
    return st.query_params.get(_STUDY)


def point_to(id: str) -> None:
    """The link of a study, everyone in it."""
    st.query_params.from_dict({_STUDY: id})


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


def write(id: str, kept: Filters) -> None:
    """Make the address bar say what the page shows."""
    wanted = {_STUDY: [id], **{_FILTER + name: list(categories) for name, categories in kept}}
    shown = {name: st.query_params.get_all(name) for name in st.query_params}
    if shown != wanted:
        st.query_params.from_dict(wanted)
