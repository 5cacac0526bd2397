"""What a study has beside its survey."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add a table; nothing that is there changes."""
    op.create_table(
        "document",
        sa.Column(
            "study_id", sa.String, sa.ForeignKey("study.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("changed", sa.String, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("blob", sa.LargeBinary, nullable=False),
    )
