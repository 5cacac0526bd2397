"""The log of a study in words: who did what when, names and numbers only."""

from typing import TYPE_CHECKING

import streamlit as st

from crm_analytics.ui import state
from crm_analytics.ui.messages import when
from crm_analytics.ui.study import OpenStudy

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.study_rows import Entry

MOST = 200  # entries
_DOCUMENTS = {"ism": "Judgements for ISM", "coding": "Coders' files"}
_WORDS = {
    "study created": "Study begun with: {}",
    "study copied from": "Study begun as a copy",  # of which: whoever knows an id may open it
    "study renamed": "Title changed",
    "study archived": "Study archived",
    "study unarchived": "Study brought back from the archive",
    "questionnaire saved": "Questionnaire changed, version {}",
    "wave added": "Wave added: {}",
    "wave deleted": "Wave removed: {}",
    "wave published": "Wave published: {}",
    "note saved": "Note changed: {}",
    "document changed": "{} changed",
    "document removed": "{} removed",
}


def log(study: OpenStudy) -> None:
    """What happened to the study, newest first; a sample has no past."""
    if not study.version:
        return
    with st.expander("What happened here", key="what happened"):
        entries = state.kept_here().log(study.id)[::-1]
        shown = entries[:MOST]
        st.dataframe(
            {
                "When": [when(entry.time) for entry in shown],
                "Who": [entry.who or "–" for entry in shown],
                "What": [in_words(entry) for entry in shown],
            },
            hide_index=True,
            key="log",
            alt="What happened to this study, newest first",
            column_config={"What": st.column_config.TextColumn(width="large")},
        )
        st.caption("Changes of the same kind in a row are one line, with the time of the first.")
        if len(entries) > MOST:
            st.caption(f"… and {len(entries) - MOST:,} earlier.")


def in_words(entry: "Entry") -> str:
    """An entry as a sentence; one of a newer program as it is."""
    words = _WORDS.get(entry.what)
    about = _DOCUMENTS.get(entry.about, entry.about) if "document" in entry.what else entry.about
    return words.replace("{}", about) if words else f"{entry.what} {entry.about}".strip()
