"""The tables of a store, and how those of an older program are brought up to them.

Times are UTC in ISO 8601, so that they sort as text. A change of the tables needs a step in
`migrations/versions/`; a test compares the two. The version of a store stands in its table
`alembic_version`; tables older than that table are of version 1.
"""

import hashlib
from datetime import UTC, datetime
from threading import Lock

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    inspect,
    text,
)
from sqlalchemy.engine import Dialect

from crm_analytics.errors import Problem, StoreTrouble

METADATA = MetaData()
EMPTY = text("''")
VERSION = 3  # the number of the last step in migrations/versions/
_ONE_AT_A_TIME = Lock()  # Alembic keeps the migration that is running in its modules


def now() -> str:
    """The time to be kept with a change; always as long, so that it sorts."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def sha256(content: bytes) -> str:
    """By what a content is recognised, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class PersonText(TypeDecorator[str]):
    """What a person wrote. Refuses what not every database can keep."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The same words."""
        if value and ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
            what = "has a character that is not text (NUL, or half of a pair)."
            raise StoreTrouble(Problem(f"{value[:20]!r}", what, "Remove it."))
        return value


def itself(column: Column[str]) -> ColumnElement[str]:
    """The column as it stands in its row, and not in an index.

    A damaged index would put the row of one wave, whole as it is, in the place of another.
    """
    return column.concat("")


def _of_study() -> Column[str]:
    """Whatever belongs to a study leaves with it."""
    return Column("study_id", ForeignKey("study.id", ondelete="CASCADE"), primary_key=True)


study = Table(
    "study",
    METADATA,
    Column("id", String, primary_key=True),  # cannot be guessed: it stands in links
    Column("title", PersonText, nullable=False),
    Column("created", String, nullable=False),
    Column("changed", String, nullable=False),
    Column("archived", Boolean, nullable=False, server_default=false()),
)

# Every save is a new row; the highest version counts.
questionnaire = Table(
    "questionnaire",
    METADATA,
    _of_study(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("text", PersonText, nullable=False),
    Column("sha256", String, nullable=False),
    Column("created", String, nullable=False),
    Column("who", PersonText, nullable=False, server_default=EMPTY),
)

# Rows are added and deleted, never changed but by being published; sha256 is of the blob.
wave = Table(
    "wave",
    METADATA,
    _of_study(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", PersonText, nullable=False),
    Column("sha256", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("created", String, nullable=False),
    Column("published", String, nullable=False, server_default=EMPTY),  # the time, or nothing
    UniqueConstraint("study_id", "name"),
)

# Apart from `wave`, so that a list of studies reads no answers.
wave_file = Table(
    "wave_file",
    METADATA,
    Column("study_id", String, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("blob", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["study_id", "position"], ["wave.study_id", "wave.position"], ondelete="CASCADE"
    ),
)

# What somebody last chose while looking, for example the level of confidence.
choice = Table(
    "choice",
    METADATA,
    _of_study(),
    Column("name", String, primary_key=True),
    Column("value", PersonText, nullable=False),
)

# A removed note stays as an empty text, so that its versions go on.
note = Table(
    "note",
    METADATA,
    _of_study(),
    Column("section", PersonText, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("text", PersonText, nullable=False),
    Column("changed", String, nullable=False),
    Column("who", PersonText, nullable=False),
)

# What a study has beside its survey: coders' files, judgements. Only its room can read a blob.
document = Table(
    "document",
    METADATA,
    _of_study(),
    Column("name", String, primary_key=True),
    Column("sha256", String, nullable=False),
    Column("changed", String, nullable=False),
    Column("who", PersonText, nullable=False),
    Column("blob", LargeBinary, nullable=False),
)

# Entries outlive their study; the database refuses to change or delete them.
log = Table(
    "log",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("time", String, nullable=False),
    Column("who", PersonText, nullable=False),
    Column("what", PersonText, nullable=False),
    Column("study_id", String, nullable=False),
    Column("about", PersonText, nullable=False),
    Index("log_of_study", "study_id"),
)


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
    from alembic import command  # seldom needed
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
