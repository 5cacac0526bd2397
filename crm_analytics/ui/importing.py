"""The Data page: a file in, what was recognised, and the samples."""

import streamlit as st

from crm_analytics import files as reading
from crm_analytics.files.file import Note, SurveyFile
from crm_analytics.survey.identity import without_identity
from crm_analytics.survey.samples import SAMPLES, sample
from crm_analytics.survey.suggesting import suggest
from crm_analytics.ui import link, state
from crm_analytics.ui.messages import plain, refusing, show_problems, show_refused
from crm_analytics.ui.study import OpenStudy

ARROW = ":material/arrow_forward:"
KINDS = ("csv", "tsv", "txt", "xlsx", "sav", "zsav", "parquet")
_NOTES, _REFUSED, _UPLOAD = "notes", "refused", "upload"
FIRST_ROWS = 5


def upload() -> None:
    """Take a file, keep it as a new study, and say what was recognised."""
    st.file_uploader(
        "Drop a survey file",
        KINDS,
        key=_UPLOAD,
        on_change=_take,
        help="CSV, Excel, SPSS or Parquet: one row a person, one column a question.",
    )
    show_refused(_REFUSED)


def _take() -> None:
    """Runs before the page, once for a new file."""
    uploaded = state.get(_UPLOAD, None)
    with refusing(_REFUSED):
        if uploaded is not None:
            file, dropped = without_identity(reading.read(uploaded.getvalue(), uploaded.name))
            proposed = suggest(file)
            state.keep(file, proposed.instrument)
            state.put(_NOTES, (file.sha256, (*dropped, *proposed.notes)))


def samples() -> None:
    """One button per sample."""
    st.markdown("**Or try a sample**")
    places = st.columns(len(SAMPLES))
    for place, known in zip(places, SAMPLES, strict=True):
        title = known.about.partition(":")[0]
        place.button(
            title,
            help=known.about,
            key=known.id,
            width="stretch",
            on_click=link.point_to,
            args=(known.id,),
        )


def title(study: OpenStudy) -> None:
    """Which study it is."""
    st.subheader(plain(study.instrument.title))


def recognised(study: OpenStudy) -> None:
    """What the file is, and what the reader and the suggestion made of it."""
    file, items = study.file, len(study.instrument.items)
    st.markdown(
        f"{plain(file.name)}: {file.rows:,} rows × {len(file.columns)} columns. "
        f"{items} item{'s' * (items != 1)} in {len(study.instrument.dimensions)} dimensions."
    )
    show_problems(study.problems)
    st.page_link("pages/questionnaire.py", label="Confirm which question measures what", icon=ARROW)
    st.page_link("pages/overview.py", label="See the results", icon=ARROW)
    of_file, proposed = state.get(_NOTES, ("", ()))
    mine = proposed if of_file == file.sha256 else ()
    _notes((*file.notes, *mine))
    if mine or sample(study.id):  # rows are shown to the person who brought them, to nobody else
        _first_rows(file)


def _notes(notes: tuple[Note, ...]) -> None:
    for note in notes:
        if note.what == "Please check":
            st.warning(plain(f"{note.what}: {note.found}."))
    st.markdown("**What was recognised**")
    st.dataframe(
        {"What": [n.what for n in notes], "Found": [n.found for n in notes]},
        hide_index=True,
        alt="What was recognised in the file",
        column_config={"Found": st.column_config.TextColumn(width="large")},
    )


def _first_rows(file: SurveyFile) -> None:
    st.markdown("**First rows**")
    st.dataframe(file.table.slice(0, FIRST_ROWS), alt="First rows of the file")
