"""The rows of a study: itself, its waves, its log.

Waves are added and dropped whole, never changed, checked whenever they are read. A wave is kept as
one Parquet blob: the table, and beside it everything the file said about it. Equal files give equal
bytes, so the hash of a blob names its content. The order of labels and texts belongs to the
content: it is the order in which a person listed them.

The log tells the name of a wave or section, or the number of a version: never an answer, a title or
a text. It stays when its study is deleted, and the database itself refuses to change or delete an
entry.
"""

import io
import json
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq
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

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.files.file import SurveyFile, restored
from crm_analytics.store.schema import (
    METADATA,
    itself,
    log,
    now,
    sha256,
    study,
    wave,
    wave_file,
)
from crm_analytics.store.trouble import DIFFERS, IMPORT_AGAIN

ABOUT = b"crm_analytics.survey_file"
ENTRY = (wave.c.name, wave.c.sha256, wave.c.rows, wave.c.created, wave.c.published)


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
class WaveEntry:
    """What is known of one round of answers without reading it.

    name: as the user calls it, unique in its study.
    sha256: of everything the wave holds, in hexadecimal; equal content, equal hash.
    created: UTC, ISO 8601. published: when it was locked, or "".
    """

    name: str
    sha256: str
    rows: int
    created: str
    published: str


def add_wave(connection: Connection, study_id: str, name: str, blob: bytes, rows: int) -> None:
    """Put a wave after those that are there; a name that is taken is refused."""
    entries = list_waves(connection, study_id)
    if name in (entry.name for entry in entries):
        what = "is already in this study, and a wave never changes."
        raise StoreTrouble(Problem(_where(name), what, "Choose another name."))
    last = select(func.max(wave.c.position)).where(wave.c.study_id == study_id)
    place = {"study_id": study_id, "position": (connection.scalar(last) or 0) + 1}
    about = {"sha256": sha256(blob), "rows": rows, "created": now()}
    connection.execute(insert(wave).values(name=name, **place, **about))
    connection.execute(insert(wave_file).values(blob=blob, **place))


def drop_wave(connection: Connection, study_id: str, name: str) -> None:
    """Delete one wave.

    A published one stays, and so does the only one: a study without answers says nothing.
    """
    entries = list_waves(connection, study_id)
    what = "is the only wave of this study." if len(entries) == 1 else ""
    if _entry(entries, name).published:
        what = "is published, and a published wave stays in its study."
    if what:
        raise StoreTrouble(Problem(_where(name), what, "Delete the study instead."))
    connection.execute(delete(wave).where(*_is(study_id, name)))


def lock_wave(connection: Connection, study_id: str, name: str) -> bool:
    """Write down that it is published, once; whether it was not before."""
    if _entry(list_waves(connection, study_id), name).published:
        return False
    connection.execute(update(wave).where(*_is(study_id, name)).values(published=now()))
    return True


def list_waves(connection: Connection, study_id: str) -> tuple[WaveEntry, ...]:
    """In the order in which they were added."""
    mine = select(*ENTRY).where(itself(wave.c.study_id) == study_id).order_by(wave.c.position)
    return tuple(WaveEntry(*row) for row in connection.execute(mine))


def read_wave(connection: Connection, study_id: str, name: str) -> SurveyFile:
    """The answers of one wave; refused when what is kept is not what was given."""
    kept = select(wave.c.sha256, wave.c.rows, wave_file.c.blob)
    found = kept.join_from(wave, wave_file, isouter=True)
    row = connection.execute(found.where(*_is(study_id, name))).one_or_none()
    if row is None:
        raise _not_here(name)
    whole = row.blob is not None and sha256(row.blob) == row.sha256
    file = from_parquet(row.blob) if whole else None
    if file is None or file.rows != row.rows:
        raise StoreTrouble(Problem(_where(name), DIFFERS, IMPORT_AGAIN))
    return file


def _is(study_id: str, name: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return itself(wave.c.study_id) == study_id, itself(wave.c.name) == name


def _entry(entries: tuple[WaveEntry, ...], name: str) -> WaveEntry:
    for entry in entries:
        if entry.name == name:
            return entry
    raise _not_here(name)


def _not_here(name: str) -> StoreTrouble:
    return StoreTrouble(Problem(_where(name), "is not in this study.", "Choose one of its waves."))


def _where(name: str) -> str:
    return f"Wave {name!r}"


def to_parquet(file: SurveyFile) -> bytes:
    """The whole survey file; `from_parquet` gives it back without loss."""
    table = file.table.replace_schema_metadata({ABOUT: json.dumps(file.about()).encode()})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def from_parquet(blob: bytes) -> SurveyFile:
    """The survey file that `to_parquet` was given."""
    # One thread: a wave is small, and many visitors may be reading.
    with pq.ParquetFile(pa.BufferReader(blob)) as parquet:
        table = parquet.read(use_threads=False)
    about = json.loads((table.schema.metadata or {})[ABOUT])
    return restored(table, about)


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
