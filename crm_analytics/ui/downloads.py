"""Download buttons: a file is made when it is asked for.

Each row of buttons is a fragment, so that a rerun of the page never replaces a button that was
just pressed.
"""

import re
from collections.abc import Callable, Sequence

import streamlit as st

from crm_analytics.report.chart import Chart
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@st.fragment
def page(sections: Sequence[Section], title: str) -> None:
    """The whole page as a workbook and as slides."""

    def workbook() -> bytes:
        from crm_analytics.export.workbook import workbook

        return workbook(sections)

    def deck() -> bytes:
        from crm_analytics.export.slides import deck

        return deck(sections)

    with st.container(horizontal=True, key=f"downloads {title}"):
        _button("Excel workbook", workbook, f"{title}.xlsx", XLSX, icon=":material/table_view:")
        _button("PowerPoint slides", deck, f"{title}.pptx", PPTX, icon=":material/slideshow:")


@st.fragment
def pictures(chart: Chart, name: str) -> None:
    """A figure as PNG and SVG, white and large, whatever the theme of the page."""
    from crm_analytics.export.picture import browser_found, picture

    if not browser_found():
        st.caption("PNG and SVG need Chrome or Chromium on the computer that runs this app.")
        return
    with st.container(horizontal=True, horizontal_alignment="right", key=f"pictures {name}"):
        _button("PNG", lambda: picture(chart, "png"), f"{name}.png", "image/png")
        _button("SVG", lambda: picture(chart, "svg"), f"{name}.svg", "image/svg+xml")


@st.fragment
def comma(table: Table, name: str) -> None:
    """A table as CSV."""
    from crm_analytics.export.text import csv_bytes

    with st.container(horizontal=True, horizontal_alignment="right", key=f"csv {name}"):
        _button("CSV", lambda: csv_bytes(table), f"{name}.csv", "text/csv")


def _button(
    label: str, make: Callable[[], bytes], name: str, mime: str, icon: str | None = None
) -> None:
    st.download_button(
        label,
        make,
        re.sub(r"[^\w.\-]+", "_", name),
        mime,
        key=f"download {label} {name}",
        on_click="ignore",
        icon=icon,
        type="secondary" if icon else "tertiary",
    )
