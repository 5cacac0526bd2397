"""The page that checks printed tables: a table in, what contradicts, what was recognised."""

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from crm_analytics import paper
from crm_analytics.errors import Problems
from crm_analytics.files.formats import SMALL_TABLES, upload_extensions
from crm_analytics.files.printed import printed
from crm_analytics.paper import PrintedTable
from crm_analytics.report.columns import VOCABULARY
from crm_analytics.report.section import Section
from crm_analytics.ui import state
from crm_analytics.ui.messages import plain, refusing, show_problems, show_refused

PASTED = "Pasted table"
EXAMPLE = """n = 282
scale maximum = 5
dimension,mean,SD,SE,CV %,relative importance %
trust,4.05,.536,.0319,13.2,81
communication,3.95,.702,.0918,18.9,77
"""
_TEXT, _UPLOAD, _KEPT, _REFUSED = "printed text", "printed file", "printed table", "table refused"


def checked_or_stop() -> tuple[Sequence[PrintedTable], Section]:
    """The tables that were given and what their numbers say; without any, what to do."""
    name, text = _given()
    show_refused(_REFUSED)
    if not text.strip():
        st.info("Paste a table from a paper above, drop a file, or try the example.")
        st.stop()
    try:
        tables = paper.read(text)
    except Problems as error:
        show_problems(error.problems)
        st.stop()
    return tables, paper.section(tables, paper.check(tables), name, text)


def recognised(tables: Sequence[PrintedTable]) -> None:
    """The tables as they were read, with what each column was taken for."""
    with st.expander("What was recognised"):
        for number, table in enumerate(tables, 1):
            stated = ", ".join(cell.said for cell in table.around.values())
            st.markdown(f"**Table {number}**" + (f": {plain(stated)}" if stated else ""))
            names = [f"{n} {header}" for n, header in enumerate(table.header)]
            columns = zip(*table.grid, strict=True)
            st.dataframe(
                pa.table({n: pa.array(c) for n, c in zip(names, columns, strict=True)}),
                hide_index=True,
                key=f"printed {number}",
                column_config={
                    name: st.column_config.TextColumn(header or "–", help=_taken_for(key))
                    for name, header, key in zip(names, table.header, table.keys, strict=True)
                },
                alt=f"Table {number} as it was read",
            )


def _given() -> tuple[str, str]:
    """Name and text of what was pasted or dropped; it outlives a visit to another page."""
    kept: tuple[str, str] = state.get(_KEPT, (PASTED, ""))
    st.caption(
        "Descriptives, percentages, correlations, regressions, reliability: what one printed "
        "number says about another is computed anew. The answers of the people behind it are not "
        "needed, and nothing is kept."
    )
    state.put(_TEXT, kept[1])
    st.text_area(
        "Paste a printed table",
        key=_TEXT,
        height=220,
        on_change=_paste,
        help="A header row, the row's label first. Lines such as n = 282 may stand above it.",
    )
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.file_uploader(
        "Or drop a file with it", upload_extensions(SMALL_TABLES), key=_UPLOAD, on_change=_take
    )
    right.button("Try an example", on_click=_keep, args=("Example", EXAMPLE), width="stretch")
    return kept


def _paste() -> None:
    _keep(PASTED, state.get(_TEXT, ""))


def _take() -> None:
    """Runs before the page, once for a new file; one that is refused leaves the table as it was."""
    uploaded = state.get(_UPLOAD, None)
    if uploaded is not None:
        with refusing(_REFUSED):
            _keep(uploaded.name, printed(uploaded.getvalue(), uploaded.name))


def _keep(name: str, text: str) -> None:
    state.put(_KEPT, (name, text))
    state.put(_REFUSED, ())


def _taken_for(key: str) -> str:
    if not key:
        return "not recognised as a number that is checked"
    known = VOCABULARY.get(key)
    return f"taken for: {known.heading if known else key.replace('_', ' ')}"
