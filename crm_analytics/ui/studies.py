"""The studies of this server: begun with a file, opened, renamed, archived, copied, deleted.

A title belongs to the questionnaire and travels with it; the store has a copy of it for the list.
So a new title is a new version of the questionnaire first, and the list follows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

import streamlit as st

from crm_analytics import files as reading
from crm_analytics import store
from crm_analytics.files.file import CHECK, Note, SurveyFile, TableLayout
from crm_analytics.files.formats import ACCEPTED, upload_extensions
from crm_analytics.files.sav import write_sav
from crm_analytics.report.words import counted
from crm_analytics.survey import questionnaire
from crm_analytics.survey.identity import without_identity
from crm_analytics.survey.samples import SAMPLES, sample
from crm_analytics.survey.suggesting import suggest
from crm_analytics.ui import state, table_layout
from crm_analytics.ui.documents import forget_study
from crm_analytics.ui.messages import plain, refusing, show_problems, show_refused, when
from crm_analytics.ui.state import who
from crm_analytics.ui.study import OpenStudy
from crm_analytics.ui.table_layout import Brought

if TYPE_CHECKING:  # SQLAlchemy is imported when something is kept, not when the app starts
    from crm_analytics.store.study_rows import Entry, Listed

ARROW = ":material/arrow_forward:"
FIRST_ROWS = 5
SHOWN = 8  # studies; more are found by their title
MOST = 200  # entries of the log
_FILE_REFUSED, _UPLOAD = "refused", "upload"
_BEGUN = "study begun"
_ARCHIVED, _SEARCH = "show archived", "find a study"
_LEAVING, _REFUSED = "study to delete", "study refused"
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


@dataclass(frozen=True, slots=True)
class Begun:
    """The study that this visitor began with the file in the uploader.

    layout: where its table was taken to stand. private: notes that are for their eyes only.
    """

    study: str = ""
    layout: TableLayout | None = None
    private: tuple[Note, ...] = ()


def upload() -> None:
    """Take a file, keep it as a new study, and say what was recognised."""
    st.file_uploader(
        "Drop a survey file",
        upload_extensions(),
        key=_UPLOAD,
        on_change=_take,
        help=f"{ACCEPTED} One row a person, one column a question.",
    )
    show_refused(_FILE_REFUSED)
    brought: Brought | None = state.get(_UPLOAD, None)
    if brought is not None:
        table_layout.correct(brought, _begun().layout, _take_as_told)


def _take() -> None:
    """Runs before the page, once for a new file."""
    uploaded: Brought | None = state.get(_UPLOAD, None)
    with refusing(_FILE_REFUSED):
        state.forget(_BEGUN)
        if uploaded is not None:
            _begin(reading.read(uploaded.getvalue(), uploaded.name))


def _take_as_told(guess: TableLayout | None) -> None:
    """The same file as a person says it stands; what it was taken for at first is no study."""
    uploaded: Brought | None = state.get(_UPLOAD, None)
    with refusing(_FILE_REFUSED):
        if uploaded is None:
            return
        layout = table_layout.told(uploaded, guess)
        again = reading.read(uploaded.getvalue(), uploaded.name, layout=layout)
        before = _begun()
        _begin(again)
        if before.study and state.kept_here().open(before.study).version == 1:
            state.kept_here().delete(before.study, who=who())


def _begin(read: SurveyFile) -> None:
    """A study from a file, which keeps with its answers what was recognised of its columns."""
    file, dropped = without_identity(read)
    proposed = suggest(file)
    notes = (*file.notes, *dropped, *proposed.notes)
    kept = tuple(note for note in notes if not note.private)
    state.keep(replace(file, notes=kept), proposed.instrument)
    private = tuple(note for note in notes if note.private)
    state.put(_BEGUN, Begun(state.study().id, read.layout, private))


def _begun() -> Begun:
    return state.get(_BEGUN, Begun())


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
            on_click=state.point_to,
            args=(known.id,),
        )


def recognised(study: OpenStudy) -> None:
    """What the file is, and what the reader and the suggestion made of it."""
    file = study.file
    items = counted(len(study.instrument.items), "item")
    dimensions = counted(len(study.instrument.dimensions), "dimension")
    st.markdown(
        f"{plain(file.name)}: {file.rows:,} rows × {len(file.columns)} columns. "
        f"{items} in {dimensions}."
    )
    show_problems(study.problems)
    st.page_link("pages/questionnaire.py", label="Confirm which question measures what", icon=ARROW)
    st.page_link("pages/overview.py", label="See the results", icon=ARROW)
    begun = _begun()
    mine = begun.study == study.id
    _notes(file, begun.private if mine else ())
    if mine or sample(study.id):  # rows are shown to the person who brought them, to nobody else
        _first_rows(file)


def _notes(file: SurveyFile, private: tuple[Note, ...]) -> None:
    """What was recognised; private: what only the person who brought the file is told."""
    for note in private:
        if note.what == CHECK:
            st.warning(plain(f"{note.what}: {note.found}."))
    notes = (*file.notes, *(note for note in private if note.what != CHECK))
    st.markdown("**What was recognised**")
    st.dataframe(
        {"What": [n.what for n in notes], "Found": [n.found for n in notes]},
        hide_index=True,
        alt="What was recognised in the file",
        column_config={"Found": st.column_config.TextColumn(width="large")},
    )
    st.download_button(
        "Import report",
        lambda: import_report(file, private).encode(),
        f"{file.name} import report.txt",
        "text/plain",
        key="import report",
        on_click="ignore",
        type="tertiary",
    )


def import_report(file: SurveyFile, private: tuple[Note, ...] = ()) -> str:
    """What was read, set aside, recoded and asked about, one line each."""
    size = f"{file.rows:,} rows, {len(file.columns)} columns kept"
    lines = [f"File: {file.name}", f"SHA-256 of its bytes: {file.sha256}", f"Size: {size}"]
    notes = (f"{note.what}: {note.found}" for note in (*file.notes, *private))
    return "\n".join([*lines, *notes]) + "\n"


def _first_rows(file: SurveyFile) -> None:
    st.markdown("**First rows**")
    st.dataframe(file.table.slice(0, FIRST_ROWS), alt="First rows of the file")
    st.download_button(
        "SPSS file (.sav)",
        lambda: write_sav(file),
        f"{PurePath(file.name).stem}.sav",
        "application/x-spss-sav",
        key="download sav",
        on_click="ignore",
        type="tertiary",
        help="The answers as they were read, with question texts, labels and missing codes.",
    )


def kept() -> None:
    """Everything kept on this machine; on a shared server only the study of the link."""
    known = tuple(_known())
    if not known:
        return
    with st.expander("Studies kept here" if state.is_local() else "This study", key="kept studies"):
        show_refused(_REFUSED)
        for one in _found(known):
            with st.container(border=True, key=f"study {one.id}"):
                _row(one)
                if state.get(_LEAVING, "") == one.id:
                    _confirm_deletion(one)


def _known() -> "Iterator[Listed]":
    if not store.exists(store.default_url()):
        return
    here = state.kept_here()
    if state.is_local():
        yield from here.studies()
        yield from here.studies(archived=True)
        return
    current = state.here()
    both = (*here.studies(), *here.studies(archived=True))
    yield from (one for one in both if one.id == current)


def _found(known: "tuple[Listed, ...]") -> "Iterator[Listed]":
    """Those to be shown: not archived unless asked for, by title where there are many."""
    if not state.is_local():
        yield from known
        return
    archived = [one for one in known if one.archived]
    chosen = [one for one in known if not one.archived]
    if archived:
        label = f"Show {len(archived)} archived"
        chosen += archived if st.toggle(label, key=_ARCHIVED) else []
    if len(chosen) > SHOWN:
        asked = st.text_input("Find a study", key=_SEARCH, placeholder="Part of its title")
        chosen = [one for one in chosen if asked.casefold() in one.title.casefold()]
    yield from chosen[:SHOWN]
    if len(chosen) > SHOWN:
        st.caption(f"… and {len(chosen) - SHOWN} more; type a part of the title.")


def _row(one: "Listed") -> None:
    waves = f"{one.waves} wave{'s' * (one.waves != 1)}"
    people = f"{one.rows:,} people" + (" in the last" if one.waves > 1 else "")
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            st.markdown(f"**{plain(one.title)}**")
            st.caption(plain(f"{waves} · {people} · changed {when(one.changed)}"))
        with st.container(horizontal=True, width="content"):
            open_ = one.id == state.here()
            _button("Open", one, lambda: state.point_to(one.id), disabled=open_)
            # another key closes it while the dialog asks
            asks = state.get(_LEAVING, "") == one.id
            with st.popover("More", key=f"more {one.id} {asks}"):
                _more(one)


def _more(one: "Listed") -> None:
    title = f"title {one.id} {one.title}"
    st.text_input("Title", one.title, key=title, max_chars=200)
    here = state.kept_here()
    _button("Rename", one, lambda: _rename(one, title), width="stretch")
    _button("Make a copy", one, lambda: _copy(one), width="stretch")
    if one.archived:
        back = partial(here.unarchive, one.id, who=who())
        _button("Bring back", one, back, width="stretch")
    else:
        told = "Takes it out of this list; its link still works."
        away = partial(here.archive, one.id, who=who())
        _button("Archive", one, away, width="stretch", help=told)
    _button("Delete …", one, lambda: state.put(_LEAVING, one.id), width="stretch")


def _button(label: str, one: "Listed", act: Callable[[], None], **look: object) -> None:
    key = f"{label} {one.id}"
    st.button(label, key=key, on_click=_tried, args=(act,), **look)  # type: ignore[arg-type]


def _tried(act: Callable[[], None]) -> None:
    """Runs before the page; what the store refuses is said above the list."""
    with refusing(_REFUSED):
        act()


def _rename(one: "Listed", key: str) -> None:
    if title := state.get(key, "").strip():
        entitle(one.id, title)
        if state.here() == one.id:
            state.open_anew()


def entitle(id: str, title: str) -> None:
    """The questionnaire says it, then the list; raises StoreTrouble."""
    here = state.kept_here()
    kept = here.open(id)
    named = questionnaire.write(replace(questionnaire.read(kept.questionnaire), title=title))
    here.save_questionnaire(id, named, based_on=kept.version, who=who())
    here.rename(id, title, who=who())


def _copy(one: "Listed") -> None:
    title = f"{one.title} (copy)"
    copied = state.kept_here().copy(one.id, title, who=who())
    entitle(copied, title)
    state.point_to(copied)


@st.dialog("Delete a study", on_dismiss=lambda: state.forget(_LEAVING))
def _confirm_deletion(one: "Listed") -> None:
    """What goes, said before it goes; a published study asks for its title."""
    if state.get(_LEAVING, "") != one.id:  # decided by the click that runs the dialog anew
        st.rerun()
    waves = state.kept_here().open(one.id).waves
    people = sum(entry.rows for entry in waves)
    locked = [entry.name for entry in waves if entry.published]
    st.warning(
        plain(
            f"Delete {one.title!r} with {counted(len(waves), 'wave')} and the answers of "
            f"{people:,} people, every version of its questionnaire, every note, its coders' "
            "files and judgements? Nobody can bring it back. The log of what happened stays."
        )
    )
    agreed = True
    if locked:
        names = ", ".join(map(plain, locked))
        st.markdown(f":material/lock: Published: {names}. Others may have seen these numbers.")
        typed = st.text_input("Type the title to delete it", key=f"typed {one.id}")
        agreed = typed.strip() == one.title
    with st.container(horizontal=True):
        _button("Delete for good", one, lambda: _delete(one), disabled=not agreed, type="primary")
        _button("Keep it", one, lambda: state.forget(_LEAVING))


def _delete(one: "Listed") -> None:
    state.kept_here().delete(one.id, who=who())
    state.forget(_LEAVING)
    forget_study(one.id)
    if state.here() == one.id:
        state.leave()


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
