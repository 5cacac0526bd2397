"""What is particular to PostgreSQL: its driver, its isolation, its locks, what deleting leaves."""

from collections.abc import Iterator

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from crm_analytics.store.schema import METADATA, log

WRITES = "store_writes"
PATIENCE = 10.0  # seconds to wait for a server, or for another program's changes
UPGRADE = 7_227_678  # any number that no other program of the database locks


def engine_at(url: URL) -> Engine:
    """An engine on a database that is there."""
    if url.drivername == "postgresql":  # which SQLAlchemy takes for the driver before this one
        url = url.set(drivername="postgresql+psycopg")
    url = url.update_query_dict({"client_encoding": "utf8"})
    if "connect_timeout" not in url.query:  # a server that is far away may need more
        url = url.update_query_dict({"connect_timeout": str(int(PATIENCE))})
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
    event.listen(engine, "begin", _begin)
    return engine


def reading(engine: Engine) -> Engine:
    """For looking: every transaction sees one moment of the store, and makes nobody wait."""
    return engine.execution_options(isolation_level="REPEATABLE READ")


def writing(engine: Engine) -> Engine:
    """For steps that change something: they wait for one another where they `hold` a study."""
    # Whatever the server's default is: who waited must see what the other did meanwhile.
    return engine.execution_options(isolation_level="READ COMMITTED", **{WRITES: True})


def let_others_wait(connection: Connection) -> None:
    """Until the transaction ends, nobody else makes or upgrades the tables."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE})


def forget_deleted(engine: Engine, patient: bool) -> bool:
    """Free the space of deleted rows for new ones; their bytes go when it is written over.

    The server does the same by itself now and then, which is soon enough where nobody waits.
    """
    if not patient:
        return True
    # VACUUM only warns about tables of another owner; a table in use is left for the next time
    tables = ", ".join(table.name for table in METADATA.sorted_tables if table is not log)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"VACUUM (SKIP_LOCKED) {tables}")
    return True


def flaws(_connection: Connection) -> Iterator[str]:
    """Nothing by itself: the server checks the pages that are read."""
    return iter(())


def number_on(connection: Connection) -> None:
    """After rows came with their numbers: the next entry of the log gets the number after them."""
    last = "COALESCE((SELECT MAX(number) FROM log), 0) + 1"
    connection.execute(
        text(f"SELECT setval(pg_get_serial_sequence('log', 'number'), {last}, false)")
    )


def _begin(connection: Connection) -> None:
    if WRITES in connection.get_execution_options():
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(PATIENCE * 1000)}")
