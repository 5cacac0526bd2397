"""The row of one study: added, found, held while it is being changed, listed, copied."""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, func, insert, literal, select, update

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store.schema import METADATA, itself, log, now, study, wave


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
    return _found(connection, _one(study_id))


def hold(connection: Connection, study_id: str) -> None:
    """Let others wait who change the same study; an id that is not here is refused."""
    # SQLite leaves FOR UPDATE out: there a change holds the whole file from its beginning.
    _found(connection, _one(study_id).with_for_update())


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


def _one(study_id: str) -> Select[tuple[str, bool]]:
    return select(study.c.title, study.c.archived).where(itself(study.c.id) == study_id)


def _found(connection: Connection, wanted: Select[tuple[str, bool]]) -> Row[tuple[str, bool]]:
    row = connection.execute(wanted).one_or_none()
    if row is None:
        remedy = "Open Data and choose a file or a sample."
        raise StoreTrouble(Problem("Study", "is not in this store.", remedy))
    return row
