"""How a section looks on a page: finding, picture, what weakens it, tables, method, downloads.

A file is made when it is asked for. Each row of download buttons is a fragment, so that a rerun of
the page never replaces a button that was just pressed.
"""

import re
from collections.abc import Callable, Sequence

import pyarrow as pa
import streamlit as st

from crm_analytics.report.chart import Chart, Heat, Tree, note_of
from crm_analytics.report.columns import Column
from crm_analytics.report.diagram import Diagram
from crm_analytics.report.section import Section
from crm_analytics.report.table import Table, Value, columns_of, written
from crm_analytics.ui import cache, frame, notes
from crm_analytics.ui.messages import plain

LONG = 80  # characters
WHOLE = 16  # rows that stand on a page without scrolling
WRAPPED = 60  # rows that may take several lines each
NARROW = 6  # columns of a heat map that need little room
CAMERA = {"displaylogo": False, "responsive": True, "displayModeBar": False}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def show(section: Section, detail: bool = False, beneath: Callable[[], None] | None = None) -> None:
    """A section of the study with its note; `detail` shows every picture, table and column.

    beneath: writes what stands under the first picture, such as the grid it is made from.
    """
    known = notes.known()
    (section,) = notes.noted([section], known)
    _finding(section)
    notes.box(section, known)
    _rest(section, detail, beneath)
    notes.editor(section, known)


def sheet(section: Section) -> None:
    """A section that belongs to no study."""
    _finding(section)
    _rest(section)


def _finding(section: Section) -> None:
    st.markdown(f"#### {plain(section.finding)}")


def _rest(
    section: Section, detail: bool = False, beneath: Callable[[], None] | None = None
) -> None:
    for turn, chart in enumerate(section.charts):
        if detail or not chart.detail:
            picture(chart, section)
        if turn == 0 and beneath:
            beneath()
    caveats(section)
    for table in section.tables:
        if detail or not table.detail:
            grid(table if detail else table.shown(), section, table)
    with st.expander("How this is computed"):
        st.markdown("\n\n".join(plain(paragraph) for paragraph in section.method))
    download_page([section], section.title)


def caveats(section: Section) -> None:
    """What weakens the finding, when anything does."""
    if section.caveats:
        with st.container(border=True):
            st.markdown("**What weakens it**")
            st.markdown("\n".join(f"- {plain(caveat)}" for caveat in section.caveats))


def picture(chart: Chart, section: Section) -> None:
    """Title and note, the figure in the visitor's theme, and its downloads."""
    key = f"{section.id} {chart.name}"
    st.markdown(f"**{plain(chart.title)}**")
    if note := note_of(chart):
        st.caption(plain(note))
    drawn = cache.figure(chart, dark=st.context.theme.type == "dark")
    with frame.room(_room(chart), key):
        st.plotly_chart(drawn, theme=None, key=key, config=CAMERA, alt=chart.title)
    _download_picture(chart, key)


def _room(chart: Chart) -> frame.Room | None:
    """What keeps cells and parts from becoming too small to read."""
    match chart:
        case Diagram():
            return "wide drawing" if chart.rows else "wide"
        case Heat():
            return "wide" if len(chart.columns) > NARROW else "middling"
        case Tree():
            return "middling"
    return None


def grid(table: Table, section: Section, whole: Table) -> None:
    """A table with headings for readers; the file holds every column, unrounded."""
    st.markdown(f"**{plain(table.title)}**")
    columns = columns_of(table)
    data = {
        key: _cells(table.column(key), c) for key, c in zip(table.columns, columns, strict=True)
    }
    if _wraps(table):
        _wrapped(table, columns)
    else:
        st.dataframe(
            pa.table(data),
            hide_index=True,
            height="content" if len(table.rows) <= WHOLE else "auto",
            key=f"table {section.id} {table.name} {len(table.columns)}",
            column_config={
                key: st.column_config.TextColumn(
                    c.heading, alignment="right" if c.kind == "p" else None
                )
                if c.kind in ("text", "p")
                else st.column_config.NumberColumn(
                    c.heading, format=None if c.kind == "value" else f"%.{_digits(c)}f"
                )
                for key, c in zip(table.columns, columns, strict=True)
            },
            placeholder=table.absent or "–",
            alt=table.title,
        )
    _download_table(whole, f"{section.id} {table.name}")


def _wraps(table: Table) -> bool:
    """Whether it has text that needs lines, and few enough rows to stand on a page."""
    long = any(isinstance(v, str) and len(v) > LONG for row in table.rows for v in row)
    return long and len(table.rows) <= WRAPPED


def _wrapped(table: Table, columns: Sequence[Column]) -> None:
    """A table whose long text wraps; its cells are Markdown to Streamlit."""
    texts = {
        c.heading: [plain(written(value, c, table.absent)) for value in table.column(key)]
        for key, c in zip(table.columns, columns, strict=True)
    }
    st.table(pa.table(texts), hide_index=True, alt=table.title)


def _cells(values: Sequence[Value], column: Column) -> pa.Array:
    """Numbers stay numbers, so that they can be sorted; a p-value is written as journals do.

    What would read −0.00 is zero.
    """
    if column.kind == "p":
        known = (None if value is None else written(value, column) for value in values)
        return pa.array(known, pa.string())
    if column.kind == "text":
        return pa.array([None if v is None else str(v) for v in values], pa.string())
    least = 0.5 * 10.0 ** -_digits(column)
    numbers = [None if v is None else float(v) for v in values]
    return pa.array([0.0 if v and -least <= v < 0 else v for v in numbers], pa.float64())


def _digits(column: Column) -> int:
    return 0 if column.kind in ("count", "df") else 4 if column.kind == "value" else column.decimals


@st.fragment
def download_page(sections: Sequence[Section], title: str) -> None:
    """The whole page as a workbook and as slides."""

    def workbook() -> bytes:
        from crm_analytics.export.workbook import workbook

        return workbook(sections)

    def deck() -> bytes:
        from crm_analytics.export.slides import deck

        return deck(sections)

    with st.container(horizontal=True, key=f"downloads {title}"):
        _download("Excel workbook", workbook, f"{title}.xlsx", XLSX, icon=":material/table_view:")
        _download("PowerPoint slides", deck, f"{title}.pptx", PPTX, icon=":material/slideshow:")


@st.fragment
def _download_picture(chart: Chart, name: str) -> None:
    """A figure as PNG and SVG, white and large, whatever the theme of the page."""
    from crm_analytics.export.picture import picture

    if not cache.browser_found():
        st.caption("PNG and SVG need Chrome or Chromium on the computer that runs this app.")
        return
    with st.container(horizontal=True, horizontal_alignment="right", key=f"pictures {name}"):
        _download("PNG", lambda: picture(chart, "png"), f"{name}.png", "image/png")
        _download("SVG", lambda: picture(chart, "svg"), f"{name}.svg", "image/svg+xml")


@st.fragment
def _download_table(table: Table, name: str) -> None:
    """A table as CSV."""
    from crm_analytics.export.text import csv_bytes

    with st.container(horizontal=True, horizontal_alignment="right", key=f"csv {name}"):
        _download("CSV", lambda: csv_bytes(table), f"{name}.csv", "text/csv")


def _download(
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
