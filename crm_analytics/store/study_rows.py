"""The rows of a study beside its questionnaire and its waves: itself, notes, documents, its log.

A document is bytes that only the room which made them can read, such as coders' files or
judgements; it is identified by the SHA-256 of its bytes, and whoever changes one says which they
began with. The log tells the name of a wave or section, or the number of a version: never an
answer, a title or a text. It stays when its study is deleted, and the database itself refuses to
change or delete an entry.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from crm_analytics.errors import Conflict, Problem, StoreTrouble
from crm_analytics.store.schema import METADATA, document, itself, log, note, now, study, wave


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list of studies tells of one.

    waves: how many. rows: of the last wave. created, changed: UTC, ISO 8601.
    """

    id: str
    title: str
    created: str
    changed: str
    waves: int
    rows: int
    archived: bool


def add_study(connection: Connection, study_id: str, title: str) -> None:
    """A study that has nothing yet."""
    time = now()
    row = {"id": study_id, "title": title, "created": time, "changed": time}
    connection.execute(insert(study).values(row))


def find_study(connection: Connection, study_id: str) -> Row[tuple[str, bool]]:
    """Title and whether it is archived; an id that is not here is refused."""
    return _found(connection, _title(study_id))


def hold(connection: Connection, study_id: str) -> None:
    """Let others wait who change the same study; an id that is not here is refused."""
    # SQLite leaves FOR UPDATE out: there a change holds the whole file from its beginning.
    _found(connection, _title(study_id).with_for_update())


def change_study(connection: Connection, study_id: str, **values: object) -> None:
    """Give its row these values and make it the study that was changed last."""
    row = study.c.id == study_id
    connection.execute(update(study).where(row).values(changed=now(), **values))


def list_studies(connection: Connection, archived: bool) -> tuple[Listed, ...]:
    """Those that are archived, or those that are not; the last changed first."""
    counted = (
        select(
            wave.c.study_id, func.count().label("waves"), func.max(wave.c.position).label("last")
        )
        .group_by(wave.c.study_id)
        .subquery()
    )
    last = (wave.c.study_id == counted.c.study_id) & (wave.c.position == counted.c.last)
    listed = (
        select(
            *study.c,
            func.coalesce(counted.c.waves, 0).label("waves"),
            func.coalesce(wave.c.rows, 0).label("rows"),
        )
        .outerjoin(counted, counted.c.study_id == study.c.id)
        .outerjoin(wave, last)
        .where(study.c.archived == archived)
        .order_by(study.c.changed.desc(), study.c.id)
    )
    return tuple(Listed(**row._mapping) for row in connection.execute(listed))


def latest_study(connection: Connection) -> str | None:
    """Id of the one that was changed last and is not archived."""
    ids = select(study.c.id).where(~study.c.archived).order_by(study.c.changed.desc(), study.c.id)
    return connection.scalar(ids.limit(1))


def copy_study(connection: Connection, study_id: str, copy_id: str) -> None:
    """Give another study everything that belongs to this one, byte by byte."""
    for table in METADATA.sorted_tables:
        if table not in (study, log):
            rest = [column for column in table.c if column.name != "study_id"]
            copied = select(literal(copy_id), *rest).where(table.c.study_id == study_id)
            names = ["study_id", *(column.name for column in rest)]
            connection.execute(insert(table).from_select(names, copied))


def _title(study_id: str) -> Select[tuple[str, bool]]:
    return select(study.c.title, study.c.archived).where(itself(study.c.id) == study_id)


def _found(connection: Connection, wanted: Select[tuple[str, bool]]) -> Row[tuple[str, bool]]:
    row = connection.execute(wanted).one_or_none()
    if row is None:
        remedy = "Open Data and choose a file or a sample."
        raise StoreTrouble(Problem("Study", "is not in this store.", remedy))
    return row


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
    return {name: one for name, one in _kept_notes(connection, study_id).items() if one.text}


def save_note(connection: Connection, study_id: str, edited: Note) -> tuple[int, bool]:
    """The version under which the text counts, and whether it is a new one.

    edited: its version is the one it was made from, 0 where there was none. Refused when another
    one counts by now, unless its text is the same.
    """
    none = Note(edited.section, "", 0, "", "")
    found = _kept_notes(connection, study_id).get(edited.section, none)
    if edited.text == found.text:
        return found.version, False
    if edited.version != found.version and (edited.version or found.text):
        raise _note_conflict(edited.version, found)
    mine = (note.c.study_id == study_id, note.c.section == edited.section)
    connection.execute(delete(note).where(*mine))
    saved = replace(edited, version=found.version + 1)
    connection.execute(insert(note).values(study_id=study_id, **asdict(saved)))
    return saved.version, True


