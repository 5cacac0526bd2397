"""Waves of a study: added and dropped whole, never changed, checked whenever they are read.

A wave is kept as one Parquet blob: the table, and beside it everything the file said about it.
Equal files give equal bytes, so the hash of a blob names its content. The order of labels and texts
belongs to the content: it is the order in which a person listed them.
"""

import hashlib
import io
import json
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.files.file import SurveyFile, restored
from crm_analytics.store.schema import itself, now, wave, wave_file

ABOUT = b"crm_analytics.survey_file"
ENTRY = (wave.c.name, wave.c.sha256, wave.c.rows, wave.c.created, wave.c.published)


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


@dataclass(frozen=True, eq=False, slots=True)
class Wave(WaveEntry):
    """One round of answers."""

    file: SurveyFile


def add_wave(connection: Connection, study_id: str, name: str, blob: bytes, rows: int) -> None:
    """Put a wave after those that are there; a name that is taken is refused."""
    entries = list_waves(connection, study_id)
    if name in (entry.name for entry in entries):
        what = "is already in this study, and a wave never changes."
        raise StoreTrouble(Problem(_where(name), what, "Choose another name."))
    last = select(func.max(wave.c.position)).where(wave.c.study_id == study_id)
    place = {"study_id": study_id, "position": (connection.scalar(last) or 0) + 1}
    about = {"sha256": hashlib.sha256(blob).hexdigest(), "rows": rows, "created": now()}
    connection.execute(insert(wave).values(name=name, **place, **about))
    connection.execute(insert(wave_file).values(blob=blob, **place))


def drop_wave(connection: Connection, study_id: str, name: str) -> None:
    """Delete one wave.

    A published one stays, and so does the only one: a study without answers says nothing.
    """
    entries = list_waves(connection, study_id)
    if _entry(entries, name).published:
        what = "is published, and a published wave stays in its study."
        raise StoreTrouble(Problem(_where(name), what, "Delete the study instead."))
    if len(entries) == 1:
        what = "is the only wave of this study."
        raise StoreTrouble(Problem(_where(name), what, "Delete the study instead."))
    connection.execute(delete(wave).where(*_is(study_id, name)))


def lock_wave(connection: Connection, study_id: str, name: str) -> bool:
    """Write down that it is published, once; whether it was not before."""
    if _entry(list_waves(connection, study_id), name).published:
        return False
    connection.execute(update(wave).where(*_is(study_id, name)).values(published=now()))
    return True


def any_published(connection: Connection, study_id: str) -> bool:
    """Whether any wave is locked."""
    return any(entry.published for entry in list_waves(connection, study_id))


def list_waves(connection: Connection, study_id: str) -> tuple[WaveEntry, ...]:
    """In the order in which they were added."""
    mine = select(*ENTRY).where(itself(wave.c.study_id) == study_id).order_by(wave.c.position)
    return tuple(WaveEntry(*row) for row in connection.execute(mine))


def read_wave(connection: Connection, study_id: str, name: str) -> Wave:
    """One wave; refused when what is kept is not what was given."""
    found = select(*ENTRY, wave_file.c.blob).join_from(wave, wave_file, isouter=True)
    row = connection.execute(found.where(*_is(study_id, name))).one_or_none()
    if row is None:
        raise _not_here(name)
    return _whole(row)


def _whole(row: Row[tuple[object, ...]]) -> Wave:
    if row.blob is None or hashlib.sha256(row.blob).hexdigest() != row.sha256:
        raise _damaged(row.name)
    file = from_parquet(row.blob)
    if file.rows != row.rows:
        raise _damaged(row.name)
    return Wave(row.name, row.sha256, row.rows, row.created, row.published, file)


def _damaged(name: str) -> StoreTrouble:
    what = "is damaged: what is kept is not what was saved."
    remedy = "Restore the store from a backup, or delete this wave and import its file again."
    return StoreTrouble(Problem(_where(name), what, remedy))


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
