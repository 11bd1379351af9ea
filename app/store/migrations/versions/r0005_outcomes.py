"""Which model wrote a finding, how its code is recognised, and what became of it.

Only adds, and everything may be empty: workers of the version before go on beside it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.migrations.shorthand import text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("model", "code", "outcome")


def upgrade() -> None:
    """Add columns, and an index over the few rows that have an outcome."""
    for column in COLUMNS:
        op.add_column("findings", text(column, nullable=True))
    where = sa.text("outcome IS NOT NULL")
    columns = ["repository_id", "model", "category", "outcome"]
    op.create_index("ix_findings_outcome", "findings", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_findings_outcome", "findings")
    for column in reversed(COLUMNS):
        op.drop_column("findings", column)
