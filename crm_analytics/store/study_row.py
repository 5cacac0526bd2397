"""The row of one study: found, held while it is being changed, marked as changed."""

from sqlalchemy import Connection, Select, insert, select, update

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store.schema import now, study


def add_study(connection: Connection, study_id: str, title: str) -> None:
    """A study that has nothing yet."""
    time = now()
    row = {"id": study_id, "title": title, "created": time, "changed": time}
    connection.execute(insert(study).values(row))


def title_of(connection: Connection, study_id: str) -> str:
    """The title; an id that is not here is refused."""
    return _title(connection, select(study.c.title).where(study.c.id == study_id))


def hold(connection: Connection, study_id: str) -> None:
    """Let others wait who change the same study; an id that is not here is refused."""
    # SQLite leaves FOR UPDATE out: there a change holds the whole file from its beginning.
    _title(connection, select(study.c.title).where(study.c.id == study_id).with_for_update())


def mark_changed(connection: Connection, study_id: str) -> None:
    """Make this the study that was changed last."""
    connection.execute(update(study).where(study.c.id == study_id).values(changed=now()))


def _title(connection: Connection, wanted: Select[tuple[str]]) -> str:
    title = connection.scalar(wanted)
    if title is None:
        remedy = "Open Data and choose a file or a sample."
        raise StoreTrouble(Problem("Study", "is not in this store.", remedy))
    return title
