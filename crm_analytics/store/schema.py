"""The tables of a store. Times are UTC in ISO 8601, so that they sort as text."""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()


def now() -> str:
    """The time to be kept with a change; always as long, so that it sorts."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _of_study() -> Column[str]:
    """Whatever belongs to a study leaves with it."""
    return Column("study_id", ForeignKey("study.id", ondelete="CASCADE"), primary_key=True)


study = Table(
    "study",
    METADATA,
    Column("id", String, primary_key=True),  # cannot be guessed: it stands in links
    Column("title", Text, nullable=False),
    Column("created", String, nullable=False),
    Column("changed", String, nullable=False),
)

# Every save is a new row; the highest version counts.
questionnaire = Table(
    "questionnaire",
    METADATA,
    _of_study(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("created", String, nullable=False),
)

# Rows are added and deleted, never changed; sha256 is of the blob.
wave = Table(
    "wave",
    METADATA,
    _of_study(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("created", String, nullable=False),
    UniqueConstraint("study_id", "name"),
)

# What somebody last chose while looking, for example the level of confidence.
choice = Table(
    "choice",
    METADATA,
    _of_study(),
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)
