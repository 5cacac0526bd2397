"""The ways in: samples, files, or names of factors to judge here."""

import streamlit as st

from crm_analytics.ui import coding_files, state
from crm_analytics.ui.plain import plain
from crm_analytics.ui.structure import desk as desks

KINDS = ("csv", "tsv", "txt", "xlsx")
SAMPLES = {
    "ism_study.csv": ("17-factor study", "The SSIM of a published study of bank customers."),
    "ism_loyalty.csv": ("Loyalty", "Eight invented factors without a circle: five levels."),
    "ism_experts.xlsx": ("Three experts", "The same factors, judged by three invented experts."),
}
EXAMPLE = """id,factor,1,2,3
1,Loyalty,,A,A
2,Trust,,,O
3,Service,,,
"""
_UPLOAD, _NAMES = "ism files", "ism names"


def ways_in() -> None:
    """Sample buttons with what they hold, the uploader, an empty grid; and how a file must look."""
    st.caption(
        "What people who know the matter say about pairs of factors becomes a drawing of what "
        "leads to what. No survey is needed for it, and nothing is kept but in this window."
    )
    for place, (file, (label, about)) in zip(st.columns(len(SAMPLES)), SAMPLES.items(),
                                             strict=True):  # fmt: skip
        place.button(label, width="stretch", key=file, on_click=desks.open_sample, args=(file,))
        # a phone has no pointer that would show a help text
        place.caption(about)
    st.file_uploader(
        "Drop an SSIM, a matrix, or one file per expert",
        KINDS,
        accept_multiple_files=True,
        key=_UPLOAD,
        on_change=_take,
    )
    _said()
    left, right = st.columns(2)
    with left.expander("Start with names of factors"):
        st.text_area("Factors, one a line", key=_NAMES, height=140)
        st.button("Make an empty grid", on_click=_named)
        if gathered := coding_files.categories():
            st.button(
                f"Take the {len(gathered):,} categories of Coding",
                on_click=desks.open_names,
                args=("\n".join(gathered),),
            )
    with right.expander("How a file must look"):
        st.markdown(
            "The letters stand above the diagonal: **V** when the row leads to the column, **A** "
            "when the column leads to the row, **X** when both do, **O** when neither does. "
            "A square of 0 and 1, or of strengths from 0 to 1, is read as well; a workbook with a "
            "sheet per expert, or one file per expert."
        )
        st.code(EXAMPLE, language=None)


def _said() -> None:
    for problem in desks.refused()[:20]:
        st.error(plain(str(problem)))


def _take() -> None:
    """Runs before the page, once for new files."""
    given = state.get(_UPLOAD, None)
    if given:
        desks.open_files([(one.name, one.getvalue()) for one in given])


def _named() -> None:
    desks.open_names(state.get(_NAMES, ""))