def _kept_notes(connection: Connection, study_id: str) -> Mapping[str, Note]:
    kept = select(note.c.section, note.c.text, note.c.version, note.c.changed, note.c.who)
    mine = kept.where(note.c.study_id == study_id).order_by(note.c.section)
    return {row.section: Note(*row) for row in connection.execute(mine)}


def _note_conflict(based_on: int, found: Note) -> Conflict:
    did = "changed" if found.text else "removed"
    became = f"(version {based_on} became {found.version})"
    what = f"{found.who or 'somebody else'} {did} it meanwhile {became}."
    problem = Problem(f"Note on {found.section!r}", what, "Compare both and save yours again.")
    return Conflict(problem, found.version, found.text, found.who, found.changed)


@dataclass(frozen=True, slots=True)
class Edition:
    """What is known of a document without reading it.

    sha256: of its bytes. changed: UTC, ISO 8601. who: "" when unknown.
    """

    sha256: str
    changed: str
    who: str


def edition(connection: Connection, study_id: str, name: str) -> Edition | None:
    """The one that counts; None where there is none."""
    kept = select(document.c.sha256, document.c.changed, document.c.who)
    row = connection.execute(kept.where(*_document(study_id, name))).one_or_none()
    return Edition(*row) if row else None


def read_document(connection: Connection, study_id: str, name: str) -> bytes:
    """Its bytes, none where there is none; refused when they are not what was given."""
    kept = select(document.c.sha256, document.c.blob).where(*_document(study_id, name))
    row = connection.execute(kept).one_or_none()
    if row is None:
        return b""
    blob: bytes = row.blob
    if digest(blob) != row.sha256:
        what = "is damaged: what is kept is not what was saved."
        remedy = "Restore the store from a backup, or remove it and put it in again."
        raise StoreTrouble(Problem(f"Document {name!r}", what, remedy))
    return blob


def save_document(
    connection: Connection, study_id: str, name: str, blob: bytes, who: str
) -> Edition:
    """Put it in the place of the one that was there."""
    drop_document(connection, study_id, name)
    saved = Edition(digest(blob), now(), who)
    row = {"study_id": study_id, "name": name, "blob": blob, **asdict(saved)}
    connection.execute(insert(document).values(row))
    return saved


def drop_document(connection: Connection, study_id: str, name: str) -> None:
    """Take it away."""
    connection.execute(delete(document).where(*_document(study_id, name)))


def digest(blob: bytes) -> str:
    """By what a document is told; nothing for no bytes, as where there is none."""
    return hashlib.sha256(blob).hexdigest() if blob else ""


def _document(study_id: str, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return itself(document.c.study_id) == study_id, itself(document.c.name) == name


@dataclass(frozen=True, slots=True)
class Entry:
    """time: UTC, ISO 8601. who: "" when unknown. study: an id. about: a wave, version, section."""

    time: str
    who: str
    what: str
    study: str
    about: str


def enter(
    connection: Connection, study_id: str, what: str, about: str | int = "", who: str = ""
) -> None:
    """Write down what was done, in the transaction that does it."""
    entry = {"study_id": study_id, "what": what, "about": str(about), "who": who, "time": now()}
    connection.execute(insert(log).values(entry))


def enter_once(
    connection: Connection, study_id: str, what: str, about: str = "", who: str = ""
) -> None:
    """As `enter`, unless the last entry of the study says the same: many small steps are one."""
    told = select(log.c.who, log.c.what, log.c.about).where(log.c.study_id == study_id)
    last = connection.execute(told.order_by(log.c.number.desc()).limit(1)).one_or_none()
    if last is None or tuple(last) != (who, what, about):
        enter(connection, study_id, what, about, who)


def entries(connection: Connection, study_id: str) -> tuple[Entry, ...]:
    """Of one study, or of all without an id, the first one first."""
    kept = select(log.c.time, log.c.who, log.c.what, log.c.study_id, log.c.about)
    mine = kept.where(log.c.study_id == study_id) if study_id else kept
    return tuple(Entry(*row) for row in connection.execute(mine.order_by(log.c.number)))
