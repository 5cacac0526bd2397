"""The tables of a store. Times are UTC in ISO 8601, so that they sort as text.

A change here needs a step in `migrations/versions/`; a test compares the two.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
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
    text,
)
from sqlalchemy.engine import Dialect

from crm_analytics.errors import Problem, StoreTrouble

METADATA = MetaData()
EMPTY = text("''")
VERSION = 3  # the number of the last step in migrations/versions/


def now() -> str:
    """The time to be kept with a change; always as long, so that it sorts."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Words(TypeDecorator[str]):
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
    Column("title", Words, nullable=False),
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
    Column("text", Words, nullable=False),
    Column("sha256", String, nullable=False),
    Column("created", String, nullable=False),
    Column("who", Words, nullable=False, server_default=EMPTY),
)

# Rows are added and deleted, never changed but by being published; sha256 is of the blob.
wave = Table(
    "wave",
    METADATA,
    _of_study(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
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
    Column("value", Words, nullable=False),
)

# A removed note stays as an empty text, so that its versions go on.
note = Table(
    "note",
    METADATA,
    _of_study(),
    Column("section", Words, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("text", Words, nullable=False),
    Column("changed", String, nullable=False),
    Column("who", Words, nullable=False),
)

# What a study has beside its survey: coders' files, judgements. Only its room can read a blob.
document = Table(
    "document",
    METADATA,
    _of_study(),
    Column("name", String, primary_key=True),
    Column("sha256", String, nullable=False),
    Column("changed", String, nullable=False),
    Column("who", Words, nullable=False),
    Column("blob", LargeBinary, nullable=False),
)

# Entries outlive their study; the database refuses to change or delete them.
log = Table(
    "log",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("time", String, nullable=False),
    Column("who", Words, nullable=False),
    Column("what", Words, nullable=False),
    Column("study_id", String, nullable=False),
    Column("about", Words, nullable=False),
    Index("log_of_study", "study_id"),
)
