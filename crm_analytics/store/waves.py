"""Waves of a study: added and dropped whole, never changed, checked whenever they are read."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, func, insert, select

from crm_analytics.errors import Problem, StoreTrouble, refuse
from crm_analytics.store.schema import now, wave
from crm_analytics.store.wave_blob import from_parquet
from crm_analytics.survey.file import SurveyFile


@dataclass(frozen=True, eq=False, slots=True)
class Wave:
    """One round of answers.

    name: as the user calls it, unique in its study.
    sha256: of everything the wave holds, in hexadecimal; equal content, equal hash.
    created: UTC, ISO 8601.
    """

    name: str
    sha256: str
    created: str
    file: SurveyFile


def add_wave(connection: Connection, study_id: str, name: str, blob: bytes, rows: int) -> None:
    """Put a wave after those that are there; a name that is taken is refused."""
    if name in wave_names(connection, study_id):
        what = "is already in this study, and a wave never changes."
        raise StoreTrouble(Problem(_where(name), what, "Choose another name."))
    last = select(func.max(wave.c.position)).where(wave.c.study_id == study_id)
    connection.execute(
        insert(wave).values(
            study_id=study_id,
            position=(connection.scalar(last) or 0) + 1,
            name=name,
            sha256=hashlib.sha256(blob).hexdigest(),
            blob=blob,
            rows=rows,
            created=now(),
        )
    )


def drop_wave(connection: Connection, study_id: str, name: str) -> None:
    """Delete one wave; the only one stays, because a study without answers says nothing."""
    names = wave_names(connection, study_id)
    if name not in names:
        raise _not_here(name)
    if len(names) == 1:
        what = "is the only wave of this study."
        raise StoreTrouble(Problem(_where(name), what, "Delete the study instead."))
    connection.execute(delete(wave).where(wave.c.study_id == study_id, wave.c.name == name))


def wave_names(connection: Connection, study_id: str) -> tuple[str, ...]:
    """Names in the order in which the waves were added."""
    named = select(wave.c.name).where(wave.c.study_id == study_id).order_by(wave.c.position)
    return tuple(connection.scalars(named))


def read_wave(connection: Connection, study_id: str, name: str) -> Wave:
    """One wave; refused when what is kept is not what was given."""
    found = select(wave).where(wave.c.study_id == study_id, wave.c.name == name)
    row = connection.execute(found).one_or_none()
    if row is None:
        raise _not_here(name)
    return _whole(row)


def read_waves(connection: Connection, study_id: str) -> tuple[Wave, ...]:
    """Every wave in order; all damaged ones are reported together."""
    waves: list[Wave] = []
    problems: list[Problem] = []
    for name in wave_names(connection, study_id):
        try:
            waves.append(read_wave(connection, study_id, name))
        except StoreTrouble as trouble:
            problems.extend(trouble.problems)
    refuse(StoreTrouble, problems)
    return tuple(waves)


def _whole(row: Row[tuple[object, ...]]) -> Wave:
    if hashlib.sha256(row.blob).hexdigest() != row.sha256:
        what = "is damaged: what is kept is not what was saved."
        remedy = "Restore the store from a backup, or delete this wave and import its file again."
        raise StoreTrouble(Problem(_where(row.name), what, remedy))
    return Wave(row.name, row.sha256, row.created, from_parquet(row.blob))


def _not_here(name: str) -> StoreTrouble:
    return StoreTrouble(Problem(_where(name), "is not in this study.", "Choose one of its waves."))


def _where(name: str) -> str:
    return f"Wave {name!r}"
