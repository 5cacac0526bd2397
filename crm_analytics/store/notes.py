"""What people write beside a section of a study; the last text of each is kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, delete, insert, select

from crm_analytics.errors import Conflict, Problem
from crm_analytics.store.schema import note


@dataclass(frozen=True, slots=True)
class Note:
    """version: from 1, one more with every save. changed: UTC, ISO 8601. who: "" when unknown."""

    section: str
    text: str
    version: int
    changed: str
    who: str


def read_notes(connection: Connection, study_id: str) -> Mapping[str, Note]:
    """By section; a removed one is left out."""
    return {name: one for name, one in _kept(connection, study_id).items() if one.text}


def save_note(connection: Connection, study_id: str, edited: Note) -> tuple[int, bool]:
    """The version under which the text counts, and whether it is a new one.

    edited: its version is the one it was made from, 0 where there was none. Refused when another
    one counts by now, unless its text is the same.
    """
    found = _kept(connection, study_id).get(edited.section, Note(edited.section, "", 0, "", ""))
    if edited.text == found.text:
        return found.version, False
    if edited.version != found.version and (edited.version or found.text):
        raise _conflict(edited.version, found)
    mine = (note.c.study_id == study_id, note.c.section == edited.section)
    connection.execute(delete(note).where(*mine))
    saved = replace(edited, version=found.version + 1)
    connection.execute(insert(note).values(study_id=study_id, **asdict(saved)))
    return saved.version, True


def _kept(connection: Connection, study_id: str) -> Mapping[str, Note]:
    kept = select(note.c.section, note.c.text, note.c.version, note.c.changed, note.c.who)
    mine = kept.where(note.c.study_id == study_id).order_by(note.c.section)
    return {row.section: Note(*row) for row in connection.execute(mine)}


def _conflict(based_on: int, found: Note) -> Conflict:
    did = "changed" if found.text else "removed"
    became = f"(version {based_on} became {found.version})"
    what = f"{found.who or 'somebody else'} {did} it meanwhile {became}."
    problem = Problem(f"Note on {found.section!r}", what, "Compare both and save yours again.")
    return Conflict(problem, found.version, found.text, found.who, found.changed)
