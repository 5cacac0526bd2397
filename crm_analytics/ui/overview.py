"""The one-minute page: a headline, and one card a question with its finding and a sketch."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from crm_analytics.analyses.registry import registry
from crm_analytics.report.chart import Bars, Chart, Dots, Interval, Likert, Share
from crm_analytics.report.section import Section
from crm_analytics.ui import downloads, notes
from crm_analytics.ui.messages import plain
from crm_analytics.ui.show import caveats
from crm_analytics.ui.sketch import MOST, sketch


def show(section: Section, others: Sequence[Section]) -> None:
    """The headline, then the other sections as cards that lead to their pages."""
    known = notes.known()
    section, *others = notes.noted([section, *others], known)
    st.markdown(f"#### {plain(section.finding)}")
    notes.box(section, known)
    with st.grid(2, min_column_width=320):
        for other in others:
            with st.container(border=True, height="stretch"):
                _card(other)
    caveats(section)
    downloads.page([section, *others], "Overview")
    notes.editor(section, known)


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
        return replace(chart, points=tuple(sorted(chart.points, key=_value)))
    if isinstance(chart, Dots) and section.id == "waves":
        return replace(chart, points=tuple(sorted(chart.points, key=_moved, reverse=True)))
    if isinstance(chart, Bars) and section.id == "priority":
        return replace(chart, points=tuple(sorted(chart.points, key=_value)))
    if isinstance(chart, Likert):
        return replace(chart, rows=_ends(chart.rows))
    named = {c.name: c for c in section.charts}
    return named.get("block", chart)


def _value(point: Interval) -> float:
    return point.value


def _moved(point: Interval) -> float:
    return abs(point.value)


def _ends(rows: Sequence[Share]) -> tuple[Share, ...]:
    """The three questions answered highest and the two answered lowest."""
    if len(rows) <= MOST:
        return tuple(rows)
    ranked = sorted((row for row in rows if row.shares), key=_high, reverse=True)
    return (*ranked[:3], *ranked[-2:])


def _high(row: Share) -> float:
    return sum(row.shares[-2:])
