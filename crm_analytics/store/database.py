"""The database below a store: SQLite or PostgreSQL, which nobody above here tells apart.

SQLite is a file of its owner's in write-ahead mode: every transaction sees one moment of it,
whoever writes holds the whole file, and the next number is one above the highest. PostgreSQL is a
server, which checks the pages that are read by itself.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import cast

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store import sqlite_file
from crm_analytics.store.schema import METADATA, bring_up, is_current, log

PATIENCE = 10.0  # seconds to wait for a server, or for another program's changes
UPGRADE = 7_227_678  # any number that no other program of the database locks
SERVER = "postgresql"
WRITES, ALONE = "store_writes", "store_alone"  # options of a connection


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


def engine_at(url: URL) -> Engine:
    """An engine on whatever is there; a missing SQLite file is made."""
    kind = url.get_backend_name()
    if kind == "sqlite":
        _make_file(url.render_as_string(hide_password=False))
        # A connection per step: none is shared by threads and none is left open.
        engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
        event.listen(engine, "do_connect", _connect)
        event.listen(engine, "begin", _begin_file)
        return engine
    if kind != SERVER:
        raise ArgumentError(kind)
    if url.drivername == SERVER:  # which SQLAlchemy takes for the driver before this one
        url = url.set(drivername="postgresql+psycopg")
    url = url.update_query_dict({"client_encoding": "utf8"})
    if "connect_timeout" not in url.query:  # a server that is far away may need more
        url = url.update_query_dict({"connect_timeout": str(int(PATIENCE))})
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
    event.listen(engine, "begin", _begin_on_server)
    return engine


def open_engine(url: str, where: str) -> Engine:
    """An engine on a store whose tables are of this program's version.

    Tables that are missing or older are brought up.
    """
    engine = engine_at(address(url))
    try:
        with reading(engine).begin() as connection:  # only looks: a read-only store can be opened
            current = is_current(connection, where)
        if not current:
            with writing(engine).begin() as connection:
                let_others_wait(connection)
                bring_up(connection, where)
    except BaseException:
        engine.dispose()
        raise
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine for looking: everything that one transaction reads is of one moment."""
    if engine.dialect.name == SERVER:
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine for steps that change something: they wait for one another."""
    if engine.dialect.name == SERVER:
        # Whatever the server's default is: who waited must see what the other did meanwhile.
        engine = engine.execution_options(isolation_level="READ COMMITTED")
    return engine.execution_options(**{WRITES: True})


def forget_deleted(engine: Engine, patient: bool = True) -> bool:
    """Let go of the bytes of what was deleted, as far as the database can; False while others read.

    patient: whether it may wait for them, or take more than a moment. A server frees their space
    for new rows, and the bytes go when it is written over; it does so by itself now and then, which
    is soon enough where nobody waits.
    """
    if engine.dialect.name == SERVER and not patient:
        return True
    if engine.dialect.name == SERVER:
        # VACUUM only warns about tables of another owner; a table in use is left for the next time
        tables = ", ".join(table.name for table in METADATA.sorted_tables if table is not log)
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(f"VACUUM (SKIP_LOCKED) {tables}")
        return True
    # empty the journal: secure_delete clears the main file only
    with engine.execution_options(**{ALONE: True}).connect() as connection:
        if not patient:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy


def let_others_wait(connection: Connection) -> None:
    """Until the transaction ends, nobody else changes the tables as such."""
    if connection.dialect.name == SERVER:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE})


def flaws(connection: Connection) -> Iterator[str]:
    """Pages, indexes and rows that do not fit together, in the words of the database itself."""
    if connection.dialect.name == SERVER:
        return
    for (found,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        yield from (line for line in found.splitlines() if line != "ok" and line[:3] != "***")
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"a row of {table!r} belongs to nothing"


def number_on(connection: Connection) -> None:
    """Go on numbering after rows that were copied in with their numbers."""
    if connection.dialect.name == SERVER:
        last = "COALESCE((SELECT MAX(number) FROM log), 0) + 1"
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('log', 'number'), {last}, false)")
        )


def without_journal(engine: Engine) -> None:
    """Make SQLite's file one that can be read where nothing may be written, until it is opened."""
    with engine.execution_options(**{ALONE: True}).connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")


def _begin_on_server(connection: Connection) -> None:
    if WRITES in connection.get_execution_options():
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(PATIENCE * 1000)}")


def _begin_file(connection: Connection) -> None:
    options = connection.get_execution_options()
    if ALONE in options:  # what cannot be part of a transaction
        return
    # A transaction that reads first and writes later cannot wait for others; IMMEDIATE can.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if WRITES in options else "BEGIN")


def _make_file(url: str) -> None:
    """Answers are personal: only the owner may read the file (journals inherit its mode)."""
    if url.partition("?")[0].endswith(("://", ":///", ":memory:")):
        what = "names no file, so nothing would be kept."
        raise StoreTrouble(Problem("Store", what, "Name a file in CRM_STORE."))
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            file.touch(mode=0o600, exist_ok=False)


def _connect(
    dialect: Dialect,
    _record: ConnectionPoolEntry,
    arguments: list[str],
    options: dict[str, object],
) -> sqlite3.Connection:
    # Not the "connect" event: a connection on which that fails is never closed.
    options["timeout"] = PATIENCE
    connection = cast(sqlite3.Connection, dialect.connect(*arguments, **options))
    try:
        connection.isolation_level = None  # transactions begin in `_begin`, not in the driver
        # a damaged letter in one title hides no other; what has a SHA-256 is refused by that
        connection.text_factory = lambda kept: kept.decode(errors="replace")
        cursor = connection.cursor()
        _use_journal(cursor)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except BaseException:
        connection.close()
        raise
    return connection


def _use_journal(cursor: sqlite3.Cursor) -> None:
    """Write-ahead; here SQLite does not wait by itself when two programs make a store at once."""
    latest = time.monotonic() + PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > latest:
                raise
        time.sleep(0.02)
