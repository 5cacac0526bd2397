"""The database below a store. Everything that is particular to SQLite stands here."""

import sqlite3
import time
from contextlib import closing, suppress
from typing import cast

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateTable

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store import sqlite_file
from crm_analytics.store.schema import METADATA

WRITES = "store_writes"
PATIENCE = 10.0  # seconds to wait for another program's changes


def shown(url: str) -> str:
    """The address as a person may see it: the file, or the URL without its password."""
    return str(sqlite_file(url) or make_url(url).render_as_string(hide_password=True))


def open_engine(url: str) -> Engine:
    """An engine on a store that is there; makes the file and the tables when they are not."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
    else:
        _make_file(url)
        # A connection per step: none is shared by threads and none is left open.
        engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
        event.listen(engine, "do_connect", _connect)
        event.listen(engine, "begin", _begin)
    _make_tables(engine)
    return engine


def writing(engine: Engine) -> Engine:
    """The same engine for steps that change something."""
    return engine.execution_options(**{WRITES: True})


def forget_deleted(engine: Engine) -> None:
    """Empty SQLite's journal: secure_delete clears the main file only."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


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


def _make_tables(engine: Engine) -> None:
    with engine.begin() as connection:  # only looks, so that a read-only store can be opened
        missing = set(METADATA.tables) - set(inspect(connection).get_table_names())
    if missing:
        with writing(engine).begin() as connection:
            for table in METADATA.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))


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
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # transactions begin in `_begin`, not in the driver
    cursor = connection.cursor()
    _use_journal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


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


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for others; IMMEDIATE can.
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
