"""Studies with their questionnaires, waves and choices."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the tables that stores had before their version was written down."""
    op.create_table(
        "study",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created", sa.String, nullable=False),
        sa.Column("changed", sa.String, nullable=False),
    )
    op.create_table(
        "questionnaire",
        _of_study(),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("created", sa.String, nullable=False),
    )
    op.create_table(
        "wave",
        _of_study(),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("blob", sa.LargeBinary, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("created", sa.String, nullable=False),
        sa.UniqueConstraint("study_id", "name"),
    )
    op.create_table(
        "choice",
        _of_study(),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _of_study() -> sa.Column[str]:
    return sa.Column(
        "study_id", sa.String, sa.ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
    )
