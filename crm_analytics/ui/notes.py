"""What people write beside a section: shown with it, and taken along into every file.

Notes are read anew on every run and put on a section after the cache, which serves every visitor.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from crm_analytics.errors import Conflict, Problems
from crm_analytics.report.section import Section
from crm_analytics.survey.samples import sample
from crm_analytics.ui import state
from crm_analytics.ui.messages import SOMEBODY, plain, show_refused, when
from crm_analytics.ui.state import who

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.versions import SectionNote

    Notes = Mapping[str, SectionNote]

LONGEST = 1000  # characters
_EDITED, _CONFLICT, _REFUSED = "note edited", "note conflict", "note refused"


@dataclass(frozen=True, slots=True)
class _Edited:
    """The note an editor began with; another one is taken only while nothing was typed."""

    study: str
    section: str
    version: int
    text: str

    @property
    def key(self) -> str:
        return f"note {self.study} {self.section} {self.version}"


def known() -> "Notes":
    """What stands beside the sections of the current study, by section; nothing of a sample."""
    current = state.study()
    return state.kept_here().notes(current.id) if current.version else {}


def noted(sections: Sequence[Section], notes: "Notes") -> tuple[Section, ...]:
    """The sections with what stands beside them."""
    return tuple(
        replace(section, note=notes[section.id].text) if section.id in notes else section
        for section in sections
    )


def box(section: Section, notes: "Notes") -> None:
    """The note of a section, when there is one."""
    found = notes.get(section.id)
    if found is not None:
        with st.container(border=True, key=f"noted {section.id}"):
            st.markdown("  \n".join(map(plain, found.text.splitlines())))
            said = " · ".join(filter(None, ("Note", found.who, when(found.changed))))
            st.caption(plain(said))


def editor(section: Section, notes: "Notes") -> None:
    """Write a note, change it, or take it away; theirs and mine where two wrote."""
    current = _edited(section, notes)
    with st.expander("Change the note" if current.text else "Note", key=f"noting {section.id}"):
        show_refused(f"{_REFUSED} {section.id}")
        conflict: Conflict | None = state.get(f"{_CONFLICT} {section.id}", None)
        if conflict is not None:
            _theirs(conflict)
        st.text_area(
            "What should a reader of this page know?",
            current.text,
            key=current.key,
            max_chars=LONGEST,
            persist_state="session",
            help="It stands on this page, on its slide and in its workbook. Empty it to remove it.",
        )
        with st.container(horizontal=True):
            version = conflict.version if conflict else current.version
            label = "Put mine over it" if conflict else "Save the note"
            st.button(label, key=f"save {section.id}", on_click=_save, args=(current, version))
            if conflict is not None:
                st.button(
                    "Keep theirs", key=f"their {section.id}", on_click=_forget, args=(current,)
                )


def _theirs(conflict: Conflict) -> None:
    did = "wrote" if conflict.text else "removed the note"
    st.warning(plain(f"{conflict.who or SOMEBODY} {did} meanwhile, {when(conflict.when)}:"))
    st.markdown("  \n".join(map(plain, conflict.text.splitlines())))


def _edited(section: Section, notes: "Notes") -> _Edited:
    study, key = state.study().id, f"{_EDITED} {section.id}"
    kept = notes.get(section.id)
    newest = _Edited(study, section.id, kept.version if kept else 0, kept.text if kept else "")
    begun: _Edited | None = state.get(key, None)
    if begun and begun.study == study and state.get(begun.key, begun.text) != begun.text:
        return begun
    state.put(key, newest)
    return newest


def _save(edited: _Edited, based_on: int) -> None:
    """Runs before the page; on a sample, the study is one's own from now on."""
    refused = f"{_REFUSED} {edited.section}"
    state.put(refused, ())
    text = str(state.get(edited.key, "")).strip()
    try:
        if sample(edited.study) and not text:
            return
        id = state.own().id
        state.kept_here().note(id, edited.section, text, based_on, who=who())
    except Conflict as found:
        state.put(f"{_CONFLICT} {edited.section}", found)
    except Problems as error:
        state.put(refused, error.problems)
    else:
        _forget(edited)


def _forget(edited: _Edited) -> None:
    """What is kept stands in the editor from now on."""
    state.forget(f"{_CONFLICT} {edited.section}")
    state.forget(f"{_EDITED} {edited.section}")
    state.forget(edited.key)
