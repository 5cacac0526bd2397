"""Archived studies, published waves, who saved what, notes, and a log that only grows."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"

# An INSERT OR REPLACE would delete without asking the second trigger.
SQLITE = (
    "CREATE TRIGGER log_never_changes BEFORE UPDATE ON log "
    "BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
    "CREATE TRIGGER log_never_shrinks BEFORE DELETE ON log "
    "BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
    "CREATE TRIGGER log_is_never_replaced BEFORE INSERT ON log "
    "WHEN EXISTS (SELECT 1 FROM log WHERE number = NEW.number) "
    "BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION log_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the log only grows'; END $$",
    "CREATE TRIGGER log_never_changes BEFORE UPDATE OR DELETE ON log "
    "FOR EACH ROW EXECUTE FUNCTION log_only_grows()",
    "CREATE TRIGGER log_is_never_emptied BEFORE TRUNCATE ON log "
    "FOR EACH STATEMENT EXECUTE FUNCTION log_only_grows()",
)


def upgrade() -> None:
    """Add what is new and move the answers out of the list of waves; nothing is lost."""
    op.add_column(
        "study", sa.Column("archived", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("questionnaire", _empty(sa.Column("who", sa.Text)))
    op.add_column("wave", _empty(sa.Column("published", sa.String)))
    _answers_apart()
    _notes()
    _log()


def _empty(column: sa.Column[str]) -> sa.Column[str]:
    column.nullable = False
    column.server_default = sa.DefaultClause("")
    return column


def _answers_apart() -> None:
    op.create_table(
        "wave_file",
        sa.Column("study_id", sa.String, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("blob", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["study_id", "position"], ["wave.study_id", "wave.position"], ondelete="CASCADE"
        ),
    )
    op.execute(
        "INSERT INTO wave_file (study_id, position, blob) SELECT study_id, position, blob FROM wave"
    )
    op.drop_column("wave", "blob")


def _notes() -> None:
    op.create_table(
        "note",
        sa.Column(
            "study_id", sa.String, sa.ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("section", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("changed", sa.String, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
    )


def _log() -> None:
    op.create_table(
        "log",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("time", sa.String, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("study_id", sa.String, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
    )
    op.create_index("log_of_study", "log", ["study_id"])
    for trigger in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(trigger)
