"""The page of an analysis: its title, who is looked at, what may be chosen, and its section."""

from collections.abc import Callable

import streamlit as st

from crm_analytics.analyses.registry import registry
from crm_analytics.report.section import Section
from crm_analytics.ui import cache, options, overview, people, state
from crm_analytics.ui.options import key_of
from crm_analytics.ui.show import show
from crm_analytics.ui.study import LookedAt, OpenStudy


def show_analysis(id: str, above: Callable[[OpenStudy], None] | None = None) -> None:
    """The whole page of an analysis.

    above: writes what stands over the options, for example an editor.
    """
    analysis = registry()[id]
    st.title(analysis.about.title)
    looked_at = people.looked_at_or_stop()
    if above:
        above(looked_at.study)
    chosen, every_number = options.ask(id, analysis.options, looked_at.view, looked_at.waves)
    draws = int(getattr(chosen, "bootstrap", 0))
    detail = every_number or draws > 0
    asked = cache.Asked(id, chosen, detail or not analysis.thorough_on_request, detail)
    if draws:
        section = cache.in_session(
            "resampled sections",
            asked.key(looked_at),
            lambda: _resampled(asked, looked_at, draws),
            most=8,
        )
    else:
        section = cache.section(asked, looked_at)
    show(section, detail)


def show_overview() -> None:
    """The first page: a headline, and a card for every analysis that has one."""
    st.title("Overview")
    overview.show(*cache.overview(people.looked_at_or_stop()))


def _resampled(asked: cache.Asked, looked_at: LookedAt, draws: int) -> Section:
    """A section whose intervals are made from resamples: long work under a bar.

    A press on Stop ends this run at its next step, and starts another.
    """
    place = st.empty()
    with place.container(border=True):
        words = f"Drawing {draws:,} samples of people anew …"
        bar = st.progress(0.0, words)
        st.button(
            "Stop",
            key="stop the work",
            on_click=state.put,
            args=(key_of(asked.id, "bootstrap"), False),
            icon=":material/stop_circle:",
        )

    def tick(share: float) -> None:
        bar.progress(min(share, 1.0), words)

    section = cache.made(asked, looked_at, tick)
    place.empty()
    return section
