"""Who did what to which study. The database itself refuses to change or delete an entry.

An entry tells the name of a wave or section, or the number of a version: never an answer, a title
or a text. It stays when its study is deleted.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from crm_analytics.store.schema import log, now


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
