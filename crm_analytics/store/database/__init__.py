"""The database below a store: SQLite or PostgreSQL, which nobody above here tells apart."""

from collections.abc import Iterator
from types import ModuleType

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from crm_analytics.store import sqlite_file, upgrade
from crm_analytics.store.database import postgresql, sqlite

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}


def address(url: str) -> URL:
    """The parts of a URL; refused as whatever SQLAlchemy cannot read."""
    try:
        named = make_url(url)
    except ValueError as error:  # of a port that is no number
        raise ArgumentError("port") from error
    # as those write it who rent out databases
    return named.set(drivername="postgresql") if named.drivername == "postgres" else named


def shown(url: str) -> str:
    """The address as a person may see it: the file, or the URL without its passwords."""
    file, whole = sqlite_file(url), address(url)
    secret = [key for key in whole.query if "password" in key]
    shortened = whole.difference_update_query(secret).render_as_string(hide_password=True)
    return str(file or shortened)


def open_engine(url: str, where: str) -> Engine:
    """An engine on a store whose tables are of this program's version.

    A missing SQLite file is made; tables that are missing or older are brought up.
    """
    named = address(url)
    if named.get_backend_name() not in ENGINES:
        raise ArgumentError(named.get_backend_name())
    engine: Engine = ENGINES[named.get_backend_name()].engine_at(named)
    try:
        _bring_up(engine, where)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _bring_up(engine: Engine, where: str) -> None:
    with reading(engine).begin() as connection:  # only looks: a read-only store can be opened
        current = upgrade.is_current(connection, where)
    if not current:
        with writing(engine).begin() as connection:
            let_others_wait(connection)
            upgrade.bring_up(connection, where)


def reading(engine: Engine) -> Engine:
    """The same engine for looking: everything that one transaction reads is of one moment."""
    chosen: Engine = _of(engine).reading(engine)
    return chosen


def writing(engine: Engine) -> Engine:
    """The same engine for steps that change something."""
    chosen: Engine = _of(engine).writing(engine)
    return chosen


def forget_deleted(engine: Engine, patient: bool = True) -> bool:
    """Let go of the bytes of what was deleted, as far as the database can; False while others read.

    patient: whether it may wait for them, or take more than a moment.
    """
    gone: bool = _of(engine).forget_deleted(engine, patient)
    return gone


def let_others_wait(connection: Connection) -> None:
    """Until the transaction ends, nobody else changes the tables as such."""
    _of(connection.engine).let_others_wait(connection)


def flaws(connection: Connection) -> Iterator[str]:
    """What the database itself finds wrong with what it keeps, in its words."""
    yield from _of(connection.engine).flaws(connection)


def number_on(connection: Connection) -> None:
    """Go on numbering after rows that were copied in with their numbers."""
    _of(connection.engine).number_on(connection)


def _of(engine: Engine) -> ModuleType:
    return ENGINES[engine.dialect.name]
