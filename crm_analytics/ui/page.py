"""The page of an analysis, and the Overview: a card for every analysis with something to say."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from crm_analytics.analyses.registry import registry
from crm_analytics.report.chart import Bars, Chart, Dots, Likert, Share
from crm_analytics.report.section import Section
from crm_analytics.ui import cache, notes, options, people, state
from crm_analytics.ui.messages import plain
from crm_analytics.ui.options import key_of
from crm_analytics.ui.show import caveats, download_page, show
from crm_analytics.ui.sketch import MOST, sketch
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
    thorough = detail or not analysis.thorough_on_request
    request = cache.SectionRequest(id, chosen, thorough, detail)
    if draws:
        section = cache.in_session(
            "resampled sections",
            request.key(looked_at),
            lambda: _resampled(request, looked_at, draws),
            most=8,
        )
    else:
        section = cache.section(request, looked_at)
    show(section, detail)


def _resampled(request: cache.SectionRequest, looked_at: LookedAt, draws: int) -> Section:
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
            args=(key_of(request.id, "bootstrap"), False),
            icon=":material/stop_circle:",
        )

    def tick(share: float) -> None:
        bar.progress(min(share, 1.0), words)

    section = cache.made(request, looked_at, tick)
    place.empty()
    return section


def show_overview() -> None:
    """The first page: the headline, then the other sections as cards that lead to their pages."""
    st.title("Overview")
    sections = cache.overview(people.looked_at_or_stop())
    known = notes.known()
    overview, *others = notes.noted(sections, known)
    st.markdown(f"#### {plain(overview.finding)}")
    notes.box(overview, known)
    with st.grid(2, min_column_width=320):
        for section in others:
            with st.container(border=True, height="stretch"):
                _card(section)
    caveats(overview)
    download_page([overview, *others], "Overview")
    notes.editor(overview, known)


def _card(section: Section) -> None:
    arrow = ":material/arrow_forward:"
    st.page_link(registry()[section.id].page_file, label=f"**{section.question}**", icon=arrow)
    st.markdown(plain(section.finding))
    if section.note:
        st.caption(f":material/edit_note: {plain(section.note)}")
    if section.charts:
        st.html(sketch(_telling(section)))


def _telling(section: Section) -> Chart:
    """The chart that a few rows are taken of: those that the finding names come first."""
    chart = section.charts[0]
    if isinstance(chart, Dots) and section.id == "reliability":
        return replace(chart, points=tuple(sorted(chart.points, key=lambda p: p.value)))
    if isinstance(chart, Dots) and section.id == "waves":
        return replace(chart, points=tuple(sorted(chart.points, key=lambda p: -abs(p.value))))
    if isinstance(chart, Bars) and section.id == "priority":
        return replace(chart, points=tuple(sorted(chart.points, key=lambda p: p.value)))
    if isinstance(chart, Likert):
        return replace(chart, rows=_highest_and_lowest(chart.rows))
    return next((c for c in section.charts if c.name == "block"), chart)


def _highest_and_lowest(rows: Sequence[Share]) -> tuple[Share, ...]:
    """The three questions answered highest and the two answered lowest."""
    if len(rows) <= MOST:
        return tuple(rows)
    known = (row for row in rows if row.shares)
    ranked = sorted(known, key=lambda row: sum(row.shares[-2:]), reverse=True)
    return (*ranked[:3], *ranked[-2:])
