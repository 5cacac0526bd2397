"""The page of an analysis: its title, who is looked at, what may be chosen, and its section."""

from collections.abc import Callable

import streamlit as st

from crm_analytics.analyses.battery import build
from crm_analytics.analyses.registry import Analysis, registry
from crm_analytics.report.section import Provenance, Section
from crm_analytics.survey.view import View
from crm_analytics.ui import cache, options, overview, people, state
from crm_analytics.ui.options import key_of
from crm_analytics.ui.show import show
from crm_analytics.ui.study import OpenStudy

_RESAMPLED = "resampled sections"
_MOST = 8  # of them that a visitor's session remembers


def show_analysis(id: str, above: Callable[[OpenStudy], None] | None = None) -> None:
    """The whole page of an analysis.

    above: writes what stands over the options, for example an editor.
    """
    analysis = registry()[id]
    st.title(analysis.about.title)
    view, stamp, key = people.view_or_stop()
    waves = people.waves()
    if above:
        above(people.study())
    chosen, every_number = options.ask(analysis, view, waves)
    draws = int(getattr(chosen, "bootstrap", 0))
    detail = every_number or draws > 0
    asked = cache.Asked(id, chosen, detail or not analysis.thorough_on_request)
    if draws:
        section = _resampled(analysis, asked, view, stamp, key, draws)
    else:
        section = cache.section(asked, view, stamp, key, waves)
    show(section, detail)


def show_overview() -> None:
    """The first page: a headline, and a card for every analysis that has one."""
    st.title("Overview")
    view, stamp, key = people.view_or_stop()
    overview.show(*cache.overview(view, stamp, key, people.waves()))


def _resampled(  # noqa: PLR0913 - as `cache.section`, and how much work it is
    analysis: Analysis[object],
    asked: "cache.Asked",
    view: View,
    stamp: Provenance,
    key: str,
    draws: int,
) -> Section:
    """A section whose intervals are made from resamples: long work, remembered in the session."""
    done: dict[str, Section] = state.get(_RESAMPLED, {})
    name = asked.key(key, stamp)
    if name not in done:
        made = _watched(analysis, asked, view, stamp, draws)
        done = dict([*done.items(), (name, made)][-_MOST:])
        state.put(_RESAMPLED, done)
    return done[name]


def _watched(
    analysis: Analysis[object], asked: "cache.Asked", view: View, stamp: Provenance, draws: int
) -> Section:
    """The work under a bar; a press on Stop ends this run at its next step, and starts another."""
    place = st.empty()
    with place.container(border=True):
        said = f"Drawing {draws:,} samples of people anew …"
        bar = st.progress(0.0, said)
        switch = key_of(analysis.id, "bootstrap")
        st.button(
            "Stop",
            key="stop the work",
            on_click=state.put,
            args=(switch, False),
            icon=":material/stop_circle:",
        )

    def tick(share: float) -> None:
        bar.progress(min(share, 1.0), said)

    made = build(analysis.id, view, stamp, asked.options, thorough=asked.thorough, tick=tick)
    place.empty()
    return made
