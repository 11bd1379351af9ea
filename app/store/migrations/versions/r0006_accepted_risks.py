"""Who accepted a risk, by name, and where they wrote it.

Only adds, and everything may be empty: workers of the version before go on beside it.
"""

from __future__ import annotations

from alembic import op

from app.store.migrations.shorthand import text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = ("accepted_by", "url")


def upgrade() -> None:
    """Add columns."""
    for column in COLUMNS:
        op.add_column("accepted_risks", text(column, nullable=True))


def downgrade() -> None:
    """Take them away again."""
    for column in reversed(COLUMNS):
        op.drop_column("accepted_risks", column)
