"""The ways in: samples, files, or names of factors to judge here."""

import streamlit as st

from crm_analytics.files.formats import SMALL_TABLES, upload_extensions
from crm_analytics.ism import IsmDocument
from crm_analytics.ism.reading import SCALES
from crm_analytics.ui import coding_files, state
from crm_analytics.ui import documents as kept
from crm_analytics.ui.documents import OpenDocument
from crm_analytics.ui.ism import document as documents
from crm_analytics.ui.messages import show_problems

FILE_TYPES = upload_extensions(SMALL_TABLES)
SAMPLES = {
    "ism_loyalty.csv": ("Loyalty", "Eight invented factors without a circle: five levels."),
    "ism_study.csv": ("17-factor study", "The SSIM of a published study of bank customers."),
    "ism_experts.xlsx": ("Three experts", "The same factors, judged by three invented experts."),
}
EXAMPLE = """id,factor,1,2,3
1,Loyalty,,A,A
2,Trust,,,O
3,Service,,,
"""
_UPLOAD, _NAMES, _WORDS = "ism files", "ism names", "ism words"


def ways_in(held: OpenDocument[IsmDocument]) -> None:
    """Sample buttons with what they hold, the uploader, an empty grid; and how a file must look."""
    st.caption(
        "What people who know the matter say about pairs of factors becomes a drawing of what "
        "leads to what. No survey is needed for it; a factor may have a dimension of one behind it."
    )
    st.caption("Samples to look at:")
    for place, (file, (label, about)) in zip(st.columns(len(SAMPLES)), SAMPLES.items(),
                                             strict=True):  # fmt: skip
        place.button(label, width="stretch", key=file, on_click=documents.open_sample, args=(file,))
        # a phone has no pointer that would show a help text
        place.caption(about)
    st.file_uploader(
        "Drop an SSIM, a matrix, or one file per expert",
        FILE_TYPES,
        accept_multiple_files=True,
        key=_UPLOAD,
        on_change=_take,
    )
    show_problems(documents.refused())
    if documents.nothing_taken():
        kept.nothing_taken(held)
    left, right = st.columns(2)
    with left.expander("Start with names of factors", key="ism by names"):
        st.caption("Every pair begins with O, neither leads to the other, until you judge it.")
        st.text_area("Factors, one a line", key=_NAMES, height=140)
        st.button("Make an empty grid", on_click=_named)
        if gathered := coding_files.categories():
            st.button(
                f"Take the {len(gathered):,} categories of Coding",
                on_click=documents.open_names,
                args=("\n".join(gathered),),
            )
    with right.expander("How a file must look", key="ism looks"):
        st.markdown(
            "A table of letters is called an SSIM, a structural self-interaction matrix. The "
            "letters stand above the diagonal: **V** when the row leads to the column, **A** when "
            "the column leads to the row, **X** when both do, **O** when neither does. "
            "A square of 0 and 1, or of strengths from 0 to 1, is read as well; a workbook with a "
            "sheet per expert, or one file per expert."
        )
        st.code(EXAMPLE, language=None)
        st.segmented_control(
            "What words of strength mean", tuple(SCALES), key=_WORDS, required=True,
            default="seven", format_func=lambda name: SCALES[name].source,
            persist_state="session", on_change=_take,
        )  # fmt: skip


def status(held: OpenDocument[IsmDocument]) -> IsmDocument:
    """Where it is kept, or what is wrong with it; and the judgements."""
    was = documents.DOCUMENT.earlier()
    name = ", ".join(was.origin.names) if was else ""
    kept.status(held, name, documents.bring_back, documents.remove)
    return held.content


def _take() -> None:
    """Runs before the page, once for new files."""
    uploaded = state.get(_UPLOAD, None)
    if uploaded:
        words = SCALES[state.get(_WORDS, "seven")]
        documents.open_files([(one.name, one.getvalue()) for one in uploaded], words)


def _named() -> None:
    documents.open_names(state.get(_NAMES, ""))
