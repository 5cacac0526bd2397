"""Why something could not be done, as sentences on a page."""

from collections.abc import Sequence

import streamlit as st

from crm_analytics.errors import Problem
from crm_analytics.ui.plain import plain

MOST = 20


def say(problems: Sequence[Problem]) -> None:
    """Each problem as a sentence, as many as a person reads, and how many more there are."""
    for problem in problems[:MOST]:
        st.error(plain(str(problem)))
    if len(problems) > MOST:
        st.error(f"… and {len(problems) - MOST:,} more.")
