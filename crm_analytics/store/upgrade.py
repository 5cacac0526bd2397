"""The version of a store's tables: told, and brought to the one this program knows.

The number stands in the table `alembic_version`. Stores had tables before they had that number:
those are of version 1. Alembic is imported only when there is something to do.
"""

from threading import Lock

from sqlalchemy import Connection, inspect, text

from crm_analytics.errors import Problem, StoreTrouble
from crm_analytics.store.schema import METADATA, VERSION

_ONE_AT_A_TIME = Lock()  # Alembic keeps the migration that is running in its modules


def is_current(connection: Connection, where: str) -> bool:
    """Whether there is nothing to do; a store of a newer program is refused."""
    found = version(connection, where)
    if found > VERSION:
        what = f"was made by a newer version of this program (its tables are of version {found})."
        raise StoreTrouble(Problem(where, what, "Update the program and open the store again."))
    return found == VERSION


def version(connection: Connection, where: str) -> int:
    """The version of the tables that are there; 0 when there are none."""
    if not _says_so(connection):
        return 1 if inspect(connection).has_table("study") else 0
    found = connection.scalar(text("SELECT version_num FROM alembic_version")) or "0"
    if not found.isdecimal():
        what = "holds the tables of another program."
        raise StoreTrouble(Problem(where, what, "Name a database of its own in CRM_STORE."))
    return int(found)


def bring_up(connection: Connection, where: str) -> None:
    """Take every step that is missing, in the transaction of the connection.

    The connection must keep other programs from doing the same at the same time.
    """
    if is_current(connection, where):
        return
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "crm_analytics.store:migrations")
    config.set_main_option("path_separator", "os")
    with _ONE_AT_A_TIME:
        if version(connection, where) == 1 and not _says_so(connection):
            command.stamp(config, "1")
        command.upgrade(config, "head")


def _says_so(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")


def make_anew(connection: Connection, where: str) -> None:
    """Drop every table with all it holds, the log too, and make them empty again.

    For putting a backup in the place of a store, in one transaction with its rows.
    """
    METADATA.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    bring_up(connection, where)
