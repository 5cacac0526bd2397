"""What is particular to SQLite: a file of its owner's, its journal, and how its writers wait."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import cast

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import ConnectionPoolEntry

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store import sqlite_file

WRITES, ALONE = "store_writes", "store_alone"
PATIENCE = 10.0  # seconds to wait for another program's changes


def engine_at(url: URL) -> Engine:
    """An engine on a file, which is made when it is missing."""
    _make_file(url.render_as_string(hide_password=False))
    # A connection per step: none is shared by threads and none is left open.
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "begin", _begin)
    return engine


def reading(engine: Engine) -> Engine:
    """For looking: in write-ahead mode every transaction sees one moment of the store."""
    return engine


def writing(engine: Engine) -> Engine:
    """For steps that change something: they wait for one another from their beginning."""
    return engine.execution_options(**{WRITES: True})


def let_others_wait(connection: Connection) -> None:
    """Nothing to do: whoever writes holds the whole file."""


def forget_deleted(engine: Engine, patient: bool) -> bool:
    """Empty the journal: secure_delete clears the main file only. False while somebody reads."""
    with engine.execution_options(**{ALONE: True}).connect() as connection:
        if not patient:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
        busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy


def flaws(connection: Connection) -> Iterator[str]:
    """Pages, indexes and rows that do not fit together."""
    for (found,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        yield from (line for line in found.splitlines() if line != "ok" and line[:3] != "***")
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"a row of {table!r} belongs to nothing"


def without_journal(engine: Engine) -> None:
    """Make it one file that can be read where nothing may be written, until it is opened again."""
    with engine.execution_options(**{ALONE: True}).connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=DELETE")


def number_on(connection: Connection) -> None:
    """Nothing to do: the next number is one above the highest."""


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
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # transactions begin in `_begin`, not in the driver
    connection.text_factory = _text
    cursor = connection.cursor()
    _use_journal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _text(kept: bytes) -> str:
    """A damaged letter in one title hides no other; what has a SHA-256 is refused by that."""
    return kept.decode(errors="replace")


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
    options = connection.get_execution_options()
    if ALONE in options:  # what cannot be part of a transaction
        return
    # A transaction that reads first and writes later cannot wait for others; IMMEDIATE can.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if WRITES in options else "BEGIN")
